import { type FieldSection, type HttpVersion, parseList } from "../semantics/index.ts";
import type { RequestHeadEvent } from "./events.ts";
import { expectsContinue } from "./expectation.ts";
import { FieldLines } from "./field-lines.ts";
import { type Framing, requestFraming } from "./framing.ts";
import { SLASH, TARGET_PLAIN, TARGET_QUESTION } from "./grammar.ts";
import type { EngineLimits } from "./limits.ts";
import type { OctetText } from "./octet-text.ts";
import { type ConnectionOptions, keepAliveOption, noConnectionOptions, parseConnectionOptions } from "./persistence.ts";
import { refuse } from "./protocol-error.ts";
import type { ReceiveBuffer } from "./receive-buffer.ts";
import { RequestLine } from "./request-line.ts";
import { parseRequestTarget, type RequestTarget } from "./request-target.ts";
import type { PartStanding } from "./standing.ts";
import { checkScheme, hostAuthority } from "./target-uri.ts";

/** Reads the heads of requests, one after the other: request line and header section (RFC 9112 §2.1). */
export class RequestHeadReader {
  /** What delimits the body of the request whose head was read last. */
  framing: Framing = noFraming;
  /** Its connection options. */
  connectionOptions: ConnectionOptions = noConnectionOptions;

  readonly #limits: EngineLimits;
  readonly #octetText: OctetText;
  readonly #scheme: "http" | "https";
  /** Where the reading stands; `undefined` between two heads, so that a connection that idles holds none. */
  #progress: HeadProgress | undefined;
  #method = "";

  constructor(limits: EngineLimits, octetText: OctetText, scheme: "http" | "https") {
    this.#limits = limits;
    this.#octetText = octetText;
    this.#scheme = scheme;
  }

  /** The method of the request whose head is being read; "" before its request line is complete. */
  get methodBeingRead(): string {
    return this.#method;
  }

  /** Where the reading stands, for someone to look at. */
  standing(buffer: ReceiveBuffer): PartStanding {
    const progress = this.#progress;
    if (progress === undefined) return betweenRequests(this.#limits);
    const { line, fields } = progress;
    if (!progress.isLineComplete) return line.standing(buffer);
    const { reading, counts } = fields.standing(buffer);
    return { reading, counts: [line.lineOctets(Number.POSITIVE_INFINITY), ...counts] };
  }

  /**
   * @returns the head, when it is complete; the buffer's `at` then stands on the first octet of the body
   * @throws ProtocolError it breaks a rule; the reader is of no use any more then
   */
  read(buffer: ReceiveBuffer, exchange: number): RequestHeadEvent | undefined {
    this.#progress ??= HeadProgress.start(this.#limits);
    const progress = this.#progress;
    if (!progress.isLineComplete) {
      if (!progress.line.read(buffer)) return undefined;
      this.#takeLine(buffer, progress);
      progress.fields.restart(buffer.at - buffer.start);
      progress.isLineComplete = true;
    }
    if (!progress.fields.read(buffer)) return undefined;
    const head = this.#head(buffer, exchange, progress);
    buffer.release();
    this.#method = "";
    this.#progress = undefined;
    progress.end();
    return head;
  }

  /** The target's form is checked as soon as the line is complete; the plain one needs no check beyond its octets. */
  #takeLine(buffer: ReceiveBuffer, progress: HeadProgress): void {
    const { octets, start } = buffer;
    const { methodEnd, targetEnd, targetKinds } = progress.line;
    this.#method = this.#methodText(octets, start, methodEnd);
    const isPlain = (targetKinds & ~(TARGET_PLAIN | TARGET_QUESTION)) === 0;
    if (isPlain && octets[start + methodEnd + 1] === SLASH && this.#method !== "CONNECT") {
      return;
    }
    const target = this.#octetText.latin1(octets, start + methodEnd + 1, start + targetEnd);
    progress.target = parseRequestTarget(this.#method, target);
    checkScheme(progress.target.scheme, this.#scheme);
  }

  #methodText(octets: Uint8Array, start: number, lengthOctets: number): string {
    const first = octets[start];
    if (lengthOctets === 3 && first === 0x47 && octets[start + 1] === 0x45 && octets[start + 2] === 0x54) return "GET";
    return this.#octetText.latin1(octets, start, start + lengthOctets);
  }

  #head(buffer: ReceiveBuffer, exchange: number, progress: HeadProgress): RequestHeadEvent {
    const { fields, target } = progress;
    const { methodEnd, targetEnd, targetKinds, httpVersion } = progress.line;
    const text = this.#octetText.latin1(buffer.octets, buffer.start, buffer.at);
    const requestTarget = text.substring(methodEnd + 1, targetEnd);
    const hostAuthority = hostAuthorityOf(buffer, text, progress);
    const connectionIsKeepAlive = fields.connectionLine !== -1 && isConnection(fields, buffer, "keep-alive");
    const { expectLine, upgradeLine, connectionLine, contentLengthLine, transferEncodingLine } = fields;
    const headerSection = fields.section(text);

    this.connectionOptions = noConnectionOptions;
    if (connectionIsKeepAlive) this.connectionOptions = keepAliveOption;
    else if (connectionLine !== -1) {
      this.connectionOptions = parseConnectionOptions(headerSection.get("connection")!);
    }
    this.framing = noFraming;
    if (contentLengthLine !== -1 || transferEncodingLine !== -1) {
      this.framing = this.#framing(headerSection, httpVersion);
    }
    const framing = this.framing;
    const hasContent = framing.kind === "chunked" || (framing.kind === "content-length" && framing.lengthOctets > 0);
    const expectation = expectLine === -1 ? undefined : headerSection.get("expect")!;
    const hasUpgrade = upgradeLine !== -1 && this.connectionOptions.hasUpgrade && httpVersion !== "HTTP/1.0";

    const question = target === undefined && (targetKinds & TARGET_QUESTION) !== 0 ? requestTarget.indexOf("?") : -1;
    return {
      type: "RequestHead",
      exchange,
      method: this.#method,
      requestTarget,
      authority: target?.authority ?? hostAuthority,
      path: target !== undefined ? target.path : question === -1 ? requestTarget : requestTarget.substring(0, question),
      query: target !== undefined ? target.query : question === -1 ? undefined : requestTarget.substring(question + 1),
      httpVersion,
      headerSection,
      lengthOctets: hasContent && framing.kind === "content-length" ? framing.lengthOctets : undefined,
      hasContent,
      expectsContinue: expectation !== undefined && expectsContinue(httpVersion, expectation, hasContent),
      upgrade: hasUpgrade ? parseList(headerSection.get("upgrade")!) : undefined,
    };
  }

