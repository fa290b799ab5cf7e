import { type AuthOption, withAccess } from "../access/index.ts";
import { ConfigError, shown } from "../config/index.ts";
import { type RedirectRules, withRules } from "../conventions/index.ts";
import {
  type FilesOptions,
  type Otherwise,
  parseFilePath,
  redirectTo,
  StaticFile,
  type StaticFiles,
  type StaticFilesContext,
  StaticFolder,
} from "../files/index.ts";
import {
  type Exchange,
  type FieldSection,
  type IncomingRequest,
  isFieldValue,
  isPromise,
  isToken,
  type OutgoingResponse,
  type Resource,
  withoutStack,
} from "../semantics/index.ts";
import { constantResponse, mayHaveContent } from "./constant-response.ts";
import { plainStatusPage, type SitePage } from "./error-page.ts";
import { compileHandler, type ValueAnswer } from "./handler.ts";
import { compileRedirect } from "./redirect.ts";
import { restOfPath } from "./route-map.ts";
import type { RoutePattern } from "./route-pattern.ts";
import type { RouteResource } from "./route-resource.ts";
import {
  type FilesValue,
  type FileValue,
  isRouteValue,
  isSiteValue,
  type RespondValue,
  type RouteEntry,
  type RouteOptions,
  type SiteValue,
  type StatusValue,
  type TemplateValue,
} from "./site-values.ts";
import { compileTemplate } from "./template.ts";
import type { TemplateSet } from "./template-set.ts";

/** What the values of a site are compiled with. */
export interface ValueContext {
  readonly files: StaticFilesContext;
  /** What files are served with under these options, over those of the site. */
  readonly staticFiles: (options: FilesOptions) => StaticFiles;
  /** Whether a folder is served without a site file, so that the site's options are meant for it alone. */
  readonly isFolder: boolean;
  /** Redirects and rewrites that the folder has for its files. */
  readonly rules?: RedirectRules | undefined;
  /** Who may ask for what: asked for a rewrite's path too. */
  readonly auth?: AuthOption | undefined;
  readonly errorPage: SitePage;
  readonly templates: TemplateSet;
  readonly stopBeforeHandler?: ((method: string) => boolean) | undefined;
}

/**
 * What stands at a route, as what answers requests. Files and templates that it names are looked for now.
 * @throws ConfigError naming the route
 */
export async function compileEntry(
  entry: RouteEntry,
  pattern: RoutePattern,
  context: ValueContext,
): Promise<RouteResource> {
  if (isRouteValue(entry)) return withOptions(entry.options, await compileEntry(entry.answer, pattern, context));
  if (typeof entry === "function") {
    return compileHandler(entry, {
      pattern: pattern.text,
      answerValue: valueAnswer(pattern, context),
      stopBefore: context.stopBeforeHandler,
    });
  }
  if (isSiteValue(entry)) return compileValue(entry, pattern, context);
  throw new ConfigError(`route "${pattern.text}": ${shown(entry)} is neither a handler nor a value of a site`, {
    key: pattern.text,
    hint: hintFor(entry),
  });
}

async function compileValue(value: SiteValue, pattern: RoutePattern, context: ValueContext): Promise<RouteResource> {
  switch (value.kind) {
    case "text":
    case "json":
    case "respond": {
      const response = constantResponse(value);
      if (value.kind === "respond") refuseUnsendable(value, response, pattern);
      return () => response;
    }
    case "file":
      return compileFile(value, pattern, context, 200);
    case "files":
      return compileFiles(value, pattern, context);
    case "template":
      return compileTemplateRoute(value, pattern, context);
    case "redirect":
      return compileRedirect(value, pattern);
    case "status":
      return compileStatus(value, pattern, context);
  }
}

async function compileStatus(value: StatusValue, pattern: RoutePattern, context: ValueContext): Promise<RouteResource> {
  const { status, value: inner } = value;
  if (inner === undefined) return (request) => plainStatusPage(status, request, context.errorPage);
  if (inner.kind === "file") return compileFile(inner, pattern, context, status);
  const resource = await compileValue(inner, pattern, context);
  if (inner.kind === "text" || inner.kind === "json" || inner.kind === "respond") {
    const response = withStatus(constantResponse(inner), status);
    return () => response;
  }
  return (request, exchange, params) => {
    const response = resource(request, exchange, params);
    return isPromise(response) ? response.then((late) => withStatus(late, status)) : withStatus(response, status);
  };
}

