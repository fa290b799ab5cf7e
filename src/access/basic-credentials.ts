import type { FieldSection } from "../semantics/index.ts";

/** A user and a password as they were sent (RFC 7617 §2). */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** The octets of Basic credentials, still coded: base64. `undefined` where there are none, or of another scheme. */
export function basicToken(headerSection: FieldSection): string | undefined {
  const at = headerSection.indexOf("authorization");
  // Two of them are two answers to who asks (RFC 9110 §5.3: the field is no list).
  if (at === -1 || headerSection.indexOf("authorization", at + 1) !== -1) return undefined;
  return BASIC.exec(headerSection.valueAt(at))?.[1];
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * User and password of Basic credentials: UTF-8, divided at the first colon, the user in NFC (RFC 7617 §2, §2.1).
 * @returns `undefined` where they are malformed
 */
export function parseBasicCredentials(token: string): BasicCredentials | undefined {
  let text: string;
  try {
    const octets = Uint8Array.from(atob(token), (character) => character.charCodeAt(0));
    text = utf8.decode(octets);
  } catch {
    return undefined;
  }
  const colon = text.indexOf(":");
  if (colon === -1 || CONTROL.test(text)) return undefined;
  return { user: text.slice(0, colon).normalize("NFC"), password: text.slice(colon + 1) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const CONTROL = /[\0-\x1f\x7f]/;

/** Whether this can be a user's name: without a colon and control characters (RFC 7617 §2), and not empty. */
export function isUserName(text: string): boolean {
  return text !== "" && !text.includes(":") && !CONTROL.test(text);
}
