import {
  type ErrorPage,
  type Exchange,
  type Fault,
  FieldSection,
  type IncomingRequest,
  isDotSegment,
  isPathRefusal,
  type OutgoingResponse,
  parsePathSegments,
  type ResponseContent,
  writeHttpDate,
} from "../semantics/index.ts";
import { ConfigError } from "./config-error.ts";
import { fileMediaType } from "./file-media-type.ts";
import type { FileStore, FoundFile, Lookup, OpenFile, Refused } from "./file-store.ts";

/** What files are served with. */
export interface StaticFiles {
  readonly store: FileStore;
  readonly errorPage: ErrorPage;
  /** Whether a refusal tells the client where was looked and why not. */
  readonly development: boolean;
}

/** A file up to this size is read at once and leaves with its head in one write. */
const WHOLE_OCTETS_MAX = 64 * 1024;

const INDEX = "index.html";

/**
 * The segments of a path that a site's author wrote: `file("pages/about.html")`, `files(".")`. Not decoded.
 * @param maker "file", for the message
 * @throws ConfigError where it is absolute, leaves the root or has a backslash in it
 */
export function parseFilePath(maker: string, path: string): readonly string[] {
  const wrong = (what: string, hint: string) => new ConfigError(`${maker}: "${path}" ${what}`, { hint });
  if (path.includes("\\")) throw wrong("has a backslash in it", 'Write paths with "/" on every system.');
  if (path.startsWith("/")) throw wrong("is absolute", "Paths are taken from the site's folder: drop the first slash.");
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.some(isDotSegment)) {
    throw wrong("leaves the site's folder", "What a site serves has to lie in its folder.");
  }
  return segments;
}

/**
 * Answers one file.
 * @param segments from {@link parseFilePath}
 * @param statusCode of the response, for `status(418, file("teapot.html"))`
 */
export async function serveFile(
  files: StaticFiles,
  segments: readonly string[],
  request: IncomingRequest,
  exchange: Exchange,
  statusCode = 200,
): Promise<OutgoingResponse> {
  const found = await files.store.lookup(segments);
  if (found.kind === "file") return serveFound(files, found.file, request, exchange, statusCode);
  return refuse(files, found, segments, request, exchange);
}

/**
 * Answers the file that the rest of a path names below a directory: of a directory its index.html, under a path that
 * ends in a slash.
 * @param directory from {@link parseFilePath}
 * @param rest what follows the directory's own path: begins with "/", not decoded
 */
export async function serveFiles(
  files: StaticFiles,
  directory: readonly string[],
  rest: string,
  request: IncomingRequest,
  exchange: Exchange,
): Promise<OutgoingResponse> {
  const path = parsePathSegments(rest);
  if (isPathRefusal(path)) return refuse(files, { kind: "refused", ...path }, undefined, request, exchange);
  const segments = directory.length === 0 ? path.segments : [...directory, ...path.segments];
  const found = await files.store.lookup(segments);
  if (found.kind === "directory") {
    if (!path.endsWithSlash) return redirectToSlash(request, exchange);
    return serveDirectory(files, segments, request, exchange);
  }
  if (found.kind === "file" && !path.endsWithSlash) return serveFound(files, found.file, request, exchange, 200);
  const answer: Lookup =
    found.kind === "file" ? { kind: "missing", reason: "a file's path ends without a slash" } : found;
  return refuse(files, answer, segments, request, exchange);
}

async function serveDirectory(
  files: StaticFiles,
  segments: readonly string[],
  request: IncomingRequest,
  exchange: Exchange,
): Promise<OutgoingResponse> {
  const index = [...segments, INDEX];
  const found = await files.store.lookup(index);
  if (found.kind === "file") return serveFound(files, found.file, request, exchange, 200);
  return refuse(files, found, index, request, exchange);
}

/**
 * A directory's path is the one with the slash, so that relative links in its index.html mean what they say. The
 * location is a path of this origin whatever the request's path began with, and keeps its query.
 */
function redirectToSlash(request: IncomingRequest, exchange: Exchange): OutgoingResponse {
  const path = `/${request.path.replace(/^[/\\]+/, "")}/`;
  const location = request.query === undefined ? path : `${path}?${request.query}`;
  exchange.decisions?.note("file", "a directory without its slash: redirected");
  return {
    statusCode: 301,
    // User agents keep a 301 for good if nothing says otherwise, and folders become files.
    headerSection: FieldSection.of([
      ["Location", location],
      ["Cache-Control", "no-cache"],
    ]),
    content: undefined,
    reason: "redirect 301 (a directory's slash)",
  };
}

async function serveFound(
  files: StaticFiles,
  found: FoundFile,
  request: IncomingRequest,
  exchange: Exchange,
  statusCode: number,
): Promise<OutgoingResponse> {
  const name = found.segments.join("/");
  const open = await files.store.open(found);
  exchange.decisions?.note("file", `${name}, ${open.sizeOctets} octets`);
  return {
    statusCode,
    headerSection: representationFields(found.segments.at(-1) ?? "", open),
    content: await fileContent(open, request.method),
    reason: `file ${name}`,
  };
}

/** Representation metadata of a file (RFC 9110 §8): what its name and its time tell. */
function representationFields(name: string, open: OpenFile): FieldSection {
  return FieldSection.of([
    ["Content-Type", fileMediaType(name)],
    ["X-Content-Type-Options", "nosniff"],
    ["Last-Modified", lastModified(open.modifiedMs)],
  ]);
}

/** Not later than the response itself (RFC 9110 §8.8.2.1), and in the years that a date can say. */
function lastModified(modifiedMs: number): string {
  return writeHttpDate(Math.max(0, Math.min(modifiedMs, Date.now())));
}

/** HEAD opens what GET opens, so that it fails where GET would, and reads nothing. */
function fileContent(open: OpenFile, method: string): ResponseContent | Promise<ResponseContent> {
  return method === "HEAD" || open.sizeOctets > WHOLE_OCTETS_MAX ? open.range() : open.octets();
}

async function refuse(
  files: StaticFiles,
  found: Exclude<Lookup, { readonly kind: "file" }>,
  segments: readonly string[] | undefined,
  request: IncomingRequest,
  exchange: Exchange,
): Promise<OutgoingResponse> {
  const { statusCode, reason } = refusalOf(found);
  exchange.decisions?.note("file", `${segments === undefined ? "" : `${segments.join("/")}: `}${reason}`);
  const fault: Fault = { statusCode, message: told(files, statusCode, reason, segments) };
  const page = await files.errorPage(fault, request);
  return { ...page, reason: found.kind === "refused" ? `refused: ${reason}` : `no file: ${reason}` };
}

function refusalOf(found: Exclude<Lookup, { readonly kind: "file" }>): Omit<Refused, "kind"> {
  if (found.kind === "refused") return found;
  return { statusCode: 404, reason: found.kind === "missing" ? found.reason : "a folder, not a file" };
}

/** Where the root lies is told in development alone; what is wrong with a path, always. */
function told(
  files: StaticFiles,
  statusCode: number,
  reason: string,
  segments: readonly string[] | undefined,
): string | undefined {
  if (files.development && segments !== undefined) {
    return `Looked for ${segments.join("/") || "the root"} in ${files.store.description}: ${reason}.`;
  }
  return files.development || statusCode === 400 ? `The path is refused: ${reason}.` : undefined;
}
