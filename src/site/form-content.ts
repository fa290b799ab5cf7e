import { firstJsonFault, jsonDepth } from "../config/index.ts";
import {
  boundedRows,
  type Exchange,
  type IncomingRequest,
  type MediaType,
  type NotedRow,
  parseList,
  parseMediaType,
  type RequestContent,
  ResponseError,
} from "../semantics/index.ts";
import { DECODABLE_CODINGS, decodedContent, isDecodable } from "./decoded-content.node.ts";
import { Form, type FormLimits, type Upload } from "./form.ts";
import { notedValue } from "./noted-value.ts";

export { Form, type Upload } from "./form.ts";

export interface ReadTextOptions {
  /** Octets of content taken at the most; absent: what the route or the server says. Infinity for no limit. */
  readonly contentOctetsMax?: number | undefined;
  /**
   * Whether a content coding is undone: gzip, deflate or br, one of them. The limit then holds for what comes out as well
   * as for what was sent. By default content that is encoded is refused, for a small message can become a huge one.
   */
  readonly decode?: boolean | undefined;
}

export interface ReadJsonOptions extends ReadTextOptions {
  /** How deep arrays and objects may stand in each other; 64 when not said. */
  readonly depthMax?: number | undefined;
}

export interface ReadFormOptions extends ReadTextOptions {
  /** Fields that are no files; 1,000 when not said. */
  readonly fieldsMax?: number | undefined;
  /** Octets of one field's value in multipart/form-data; 1 MiB when not said. */
  readonly fieldOctetsMax?: number | undefined;
  /** Files; 100 when not said. */
  readonly filesMax?: number | undefined;
  /** Octets of one file; absent: what the whole content may have. */
  readonly fileOctetsMax?: number | undefined;
  /** Below which folder files are kept meanwhile; by default the machine's folder for temporary files. */
  readonly uploadFolder?: string | undefined;
}

/**
 * Reads a form: application/x-www-form-urlencoded or multipart/form-data. Files are written to a folder of their own,
 * which goes with all that is left in it when the exchange has ended.
 * @throws ResponseError 400 where the form is malformed, 413 past a limit, 415 where it is no form or is encoded,
 *   503 where file descriptors and 507 where the disk's room have run out; each says what was wrong
 */
export async function readForm(
  request: IncomingRequest,
  exchange: Exchange,
  options: ReadFormOptions = {},
): Promise<Form> {
  const mediaType = contentMediaType(request, isForm, FORM_TYPES, options);
  const limits: FormLimits = {
    fieldsMax: options.fieldsMax ?? 1000,
    fieldOctetsMax: options.fieldOctetsMax ?? 1024 * 1024,
    filesMax: options.filesMax ?? 100,
    fileOctetsMax: options.fileOctetsMax ?? Number.POSITIVE_INFINITY,
  };
  const content = limitedContent(request, options);
  if (mediaType.essence === MULTIPART) {
    if (content === undefined) throw new ResponseError(400, "The form is malformed: it has no content.");
    // The parser of multipart content is loaded by the first form that needs it.
    const { readMultipart } = await import("./multipart.node.ts");
    const { fields, files } = await readMultipart(content, mediaType, exchange, limits, options.uploadFolder);
    if (exchange.decisions !== undefined) {
      const outcome = `a form of ${counted(fields.length, "field")} and ${counted(files.length, "file")}`;
      exchange.decisions.note("content", outcome, boundedRows([...fieldRows(fields), ...fileRows(files)]));
    }
    return new Form(fields, files);
  }
  const text = content === undefined ? "" : decodeUtf8(await content.octets(), "form");
  const fields = parseUrlencoded(text, limits);
  exchange.decisions?.note("content", `a form of ${counted(fields.length, "field")}`, boundedRows(fieldRows(fields)));
  return new Form(fields);
}

function fieldRows(fields: readonly (readonly [name: string, value: string])[]): NotedRow[] {
  return fields.map(([name, value]) => [name, notedValue(name, value)]);
}

function fileRows(files: readonly Upload[]): NotedRow[] {
  return files.map(({ fieldName, fileName, sizeOctets }) => [
    fieldName,
    `the file ${notedValue("", fileName)}, ${sizeOctets} octets`,
  ]);
}

/**
 * Reads JSON (RFC 8259).
 * @throws ResponseError 400 with line and column where it is malformed, too deep or not UTF-8, 413 past the limit,
 *   415 where it is not JSON or is encoded
 */
