// What a load is, and what came of it, whoever makes it.

/** A request that a load sends, again and again. */
export interface LoadRequest {
  readonly method: string;
  /** The request target: "/text?size=300". */
  readonly target: string;
  /** Beside Host: "Accept: text/html". Content-Length is added where there is content. */
  readonly fieldLines: readonly string[];
  readonly content?: Buffer | undefined;
}

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Sent in turn, on each connection. */
  readonly requests: readonly LoadRequest[];
  /** Requests that are sent at once, before their responses are read; 1 for one at a time. */
  readonly pipelined: number;
}

export interface LoadOutcome {
  readonly requests: number;
  readonly seconds: number;
  /** All that was read: header sections, content. */
  readonly octets: number;
  /** Within which ninety-nine of a hundred requests were answered, where the program says it. */
  readonly latency99Ms: number | undefined;
  /** Why this is no result: responses that were errors, connections that broke. */
  readonly fault: string | undefined;
}

/** A program that makes load. */
export interface LoadProgram {
  readonly name: string;
  /** Makes the load for as long as it says. Rejects where the program cannot be run. */
  run(load: Load): Promise<LoadOutcome>;
}

/** Field lines of a request as they are sent, with the length of its content. */
export function fieldLinesOf({ fieldLines, content }: LoadRequest): readonly string[] {
  return content === undefined ? fieldLines : [...fieldLines, `Content-Length: ${content.length}`];
}
