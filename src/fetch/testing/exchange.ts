import {
  type ConnectionInfo,
  type Exchange,
  FieldSection,
  type IncomingRequest,
  type RequestContent,
} from "../../semantics/index.ts";

/** An exchange without a server: what the handler did to it is kept for the test to see. */
export class TestExchange implements Exchange {
  readonly connection: ConnectionInfo = {
    id: 1,
    remote: { host: "192.0.2.1", port: 40_000 },
    local: { host: "127.0.0.1", port: 5000 },
    isEncrypted: false,
  };
  readonly completed: Promise<boolean> = Promise.resolve(true);
  readonly interims: [statusCode: number, lines: string[]][] = [];
  readonly waitedFor: Promise<unknown>[] = [];
  readonly notes: string[] = [];
  readonly decisions = { note: (subject: string, outcome: string) => void this.notes.push(`${subject}: ${outcome}`) };
  #controller: AbortController | undefined;

  /** Whether anyone has read the signal. */
  get hasSignal(): boolean {
    return this.#controller !== undefined;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  clientGoes(reason: unknown): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }

  sendInterim(statusCode: number, headerSection: FieldSection): void {
    this.interims.push([statusCode, [...headerSection].map(([name, value]) => `${name}: ${value}`)]);
  }

  waitUntil(promise: Promise<unknown>): void {
    this.waitedFor.push(promise);
  }
}

/** A request for "/" of kittens.example, but for what is given. */
export function incoming(given: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    method: "GET",
    requestTarget: "/",
    scheme: "http",
    authority: "kittens.example",
    path: "/",
    query: undefined,
    httpVersion: "HTTP/1.1",
    headerSection: FieldSection.empty,
    content: undefined,
    ...given,
  };
}

/** Content of the given pieces: each is lent, and overwritten when the next is asked for. */
export class TestContent implements RequestContent {
  readonly lengthOctets: number | undefined = undefined;
  limitOctets = 1024 * 1024;
  isTaken = false;
  trailerSection: FieldSection = FieldSection.empty;
  /** Pieces asked for. */
  asked = 0;
  isLetGo = false;
  readonly #pieces: readonly string[];
  readonly #failure: unknown;

  constructor(pieces: readonly string[], failure?: unknown) {
    this.#pieces = pieces;
    this.#failure = failure;
  }

  async octets(): Promise<Uint8Array> {
    return new TextEncoder().encode(this.#pieces.join(""));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (this.isTaken) throw new TypeError("taken twice");
    this.isTaken = true;
    const memory = new Uint8Array(64);
    return {
      next: async () => {
        memory.fill(0x23);
        const piece = this.#pieces[this.asked];
        this.asked += 1;
        if (piece !== undefined)
          return { done: false, value: memory.subarray(0, new TextEncoder().encodeInto(piece, memory).written) };
        if (this.#failure !== undefined) throw this.#failure;
        this.trailerSection = FieldSection.of({ "X-Sum": "42" });
        return { done: true, value: undefined };
      },
      return: async () => {
        this.isLetGo = true;
        return { done: true, value: undefined };
      },
    };
  }
}
