import type { NotedKind } from "./secret-lines.ts";
import type { SecretNames } from "./secret-names.ts";
import { CR, LF, octetsText } from "./secret-octets.ts";

/** What the head that has just ended says of its content. */
export interface ContentFraming {
  readonly lengthOctets: number;
  readonly isChunked: boolean;
}

/** Octets of a line's text that are noted. */
const NOTED_OCTETS_MAX = 1024;

/** What lines have said of the content that follows them. */
export class SecretNotes {
  readonly #names: SecretNames;
  #kind: NotedKind | undefined;
  #text = "";
  #isOpen = false;
  #lengthOctets = 0;
  #isChunked = false;
  /** Whether the content is JSON, as its media type says. */
  isJson = false;
  /** The line that came last and may have ended a form's part. */
  boundary = "--";
  /** Whether the part whose field lines came last is a secret. */
  isSecretPart = false;

  constructor(names: SecretNames) {
    this.#names = names;
  }

  get framing(): ContentFraming {
    return { lengthOctets: this.#lengthOctets, isChunked: this.#isChunked };
  }

  /** Another message begins. Where it was said too early, a part goes on in it. */
  forgetContent(): void {
    this.#lengthOctets = 0;
    this.#isChunked = false;
    this.isJson = false;
  }

  /** A line that decides has been met; the rest of it follows. */
  begin(kind: NotedKind): void {
    this.#kind = kind;
    this.#text = "";
    this.#isOpen = true;
  }

  /** Octets of the line that is noted, if any is, up to its end. */
  add(octets: Uint8Array, at: number, to: number): void {
    if (!this.#isOpen) return;
    const last = Math.min(to, at + NOTED_OCTETS_MAX - this.#text.length);
    let end = at;
    while (end < last && octets[end] !== LF && octets[end] !== CR) end++;
    this.#text += octetsText(octets, at, end);
    if (end < to) this.#isOpen = false;
  }

  /** A line has ended: what it says counts, of framing in a head alone. */
  endLine(isHead: boolean): void {
    const kind = this.#kind;
    if (kind === undefined) return;
    const text = this.#text;
    this.#kind = undefined;
    this.#isOpen = false;
    if (kind === "boundary") this.boundary = `--${text.trimEnd()}`;
    else if (kind === "disposition") this.isSecretPart = this.#names.has(partName(text));
    else if (!isHead) return;
    else if (kind === "length") this.#lengthOctets = Number(/^\s*:\s*([0-9]{1,15})\s*$/.exec(text)?.[1] ?? 0);
    else if (kind === "coding") this.#isChunked = /chunked\s*$/i.test(text);
    else this.isJson = /json/i.test(text);
  }
}

/** The name of a form's part (RFC 7578 §4.2), as a Content-Disposition field gives it. */
function partName(disposition: string): string {
  const [, quoted, plain] = /;\s*name\*?\s*=\s*(?:"((?:\\.|[^"\\])*)"?|([^\s;]*))/i.exec(disposition) ?? [];
  return quoted ?? plain ?? "";
}
