/** One line of octets as it is printed, broken to the terminal's width, each part under the same prefix. */
export class WireLine {
  readonly #prefix: string;
  readonly #room: number;
  readonly #lines: string[] = [];
  #painted = "";
  #length = 0;

  /**
   * @param prefix what stands before each part, with its colours
   * @param columns characters of a line; `undefined` where it need not be broken
   */
  constructor(prefix: string, columns: number | undefined) {
    this.#prefix = prefix;
    this.#room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns - visibleLength(prefix), 20);
  }

  /** Appends text, which may be broken anywhere. */
  append(text: string, colour: ((text: string) => string) | undefined): void {
    let rest = text;
    while (rest.length > this.#room - this.#length) {
      const part = rest.slice(0, this.#room - this.#length);
      if (part !== "") this.#put(part, colour);
      rest = rest.slice(part.length);
      this.#break();
    }
    if (rest !== "") this.#put(rest, colour);
  }

  /** Appends text that stays in one piece. */
  appendUnbroken(text: string, colour: ((text: string) => string) | undefined): void {
    if (this.#length + text.length > this.#room) this.#break();
    this.#put(text, colour);
  }

  /** What was appended, as lines of the terminal. */
  lines(): string[] {
    return [...this.#lines, this.#prefix + this.#painted];
  }

  #put(text: string, colour: ((text: string) => string) | undefined): void {
    this.#painted += colour === undefined ? text : colour(text);
    this.#length += text.length;
  }

  #break(): void {
    this.#lines.push(this.#prefix + this.#painted);
    this.#painted = "";
    this.#length = 0;
  }
}

/** Characters without the sequences that colour them. */
function visibleLength(text: string): number {
  return text.replace(/\u001b\[[0-9;]*m/g, "").length;
}
