import { Buffer } from "node:buffer";
import { Http1Engine, ProtocolError } from "../../../src/http1/index.ts";
import { FieldSection } from "../../../src/semantics/index.ts";

/** One request as a parser understood it; content is text of octets. */
export interface UnderstoodRequest {
  readonly method: string;
  readonly target: string;
  content: string;
  isComplete: boolean;
}

/** What a parser made of some octets. */
export interface Understanding {
  readonly requests: readonly UnderstoodRequest[];
  /** Why it refused to go on; `undefined` where it did not. */
  readonly refusal: string | undefined;
  /** Whether it wants no more octets: after a refusal, or a request that is the last one. */
  readonly isFinished: boolean;
}

/**
 * What our engine makes of octets that come in these pieces.
 * @param ends whether the client's end follows
 */
export function engineUnderstanding(pieces: readonly Uint8Array[], ends: boolean): Understanding {
  const engine = new Http1Engine();
  const requests: UnderstoodRequest[] = [];
  let refusal: string | undefined;
  try {
    for (const piece of pieces) {
      engine.receive(piece);
      pull(engine, requests);
    }
    if (ends) {
      engine.peerClosed();
      pull(engine, requests);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    refusal = error.rule;
  }
  return { requests, refusal, isFinished: engine.isFinished || refusal !== undefined };
}

function pull(engine: Http1Engine, requests: UnderstoodRequest[]): void {
  for (;;) {
    const event = engine.nextEvent();
    if (typeof event === "string" || event.type === "ConnectionClosed") return;
    const request = requests.at(-1);
    if (event.type === "RequestHead") {
      requests.push({ method: event.method, target: event.requestTarget, content: "", isComplete: false });
    } else if (event.type === "Content") {
      request!.content += Buffer.from(event.octets).toString("latin1");
    } else {
      request!.isComplete = true;
      const statusCode = request!.method === "CONNECT" ? 501 : 204;
      engine.sendResponse(
        event.exchange,
        { statusCode, headerSection: FieldSection.empty, date: undefined },
        undefined,
      );
    }
  }
}

/** Octets in pieces of so many; the last may be shorter. */
export function inPieces(octets: Uint8Array, pieceOctets: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < octets.length; at += pieceOctets) pieces.push(octets.slice(at, at + pieceOctets));
  return pieces;
}

/** All of it in a line, to be compared and shown. */
export function described({ requests, refusal, isFinished }: Understanding): string {
  const all = requests.map(
    ({ method, target, content, isComplete }) =>
      `${method} ${target} ${JSON.stringify(content)}${isComplete ? "" : " unfinished"}`,
  );
  if (refusal !== undefined) all.push(`refused: ${refusal}`);
  else if (isFinished) all.push("finished");
  return all.join(", ");
}
