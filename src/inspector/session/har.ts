import type { Address } from "../../semantics/index.ts";
import { requestAnatomy, responseAnatomy } from "../anatomy/index.ts";
import type { ConnectionSummary, ExchangeRecord, MessageRecord, Session } from "../record.ts";
import type {
  Har,
  HarContent,
  HarEntry,
  HarNameValue,
  HarOctets,
  HarPostData,
  HarRefusal,
  HarRefused,
  HarRequest,
  HarResponse,
  HarTimings,
} from "./har-format.ts";
import { contentText, fieldValue, type HarMessage, harMessage } from "./har-message.ts";

/**
 * Exchanges as a HAR 1.2 archive, which browsers' network panels and other tools open. What HAR has no place for is in
 * members whose names begin with "_".
 * @param session what the exchanges are of
 * @param exchanges some of the session's; all by default
 */
export function harOf(session: Session, exchanges: readonly ExchangeRecord[] = session.exchanges): Har {
  const connections = new Map(session.connections.map((connection) => [connection.id, connection]));
  const entries: HarEntry[] = [];
  const refused: HarRefused[] = [];
  for (const exchange of exchanges) {
    const connection = connections.get(exchange.connection);
    if (exchange.method === undefined) refused.push(refusedOf(exchange, connection, session));
    else entries.push(entryOf(exchange, connection, session));
  }
  return {
    log: {
      version: "1.2",
      creator: { name: "Porthole", version: session.facts.version },
      entries,
      comment: `Recorded by the server at ${session.facts.url}. Secrets are masked with "*".`,
      ...(refused.length > 0 && { _refused: refused }),
    },
  };
}

function entryOf(exchange: ExchangeRecord, connection: ConnectionSummary | undefined, session: Session): HarEntry {
  const { request, refusal, response, method, timeline, reason } = exchange;
  const timings = timingsOf(exchange, session.facts.nowUs);
  const received = harMessage(request, requestAnatomy(request, refusal));
  const sent = harMessage(response, responseAnatomy(response, method));
  return {
    startedDateTime: dateTime(session, timeline.firstOctetUs),
    time: rounded(timings.send + timings.wait + timings.receive),
    request: requestOf(exchange, received, session.facts.url),
    response: responseOf(exchange, sent),
    cache: {},
    timings,
    serverIPAddress: connection?.local.host ?? "",
    connection: String(exchange.connection),
    _exchange: exchange.exchange,
    _clientAddress: addressText(connection?.remote),
    ...(reason !== undefined && { _reason: reason }),
    ...(refusalOf(exchange) !== undefined && { _refusal: refusalOf(exchange)! }),
    ...(exchange.isCut && { _isCut: true, _error: "the exchange was cut" }),
  };
}

function requestOf(exchange: ExchangeRecord, message: HarMessage, serverUrl: string): HarRequest {
  const { fields, headOctets, bodyOctets, content } = message;
  const target = exchange.requestTarget ?? "";
  const url = targetUrl(target, fieldValue(fields, "host"), serverUrl);
  const contentType = fieldValue(fields, "content-type");
  return {
    method: exchange.method ?? "",
    url,
    httpVersion: exchange.httpVersion ?? message.httpVersion,
    cookies: [],
    headers: fields,
    queryString: queryOf(target),
    ...(content.lengthOctets > 0 && { postData: postDataOf(message, contentType) }),
    headersSize: headOctets,
    bodySize: bodyOctets,
    ...(!url.endsWith(target) && { _requestTarget: target }),
  };
}

function postDataOf({ content }: HarMessage, contentType: string | undefined): HarPostData {
  const { text, encoding } = contentText(content, contentType);
  return {
    mimeType: contentType ?? "application/octet-stream",
    text,
    ...(encoding !== undefined && { _encoding: encoding }),
    ...commentOf(content.octets.length, content.lengthOctets),
  };
}

function responseOf(exchange: ExchangeRecord, message: HarMessage): HarResponse {
  const { fields, httpVersion, reasonPhrase, headOctets, bodyOctets } = message;
  return {
    status: exchange.statusCode ?? 0,
    statusText: reasonPhrase,
    httpVersion,
    cookies: [],
    headers: fields,
    content: contentOf(exchange, message),
    redirectURL: fieldValue(fields, "location") ?? "",
    headersSize: headOctets,
    bodySize: bodyOctets,
  };
}

