import { filled, type Need, type PlaceholderValues } from "../cases/index.ts";
import { type CheckOptions, TargetError } from "./check-options.ts";
import type { TargetAddress } from "./dial.node.ts";
import { asked } from "./exchange.ts";
import { worth } from "./file-worth.ts";
import { asctimeDate, rfc850Date } from "./obsolete-dates.ts";
import type { Offer } from "./report.ts";
import { announcesClose, type ReceivedResponse, valuesOf } from "./response-reader.ts";

/** What the target is and offers, as far as the cases need to know. */
export interface Survey {
  readonly address: TargetAddress;
  readonly values: PlaceholderValues;
  /** The plain response to GET of each resource that was found. */
  readonly plain: Readonly<Partial<Record<"path" | "file" | "coded", ReceivedResponse>>>;
  /** Why the target does not offer something; what is not in it is offered. */
  readonly lacks: ReadonlyMap<Need, string>;
  /**
   * Whether content means nothing to what takes it, so that it may be answered before the content has come: it goes with
   * GET for lack of anything that takes a POST, or a POST brings the very page that GET brings.
   */
  readonly ignoresContent: boolean;
  /** Whether it closes the connection after an ordinary response, said so or not. */
  readonly alwaysCloses: boolean;
  readonly software: string;
  readonly offers: readonly Offer[];
}

/** Paths that are asked for before one is chosen as the file, at most. */
const CANDIDATES_MAX = 16;
/** A file larger than this makes each case a load. */
const FILE_OCTETS_MAX = 512 * 1024;
/** A file that was changed less than so long ago may have another date in a moment. */
const FRESH_MS = 3000;
const DAY_MS = 86_400_000;
const MISSING_PATH = "/porthole-check/there-is-no-such-page";

/** What was found at a path. */
interface Found {
  readonly path: string;
  readonly response: ReceivedResponse;
}

/** The response for the page that all else begins with, and whether the connection ended after it. */
interface FirstResponse {
  readonly response: ReceivedResponse;
  readonly hasClosed: boolean;
}

/** What is found to be a file: the response to the second request for it, and the one before. */
interface FoundFile extends Found {
  readonly before: ReceivedResponse;
}

/**
 * Looks at what the target offers, with ordinary requests alone.
 * @throws {TargetError} where nobody answers, or the path is not there
 */
export async function survey(options: CheckOptions, address: TargetAddress): Promise<Survey> {
  return new Surveyor(options, address).complete();
}

/**
 * The same with one ordinary request: enough for cases that need nothing.
 * @throws {TargetError} where nobody answers, or the path is not there
 */
export async function briefSurvey(options: CheckOptions, address: TargetAddress): Promise<Survey> {
  return new Surveyor(options, address).brief();
}

class Surveyor {
  readonly #options: CheckOptions;
  readonly #address: TargetAddress;
  readonly #values: Record<string, string>;
  readonly #lacks = new Map<Need, string>();
  readonly #offers: Offer[] = [];
  #ignoresContent = false;

