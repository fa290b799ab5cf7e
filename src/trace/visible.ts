/**
 * Characters that must not reach a terminal or a log as they are: controls (C0, DEL, C1), what reorders or hides text
 * (bidi controls, zero-width and invisible ones, tags), line separators, and halves of surrogate pairs.
 */
const unsafeCharacters =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Text from the network as it may be shown: unsafe characters become `\xNN` or `\u{NNNN}`, all else stays. */
export function visibleText(text: string): string {
  return text.replace(unsafeCharacters, visibleCharacter);
}

/**
 * JSON text with the unsafe characters inside its strings written as JSON escapes, so that it reads back as the same
 * value. (JSON.stringify leaves DEL, C1 and bidi controls as they are.)
 */
export function visibleJson(json: string): string {
  return json.replace(unsafeCharacters, (character) => {
    let escaped = "";
    for (let at = 0; at < character.length; at++) escaped += `\\u${hex(character.charCodeAt(at), 4).toLowerCase()}`;
    return escaped;
  });
}

/** How each octet is shown: printable ASCII as itself, controls by their pictures (␍, ␊, ␉, ␀ …), the rest as `\xNN`. */
export const visibleOctet: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  if (octet < 0x20) return String.fromCharCode(0x2400 + octet);
  if (octet < 0x7f) return String.fromCharCode(octet);
  return octet === 0x7f ? "␡" : `\\x${hex(octet, 2)}`;
});

function visibleCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, "0");
}
