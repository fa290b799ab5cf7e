import { ConfigError, shown } from "../config/index.ts";
import type { FilesOptions, RedirectStatus } from "../files/index.ts";
import { type FieldSectionInit, isFinalStatusCode } from "../semantics/index.ts";
import type { HandlerContext } from "./handler-context.ts";
import type { QuerySpec } from "./query-spec.ts";
import { requireFilesOptions } from "./required-options.ts";
import type { RouteParams } from "./route-pattern.ts";

/** Known across copies of the package: a site file may have its values from another one than the server that runs. */
const valueBrand: unique symbol = Symbol.for("porthole.value");

interface Branded {
  readonly [valueBrand]: true;
}

export interface TextValue extends Branded {
  readonly kind: "text";
  readonly content: string;
}

export interface JsonValue extends Branded {
  readonly kind: "json";
  readonly content: string;
}

/** Content of a value: text is sent as UTF-8. */
export type ValueContent = string | Uint8Array | AsyncIterable<Uint8Array | string> | undefined;

export interface RespondValue extends Branded {
  readonly kind: "respond";
  readonly content: ValueContent;
  readonly status: number;
  readonly headers: FieldSectionInit;
  /** A few words for the log's arrow. */
  readonly reason?: string | undefined;
}

export interface RespondOptions {
  /** 200 when not said. */
  readonly status?: number | undefined;
  readonly headers?: FieldSectionInit | undefined;
  /** Why this is the response, in a few words for the log's arrow; "respond" when not said. */
  readonly reason?: string | undefined;
}

export interface FileValue extends Branded {
  readonly kind: "file";
  /** Below the site's root. */
  readonly path: string;
  /** What it says itself; of the rest, the site's options hold. */
  readonly options: FileOptions;
}

/** How one file is served. */
export type FileOptions = Pick<FilesOptions, "cache" | "compress">;

export interface FilesValue extends Branded {
  readonly kind: "files";
  /** Below the site's root. */
  readonly directory: string;
  /** What it says itself; of the rest, the site's options hold. */
  readonly options: FilesOptions;
}

/** What names in a template stand for. */
export type TemplateValues = Readonly<Record<string, TemplateConstant | QuerySpec | TemplateFunction>>;

export type TemplateConstant = string | number | bigint | boolean | null | undefined | object;

/** Answers what a name stands for in one request. `values` has the query parameters and constants of the template. */
export type TemplateFunction = (context: HandlerContext, values: Readonly<Record<string, unknown>>) => unknown;

export interface TemplateValue extends Branded {
  readonly kind: "template";
  /** Below the site's root. */
  readonly path: string;
  readonly values: TemplateValues;
}

export interface RedirectValue extends Branded {
  readonly kind: "redirect";
  readonly status: RedirectStatus;
  readonly location: string;
}

export interface StatusValue extends Branded {
  readonly kind: "status";
  readonly status: number;
  readonly value: SiteValue | undefined;
}

/** A value that a route or a handler may answer with. */
export type SiteValue =
  | TextValue
  | JsonValue
  | RespondValue
  | FileValue
  | FilesValue
  | TemplateValue
  | RedirectValue
  | StatusValue;

/** What a handler answers: a standard Response or one of the site's values. */
export type HandlerAnswer = Response | Exclude<SiteValue, FilesValue>;

/** Answers a request. It may answer at once, and should where it can: that costs no promise. */
export type Handler<Pattern extends string = string> = (
  context: HandlerContext<RouteParams<Pattern>>,
) => HandlerAnswer | Promise<HandlerAnswer>;

export interface RouteOptions {
  /** Octets of content that this route takes at the most; absent: the server's limit. Infinity for no limit. */
  readonly contentOctetsMax?: number | undefined;
}

export interface RouteValue<Pattern extends string = string> extends Branded {
  readonly kind: "route";
  readonly options: RouteOptions;
  readonly answer: SiteValue | Handler<Pattern>;
}

/** What may stand at a route pattern. */
export type RouteEntry<Pattern extends string = string> = SiteValue | RouteValue<Pattern> | Handler<Pattern>;

/** Text, as text/plain in UTF-8. */
export function text(content: string): TextValue {
  if (typeof content !== "string") throw new ConfigError(`text: ${shown(content)} is no string`);
  return { ...brand, kind: "text", content };
}

/**
 * A value as application/json, serialised now.
 * @throws ConfigError where JSON has no word for it
 */
export function json(value: unknown): JsonValue {
  let content: string | undefined;
  try {
    content = JSON.stringify(value);
  } catch (cause) {
    throw new ConfigError("json: the value cannot be serialised", { cause });
  }
  if (content === undefined) throw new ConfigError(`json: ${shown(value)} has no form in JSON`);
  return { ...brand, kind: "json", content };
}

/**
 * Any content with a status code (200 when not said) and header fields. Without a Content-Type among them, text is
 * text/plain and octets are application/octet-stream.
 */
export function respond(content?: ValueContent, options: RespondOptions = {}): RespondValue {
  if (!isContent(content)) {
    throw new ConfigError(`respond: ${shown(content)} is no content`, {
      hint: "Content is a string, a Uint8Array, an async iterable of them, or undefined.",
    });
  }
  const status = finalStatusCode("respond", options.status ?? 200);
  return { ...brand, kind: "respond", content, status, headers: options.headers ?? {}, reason: options.reason };
}

/**
 * One file of the site's root.
 * @param options `cache` and `compress`; where they say nothing, the site's options hold
 * @throws ConfigError naming an option that is none or cannot be meant
 */
