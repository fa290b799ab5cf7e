/** Lets so many through at a time; all others wait in the order in which they came. */
export class Turnstile {
  readonly #placesMax: number;
  #places = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(placesMax: number) {
    this.#placesMax = placesMax;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Settles as what `work` answers does. */
  async pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#places >= this.#placesMax) await new Promise<void>((enter) => this.#waiting.push(enter));
    else this.#places++;
    try {
      return await work();
    } finally {
      // Who waits takes over the place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#places--;
      else next();
    }
  }
}
