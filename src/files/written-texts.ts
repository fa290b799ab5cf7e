import { type ContentCoding, encode } from "./content-coder.node.ts";

/** What written texts and their codings may take of the memory. */
export const WRITTEN_OCTETS_MAX = 16 * 1024 * 1024;

interface Written {
  readonly text: string;
  readonly coded: Map<ContentCoding, Promise<Uint8Array>>;
  octets: number;
}

/**
 * Long texts that many ask for, such as a listing of ten thousand names: each is written once and coded once, and kept
 * while there is room.
 */
export class WrittenTexts {
  /** What was asked for the longest ago first. */
  readonly #written = new Map<string, Written>();
  #octets = 0;

  /** What is kept, octets. */
  get octets(): number {
    return this.#octets;
  }

  /** @param key that says all that the text depends on */
  text(key: string, write: () => string): string {
    const known = this.#written.get(key);
    if (known !== undefined) {
      this.#written.delete(key);
      this.#written.set(key, known);
      return known.text;
    }
    const text = write();
    const octets = text.length + key.length;
    this.#written.set(key, { text, coded: new Map(), octets });
    this.#octets += octets;
    this.#makeRoom();
    return text;
  }

  /** A text under a coding; made once for a text that is kept. */
  coded(text: string, coding: ContentCoding): Promise<Uint8Array> {
    // Few are kept, and texts that are not the same one differ in their length or soon.
    for (const written of this.#written.values()) if (written.text === text) return this.#codedOnce(written, coding);
    return encodedText(text, coding);
  }

  #codedOnce(written: Written, coding: ContentCoding): Promise<Uint8Array> {
    const known = written.coded.get(coding);
    if (known !== undefined) return known;
    const making = encodedText(written.text, coding);
    written.coded.set(coding, making);
    making.then(
      ({ length }) => this.#grow(written, length),
      () => written.coded.delete(coding),
    );
    return making;
  }

  #grow(written: Written, octets: number): void {
    if (![...this.#written.values()].includes(written)) return;
    written.octets += octets;
    this.#octets += octets;
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const [key, { octets }] of this.#written) {
      if (this.#octets <= WRITTEN_OCTETS_MAX) return;
      this.#written.delete(key);
      this.#octets -= octets;
    }
  }
}

function encodedText(text: string, coding: ContentCoding): Promise<Uint8Array> {
  return encode(coding, new TextEncoder().encode(text), { effort: "once" });
}
