import { ResponseError } from "./response-error.ts";

/**
 * The parameters of a query (RFC 3986 §3.4) in the form that HTML forms send: names and values split at "&" and the
 * first "=", "+" for a space, percent-encoded UTF-8. Each octet is decoded once, when the first parameter is read.
 */
export class Query implements Iterable<readonly [name: string, value: string]> {
  readonly #text: string;
  #values: Map<string, string[]> | undefined = undefined;

  /** @param text what follows the "?" of the target URI, not decoded; `undefined` without a "?" */
  constructor(text: string | undefined) {
    this.#text = text ?? "";
  }

  /**
   * The first value of that name; `undefined` if there is none.
   * @throws ResponseError 400 where the query is not percent-encoded UTF-8
   */
  get(name: string): string | undefined {
    return this.#read().get(name)?.[0];
  }

  /** All values of that name, in order. @throws as {@link get} */
  getAll(name: string): readonly string[] {
    return this.#read().get(name) ?? [];
  }

  /** @throws as {@link get} */
  has(name: string): boolean {
    return this.#read().has(name);
  }

  /** The names there are, each once, in the order in which they first came. @throws as {@link get} */
  names(): string[] {
    return [...this.#read().keys()];
  }

  /** Names and values; those of one name stand together. @throws as {@link get} */
  *[Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    for (const [name, values] of this.#read()) for (const value of values) yield [name, value];
  }

  /** The query as it was sent, without the "?". */
  toString(): string {
    return this.#text;
  }

  #read(): Map<string, string[]> {
    this.#values ??= parseQuery(this.#text);
    return this.#values;
  }
}

/**
 * Parameters by name, each with its values in order.
 * @param text a query without its "?", not decoded
 * @throws ResponseError 400 naming the parameter whose octets are not UTF-8 or not percent-encoded
 */
export function parseQuery(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  if (text === "") return values;
  for (const parameter of text.split("&")) {
    if (parameter === "") continue;
    const equals = parameter.indexOf("=");
    const name = decodeParameter(equals === -1 ? parameter : parameter.slice(0, equals), "a name");
    const value =
      equals === -1 ? "" : decodeParameter(parameter.slice(equals + 1), `the value of "${name.slice(0, 60)}"`);
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

function decodeParameter(text: string, what: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new ResponseError(400, `The query is wrong: ${what} is not percent-encoded UTF-8.`);
  }
}