async function compileFile(
  value: FileValue,
  pattern: RoutePattern,
  context: ValueContext,
  statusCode: number,
): Promise<RouteResource> {
  const segments = parseFilePath("file", value.path);
  const found = await context.files.store.lookup(segments);
  if (found.kind === "file") {
    const file = new StaticFile(context.staticFiles(value.options), segments);
    return (request, exchange) => file.serve(request, exchange, statusCode);
  }
  const why = found.kind === "directory" ? "that is a folder" : found.reason;
  const { description } = context.files.store;
  throw new ConfigError(`route "${pattern.text}": no file "${value.path}" in ${description}: ${why}`, {
    key: pattern.text,
    hint: found.kind === "directory" ? 'Serve a folder under a wildcard: "/assets/*": files("assets").' : undefined,
  });
}

async function compileFiles(value: FilesValue, pattern: RoutePattern, context: ValueContext): Promise<RouteResource> {
  if (pattern.segments.at(-1)?.kind !== "wildcard") {
    throw new ConfigError(`route "${pattern.text}": files(…) stands only under a wildcard`, {
      key: pattern.text,
      hint: `Write "${pattern.text.replace(/\/?$/, "/*")}".`,
    });
  }
  const { store } = context.files;
  const segments = parseFilePath("files", value.directory);
  const found = await store.lookup(segments);
  if (found.kind !== "directory") {
    const why = found.kind === "file" ? "that is a file" : found.reason;
    throw new ConfigError(`route "${pattern.text}": no folder "${value.directory}" in ${store.description}: ${why}`, {
      key: pattern.text,
    });
  }
  const staticFiles = context.staticFiles(value.options);
  const { spa } = staticFiles.options;
  if (spa && (context.isFolder || value.options.spa !== undefined)) {
    await requireSpaPage(spa === true ? "index.html" : spa, pattern, segments, context);
  }
  const folder = new StaticFolder(staticFiles, segments);
  const segmentsBefore = pattern.segments.length - 1;
  const serve = (request: IncomingRequest, exchange: Exchange, otherwise?: Otherwise) =>
    folder.serve(restOfPath(request.path, segmentsBefore) || "/", request, exchange, otherwise);
  if (context.rules === undefined) return (request, exchange) => serve(request, exchange);
  return withRules({ serve, serveAt: rewritesOf(folder, context) }, context.rules);
}

/**
 * What stands in another path's place is for those alone who may ask for it by its own: a rule with a `*` leads wherever
 * the request says.
 */
function rewritesOf(folder: StaticFolder, { auth, errorPage }: ValueContext): StaticFolder["serveAt"] {
  if (auth === undefined) return (...at) => folder.serveAt(...at);
  const guarded = new Map<number, Resource>();
  return async (path, statusCode, request, exchange) => {
    let resource = guarded.get(statusCode);
    if (resource === undefined) {
      const files: Resource = (asked, its) => folder.serveAt(asked.path, statusCode, asked, its);
      ({ resource } = withAccess(files, errorPage, { auth }));
      guarded.set(statusCode, resource);
    }
    return resource({ ...request, path }, exchange);
  };
}

/** @throws ConfigError the page that was named for what is not there is not there itself */
async function requireSpaPage(
  page: string,
  pattern: RoutePattern,
  directory: readonly string[],
  { files: { store }, isFolder }: ValueContext,
): Promise<void> {
  const found = await store.lookup([...directory, ...parseFilePath("spa", page)]);
  if (found.kind === "file") return;
  const why = found.kind === "directory" ? "that is a folder" : found.reason;
  const folder = [store.description.replace(/[/\\]$/, ""), ...directory].join("/");
  throw new ConfigError(`${isFolder ? "" : `route "${pattern.text}": `}spa: no file "${page}" in ${folder}: ${why}`, {
    key: isFolder ? "spa" : pattern.text,
    hint: "It is a file below the folder that is served; index.html where none is named.",
  });
}

