/** What must not reach a terminal or a page as it is: controls, what reorders or hides text, halves of pairs. */
const unsafeCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text that may hold what a server sent, on one line and safe for a terminal: unsafe characters become `\xNN` or `\u{NNNN}`. */
export function visibleText(text: string): string {
  return text.replace(unsafeCharacters, (character) => {
    const code = character.codePointAt(0)!;
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
  });
}

/** JSON text that reads back as the same value and is safe for a terminal. */
export function visibleJson(json: string): string {
  return json.replace(unsafeCharacters, (character) => {
    // Line feeds and spaces between the values are the only ones that stand outside strings.
    if (character === "\n") return character;
    let escaped = "";
    for (let at = 0; at < character.length; at++) escaped += `\\u${hex(character.charCodeAt(at), 4).toLowerCase()}`;
    return escaped;
  });
}

/** How an octet is shown that is no printable ASCII: a control by its picture (␍, ␊, ␉, ␀ …), others as `\xNN`. */
export function octetMark(octet: number): string {
  if (octet < 0x20) return String.fromCharCode(0x2400 + octet);
  return octet === 0x7f ? "␡" : `\\x${hex(octet, 2)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, "0");
}
