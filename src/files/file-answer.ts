import {
  type ByteRange,
  chooseContentCoding,
  type ErrorPage,
  type Exchange,
  evaluatePreconditions,
  FieldSection,
  type FileRange,
  type IncomingRequest,
  ifRangeHolds,
  isResponseError,
  NO_PRECONDITION,
  type OutgoingResponse,
  selectRanges,
  type Validators,
  withVary,
  writeContentRange,
  writeEntityTag,
  writeHttpDate,
  writeUnsatisfiedRange,
} from "../semantics/index.ts";
import { codingNote, codingRows, fileNote, preconditionRows, rangeRows } from "./answer-notes.ts";
import { cacheControl } from "./cache-rule.ts";
import type { CachedFile, Representation } from "./cached-file.ts";
import type { ContentCoding } from "./content-coder.node.ts";
import type { FileCache } from "./file-cache.ts";
import { type FileStore, isSameState } from "./file-store.ts";
import type { CacheRule, FilesOptions } from "./files-options.ts";
import type { FileRanges } from "./kept-ranges.ts";
import { multipartRanges, type RangeSource } from "./multipart-ranges.ts";

export interface FileAnswerContext {
  readonly store: FileStore;
  readonly cache: FileCache;
  readonly errorPage: ErrorPage;
}

/** A request for a file, and under which status code it is answered. */
export interface FileRequest {
  readonly request: IncomingRequest;
  readonly exchange: Exchange;
  /** Where it is not 2xx, the request's conditions do not count (RFC 9110 §13.2.1); where it is not 200, nor its range. */
  readonly statusCode: number;
}

/** `undefined` where the file turned out to be another by now than was known: it is to be looked up anew. */
export type FileAnswer = OutgoingResponse | Promise<OutgoingResponse | undefined>;

/** What of the options decides about the fields. */
interface FieldRules {
  readonly cache: CacheRule;
  readonly isCoded: boolean;
}

/** The responses that a representation is sent with where nothing of the request changes them. */
interface ReadyAnswers {
  readonly whole: OutgoingResponse;
  readonly notModified: FieldSection;
  readonly reason: string;
}

/**
 * Answers requests with a file: chooses its coding, then asks the preconditions, then takes the range (RFC 9110 §12.5.3,
 * §13.2, §14.2). What a file is answered with does not depend on the request is made once.
 */
export class FileAnswers {
  readonly #context: FileAnswerContext;
  readonly #rules: FieldRules;
  readonly #ready = new WeakMap<Representation, ReadyAnswers>();

  constructor(context: FileAnswerContext, options: FilesOptions) {
    this.#context = context;
    this.#rules = { cache: options.cache ?? "no-cache", isCoded: options.compress ?? true };
  }

