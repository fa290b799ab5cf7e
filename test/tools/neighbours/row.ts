/**
 * One request, or a few on one connection, next to an attack that is known: the same trick with another field, at
 * another place, with another octet, framing or version.
 */
export interface Neighbour {
  readonly family: string;
  /** The section that decides: "RFC9112§6.3". */
  readonly section: string;
  /** What is odd about it. */
  readonly name: string;
  /** Octets, each character one; what stands after another piece is sent when nothing more happens after that one. */
  readonly send: readonly string[];
  /** Whether the client's end follows. */
  readonly ends: boolean;
  /**
   * The status codes in order, interim ones too, then "open" (the next request is answered), "waiting" (more octets of
   * this request are awaited) or "closed".
   */
  readonly outcome: string;
  /** The requests that a handler must have seen, "METHOD TARGET OCTETS" each; `undefined` where that is not looked at. */
  readonly seen: readonly string[] | undefined;
  /** What else the responses must be: each must match all that came. */
  readonly matches: readonly RegExp[];
}

/** What most rows of a family share. */
export interface Family {
  readonly family: string;
  readonly section: string;
  readonly outcome: string;
  readonly seen?: readonly string[];
}

/** One row: its octets, and what differs from its family. */
export interface Row {
  readonly name?: string;
  readonly send: string | readonly string[];
  readonly ends?: boolean;
  readonly outcome?: string;
  readonly seen?: readonly string[];
  readonly matches?: readonly RegExp[];
}

/** The rows of a family. A row without a name is named by its octets. */
export function family(shared: Family, rows: readonly Row[]): Neighbour[] {
  return rows.map((row) => ({
    family: shared.family,
    section: shared.section,
    name: row.name ?? visible(typeof row.send === "string" ? row.send : row.send.join("")),
    send: typeof row.send === "string" ? [row.send] : row.send,
    ends: row.ends ?? false,
    outcome: row.outcome ?? shared.outcome,
    seen: row.seen ?? (row.outcome === undefined ? shared.seen : undefined),
    matches: row.matches ?? [],
  }));
}

/** A row for each value that is put in, named by it. */
export function each(values: readonly string[], send: (value: string) => string): Row[] {
  return values.map((value) => ({ name: visible(value), send: send(value) }));
}

/** Text with what cannot be seen shown, and cut where it is long. */
export function visible(text: string): string {
  const shown = text.length > 70 ? `${text.slice(0, 60)} and ${text.length - 60} octets more` : text;
  return `"${shown.replace(/[^!#-~ ]/g, (character) => {
    if (character === "\r") return "\\r";
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  })}"`;
}

export function message(requestLine: string, lines: readonly string[], body = ""): string {
  return `${[requestLine, ...lines, "", ""].join("\r\n")}${body}`;
}

export function get(target: string, ...lines: readonly string[]): string {
  return message(`GET ${target} HTTP/1.1`, ["Host: a", ...lines]);
}

export function post(lines: readonly string[], body: string): string {
  return message("POST / HTTP/1.1", ["Host: a", ...lines], body);
}

export function chunked(body: string): string {
  return post(["Transfer-Encoding: chunked"], body);
}

/** Stands behind what must be refused: whoever reads on answers it. */
export const smuggled = get("/smuggled");
export const next = get("/next");

/** Every octet from `first` to `last`, as characters. */
export function octets(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
}

/** The octets of a text in UTF-8, each as one character. */
export function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join("");
}
