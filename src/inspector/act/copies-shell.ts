import { octetArray } from "../message-octets.ts";

/*
 * Text and octets as a POSIX shell takes them (POSIX.1-2024, XCU §2.2.2 and printf).
 */

/** A word in single quotes, inside of which nothing means anything but the quote itself. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command that writes these octets to its output, and nothing else: a line of octets a line. */
export function printfCommand(octets: string): string {
  const lines = octets.match(/[^\n]*\n|[^\n]+$/g) ?? [""];
  return ["printf '%b'", ...lines.map((line) => `'${escapedForPrintf(line)}'`)].join(" \\\n  ");
}

/** As `%b` reads it: `\r`, `\n`, `\t`, `\\`, and `\0ooo` for what is not printable. */
function escapedForPrintf(octets: string): string {
  return octets.replace(/[^\x20-\x26\x28-\x5b\x5d-\x7e]/g, (octet) => {
    switch (octet) {
      case "\r":
        return "\\r";
      case "\n":
        return "\\n";
      case "\t":
        return "\\t";
      case "\\":
        return "\\\\";
      default:
        return `\\0${octet.charCodeAt(0).toString(8).padStart(3, "0")}`;
    }
  });
}

/** The text that these octets are in UTF-8, where they are, and have no controls but TAB and line ends in them. */
export function textOf(octets: string): string | undefined {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(octets)) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octetArray(octets));
    return /[\x80-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
