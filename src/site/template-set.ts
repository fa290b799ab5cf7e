import type { Liquid, LiquidOptions, Template } from "liquidjs";
import { ConfigError, type ConfigErrorPlace, textExcerpt } from "../config/index.ts";
import { type FileStore, parseFilePath } from "../files/index.ts";
import { withoutStack } from "../semantics/index.ts";

/** Characters of one template file. */
const sourceLengthMax = 1_000_000;
/** Files that one template and all it includes may consist of. */
const sourcesMax = 200;
/** Milliseconds that rendering may take: it holds up everything else. */
const renderMsMax = 1_000;
/** Objects and characters that filters and tags may make in one rendering. */
const renderMemoryMax = 5_000_000;
/** Templates kept: handlers may name them at will. */
const templatesMax = 1_000;

/** A template with all that it includes, parsed. */
export interface LoadedTemplate {
  /** Below the root. */
  readonly path: string;
  /** The files it was made of, below the root: itself, its layout, its includes. */
  readonly files: readonly string[];
  /**
   * The text for these values, which are escaped for HTML where they are printed.
   * @throws Error naming file and line, where the template fails or takes too much time or memory
   */
  render(values: Readonly<Record<string, unknown>>): string;
}

/**
 * The LiquidJS templates of a site, each read and parsed once, with its layouts and includes, from the site's root
 * and nowhere else. Where asked for, a template is read anew when one of its files has changed.
 */
export class TemplateSet {
  readonly #store: FileStore;
  readonly #readsAnew: boolean;
  readonly #loaded = new Map<string, StampedTemplate>();

  constructor(store: FileStore, readsAnew: boolean) {
    this.#store = store;
    this.#readsAnew = readsAnew;
  }

  /** A template that was loaded and need not be looked at again. */
  current(path: string): LoadedTemplate | undefined {
    return this.#readsAnew ? undefined : this.#loaded.get(path)?.template;
  }

  /** @throws ConfigError where it is not there, is refused, or is no template: naming file and line */
  async load(path: string): Promise<LoadedTemplate> {
    const known = this.#loaded.get(path);
    if (known !== undefined && (!this.#readsAnew || (await this.#isUnchanged(known)))) return known.template;
    const loaded = await this.#read(path);
    if (this.#loaded.size >= templatesMax) this.#loaded.clear();
    this.#loaded.set(path, loaded);
    return loaded.template;
  }

  async #read(path: string): Promise<StampedTemplate> {
    const { Liquid } = await import("liquidjs");
    const name = parseFilePath("template", path).join("/");
    const sources = new Map<string, string>();
    const stamps = new Map<string, string>();
    const wanted = [{ name, from: undefined as string | undefined }];
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      if (sources.has(next.name)) continue;
      if (sources.size === sourcesMax)
        throw new ConfigError(`template: "${path}" includes more than ${sourcesMax} files`);
      stamps.set(next.name, await this.#stamp(next.name));
      const source = await this.#source(next.name, next.from);
      sources.set(next.name, source);
      for (const included of this.#includes(Liquid, next.name, source))
        wanted.push({ name: included, from: next.name });
    }
    const liquid = new Liquid({ ...liquidOptions, cache: true, fs: sourceFiles((file) => sources.get(file)) });
    const parsed = this.#parse(liquid, sources.get(name)!, name);
    const render = (values: Readonly<Record<string, unknown>>): string => {
      try {
        return liquid.renderSync(parsed, values);
      } catch (cause) {
        throw renderFailure(cause, name, sources);
      }
    };
    return { template: { path: name, files: [...sources.keys()], render }, stamps };
  }

  async #source(name: string, from: string | undefined): Promise<string> {
    const place = from === undefined ? {} : { file: this.#shownFile(from) };
    const who = from === undefined ? "template" : `template "${from}"`;
    let source: string | undefined;
    try {
      source = await this.#store.readText(name.split("/"));
    } catch (cause) {
      throw new ConfigError(`${who}: "${name}" cannot be read: ${reasonOf(cause)}`, { ...place, cause });
    }
    if (source === undefined)
      throw new ConfigError(`${who}: there is no "${name}" in ${this.#store.description}`, place);
    if (source.length > sourceLengthMax) {
      throw new ConfigError(`${who}: "${name}" is longer than ${sourceLengthMax} characters`, place);
    }
    return source;
  }

  /** The files that a template names, whether or not they are there. */
  #includes(LiquidClass: typeof Liquid, name: string, source: string): Set<string> {
    const included = new Set<string>();
    const files = sourceFiles((file) => {
      included.add(file);
      return "";
    });
    const liquid = new LiquidClass({ ...liquidOptions, fs: files });
    const parsed = this.#parse(liquid, source, name);
    try {
      liquid.analyzeSync(parsed, { partials: true });
    } catch (cause) {
      throw this.#wrong(cause, name, source);
    }
    included.delete("");
    return included;
  }

  #parse(liquid: Liquid, source: string, name: string): Template[] {
    try {
      return liquid.parse(source, name);
    } catch (cause) {
      throw this.#wrong(cause, name, source);
    }
  }

  #wrong(cause: unknown, name: string, source: string): ConfigError {
    const { reason, file = name, line, column } = liquidFailure(cause);
    const place: ConfigErrorPlace = { file: this.#shownFile(file), line, column, cause };
    const error = new ConfigError(`template "${file}": ${reason}`, place);
    if (line !== undefined && column !== undefined) excerpts.set(error, excerptOf(source, line, column));
    return error;
  }

  #shownFile(name: string): string {
    return `${this.#store.description}/${name}`;
  }