  answer(file: CachedFile, asked: FileRequest): FileAnswer {
    file.isUsed = true;
    const { decisions } = asked.exchange;
    if (decisions !== undefined) {
      decisions.note("file", fileNote(file));
      decisions.note("cache", cacheControl(this.#rules.cache, nameOf(file)));
    }
    return this.#answerCoded(file, asked);
  }

  /** RFC 9110 §12.5.3 */
  #answerCoded(file: CachedFile, asked: FileRequest): FileAnswer {
    const { cache } = this.#context;
    const { decisions } = asked.exchange;
    if (!this.#rules.isCoded) {
      decisions?.note("coding", "none, for compress is off");
      return this.#answerRepresentation(file, cache.whole(file), asked);
    }
    const { coding, reason } = chooseContentCoding(asked.request.headerSection.get("accept-encoding"), file.offered);
    // What went wrong is told in any case.
    if (coding === undefined && asked.statusCode < 300) {
      decisions?.note("coding", `none is acceptable (${reason})`, codingRows(file, asked.request, undefined));
      return this.#refuseCodings(file, asked);
    }
    if (coding === undefined || coding === "identity") {
      const offer = file.offered.length === 0 ? "; no other is on offer" : "";
      decisions?.note("coding", `identity (${reason}${offer})`, codingRows(file, asked.request, "identity"));
      return this.#answerRepresentation(file, cache.whole(file), asked);
    }
    const coded = cache.coded(file, coding as ContentCoding);
    if (coded === "busy") {
      const why = "but too many are being made: sent as it is";
      decisions?.note("coding", `${coding}, ${why} (${reason})`, codingRows(file, asked.request, "identity"));
      return this.#answerRepresentation(file, cache.whole(file), asked);
    }
    if (coded instanceof Promise) return this.#answerOnceCoded(file, coded, reason, asked);
    if (decisions !== undefined) {
      const outcome = `${codingNote(file, coded, "made earlier")} (${reason})`;
      decisions.note("coding", outcome, codingRows(file, asked.request, coding));
    }
    return this.#answerRepresentation(file, coded, asked);
  }

  async #answerOnceCoded(
    file: CachedFile,
    coding: Promise<Representation | undefined>,
    reason: string,
    asked: FileRequest,
  ): Promise<OutgoingResponse | undefined> {
    const coded = await coding;
    const { decisions } = asked.exchange;
    if (coded !== undefined) {
      if (decisions !== undefined) {
        const outcome = `${codingNote(file, coded, file.isDropped ? "made now" : "made now and kept")} (${reason})`;
        decisions.note("coding", outcome, codingRows(file, asked.request, coded.coding));
      }
      return this.#answerRepresentation(file, coded, asked);
    }
    decisions?.note("coding", `another one, for what was chosen saves too little or has gone (${reason})`);
    return this.#answerCoded(file, asked);
  }