export async function readJson(request: IncomingRequest, options: ReadJsonOptions = {}): Promise<unknown> {
  contentMediaType(request, isJson, ["application/json"], options);
  const content = limitedContent(request, options);
  if (content === undefined) throw new ResponseError(400, "The JSON is malformed: there is no content.");
  const text = decodeUtf8(await content.octets(), "JSON");
  const depthMax = options.depthMax ?? 64;
  if (jsonDepth(text, depthMax) > depthMax) {
    throw new ResponseError(400, `The JSON is nested deeper than ${depthMax} levels.`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ResponseError(400, `The JSON is malformed: ${await firstJsonFault(text)}.`);
  }
}

/**
 * Reads content as text, by the charset its media type names; UTF-8 when it names none. Without content: "".
 * @throws ResponseError 400 where the octets are not of that charset, 413 past the limit, 415 where the charset is
 *   unknown or the content is encoded
 */
export async function readText(request: IncomingRequest, options: ReadTextOptions = {}): Promise<string> {
  refuseContentCoding(request, options);
  const mediaType = parseMediaType(request.headerSection.get("Content-Type") ?? "text/plain");
  const charset = mediaType?.parameters.get("charset") ?? "utf-8";
  const decoder = textDecoder(charset);
  const content = limitedContent(request, options);
  if (content === undefined) return "";
  const octets = await content.octets();
  try {
    return decoder.decode(octets);
  } catch {
    throw new ResponseError(400, `The content is not text in ${decoder.encoding}.`);
  }
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";
const FORM_TYPES = [URLENCODED, MULTIPART];

function isForm({ essence }: MediaType): boolean {
  return essence === URLENCODED || essence === MULTIPART;
}

function isJson({ type, essence, subtype }: MediaType): boolean {
  return essence === "application/json" || (type === "application" && subtype.endsWith("+json"));
}

/** @throws ResponseError naming what is right: 415 (RFC 9110 §15.5.16), 400 where there is nothing at all */
function contentMediaType(
  request: IncomingRequest,
  isWanted: (mediaType: MediaType) => boolean,
  wanted: readonly string[],
  options: ReadTextOptions,
): MediaType {
  refuseContentCoding(request, options);
  const field = request.headerSection.get("Content-Type");
  const mediaType = field === undefined ? undefined : parseMediaType(field);
  if (mediaType !== undefined && isWanted(mediaType)) return mediaType;
  if (field === undefined && request.content === undefined) {
    throw new ResponseError(400, `The request has no content; ${wanted.join(" or ")} is expected.`);
  }
  const given =
    field === undefined ? "has no Content-Type" : `is ${mediaType === undefined ? "malformed" : mediaType.essence}`;
  throw new ResponseError(415, `The content ${given}; this expects ${wanted.join(" or ")}.`, {
    headers: { Accept: wanted.join(", ") },
  });
}

/**
 * One coding is undone where that was asked for, and none otherwise. Never several: what comes out of the first one would
 * have no bound.
 * @throws ResponseError 415 that says which codings may be sent (RFC 9110 §12.5.3)
 */
function refuseContentCoding(request: IncomingRequest, { decode = false }: ReadTextOptions): void {
  const codings = contentCodings(request);
  if (codings.length === 0 || (decode && codings.length === 1 && isDecodable(codings[0]!))) return;
  const message = decode
    ? `The content is encoded as ${codings.join(", ").slice(0, 100)}; one of ${DECODABLE_CODINGS} is taken.`
    : "The content is encoded; send it without Content-Encoding.";
  throw new ResponseError(415, message, { headers: { "Accept-Encoding": decode ? DECODABLE_CODINGS : "identity" } });
}

/** Codings of the content in lower case, in the order in which they were applied (RFC 9110 §8.4). */
function contentCodings(request: IncomingRequest): string[] {
  const field = request.headerSection.get("Content-Encoding");
  if (field === undefined) return [];
  return parseList(field.toLowerCase()).filter((coding) => coding !== "identity");
}

/**
 * The content within its limit, decoded where that was asked for.
 * @throws ResponseError 413 where more is announced than may come: before 100 (Continue), and before an octet is read
 */
function limitedContent(request: IncomingRequest, options: ReadTextOptions): RequestContent | undefined {
  const { content } = request;
  if (content === undefined) return undefined;
  if (options.contentOctetsMax !== undefined) content.limitOctets = options.contentOctetsMax;
  if (content.lengthOctets !== undefined && content.lengthOctets > content.limitOctets) {
    throw new ResponseError(
      413,
      `The content has ${content.lengthOctets} octets; at most ${content.limitOctets} are taken.`,
    );
  }
  const [coding] = contentCodings(request);
  return coding === undefined ? content : decodedContent(content, coding);
}

function decodeUtf8(octets: Uint8Array, what: string): string {
  try {
    return strictUtf8.decode(octets);
  } catch {
    throw new ResponseError(400, `The ${what} is malformed: it is not UTF-8.`);
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function textDecoder(charset: string) {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new ResponseError(415, "The charset of the content is unknown here; send UTF-8.");
  }
}

/** Names and values of application/x-www-form-urlencoded, each decoded once. */
function parseUrlencoded(text: string, limits: FormLimits): [name: string, value: string][] {
  const fields: [string, string][] = [];
  for (let at = 0; at < text.length; ) {
    const ampersand = text.indexOf("&", at);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > at) {
      if (fields.length === limits.fieldsMax) {
        throw new ResponseError(413, `The form has more than ${limits.fieldsMax} fields.`);
      }
      fields.push(parseField(text.slice(at, end)));
    }
    at = end + 1;
  }
  return fields;
}

function parseField(text: string): [name: string, value: string] {
  const equals = text.indexOf("=");
  const name = decodeFormText(equals === -1 ? text : text.slice(0, equals), "the name of a field");
  if (equals === -1) return [name, ""];
  return [name, decodeFormText(text.slice(equals + 1), `the value of "${name.slice(0, 60)}"`)];
}

function decodeFormText(text: string, what: string): string {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new ResponseError(400, `The form is malformed: ${what} is not percent-encoded UTF-8.`);
  }
}