  async #isUnchanged({ stamps }: StampedTemplate): Promise<boolean> {
    for (const [name, stamp] of stamps) if ((await this.#stamp(name)) !== stamp) return false;
    return true;
  }

  /** What changes when a file does. */
  async #stamp(name: string): Promise<string> {
    const found = await this.#store.lookup(name.split("/"));
    return found.kind === "file" ? `${found.file.modifiedMs} ${found.file.sizeOctets}` : found.kind;
  }
}

interface StampedTemplate {
  readonly template: LoadedTemplate;
  readonly stamps: ReadonlyMap<string, string>;
}

const liquidOptions = {
  root: ["/"],
  extname: ".html",
  outputEscape: "escape",
  // No locale in the list: dates are told as the machine is set. Left out, the library asks for its name, 20 ms a start.
  locale: [] as unknown as string,
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: sourceLengthMax,
  renderLimit: renderMsMax,
  memoryLimit: renderMemoryMax,
} satisfies LiquidOptions;

/** The library's file system: the sources that were read before, by their names below the root. */
function sourceFiles(sourceOf: (name: string) => string | undefined) {
  const source = (name: string): string => {
    const text = sourceOf(name);
    if (text === undefined) throw new Error(`"${name}" was not read: the names of includes must be written out`);
    return text;
  };
  return {
    sep: "/",
    dirname: (name: string) => name.slice(0, Math.max(0, name.lastIndexOf("/"))),
    resolve: resolveName,
    containsSync: (_root: string, name: string) => name !== "",
    existsSync: (name: string) => name !== "" && sourceOf(name) !== undefined,
    readFileSync: source,
    contains: async (_root: string, name: string) => name !== "",
    exists: async (name: string) => name !== "" && sourceOf(name) !== undefined,
    readFile: async (name: string) => source(name),
  };
}

/** A name below the root; "" where it would leave the root. */
function resolveName(directory: string, file: string, extension: string): string {
  const segments: string[] = [];
  for (const segment of `${directory}/${file}`.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return "";
  }
  const name = segments.join("/");
  return name === "" || /\.[^/]*$/.test(name) ? name : `${name}${extension}`;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The lines around what is wrong in a template, by the error that tells of it. */
const excerpts = new WeakMap<ConfigError, string>();

/**
 * A template's error when it is answered with, not at the start: whoever reads the log has no file and line beside the
 * message, and nothing of the stack is theirs.
 */
export function answeringFailure(error: unknown): unknown {
  const excerpt = error instanceof ConfigError ? excerpts.get(error) : undefined;
  if (!(error instanceof ConfigError) || excerpt === undefined) return error;
  const { message, file, line, column } = error;
  const whole = `${message}, line ${line}, column ${column}\n\n${excerpt}`;
  return withoutStack(() => new ConfigError(whole, { file, line, column }));
}

/** An error of rendering with its place and the lines around it, as far as the library tells them. */
function renderFailure(cause: unknown, name: string, sources: ReadonlyMap<string, string>): Error {
  const { reason, line, column, ...named } = liquidFailure(cause);
  const file = named.file ?? fileOf(cause, sources);
  const where = line === undefined ? "" : `, line ${line}, column ${column}`;
  const included = file === undefined && line !== undefined ? " or what it includes" : "";
  const source = file === undefined ? undefined : sources.get(file);
  const isPlaced = source !== undefined && line !== undefined && column !== undefined;
  const excerpt = isPlaced ? `\n\n${excerptOf(source, line, column)}` : "";
  const message = `template "${file ?? name}"${included}${where}: ${reason}${excerpt}`;
  const thrown = thrownWhileRendering(cause);
  return withoutStack(() => new Error(message, thrown === undefined ? undefined : { cause: thrown }));
}

/** The file whose text the library was at, which it does not always name. */
function fileOf(cause: unknown, sources: ReadonlyMap<string, string>): string | undefined {
  const { token } = cause as { readonly token?: { readonly input?: unknown } };
  if (typeof token?.input !== "string") return undefined;
  for (const [name, source] of sources) if (source === token.input) return name;
  return undefined;
}

/** What a value's own code threw, a getter's for one; `undefined` where the library itself gave up. */
function thrownWhileRendering(cause: unknown): Error | undefined {
  const original = cause instanceof Error && "originalError" in cause ? cause.originalError : undefined;
  if (!(original instanceof Error)) return undefined;
  const lines = original.stack?.split("\n") ?? [];
  const firstFrame = lines.findIndex((line) => /^ +at /.test(line));
  const firstOfLibrary = lines.findIndex(
    (line) => /^ +at /.test(line) && (line.includes(import.meta.url) || /[/\\]liquidjs[/\\]/.test(line)),
  );
  if (firstFrame === -1 || firstOfLibrary === firstFrame) return undefined;
  // From there on it leads through the library and this server, up to the socket.
  if (firstOfLibrary !== -1) Reflect.set(original, "stack", lines.slice(0, firstOfLibrary).join("\n"));
  return original;
}

interface LiquidFailure {
  readonly reason: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What the library says is wrong, and the place that stands at the end of its message. */
function liquidFailure(cause: unknown): LiquidFailure {
  const message = reasonOf(cause);
  const found = /(?:, file:([^\n]*?))?, line:(\d+), col:(\d+)$/.exec(message);
  if (found === null) return { reason: message };
  const [, file, line, column] = found;
  return { reason: message.slice(0, found.index), file, line: Number(line), column: Number(column) };
}

function excerptOf(source: string, line: number, column: number): string {
  return textExcerpt(source.split(/\r\n|\n|\r/), line, column).join("\n");
}
