/** A text that is longer is none of a session. */
export const SESSION_TEXT_LENGTH_MAX = 1_048_576;

/** Takes what was read from JSON, and answers a value of its type. @throws SessionShapeError it is none */
export type Reader<T> = (value: unknown) => T;

/** A value is not what it should be: says where it stands, and what is expected there. */
export class SessionShapeError extends Error {
  override readonly name = "SessionShapeError";
  readonly #expected: string;
  readonly #steps: (string | number)[] = [];

  constructor(expected: string) {
    super(expected);
    this.#expected = expected;
  }

  /** Says that the value stands in another, under a name or a number. */
  within(step: string | number): void {
    this.#steps.unshift(step);
    const where = this.#steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
    this.message = `${where.replace(/^\./, "")}: ${this.#expected}`;
  }
}

/** Reads each member of T, and no other: what else there is takes no part. */
export function record<T>(members: { readonly [K in keyof T]-?: Reader<T[K]> }): Reader<T> {
  const entries = Object.entries(members) as [string, Reader<unknown>][];
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw expected("an object");
    const read: Record<string, unknown> = {};
    for (const [name, reader] of entries) {
      const member = readWithin(
        name,
        reader,
        Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined,
      );
      if (member !== undefined) read[name] = member;
    }
    return read as T;
  };
}

export function list<T>(reader: Reader<T>, lengthMax: number): Reader<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw expected("a list");
    if (value.length > lengthMax) throw expected(`a list of at most ${lengthMax}`);
    return value.map((member, at) => readWithin(at, reader, member));
  };
}

export function pair<T>(reader: Reader<T>): Reader<readonly [T, T]> {
  return (value) => {
    if (!Array.isArray(value) || value.length !== 2) throw expected("a list of two");
    return [readWithin(0, reader, value[0]), readWithin(1, reader, value[1])];
  };
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined ? undefined : reader(value));
}

/** One of the names of a table: a table, so that none can be forgotten. */
export function oneOf<T extends string>(names: Readonly<Record<T, true>>): Reader<T> {
  const told = Object.keys(names)
    .map((name) => `"${name}"`)
    .join(" or ");
  return (value) => {
    if (typeof value !== "string" || !Object.hasOwn(names, value)) throw expected(told);
    return value as T;
  };
}

export const text: Reader<string> = (value) => {
  if (typeof value !== "string") throw expected("a text");
  if (value.length > SESSION_TEXT_LENGTH_MAX) throw expected(`a text of at most ${SESSION_TEXT_LENGTH_MAX} characters`);
  return value;
};

/** Text whose characters are octets. */
export const octets: Reader<string> = (value) => {
  if (typeof value !== "string" || /[^\0-\xff]/.test(value)) throw expected("a string of octets");
  return value;
};

/** An http or https URL: the page may make a link of it. */
export const webUrl: Reader<string> = (value) => {
  const url = text(value);
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw expected("an http or https URL");
  return url;
};

export const flag: Reader<boolean> = (value) => {
  if (typeof value !== "boolean") throw expected("true or false");
  return value;
};

export const yes: Reader<true> = (value) => {
  if (value !== true) throw expected("true, or nothing,");
  return value;
};

export const count: Reader<number> = (value) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw expected("a whole number from 0 on");
  return value as number;
};

/** A time or a duration: it may have a fraction. */
export const moment: Reader<number> = (value) => {
  if (typeof value !== "number" || !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw expected("a number");
  return value;
};

function readWithin<T>(step: string | number, reader: Reader<T>, value: unknown): T {
  try {
    return reader(value);
  } catch (error) {
    if (error instanceof SessionShapeError) error.within(step);
    throw error;
  }
}

function expected(what: string): SessionShapeError {
  return new SessionShapeError(`${what} is expected`);
}