  #framing(headerSection: FieldSection, httpVersion: HttpVersion): Framing {
    const transferEncoding = headerSection.get("transfer-encoding");
    const contentLength = headerSection.get("content-length");
    return requestFraming({ httpVersion, transferEncoding, contentLength }, this.#limits);
  }
}

/** Where the reading of one head stands. One is enough for all connections whose heads come whole. */
class HeadProgress {
  readonly line: RequestLine;
  readonly fields: FieldLines;
  isLineComplete = false;
  /** `undefined` for the plain origin-form, which is cut from the head's text. */
  target: RequestTarget | undefined;
  /**
   * The Host field value that was checked last: requests mostly name the same. Kept here and not by each connection,
   * for it is a part of its head's text and keeps that in memory.
   */
  knownHost = "";

  readonly #limits: EngineLimits;

  private constructor(limits: EngineLimits) {
    this.#limits = limits;
    this.line = new RequestLine(limits);
    this.fields = new FieldLines({
      section: "header",
      octetsMax: limits.headerSectionOctetsMax,
      linesMax: limits.headerLinesMax,
      tooLarge: () => refuse("RFC9110-5.4/HEADER-SECTION-SIZE", limits.headerSectionOctetsMax),
      tooManyLines: () => refuse("RFC9110-5.4/HEADER-LINES", limits.headerLinesMax),
    });
  }

  /** The one that is spare, where it has the same limits, or a new one. */
  static start(limits: EngineLimits): HeadProgress {
    const spare = spareProgress;
    if (spare === undefined || spare.#limits !== limits) return new HeadProgress(limits);
    spareProgress = undefined;
    return spare;
  }

  /** The head is complete: the next one may be read with this. */
  end(): void {
    this.line.restart();
    this.isLineComplete = false;
    this.target = undefined;
    spareProgress = this;
  }
}

let spareProgress: HeadProgress | undefined;

/** The authority that Host names, checked. */
function hostAuthorityOf(buffer: ReceiveBuffer, text: string, progress: HeadProgress): string {
  const { fields } = progress;
  const { httpVersion } = progress.line;
  const { hostLine, isHostRepeated } = fields;
  if (hostLine === -1) return hostAuthority(httpVersion, undefined, false);
  const start = fields.valueStart(hostLine);
  const end = fields.valueEnd(hostLine);
  const known = progress.knownHost;
  if (known.length === end - start && !isHostRepeated && isText(buffer, start, known)) return known;
  progress.knownHost = hostAuthority(httpVersion, text.substring(start, end), isHostRepeated);
  return progress.knownHost;
}

/** Whether the only Connection line says just this, as browsers do; all else takes the long way. */
function isConnection(fields: FieldLines, buffer: ReceiveBuffer, wanted: string): boolean {
  const start = fields.valueStart(fields.connectionLine);
  return (
    !fields.isConnectionRepeated &&
    fields.valueEnd(fields.connectionLine) - start === wanted.length &&
    isText(buffer, start, wanted)
  );
}

/** Whether the octets from `start` on, counted from the buffer's, are these characters. */
function isText({ octets, start }: ReceiveBuffer, from: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (octets[start + from + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function betweenRequests({ emptyLinesMax }: EngineLimits): PartStanding {
  const counts = [{ limit: "emptyLinesMax", count: 0, max: emptyLinesMax }] as const;
  return { reading: { element: "between-requests" }, counts };
}

const noFraming: Framing = { kind: "none" };
