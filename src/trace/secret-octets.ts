/** Octets by their number, and tables of them, for whoever looks for secrets. */
export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const QUOTE = 0x22;
export const AMPERSAND = 0x26;
export const ASTERISK = 0x2a;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const AT = 0x40;
export const BACKSLASH = 0x5c;

/** A table with 1 for each of the octets given, as text. */
export function octetTable(octets: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const octet of octets) table[octet.charCodeAt(0)] = 1;
  return table;
}

/** For each octet itself, but of letters the lower case. */
export const lowerCase = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet,
);

/** What a parameter's name is not made of: what stands between it and what comes before. */
export const isBeforeName = octetTable('\0\t\n\r "&/;<=>?#(){},');

export function isWhiteSpace(octet: number): boolean {
  return octet === SP || octet === HTAB || octet === LF || octet === CR;
}

/** Octets as text, a character each. */
export function octetsText(octets: Uint8Array, start: number, end: number): string {
  return String.fromCharCode.apply(undefined, octets.subarray(start, end) as unknown as number[]);
}
