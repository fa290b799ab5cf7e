/**
 * Whether a part of a name looks like a hash of content rather than like anything that people write, in the name of a
 * script, a style sheet or what else bundlers make: eight characters of base64url (Vite, Rollup), of base32 (esbuild,
 * Bun), hexadecimal digits (webpack, Parcel, Next.js), or a long digest.
 */
export function looksHashed(part: string): boolean {
  if (HEX.test(part)) return isHashedHex(part);
  if (part.length !== 8 && part.length < DIGEST_UNITS_MIN) return false;
  if (!BASE64URL.test(part) || !/[A-Za-z]/.test(part) || hasForm(part)) return false;
  const hasLower = /[a-z]/.test(part);
  const hasUpper = /[A-Z]/.test(part);
  // A digest that long has digits and both cases.
  if (part.length > 8) return hasLower && hasUpper && /[0-9].*[0-9]/.test(part) && !isWords(part, part.length);
  if (hasLower && hasUpper) return !isWords(part, /[0-9]/.test(part) ? 3 : 4);
  // Names in one case have dashes between their words; hashes have digits among their letters.
  if (hasLower) return !part.includes("-") && /[0-9]/.test(part) && !isWords(part, 3);
  return BASE32.test(part) && !isShouted(part);
}

/** The same, in the name of what cameras and people number too. */
export function looksSurelyHashed(part: string): boolean {
  if (HEX.test(part)) return /[0-9]/.test(part) && /[a-f]/.test(part) && isHashedHex(part);
  return /[0-9]/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part) && looksHashed(part);
}

const HEX = /^(?:[0-9a-f]{8,64}|[0-9A-F]{8,64})$/;
/** esbuild's alphabet. */
const BASE32 = /^[A-Z2-7]{8}$/;
const BASE64URL = /^[A-Za-z0-9_-]{8,64}$/;
const DIGEST_UNITS_MIN = 20;

function isHashedHex(part: string): boolean {
  if (/^[0-9]+$/.test(part)) return part.length === 8 && !isDate(part);
  return /[0-9]/.test(part) ? !isWords(part, 2) : /[A-F]/.test(part) && part.length === 8 && !isShouted(part);
}

/** "20231105", "05112023" and "11052023". */
function isDate(digits: string): boolean {
  return DATE.test(digits) || DATE_BY_DAY.test(digits);
}

const DATE = /^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$/;
const DATE_BY_DAY = /^(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|[12][0-9]|3[01])(?:19|20)[0-9]{2}$/;

/** "v1234567", "1280x720", "build123", "3columns": numbers with a word. */
function hasForm(part: string): boolean {
  return /^(?:[a-z]+[0-9]+|[0-9]+[a-z]+|[0-9]+x[0-9]+)$/.test(part);
}

/** Whether it is made of words and short numbers, and of no more than so many. */
function isWords(part: string, piecesMax: number): boolean {
  const pieces = part.match(PIECE) ?? [];
  return pieces.length <= piecesMax && pieces.every(isWord);
}

/** "HTML", "Page", "page" and "5" of "HTMLPage" and "page5". */
const PIECE = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

function isWord(piece: string): boolean {
  if (/^[0-9]/.test(piece)) return piece.length <= 4;
  if (piece.length === 1) return piece === "i";
  if (/^[A-Z]{2,4}$/.test(piece) || ABBREVIATION.test(piece)) return true;
  return /[aeiouy]/i.test(piece) && !/[^aeiouy]{4}/i.test(piece);
}

/** "OVERVIEW", "README12": a quarter of its letters or more are vowels. */
function isShouted(part: string): boolean {
  const [, word] = /^([A-Z]{5,})[0-9]*$/.exec(part) ?? [];
  if (word === undefined || !isWord(word) || /Q(?!U)/.test(word)) return false;
  return word.replace(/[^AEIOUY]/g, "").length * 4 >= word.length;
}

const ABBREVIATION = /^(?:btn|css|db|html|js|ml|mp|sql|src|svg|ts|xml)$/i;
