import type { ConnectionInfo, Fault, OutgoingResponse } from "../semantics/index.ts";
import { plainPage } from "./answer-error.ts";
import type { ProtocolEngine } from "./protocol-engine.ts";
import type { ServerContext } from "./server-context.ts";
import type { ExchangeEntry } from "./server-log.ts";

/** The last response of a connection, to octets that never became a request. */
export interface LastResponse {
  readonly page: OutgoingResponse;
  readonly contentOctets: number;
  /** False where another response had begun, so that nothing could be said any more. */
  readonly isSent: boolean;
}

/** Sends the page for a fault as a connection's last response; a plain one where the engine refuses that page. */
export function sendLastResponse(
  engine: ProtocolEngine,
  server: ServerContext,
  fault: Fault,
  page: OutgoingResponse,
): LastResponse {
  try {
    return sendPage(engine, server, page);
  } catch (cause) {
    return sendPage(engine, server, plainPage(fault, cause));
  }
}

/** The entry for octets that never became a request, and what they were told. */
export function refusedEntry(
  { id, remote, local, isEncrypted }: ConnectionInfo,
  exchange: number,
  fault: Fault,
  ruleCount: number | undefined,
  { page, contentOctets }: LastResponse,
): ExchangeEntry {
  return {
    timeMs: Date.now(),
    connection: id,
    exchange,
    remote,
    local,
    method: undefined,
    requestTarget: undefined,
    httpVersion: undefined,
    requestHeaderSection: undefined,
    scheme: isEncrypted ? "https" : "http",
    authority: undefined,
    statusCode: page.statusCode,
    contentOctets,
    durationMs: 0,
    reason: fault.message,
    rule: fault.rule,
    ruleCount,
    isCut: false,
    cause: page.cause,
    decisions: undefined,
  };
}

function sendPage(engine: ProtocolEngine, server: ServerContext, page: OutgoingResponse): LastResponse {
  const { statusCode, headerSection } = page;
  const content = typeof page.content === "string" || page.content instanceof Uint8Array ? page.content : undefined;
  const isSent = engine.sendLastResponse({ statusCode, headerSection, date: server.clock.date }, content);
  const contentOctets = typeof content === "string" ? server.utf8LengthOctets(content) : (content?.length ?? 0);
  return { page, contentOctets, isSent };
}