async function compileTemplateRoute(
  value: TemplateValue,
  pattern: RoutePattern,
  { templates }: ValueContext,
): Promise<RouteResource> {
  try {
    await templates.load(value.path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { file, line, column, hint } = error;
    throw new ConfigError(`route "${pattern.text}": ${error.message}`, {
      file,
      line,
      column,
      hint,
      key: pattern.text,
      cause: error.cause,
    });
  }
  return compileTemplate(value, templates);
}

/** Answers values that handlers answer with: each is made for its one request. */
function valueAnswer(pattern: RoutePattern, context: ValueContext): ValueAnswer {
  const answeredFile = rememberedFiles(context);
  const answerValue: ValueAnswer = (value, request, exchange, params) => {
    switch (value.kind) {
      case "text":
      case "json":
        return constantResponse(value);
      case "respond":
        return sendableResponse(value, pattern);
      case "redirect":
        return redirectTo(value.status, value.location);
      case "file":
        return answeredFile(value).serve(request, exchange);
      case "template":
        return compileTemplate(value, context.templates)(request, exchange, params);
      case "files":
        throw wrongAnswer(pattern, "files(…), which only a route can be");
      case "status": {
        const { status, value: inner } = value;
        if (inner === undefined) return plainStatusPage(status, request, context.errorPage);
        if (inner.kind === "file") {
          return answeredFile(inner).serve(request, exchange, status);
        }
        const response = answerValue(inner, request, exchange, params);
        return isPromise(response) ? response.then((late) => withStatus(late, status)) : withStatus(response, status);
      }
    }
  };
  return answerValue;
}

/** How many files that handlers answer with are remembered as made. */
const ANSWERED_FILES_MAX = 1000;

/** Handlers make a value for each request: what is behind equal ones is made once. */
function rememberedFiles(context: ValueContext): (value: FileValue) => StaticFile {
  const known = new Map<string, StaticFile>();
  return ({ path, options }) => {
    const key = `${options.cache} ${options.compress} ${path}`;
    let file = known.get(key);
    if (file === undefined) {
      file = new StaticFile(context.staticFiles(options), parseFilePath("file", path));
      if (known.size >= ANSWERED_FILES_MAX) known.clear();
      known.set(key, file);
    }
    return file;
  };
}

/** The same response under another status code. Not for files, whose refusals stay what they are. */
function withStatus(response: OutgoingResponse, statusCode: number): OutgoingResponse {
  return { ...response, statusCode, content: mayHaveContent(statusCode) ? response.content : undefined };
}

function withOptions({ contentOctetsMax }: RouteOptions, resource: RouteResource): RouteResource {
  if (contentOctetsMax === undefined) return resource;
  return (request, exchange, params) => {
    if (request.content !== undefined) request.content.limitOctets = contentOctetsMax;
    return resource(request, exchange, params);
  };
}

/** @throws ConfigError where each request to the route would fail, or each but the first */
function refuseUnsendable(value: RespondValue, { headerSection }: OutgoingResponse, pattern: RoutePattern): void {
  const wrong = unsendableField(headerSection);
  if (wrong !== undefined) {
    throw new ConfigError(`route "${pattern.text}": ${wrong} cannot be sent`, { key: pattern.text });
  }
  refuseOneTimeContent(value, pattern);
}

/** The engine would refuse such a field too; here it is known who answered it. */
function sendableResponse(value: RespondValue, pattern: RoutePattern): OutgoingResponse {
  const response = constantResponse(value);
  const wrong = unsendableField(response.headerSection);
  if (wrong !== undefined) throw wrongAnswer(pattern, `respond(…) with what cannot be sent: ${wrong}`);
  return response;
}

function wrongAnswer(pattern: RoutePattern, what: string): TypeError {
  return withoutStack(() => new TypeError(`the handler of "${pattern.text}" answered ${what}`));
}

function unsendableField(headerSection: FieldSection): string | undefined {
  for (let index = 0; index < headerSection.size; index++) {
    const name = headerSection.nameAt(index);
    if (!isToken(name)) return `the field name ${shown(name)}`;
    if (!isFieldValue(headerSection.valueAt(index))) return `the value of the field ${name}`;
  }
  return undefined;
}

/** An iterator can be run through once; a route is asked again and again. */
function refuseOneTimeContent({ content }: RespondValue, pattern: RoutePattern): void {
  if (typeof content !== "object" || content instanceof Uint8Array) return;
  if ((content[Symbol.asyncIterator]() as unknown) !== content) return;
  throw new ConfigError(`route "${pattern.text}": respond(…) was given content that can be read only once`, {
    key: pattern.text,
    hint: "Write a handler that makes it anew: () => respond(lines()).",
  });
}

function hintFor(entry: unknown): string {
  if (typeof entry === "string") return `For text write text(${shown(entry)}), for a file file(${shown(entry)}).`;
  if (entry instanceof Response)
    return "Write a handler that makes a Response for each request: () => new Response(…).";
  if (entry instanceof Promise) return "Write a handler: () => the promise.";
  return "Such as file(…), text(…), redirect(…), or ({ params }) => Response.json(…).";
}
