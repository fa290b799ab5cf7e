const SECRET_OCTETS = 16;

/** A new secret: 128 random bits as base64url (RFC 4648 §5), 22 characters. */
export function newSecret(): string {
  const octets = crypto.getRandomValues(new Uint8Array(SECRET_OCTETS));
  return btoa(String.fromCharCode(...octets))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Whether a text is the secret; how long that takes tells its length alone, which is no secret. */
export function isSecret(text: string, secret: string): boolean {
  if (text.length !== secret.length || secret === "") return false;
  let difference = 0;
  for (let at = 0; at < secret.length; at++) difference |= text.charCodeAt(at) ^ secret.charCodeAt(at);
  return difference === 0;
}