export function file(path: string, options: FileOptions = {}): FileValue {
  requireFilesOptions("file", options, ["cache", "compress"]);
  return { ...brand, kind: "file", path: relativePath("file", path), options };
}

/**
 * The files of a directory of the site's root; only under a wildcard: `"/assets/*": files("assets")`.
 * @param options where they say nothing, the site's options hold
 * @throws ConfigError naming an option that is none or cannot be meant
 */
export function files(directory: string, options: FilesOptions = {}): FilesValue {
  requireFilesOptions("files", options);
  return { ...brand, kind: "files", directory: relativePath("files", directory), options };
}

/**
 * A LiquidJS template of the site's root, filled in for each request. What it prints is escaped for HTML.
 * @param values by name: constants, specs of query parameters (`query.integer(…)`), or functions of the handler's context
 *   and of the values read so far. A template sees `params` as well.
 */
export function template(path: string, values: TemplateValues = {}): TemplateValue {
  return { ...brand, kind: "template", path: relativePath("template", path), values };
}

/**
 * A redirect to a location: a path of this site or an absolute URL. As a route it keeps the request's query, unless the
 * location has one of its own, and may use the pattern's params: `"/old/:id": redirect(301, "/new/:id")`. Answered by a
 * handler, the location is taken as it is. The status code is 302 when not said.
 */
export function redirect(location: string): RedirectValue;
export function redirect(status: RedirectStatus, location: string): RedirectValue;
export function redirect(...[first, second]: [string] | [RedirectStatus, string]): RedirectValue {
  const status = typeof first === "string" ? 302 : first;
  const location = typeof first === "string" ? first : second;
  if (!redirectStatuses.includes(status)) {
    throw new ConfigError(`redirect: ${shown(status)} is no redirect`, { hint: "Use 301, 302, 303, 307 or 308." });
  }
  return { ...brand, kind: "redirect", status, location: checkedLocation(location) };
}

/** A value's response under another status code, 200 to 599; without a value, the built-in page. The outermost code wins. */
export function status(code: number, value?: SiteValue): StatusValue {
  finalStatusCode("status", code);
  if (value !== undefined && !isSiteValue(value)) {
    throw new ConfigError(`status: ${shown(value)} is no value of a site`, { hint: 'Such as status(418, text("…")).' });
  }
  if (value?.kind === "files" || value?.kind === "redirect") {
    throw new ConfigError(`status: ${value.kind}(…) has its own status codes`);
  }
  if (value?.kind === "file" && [204, 205, 304].includes(code)) {
    throw new ConfigError(`status: a response of ${code} has no content, so it can be no file`);
  }
  return { ...brand, kind: "status", status: code, value: value?.kind === "status" ? value.value : value };
}

/** A value or handler with options of its route. */
export function route<Pattern extends string>(
  options: RouteOptions,
  answer: SiteValue | Handler<Pattern>,
): RouteValue<Pattern> {
  const { contentOctetsMax } = options;
  if (contentOctetsMax !== undefined && !(contentOctetsMax >= 0)) {
    throw new ConfigError(`route: contentOctetsMax is ${shown(contentOctetsMax)}, which is no number of octets`);
  }
  return { ...brand, kind: "route", options, answer };
}

const brand = { [valueBrand]: true } as const;

/** Whether this is a value made by one of the functions above, also of another copy of the package; not {@link route}. */
export function isSiteValue(value: unknown): value is SiteValue {
  return isBranded(value) && valueKinds.has(value.kind);
}

/** Whether this was made by {@link route}. */
export function isRouteValue(value: unknown): value is RouteValue {
  return isBranded(value) && value.kind === "route";
}

/** Marks a value of another kind as this package's own, for `site(…)`. */
export function branded<const Kind extends string>(kind: Kind): Branded & { readonly kind: Kind } {
  return { ...brand, kind };
}

/** Whether this is a value of this package, of whatever kind. */
export function isBranded(value: unknown): value is Branded & { readonly kind: string } {
  return typeof value === "object" && value !== null && valueBrand in value;
}

const valueKinds: ReadonlySet<string> = new Set([
  "text",
  "json",
  "respond",
  "file",
  "files",
  "template",
  "redirect",
  "status",
]);

const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

function isContent(content: unknown): boolean {
  if (content === undefined || typeof content === "string" || content instanceof Uint8Array) return true;
  return typeof content === "object" && content !== null && Symbol.asyncIterator in content;
}

function finalStatusCode(maker: string, code: number): number {
  if (isFinalStatusCode(code)) return code;
  throw new ConfigError(`${maker}: ${shown(code)} is no status code of a response`, { hint: "It is 200 to 599." });
}

function relativePath(maker: string, path: unknown): string {
  if (typeof path !== "string" || path === "") throw new ConfigError(`${maker}: ${shown(path)} is no path`);
  return path;
}

/**
 * A location that means what it seems to mean: "//host" and "/\host" read as paths and leave the origin, and browsers
 * drop control characters before they look.
 */
function checkedLocation(location: unknown): string {
  if (typeof location !== "string" || location === "")
    throw new ConfigError(`redirect: ${shown(location)} is no location`);
  if (/[\0-\x1f\x7f]/.test(location)) {
    throw new ConfigError(`redirect: the location ${shown(location)} has a control character in it`);
  }
  if (/^[/\\]{2}|^\\/.test(location)) {
    throw new ConfigError(`redirect: the location ${shown(location)} leaves this origin though it looks like a path`, {
      hint: "Write an absolute URL (https://…) to leave it.",
    });
  }
  return location;
}