  /** RFC 9110 §13.2: the preconditions, and after them the range. */
  #answerRepresentation(file: CachedFile, representation: Representation, asked: FileRequest): FileAnswer {
    const { request, exchange, statusCode } = asked;
    const { method, headerSection } = request;
    const ready = this.#readyAnswers(file, representation);
    if (statusCode >= 300) return this.#send(file, representation, withStatus(ready.whole, statusCode));
    // Most requests have no condition: those are not asked for the time either.
    if (headerSection.hasNameBeginning("if-")) {
      const result = evaluatePreconditions(method, headerSection, representation.validators, Date.now());
      const { outcome, reason } = result;
      if (result !== NO_PRECONDITION) {
        exchange.decisions?.note("precondition", reason, preconditionRows(request, representation.validators));
      }
      if (outcome === "not-modified") return notModified(ready, reason);
      if (outcome === "failed") return this.#refuseCondition(reason, ready, request);
    }
    if (statusCode !== 200) return this.#send(file, representation, { ...ready.whole, statusCode });
    if (method === "GET" && headerSection.has("range")) return this.#answerRange(file, representation, asked);
    return this.#send(file, representation, ready.whole);
  }

  /** RFC 9110 §14.2: only where If-Range holds. */
  #answerRange(file: CachedFile, representation: Representation, asked: FileRequest): FileAnswer {
    const { request, exchange } = asked;
    const { whole, reason } = this.#readyAnswers(file, representation);
    const { sizeOctets, octets, validators } = representation;
    const ifRange = ifRangeHolds(request.headerSection, validators, Date.now());
    const range = request.headerSection.get("range")!;
    const selection = ifRange.holds
      ? selectRanges(range, sizeOctets)
      : ({ kind: "whole", reason: `${ifRange.reason}, so all of it` } as const);
    exchange.decisions?.note(
      "range",
      `${range}: ${selection.reason}`,
      rangeRows(selection, ifRange.reason, sizeOctets),
    );
    if (selection.kind === "unsatisfiable") return this.#refuseRange(sizeOctets, selection.reason, reason, request);
    if (selection.kind === "whole") return this.#send(file, representation, whole);
    const { ranges } = selection;
    const partial = (source: RangeSource) => partialContent(file, representation, whole, ranges, source);
    if (octets !== undefined) return partial(memorySource(octets, ranges));
    return this.#ofLarge(file, representation, (open) => partial(largeSource(open, ranges)));
  }

  /** A response with all of a representation. */
  #send(file: CachedFile, representation: Representation, response: OutgoingResponse): FileAnswer {
    if (representation.octets !== undefined) return response;
    return this.#ofLarge(file, representation, (open) => ({ ...response, content: open.range() }));
  }

  /** A response with octets of a representation that is large. */
  #ofLarge(
    file: CachedFile,
    representation: Representation,
    answerWith: (open: FileRanges) => OutgoingResponse,
  ): FileAnswer {
    const kept = this.#context.cache.largeRanges(file, representation);
    return kept === undefined ? this.#fromDisk(file, representation, answerWith) : answerWith(kept);
  }

  /**
   * Opens the file that the octets are in, if it still is the one that the validators tell of. HEAD opens it too, so
   * that it fails where GET would.
   */
  async #fromDisk(
    file: CachedFile,
    representation: Representation,
    answerWith: (open: FileRanges) => OutgoingResponse,
  ): Promise<OutgoingResponse | undefined> {
    const { store, cache } = this.#context;
    const open = await store.open(representation.file).catch(unlessGone);
    if (open !== undefined && isSameState(open, representation.file)) return answerWith(open);
    open?.close();
    cache.distrust(file);
    return undefined;
  }

  #readyAnswers(file: CachedFile, representation: Representation): ReadyAnswers {
    let ready = this.#ready.get(representation);
    if (ready === undefined) {
      ready = readyAnswers(file, representation, this.#rules);
      this.#ready.set(representation, ready);
    }
    return ready;
  }

  #refuseCodings(file: CachedFile, { request }: FileRequest): FileAnswer {
    const codings = file.offered.length === 0 ? "alone" : `or as ${file.offered.join(", ")}`;
    const message = `It can be had as it is, ${codings}: Accept-Encoding takes none of this.`;
    const refusal = this.#refuse(406, message, FieldSection.empty, "no acceptable coding", request);
    return refusal.then((page) => ({ ...page, headerSection: withVary(page.headerSection, "Accept-Encoding") }));
  }

  #refuseCondition(why: string, { notModified, reason }: ReadyAnswers, request: IncomingRequest): FileAnswer {
    const message = "What is here is not what the request's condition asks for.";
    const tag = notModified.get("etag");
    const fields = tag === undefined ? FieldSection.empty : FieldSection.of({ ETag: tag });
    return this.#refuse(412, message, fields, `${reason}: ${why}`, request);
  }

  #refuseRange(sizeOctets: number, why: string, reason: string, request: IncomingRequest): FileAnswer {
    const message = `It has ${sizeOctets} octets, and the range asks for none of them.`;
    const fields = FieldSection.of({ "Content-Range": writeUnsatisfiedRange(sizeOctets) });
    return this.#refuse(416, message, fields, `${reason}: ${why}`, request);
  }

  async #refuse(
    statusCode: number,
    message: string,
    headerSection: FieldSection,
    reason: string,
    request: IncomingRequest,
  ): Promise<OutgoingResponse> {
    const page = await this.#context.errorPage({ statusCode, message, headerSection }, request);
    return { ...page, reason };
  }
}

