/** One field line: its name as it was or will be sent, and its value without surrounding white space. */
export type FieldLine = readonly [name: string, value: string];

/** What a field section can be made from: lines, or a record whose list values become one line an item. */
export type FieldSectionInit = Iterable<FieldLine> | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Numbers that one received field line takes in the spans of {@link FieldSection.received}. */
export const SPANS_PER_LINE = 4;

/**
 * An ordered, immutable list of field lines (RFC 9110 §5, §6.3, §6.5), in the order and spelling of the wire.
 *
 * Lookups ignore the case of names. A received section is cut from its text only where someone asks.
 * Nothing is validated here: a received section has been validated by the engine, and whoever writes a
 * section validates it then.
 */
export class FieldSection implements Iterable<FieldLine> {
  static readonly empty: FieldSection = new FieldSection("", [], []);

  /** A place where a writer keeps its own form of this section, so that a section sent often is written once. */
  written: object | undefined = undefined;

  readonly #text: string;
  readonly #spans: ArrayLike<number>;
  readonly #lines: readonly FieldLine[] | undefined;

  private constructor(text: string, spans: ArrayLike<number>, lines: readonly FieldLine[] | undefined) {
    this.#text = text;
    this.#spans = spans;
    this.#lines = lines;
  }

  /**
   * A section over received text. `spans` holds, for each line, the indexes in `text` where its name starts and
   * ends and where its value starts and ends. Both are kept, not copied.
   */
  static received(text: string, spans: ArrayLike<number>): FieldSection {
    return spans.length === 0 ? FieldSection.empty : new FieldSection(text, spans, undefined);
  }

  /** A section made of lines, or of a record of names and values. */
  static of(init: FieldSectionInit): FieldSection {
    const lines: FieldLine[] = [];
    if (Symbol.iterator in init) {
      for (const [name, value] of init) lines.push([name, value]);
    } else {
      for (const [name, value] of Object.entries(init)) {
        if (typeof value === "string") lines.push([name, value]);
        else if (value !== undefined) for (const item of value) lines.push([name, item]);
      }
    }
    return lines.length === 0 ? FieldSection.empty : new FieldSection("", [], lines);
  }

  /** The text that a received section was cut from, with what stands before it in its message; "" for any other. */
  get receivedText(): string {
    return this.#text;
  }

  /** How many field lines there are. */
  get size(): number {
    return this.#lines === undefined ? this.#spans.length / SPANS_PER_LINE : this.#lines.length;
  }

  /** The name of the line at `index`, as it was sent. */
  nameAt(index: number): string {
    if (this.#lines !== undefined) return this.#lines[index]![0];
    const at = index * SPANS_PER_LINE;
    return this.#text.substring(this.#spans[at]!, this.#spans[at + 1]!);
  }

  /** The value of the line at `index`. */
  valueAt(index: number): string {
    if (this.#lines !== undefined) return this.#lines[index]![1];
    const at = index * SPANS_PER_LINE;
    return this.#text.substring(this.#spans[at + 2]!, this.#spans[at + 3]!);
  }

  /** The index of the first line of that name at or after `from`, or -1. */
  indexOf(name: string, from = 0): number {
    const wanted = name.toLowerCase();
    for (let index = from; index < this.size; index++) if (this.#isNamed(index, wanted)) return index;
    return -1;
  }

  has(name: string): boolean {
    return this.indexOf(name) !== -1;
  }

  /**
   * Whether any name begins like that: one pass, where several names have to be asked for and are seldom there.
   * @param prefix in lower case
   */
  hasNameBeginning(prefix: string): boolean {
    for (let index = 0; index < this.size; index++) if (this.#beginsWith(index, prefix)) return true;
    return false;
  }

  /** The field value: the values of all lines of that name, joined with ", " (RFC 9110 §5.3); `undefined` if none. */
  get(name: string): string | undefined {
    const first = this.indexOf(name);
    if (first === -1) return undefined;
    let value = this.valueAt(first);
    for (let next = this.indexOf(name, first + 1); next !== -1; next = this.indexOf(name, next + 1)) {
      value += `, ${this.valueAt(next)}`;
    }
    return value;
  }

  /** The value of each line of that name, in order. */
  getAll(name: string): string[] {
    const values: string[] = [];
    for (let at = this.indexOf(name); at !== -1; at = this.indexOf(name, at + 1)) values.push(this.valueAt(at));
    return values;
  }

  /** A new section with all lines of that name replaced by one, which stands last. */
  with(name: string, value: string): FieldSection {
    return FieldSection.of([...this.without(name), [name, value]]);
  }

  /** A new section with one more line. */
  withAdded(name: string, value: string): FieldSection {
    return FieldSection.of([...this, [name, value]]);
  }

  /** A new section without the lines of that name; this one if there are none. */
  without(name: string): FieldSection {
    if (!this.has(name)) return this;
    const wanted = name.toLowerCase();
    return FieldSection.of([...this].filter(([each]) => each.toLowerCase() !== wanted));
  }

  *[Symbol.iterator](): Iterator<FieldLine> {
    for (let index = 0; index < this.size; index++) yield [this.nameAt(index), this.valueAt(index)];
  }

  #isNamed(index: number, wanted: string): boolean {
    if (this.#lines !== undefined) {
      const name = this.#lines[index]![0];
      return name.length === wanted.length && name.toLowerCase() === wanted;
    }
    const at = index * SPANS_PER_LINE;
    return this.#spans[at + 1]! - this.#spans[at]! === wanted.length && this.#hasAt(this.#spans[at]!, wanted);
  }

  #beginsWith(index: number, prefix: string): boolean {
    if (this.#lines !== undefined) return this.#lines[index]![0].toLowerCase().startsWith(prefix);
    const at = index * SPANS_PER_LINE;
    return this.#spans[at + 1]! - this.#spans[at]! >= prefix.length && this.#hasAt(this.#spans[at]!, prefix);
  }

  /** Whether `wanted`, in lower case, stands in the received text from `start` on, in any case. */
  #hasAt(start: number, wanted: string): boolean {
    for (let i = 0; i < wanted.length; i++) {
      let code = this.#text.charCodeAt(start + i);
      if (code >= 65 && code <= 90) code |= 0x20;
      if (code !== wanted.charCodeAt(i)) return false;
    }
    return true;
  }
}