function contentOf(exchange: ExchangeRecord, { fields, content }: HarMessage): HarContent {
  const contentType = fieldValue(fields, "content-type");
  const coding = fieldValue(fields, "content-encoding");
  const size = Math.max(exchange.contentOctets ?? 0, content.lengthOctets);
  const kept = content.octets.length;
  const codingComment = coding === undefined ? undefined : `The octets are as they were sent, coded with ${coding}.`;
  return {
    size,
    // "x-unknown" is what browsers write where there is no Content-Type.
    mimeType: contentType ?? "x-unknown",
    ...(kept > 0 && (coding === undefined ? contentText(content, contentType) : asBase64(content.octets))),
    ...(coding !== undefined && { _contentCoding: coding }),
    ...commentOf(kept, size, codingComment),
  };
}

function asBase64(octets: string): { readonly text: string; readonly encoding: "base64" } {
  return { text: btoa(octets), encoding: "base64" };
}

function commentOf(kept: number, length: number, also?: string): { readonly comment?: string } {
  const left = kept < length ? `The first ${kept} of ${length} octets were kept.` : undefined;
  const comment = [also, left].filter((sentence) => sentence !== undefined).join(" ");
  return comment === "" ? {} : { comment };
}

/** What the server saw: the connection was there already, and how it came about was never its to see. */
function timingsOf({ timeline, phase }: ExchangeRecord, nowUs: number): HarTimings {
  const { firstOctetUs, headCompleteUs, requestEndedUs, responseHeadUs, responseEndedUs, handedOverUs } = timeline;
  const lastUs = handedOverUs ?? responseEndedUs ?? (phase === "ended" ? undefined : nowUs);
  const sentUs = requestEndedUs ?? headCompleteUs ?? firstOctetUs;
  const answeredUs = responseHeadUs ?? lastUs ?? sentUs;
  // A response may begin before the request has ended.
  const sendEndUs = Math.min(sentUs, answeredUs);
  const between = (fromUs: number, toUs: number) => rounded(Math.max(0, toUs - fromUs) / 1000);
  return {
    blocked: -1,
    dns: -1,
    connect: -1,
    ssl: -1,
    send: between(firstOctetUs, sendEndUs),
    wait: between(sendEndUs, answeredUs),
    receive: between(answeredUs, lastUs ?? answeredUs),
  };
}

/** The target URI, absolute, as RFC 9110 §7.1 makes it of what was sent; the server's own where that makes none. */
function targetUrl(target: string, host: string | undefined, serverUrl: string): string {
  const uri = target.replace(
    /[^!-~]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  if (/^https?:\/\//i.test(uri) && URL.canParse(uri)) return uri;
  const { protocol, host: ownHost } = new URL(serverUrl);
  const authority = host !== undefined && /^[^\s/?#@\\]+$/.test(host) ? host : ownHost;
  const path = uri.startsWith("/") ? uri : "/";
  const url = `${protocol}//${authority}${path}`;
  return URL.canParse(url) ? url : `${protocol}//${ownHost}${path}`;
}

function queryOf(target: string): HarNameValue[] {
  const from = target.indexOf("?");
  if (from === -1) return [];
  const pairs = target.slice(from + 1).split("&");
  return pairs
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return { name: decoded(name), value: decoded(value.join("=")) };
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function refusedOf(exchange: ExchangeRecord, connection: ConnectionSummary | undefined, session: Session): HarRefused {
  const refusal = refusalOf(exchange);
  return {
    startedDateTime: dateTime(session, exchange.timeline.firstOctetUs),
    connection: String(exchange.connection),
    exchange: exchange.exchange,
    clientAddress: addressText(connection?.remote),
    status: exchange.statusCode ?? 0,
    ...(refusal !== undefined && { refusal }),
    received: octetsOf(exchange.request),
    sent: octetsOf(exchange.response),
  };
}

function refusalOf({ refusal, rule }: ExchangeRecord): HarRefusal | undefined {
  return refusal ?? (rule === undefined ? undefined : { rule });
}

function octetsOf({ kept }: MessageRecord): HarOctets[] {
  return kept.map(({ at, octets }) => ({ at, base64: btoa(octets) }));
}

function dateTime({ facts }: Session, atUs: number): string {
  const time = new Date(facts.beganMs + atUs / 1000);
  // A time beyond what a date can be is only in a file that someone made.
  return (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString();
}

function addressText(address: Address | undefined): string {
  if (address === undefined) return "";
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

/** Whole microseconds of milliseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