  constructor(options: CheckOptions, address: TargetAddress) {
    this.#options = options;
    this.#address = address;
    const { url } = options;
    const path = `${url.pathname}${url.search}`;
    this.#values = {
      authority: url.host,
      host: url.hostname,
      port: url.port || "80",
      path,
      POST: "POST",
      post: path,
      missing: MISSING_PATH,
    };
  }

  async brief(): Promise<Survey> {
    return this.#survey(await this.#first(this.#values["path"]!));
  }

  async complete(): Promise<Survey> {
    const { path } = this.#values;
    const first = await this.#first(path!);
    const base = first.response;
    const candidates = await this.#candidates({ path: path!, response: base });
    const file = await this.#findFile(candidates);
    if (file !== undefined) await this.#lookAtFile(file);
    const coded = await this.#findCoded(file, candidates);
    await this.#findContent({ path: path!, response: base });
    await this.#findMissing();
    await this.#findRedirect(candidates);
    this.#findStream(candidates);
    if (this.#options.deadlines !== true)
      this.#lacks.set("patience", "deadlines are waited for with --deadlines alone");
    return this.#survey(first, { ...(file && { file: file.response }), ...(coded && { coded: coded.response }) });
  }

  #survey(first: FirstResponse, others: Omit<Survey["plain"], "path"> = {}): Survey {
    const base = first.response;
    return {
      address: this.#address,
      values: this.#values,
      plain: { path: base, ...others },
      lacks: this.#lacks,
      ignoresContent: this.#ignoresContent,
      alwaysCloses: first.hasClosed,
      software: valuesOf(base, "server")[0] ?? "",
      offers: this.#offers,
    };
  }

  async #first(path: string): Promise<FirstResponse> {
    const { responses, ending } = await asked(this.#address, this.#get(path), { lingerMs: 100 }).catch((cause) => {
      const code = (cause as { code?: string }).code ?? String(cause);
      const { host, port } = this.#address;
      throw new TargetError("unreachable", `nobody answers at ${host} port ${port} (${code})`, {
        hint: "Start the server first, and give the address that it tells.",
        cause,
      });
    });
    const response = responses[0];
    if (response === undefined) {
      const what = ending === "open" ? "nothing came back within some seconds" : "the connection was closed at once";
      throw new TargetError("unreachable", `GET ${path} was not answered: ${what}`);
    }
    if (response.statusCode >= 400) {
      const answer = `${response.statusCode} ${response.reason}`.trim();
      throw new TargetError("unusable", `GET ${path} is answered ${answer}: most cases ask for a page that is there`, {
        hint: "Give one with --path, or as the URL's path.",
      });
    }
    return { response, hasClosed: ending !== "open" || announcesClose(response) };
  }

  #get(path: string, ...lines: readonly string[]): string {
    return filled(["GET {path} HTTP/1.1", "Host: {authority}", ...lines, "\r\n"].join("\r\n"), {
      ...this.#values,
      path,
    });
  }

  async #ask(path: string, ...lines: readonly string[]): Promise<ReceivedResponse | undefined> {
    try {
      return (await asked(this.#address, this.#get(path, ...lines))).responses[0];
    } catch {
      return undefined;
    }
  }

  /** Pages that the page links to, and those that many sites have. */
  async #candidates(base: Found): Promise<readonly Found[]> {
    const given = this.#options.file === undefined ? [] : [this.#options.file];
    const links = [...base.response.content.matchAll(/\b(?:href|src)\s*=\s*["']?([^"'\s>#]+)/gi)].map(
      ([, link]) => link!,
    );
    const paths = new Set(given);
    for (const link of [...links, "/favicon.ico", "/robots.txt", "/index.html"]) {
      const path = ownPath(link, this.#options.url);
      if (path !== undefined && path !== base.path && paths.size < CANDIDATES_MAX) paths.add(path);
    }
    const found: Found[] = [];
    for (const path of paths) {
      const response = await this.#ask(path);
      if (response !== undefined) found.push({ path, response });
    }
    return [...found, base];
  }

  async #findFile(candidates: readonly Found[]): Promise<FoundFile | undefined> {
    const given = this.#options.file;
    const usable = candidates.filter(
      ({ path, response }) => (given === undefined || path === given) && isFile(response),
    );
    const chosen = usable.toSorted((one, other) => worth(other.response) - worth(one.response))[0];
    if (chosen !== undefined) await secondOver(chosen.response);
    const again = chosen && (await this.#ask(chosen.path));
    const isSame = again?.content === chosen?.response.content;
    const reason =
      chosen === undefined
        ? given === undefined
          ? "no path was found that answers 200 with octets of known length; --file names one"
          : `GET ${given} is not answered 200 with 2 to ${FILE_OCTETS_MAX} octets of known length`
        : `GET ${chosen.path} is answered with other octets each time; --file names a path that is not`;
    if (chosen !== undefined && again !== undefined && isSame)
      return { path: chosen.path, response: again, before: chosen.response };
    for (const need of [
      "file",
      "encoded-file",
      "etag",
      "strong-etag",
      "last-modified",
      "validator",
      "ranges",
    ] as const) {
      this.#lacks.set(need, reason);
    }
    return undefined;
  }

  async #lookAtFile({ path, response, before }: FoundFile): Promise<void> {
    const etag = valuesOf(response, "etag")[0];
    const lastModified = valuesOf(response, "last-modified")[0];
    const length = response.content.length;
    const values = this.#values;
    const encodedFile = withLetterEncoded(path);
    if (encodedFile === undefined) this.#lacks.set("encoded-file", `${path} has no letter that could be encoded`);
    else values["encodedFile"] = encodedFile;
    Object.assign(values, { file: path, length: String(length), lastPosition: String(length - 1) });
    const noTag = etagLack(path, etag, valuesOf(before, "etag")[0]);
    if (noTag === undefined) Object.assign(values, { etag, weakEtag: etag!.startsWith("W/") ? etag : `W/${etag}` });
    else this.#lacks.set("etag", noTag);
    if (noTag !== undefined) this.#lacks.set("strong-etag", noTag);
    else if (etag!.startsWith("W/")) this.#lacks.set("strong-etag", `the ETag of ${path} is weak: ${etag}`);
    const modifiedMs = / GMT$/.test(lastModified ?? "") ? Date.parse(lastModified!) : Number.NaN;
    if (lastModified === undefined || Number.isNaN(modifiedMs)) {
      this.#lacks.set("last-modified", `${path} has no Last-Modified that is a date`);
      if (noTag !== undefined) this.#lacks.set("validator", `${path} has neither ETag nor Last-Modified that is one`);
    } else {
      const later = new Date(Math.max(modifiedMs + 1000, Math.min(modifiedMs + DAY_MS, Date.now() - 1000)));
      const earlier = new Date(modifiedMs - DAY_MS);
      Object.assign(values, { lastModified, later: later.toUTCString(), earlier: earlier.toUTCString() });
      const modified = new Date(modifiedMs);
      Object.assign(values, { lastModifiedDashed: rfc850Date(modified), lastModifiedAsctime: asctimeDate(modified) });
    }
    const range = await this.#ask(path, "Range: bytes=0-0");
    if (response.faults.has("content-excess")) {
      this.#lacks.set("ranges", `${path} has another length than its response says`);
    } else if (range?.statusCode !== 206) {
      this.#lacks.set("ranges", `${path} asked for bytes=0-0 is answered ${range?.statusCode}: it knows no ranges`);
    }
    const validators = [etag && `ETag ${etag}`, lastModified && `Last-Modified ${lastModified}`].filter(Boolean);
    const ranges = range?.statusCode === 206 ? ["ranges"] : [];
    this.#offer("file", [path, `${length} octets`, ...validators, ...ranges].join(", "));
  }

  async #findCoded(file: Found | undefined, candidates: readonly Found[]): Promise<Found | undefined> {
    const others = candidates.filter(({ response }) => response.statusCode === 200);
    for (const candidate of [...(file === undefined ? [] : [file]), ...others]) {
      const coded = await this.#ask(candidate.path, "Accept-Encoding: gzip");
      if (coded === undefined || valuesOf(coded, "content-encoding")[0]?.toLowerCase() !== "gzip") continue;
      // Its octets are not to be had then, and what is wrong with its length is told elsewhere.
      if (candidate.response.faults.has("content-excess")) continue;
      const codedEtag = valuesOf(coded, "etag")[0];
      Object.assign(this.#values, { coded: candidate.path, codedLength: String(coded.content.length) });
      if (codedEtag !== undefined) Object.assign(this.#values, { codedEtag });
      else this.#lacks.set("coded-etag", `${candidate.path} with gzip has no ETag`);
      this.#offer("coded", `${candidate.path} with gzip${codedEtag === undefined ? "" : `, ETag ${codedEtag}`}`);
      return candidate;
    }
    for (const need of ["coding", "coded-etag"] as const) {
      this.#lacks.set(need, "nothing that was asked for came with gzip");
    }
    return undefined;
  }

  /** Something that takes content and can be asked again on the same connection. */
  async #findContent(base: Found): Promise<void> {
    const given = this.#options.post;
    const actions = [...base.response.content.matchAll(/<form\b[^>]*>/gi)].flatMap(([tag]) => {
      const action = /\baction\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1];
      const path = action === undefined ? base.path : ownPath(action, this.#options.url);
      return /\bmethod\s*=\s*["']?post\b/i.test(tag) && path !== undefined ? [path] : [];
    });
    const posts = given === undefined ? [base.path, ...actions] : [given];
    const tried = [...new Set(posts)].map((path) => ["POST", path] as const);
    const answers: string[] = [];
    for (const [method, path] of [...tried, ["GET", base.path] as const]) {
      const answer = await this.#takesContent(method, path, base);
      if (answer === "taken") {
        Object.assign(this.#values, { POST: method, post: path });
        this.#offer("content", `${method} ${path} takes content`);
        return;
      }
      answers.push(`${method} ${path} is ${answer}`);
    }
    this.#lacks.set("content", `${answers.join(", ")}; --post names a path that takes POST`);
    Object.assign(this.#values, { POST: "POST", post: posts[0]! });
  }

  async #takesContent(method: string, path: string, base: Found): Promise<string> {
    const lines = ["Host: {authority}", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 5"];
    const post = filled([`${method} ${path} HTTP/1.1`, ...lines, "", "hello"].join("\r\n"), this.#values);
    try {
      const { responses } = await asked(this.#address, post);
      const statusCode = responses[0]?.statusCode ?? 0;
      if (statusCode < 200 || statusCode >= 400) return `answered ${statusCode || "nothing"}`;
      // A page that is the same for GET and for any content was not made of the content.
      const isSame = path === base.path && responses[0]!.content === base.response.content;
      if (method === "GET" || isSame) this.#ignoresContent = true;
      return "taken";
    } catch {
      return "not answered";
    }
  }

  async #findMissing(): Promise<void> {
    const missing = await this.#ask(MISSING_PATH);
    if (missing?.statusCode === 404) return;
    this.#lacks.set("not-found", `GET ${MISSING_PATH} is answered ${missing?.statusCode ?? "nothing"}, not 404`);
  }

  async #findRedirect(candidates: readonly Found[]): Promise<void> {
    const isRedirect = ({ statusCode }: ReceivedResponse) =>
      statusCode >= 300 && statusCode < 400 && statusCode !== 304;
    const folders = candidates.flatMap(({ path }) => {
      const folder = /^(\/.*[^/])\/[^/]*$/.exec(path)?.[1];
      return folder === undefined ? [] : [folder];
    });
    const given = this.#options.redirect;
    const paths = given === undefined ? [...candidates.map((each) => each.path), ...folders] : [given];
    for (const path of new Set(paths)) {
      const known = candidates.find((each) => each.path === path)?.response;
      const response = known ?? (await this.#ask(path));
      if (response === undefined || !isRedirect(response)) continue;
      Object.assign(this.#values, { redirect: path });
      this.#offer("redirect", `${path} to ${valuesOf(response, "location")[0] ?? "nowhere"}`);
      return;
    }
    const reason =
      given === undefined
        ? "nothing that was asked for is a redirect; --redirect names one"
        : `GET ${given} is no redirect`;
    this.#lacks.set("redirect", reason);
  }

  #findStream(candidates: readonly Found[]): void {
    const stream = candidates.find(({ response }) => valuesOf(response, "transfer-encoding").length > 0);
    if (stream === undefined) this.#lacks.set("stream", "every length that was seen was said beforehand");
    else Object.assign(this.#values, { streamed: stream.path });
  }

  #offer(name: string, finding: string): void {
    this.#offers.push({ name, finding });
  }
}

/** The path of a link within the target, with its query; `undefined` where it leads elsewhere. */
function ownPath(link: string, base: URL): string | undefined {
  const isOwn = URL.canParse(link, base.href) && new URL(link, base).origin === base.origin;
  if (!isOwn) return undefined;
  const { pathname, search } = new URL(link.replaceAll("&amp;", "&"), base);
  return pathname + search;
}

/** The path with its last letter percent-encoded (RFC 3986 §2.1); `undefined` where it has none. */
function withLetterEncoded(path: string): string | undefined {
  const encoded = path.replace(
    /[A-Za-z](?=[^A-Za-z?]*(\?.*)?$)/,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded === path ? undefined : encoded;
}

/** Why this entity tag is of no use in a condition; `undefined` where it is one. */
function etagLack(path: string, etag: string | undefined, before: string | undefined): string | undefined {
  if (etag === undefined) return `${path} has no ETag`;
  if (!/^(?:W\/)?"[^"]*"$/.test(etag)) return `the ETag of ${path} is no entity tag: ${etag}`;
  // A tag that was weak may have become another, strong one: some servers wait until a file has been hashed.
  const isSame = before === etag || (before?.startsWith("W/") === true && !etag.startsWith("W/"));
  return isSame ? undefined : `the ETag of ${path} is another each time`;
}

function isFile(response: ReceivedResponse): boolean {
  const octets = response.content.length;
  const isKnown = valuesOf(response, "content-length").length > 0 && response.isComplete;
  return response.statusCode === 200 && isKnown && octets >= 2 && octets <= FILE_OCTETS_MAX;
}

/** A date is one of the file's alone when its second is over (RFC 9110 §8.8.2.2). */
async function secondOver(response: ReceivedResponse): Promise<void> {
  const modifiedMs = Date.parse(valuesOf(response, "last-modified")[0] ?? "");
  const waitMs = Math.min(FRESH_MS, modifiedMs + FRESH_MS - Date.now());
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}
