import type { Mistake, WrongConnection } from "./mistake.ts";

/** What is being read: the head of a request, so many octets of content, chunked content, or what nobody can tell. */
type Place = "head" | "content" | "chunk-line" | "chunk-data" | "chunk-end" | "trailers" | "lost";

/**
 * Reads requests as they come and makes a mistake in its place alone: one about heads leaves content as it is. What did
 * not come in one piece is passed on as it is.
 */
export class RequestDoor {
  /** The heads of requests that were passed on and are not answered yet. */
  readonly unanswered: string[] = [];
  readonly #mistake: Mistake;
  readonly #connection: WrongConnection;
  #place: Place = "head";
  /** What has come of a head, a line or a section, and was passed on. */
  #begun = "";
  #left = 0;
  #isSwallowing = false;
  #out = "";

  constructor(mistake: Mistake, connection: WrongConnection) {
    this.#mistake = mistake;
    this.#connection = connection;
  }

  /** What the right server is to be given in place of these octets. */
  pass(octets: string): string {
    this.#out = "";
    for (let rest = octets; rest !== ""; ) rest = this.#read(rest);
    return this.#out;
  }

  /** Reads one part, answers what follows it. */
  #read(rest: string): string {
    if (this.#place === "lost") return this.#take(rest, rest.length);
    if (this.#place === "head") return this.#part(rest, headEnd(this.#begun + rest), (head) => this.#head(head));
    if (this.#place === "content" || this.#place === "chunk-data") {
      const length = Math.min(rest.length, this.#left);
      this.#left -= length;
      if (this.#left === 0) this.#place = this.#place === "content" ? "head" : "chunk-end";
      const after = this.#take(rest, length);
      if (this.#place === "head") this.#isSwallowing = false;
      return after;
    }
    if (this.#place === "trailers")
      return this.#part(rest, trailersEnd(this.#begun + rest), (all) => this.#trailers(all));
    const end = (this.#begun + rest).indexOf("\n") + 1;
    if (this.#place === "chunk-end") return this.#part(rest, end, (line) => this.#chunkEnd(line));
    return this.#part(rest, end, (line) => this.#chunkLine(line));
  }

  /** A part that ends there, counted from where it began; 0 where its end has not come. */
  #part(rest: string, end: number, edited: (part: string) => string): string {
    if (end === 0) {
      this.#begun += rest;
      return this.#take(rest, rest.length);
    }
    const before = this.#begun;
    this.#begun = "";
    const length = end - before.length;
    const part = edited(before + rest.slice(0, length));
    if (!this.#isSwallowing) this.#out += before === "" ? part : rest.slice(0, length);
    if (this.#place === "head") this.#isSwallowing = false;
    return rest.slice(length);
  }

  #take(rest: string, length: number): string {
    if (!this.#isSwallowing) this.#out += rest.slice(0, length);
    return rest.slice(length);
  }

  #head(head: string): string {
    const answer = this.#mistake.answer?.(head);
    const edited = answer === undefined ? (this.#mistake.requestHead?.(head, this.#connection) ?? head) : head;
    if (answer === undefined) this.unanswered.push(head);
    else {
      this.#isSwallowing = true;
      this.#connection.send(answer);
    }
    const codings = /^transfer-encoding:(.*)/im.exec(edited)?.[1];
    const length = /^content-length:[ \t]*(\d{1,15})[ \t]*\r?$/im.exec(edited)?.[1];
    this.#left = Number(length ?? 0);
    this.#place = codings !== undefined ? "chunk-line" : this.#left > 0 ? "content" : "head";
    return edited;
  }

  #chunkLine(line: string): string {
    const edited = this.#mistake.chunkLine?.(line) ?? line;
    const size = /^[\da-f]{1,8}(?=[\s;])/i.exec(edited)?.[0];
    this.#left = Number.parseInt(size ?? "0", 16);
    this.#place = size === undefined ? "lost" : this.#left > 0 ? "chunk-data" : "trailers";
    return edited;
  }

  #chunkEnd(octets: string): string {
    this.#place = "chunk-line";
    return this.#mistake.chunkEnd?.(octets) ?? octets;
  }

  #trailers(section: string): string {
    this.#place = "head";
    return this.#mistake.trailers?.(section) ?? section;
  }
}

/** The place behind the empty line that ends a head; 0 where there is none yet. */
function headEnd(text: string): number {
  const start = /^(?:\r?\n)*/.exec(text)![0].length;
  const end = /\n\r?\n/g;
  end.lastIndex = start;
  return end.exec(text) === null ? 0 : end.lastIndex;
}

function trailersEnd(text: string): number {
  if (text.startsWith("\r\n")) return 2;
  const end = /\n\r?\n/g;
  return end.exec(text) === null ? 0 : end.lastIndex;
}
