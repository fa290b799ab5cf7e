import { type LineStart, lineStarts } from "./secret-lines.ts";
import { letterPlace, pairBit } from "./secret-octets.ts";

/** Fields whose values are never written anywhere, in lower case. */
export const secretFieldNames: readonly string[] = ["authorization", "cookie", "proxy-authorization", "set-cookie"];

/** Words that make a name a secret's wherever they stand in it: `password_confirmation`, `oldPasswordHash`. */
const secretParts = ["password", "passwd", "passphrase", "passcode"] as const;

/** Ends of names, without what separates words, that make them a secret's: `access_token`, `X-Api-Key`, `userpass`. */
const secretEnds = [
  "token",
  "secret",
  "credential",
  "credentials",
  "signature",
  "apikey",
  "accesskey",
  "accesskeyid",
  "privatekey",
  "secretkey",
  "signingkey",
  "sessionid",
  "sessid",
  "pass",
  "pwd",
  "cardnumber",
  "ccnumber",
  "securitycode",
] as const;

/** Last words of names that make them a secret's; as the end of a longer word they would not. */
const secretWords = [
  "pw",
  "pin",
  "otp",
  "totp",
  "auth",
  "jwt",
  "bearer",
  "sig",
  "sid",
  "cvv",
  "cvc",
  "csc",
  "ssn",
] as const;

/** What names of query parameters, form fields, JSON members and fields are taken for a secret's without being asked. */
export const secretNameList = { fields: secretFieldNames, parts: secretParts, ends: secretEnds, words: secretWords };

/** Octets of a name that are looked at, counted from its end: what comes before decides nothing. */
export const NAME_OCTETS_SEEN = 64;
/** Verdicts that are remembered; a peer that makes names up starts them anew. */
const VERDICTS_MAX = 512;

/** Which names are a secret's: those that everybody has, and those that someone named. Shared by all who mask. */
export class SecretNames {
  /** What a line that decides about secrets begins with. */
  readonly firstLineStart: LineStart;
  readonly #named: ReadonlySet<string>;
  /** What tells names that are no secret's from others, by their last letter: of each word its letters and pairs. */
  readonly #features: readonly (readonly number[])[];
  /** Whether a name without letters was named. */
  readonly #hasLetterless: boolean;
  readonly #verdicts = new Map<string, boolean>();

  /** @param named names of fields, query parameters, form fields or JSON members, in any case */
  constructor(named: readonly string[] = []) {
    const lower = named.map((name) => octetsOf(name.trim()).toLowerCase()).filter((name) => name !== "");
    this.#named = new Set([...secretFieldNames, ...lower]);
    this.#features = featuresOf([...secretEnds, ...secretWords, ...repeats, ...this.#named]);
    this.#hasLetterless = lower.some((name) => !/[a-z]/.test(name));
    this.firstLineStart = lineStarts(secretFieldNames, lower);
  }

  /**
   * Whether a name of this last letter, with these letters, of which these follow one another, may be a secret's. Of
   * most that are not it is known so, and they need not be read.
   */
  mayHave(lastLetter: number, letters: number, pairs: number): boolean {
    if (lastLetter === 0 || letters === -1) return letters === -1 || this.#hasLetterless;
    if ((pairs & partsPairs) === partsPairs) return true;
    const features = this.#features[lastLetter]!;
    for (let at = 0; at < features.length; at += 2) {
      const neededLetters = features[at]!;
      const neededPairs = features[at + 1]!;
      if ((letters & neededLetters) === neededLetters && (pairs & neededPairs) === neededPairs) return true;
    }
    return false;
  }

  /**
   * Whether what goes by this name is a secret.
   * @param name of a field, a query parameter, a form field or a JSON member, as it was sent: `user%5Bpassword%5D`
   */
  has(name: string): boolean {
    let verdict = this.#verdicts.get(name);
    if (verdict === undefined) {
      verdict = this.#judge(name);
      if (this.#verdicts.size === VERDICTS_MAX) this.#verdicts.clear();
      this.#verdicts.set(name, verdict);
    }
    return verdict;
  }

  #judge(name: string): boolean {
    const plain = withoutEscapes(name.slice(-NAME_OCTETS_SEEN));
    const words = wordsOf(plain);
    if (this.#isNamed(plain)) return true;
    const letters = words.join("");
    if (secretParts.some((part) => letters.includes(part))) return true;
    while (words.length > 1 && repeats.includes(words.at(-1)!)) words.pop();
    const last = words.at(-1);
    if (last === undefined) return false;
    const end = words.join("");
    return secretEnds.some((each) => end.endsWith(each)) || (secretWords as readonly string[]).includes(last);
  }

  /** A form may send a named field as one of a group: `user[motto]`. */
  #isNamed(plain: string): boolean {
    const lower = plain.toLowerCase();
    const inBrackets = /\[([^\]]*)\]$/.exec(lower)?.[1];
    return this.#named.has(lower) || (inBrackets !== undefined && this.#named.has(inBrackets));
  }
}

/** Words after a name's own, in a field that asks for the same once more: `pin_confirmation`. */
const repeats = ["again", "confirm", "confirmation", "repeat", "verify"];

/** What all of `secretParts` have: "pas" and "ass". */
const partsPairs = pairsOf("pass");

function featuresOf(words: readonly string[]): number[][] {
  const features: number[][] = Array.from({ length: 27 }, () => []);
  for (const word of words) {
    const places = placesOf(word);
    const letters = places.reduce((bits, place) => bits | (1 << place), 0);
    features[places.at(-1) ?? 0]!.push(letters, pairsOf(word));
  }
  return features;
}

function pairsOf(word: string): number {
  const places = placesOf(word);
  return places.slice(1).reduce((bits, place, at) => bits | pairBit(places[at]!, place), 0);
}

/** The letters' places in the alphabet. */
function placesOf(word: string): number[] {
  return [...word].map((letter) => letterPlace[letter.charCodeAt(0) & 0xff]!).filter((place) => place > 0);
}

/** A text in UTF-8, each character an octet: as it comes over the wire. */
function octetsOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/** `user[newPassword2]` is "user", "new", "password". */
function wordsOf(plain: string): string[] {
  return plain
    .replace(/([a-z0-9])(?=[A-Z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/[0-9]+$/, ""))
    .filter((word) => word !== "");
}

/** A percent sign or backslash that begins no escape stays. */
function withoutEscapes(name: string): string {
  return name.replace(/%([0-9a-f]{2})|\\u([0-9a-f]{4})/gi, (_, percent, unicode) =>
    String.fromCharCode(Number.parseInt(percent ?? unicode, 16)),
  );
}

/** The names that are a secret's where nobody named others. */
export const commonSecretNames = new SecretNames();

/** Whether what goes by this name is a secret, where nobody named others. */
export function isSecretName(name: string): boolean {
  return commonSecretNames.has(name);
}
