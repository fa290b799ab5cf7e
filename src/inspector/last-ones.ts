/** Keeps the last ones of what is added, up to a bound: the oldest is overwritten. */
export class LastOnes<One> {
  readonly #max: number;
  readonly #ones: One[] = [];
  #added = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** The one whose place the next takes, if any. */
  get next(): One | undefined {
    return this.#ones[this.#added % this.#max];
  }

  /** @returns the one that it takes the place of, if any */
  add(one: One): One | undefined {
    const oldest = this.next;
    this.#ones[this.#added++ % this.#max] = one;
    return oldest;
  }

  /** Oldest first. */
  inOrder(): One[] {
    const oldest = this.#ones.length === this.#max ? this.#added % this.#max : 0;
    return [...this.#ones.slice(oldest), ...this.#ones.slice(0, oldest)];
  }

  find(is: (one: One) => boolean): One | undefined {
    return this.#ones.find(is);
  }

  clear(): void {
    this.#ones.length = 0;
    this.#added = 0;
  }
}