function readyAnswers(file: CachedFile, representation: Representation, rules: FieldRules): ReadyAnswers {
  const { coding, validators, octets } = representation;
  const name = nameOf(file);
  const fields: [name: string, value: string][] = [
    ["Content-Type", file.mediaType],
    ["X-Content-Type-Options", "nosniff"],
  ];
  const kept: [name: string, value: string][] = [];
  const tag = validators.entityTags[0];
  if (rules.cache !== "no-store" && tag !== undefined) kept.push(["ETag", writeEntityTag(tag)]);
  kept.push(["Cache-Control", cacheControl(rules.cache, name)]);
  if (rules.isCoded && file.mayBeCoded) kept.push(["Vary", "Accept-Encoding"]);
  if (coding !== undefined) fields.push(["Content-Encoding", coding]);
  fields.push(["Last-Modified", lastModified(validators)]);
  const reason = `file ${file.key}${coding === undefined ? "" : ` (${coding})`}`;
  const whole = {
    statusCode: 200,
    headerSection: FieldSection.of([...fields, ["Accept-Ranges", "bytes"], ...kept]),
    content: octets,
    reason,
  };
  return { whole, notModified: FieldSection.of(kept), reason };
}

/** How far the server's Date may lag behind. */
const DATE_LAG_MS = 1000;

/**
 * Not later than the response's Date (RFC 9110 §8.8.2.1), and in the years that a date can say. What conditions are
 * compared with stays the file's own time: where the two differ, all is sent.
 */
function lastModified({ lastModifiedMs = 0 }: Validators): string {
  return writeHttpDate(Math.max(0, Math.min(lastModifiedMs, Date.now() - DATE_LAG_MS)));
}

/** RFC 9110 §15.3.7: the fields of the whole, and which part this is. */
function partialContent(
  file: CachedFile,
  { sizeOctets }: Representation,
  { headerSection, reason }: OutgoingResponse,
  ranges: readonly ByteRange[],
  source: RangeSource,
): OutgoingResponse {
  const single = ranges.length === 1 ? ranges[0] : undefined;
  if (single !== undefined) {
    const contentRange = writeContentRange(single, sizeOctets);
    return {
      statusCode: 206,
      headerSection: headerSection.withAdded("Content-Range", contentRange),
      content: source.parts[0],
      reason: `${reason} ${contentRange}`,
    };
  }
  const { mediaType, content } = multipartRanges(ranges, source, sizeOctets, file.mediaType, crypto.randomUUID());
  return {
    statusCode: 206,
    headerSection: FieldSection.of([["Content-Type", mediaType], ...headerSection.without("content-type")]),
    content,
    reason: `${reason} ${ranges.length} ranges of ${sizeOctets} octets`,
  };
}

function memorySource(octets: Uint8Array, ranges: readonly ByteRange[]): RangeSource {
  return {
    parts: ranges.map(({ start, lengthOctets }) => octets.subarray(start, start + lengthOctets)),
    close() {},
  };
}

function largeSource(open: FileRanges, ranges: readonly ByteRange[]): RangeSource {
  const parts: readonly FileRange[] =
    ranges.length === 1 ? [open.range(ranges[0]!.start, ranges[0]!.lengthOctets)] : open.ranges(ranges);
  return { parts, close: () => open.close() };
}

/** What opening a file that has gone comes to: something else may be had by its path by now. */
export function unlessGone(error: unknown): undefined {
  if (isResponseError(error) && error.statusCode === 404) return undefined;
  throw error;
}

/** What nobody may ask conditionally has nothing to ask by. */
function withStatus(whole: OutgoingResponse, statusCode: number): OutgoingResponse {
  const headerSection = whole.headerSection.without("etag").without("last-modified").without("accept-ranges");
  return { ...whole, statusCode, headerSection };
}

/** RFC 9110 §15.4.5 */
function notModified(ready: ReadyAnswers, why: string): OutgoingResponse {
  const reason = `${ready.reason}: not modified (${firstWord(why)})`;
  return { statusCode: 304, headerSection: ready.notModified, content: undefined, reason };
}

function nameOf(file: CachedFile): string {
  return file.found.segments.at(-1) ?? "";
}

/** "If-None-Match" of 'If-None-Match "abc": one matches'. */
function firstWord(text: string): string {
  const end = text.search(/[ :]/);
  return end === -1 ? text : text.slice(0, end);
}
