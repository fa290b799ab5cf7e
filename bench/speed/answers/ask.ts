import { once } from "node:events";
import { connect } from "node:net";
import { fieldLinesOf, type LoadRequest } from "../load/load.ts";
import { type ReadResponse, readResponse } from "./response-reader.ts";

const answeredWithinMs = 10_000;

/** The octets of a request as the load generators send it. */
export function requestOctets(request: LoadRequest, port: number): Buffer {
  const head = [
    `${request.method} ${request.target} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...fieldLinesOf(request),
    "\r\n",
  ].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), request.content ?? Buffer.alloc(0)]);
}

/**
 * Sends requests at once on a connection of their own and answers the responses to them.
 * @throws {Error} where a response is none, or does not come within ten seconds, or something follows the last one
 */
export async function ask(requests: readonly LoadRequest[], port: number): Promise<readonly ReadResponse[]> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.setTimeout(answeredWithinMs, () => socket.destroy(new Error("no answer within ten seconds")));
  try {
    await once(socket, "connect");
    socket.write(Buffer.concat(requests.map((request) => requestOctets(request, port))));
    const responses: ReadResponse[] = [];
    let pieces: Buffer[] = [];
    let octets = 0;
    // Content of many octets is not joined for each piece of it.
    let joinAt = 0;
    for await (const piece of socket as AsyncIterable<Buffer>) {
      pieces.push(piece);
      octets += piece.length;
      if (octets < joinAt) continue;
      const { rest, wantedOctets } = takeResponses(Buffer.concat(pieces), false, responses, requests.length);
      if (responses.length === requests.length) {
        if (rest.length > 0) throw new Error(`${rest.length} octets after the last response`);
        return responses;
      }
      pieces = [rest];
      octets = rest.length;
      joinAt = wantedOctets;
    }
    takeResponses(Buffer.concat(pieces), true, responses, requests.length);
    return responses;
  } finally {
    socket.destroy();
  }
}

/** Moves what is whole to the responses; answers the rest, and how many octets it must have before more is whole. */
function takeResponses(octets: Buffer, isAll: boolean, responses: ReadResponse[], wanted: number) {
  let rest = octets;
  let wantedOctets = 0;
  while (responses.length < wanted) {
    const response = readResponse(rest, isAll);
    if (typeof response === "number") {
      wantedOctets = response;
      break;
    }
    responses.push(response);
    rest = rest.subarray(response.lengthOctets);
  }
  return { rest, wantedOctets };
}
