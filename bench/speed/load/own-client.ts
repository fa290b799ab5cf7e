import { connect } from "node:net";
import { requestOctets } from "../answers/ask.ts";
import { readResponse } from "../answers/response-reader.ts";
import type { Load, LoadOutcome, LoadProgram } from "./load.ts";

/** A small client of our own, for machines without wrk and h2load: slower, so that it shows smaller differences. */
export const ownClient: LoadProgram = {
  name: "a client of our own",
  async run(load) {
    const startMs = performance.now();
    const endMs = startMs + load.seconds * 1000;
    const lanes = await Promise.all(Array.from({ length: load.connections }, () => runLane(load, endMs)));
    const sum = (pick: (lane: Lane) => number) => lanes.reduce((total, lane) => total + pick(lane), 0);
    const fault = lanes.find((lane) => lane.fault !== undefined)?.fault;
    return {
      requests: sum(({ requests }) => requests),
      seconds: (performance.now() - startMs) / 1000,
      octets: sum(({ octets }) => octets),
      latency99Ms: undefined,
      fault: fault === undefined ? undefined : `errors: ${fault}`,
    } satisfies LoadOutcome;
  },
};

interface Lane {
  readonly requests: number;
  readonly octets: number;
  readonly fault: string | undefined;
}

/** One connection after the other, on each of which a batch of requests follows the responses to the last. */
async function runLane(load: Load, endMs: number): Promise<Lane> {
  const total = { requests: 0, octets: 0 };
  while (performance.now() < endMs) {
    const lane = await runConnection(load, endMs);
    total.requests += lane.requests;
    total.octets += lane.octets;
    if (lane.fault !== undefined) return { ...total, fault: lane.fault };
    // A connection that closed before it answered anything will do so again.
    if (lane.requests === 0) return { ...total, fault: "closed without an answer" };
  }
  return { ...total, fault: undefined };
}

function runConnection({ port, requests, pipelined }: Load, endMs: number): Promise<Lane> {
  const batches = requests.map((request) =>
    Buffer.concat(Array.from({ length: pipelined }, () => requestOctets(request, port))),
  );
  return new Promise((resolve) => {
    let answered = 0;
    let octets = 0;
    let sent = 0;
    let awaited = 0;
    let neededOctets = 0;
    let received = Buffer.alloc(0);
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, send);
    const ended = (fault?: string) => resolve({ requests: answered, octets, fault });
    socket.on("data", (piece) => {
      octets += piece.length;
      received = Buffer.concat([received, piece]);
      try {
        while (awaited > 0 && received.length >= neededOctets) {
          const response = readResponse(received, false);
          neededOctets = typeof response === "number" ? response : 0;
          if (typeof response === "number") return;
          if (response.statusCode >= 400) throw new Error(`status ${response.statusCode}`);
          received = received.subarray(response.lengthOctets);
          answered++;
          awaited--;
        }
        if (awaited > 0) return;
        if (performance.now() < endMs) send();
        else socket.end();
      } catch (error) {
        socket.destroy();
        ended(error instanceof Error ? error.message : String(error));
      }
    });
    socket.on("error", (error) => ended(error.message));
    socket.on("close", () => ended());

    function send(): void {
      socket.write(batches[sent++ % batches.length]!);
      awaited = pipelined;
    }
  });
}
