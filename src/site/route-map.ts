import { ConfigError } from "../config/index.ts";
import { decodeSegment } from "../semantics/index.ts";
import { encodePath, type RoutePattern } from "./route-pattern.ts";

/** A pattern and what stands at it. */
export interface Route<Value> {
  readonly pattern: RoutePattern;
  readonly value: Value;
}

export type Params = Readonly<Record<string, string>>;

/** Of a pattern that has none. */
export const noParams: Params = Object.freeze({});

/** What looking for a request's route yields. */
export type RouteFinding<Value> =
  | { readonly kind: "route"; readonly route: Route<Value>; readonly params: Params }
  /** Patterns match the path, none the method; `allow` has the methods they take (RFC 9110 §10.2.1). */
  | { readonly kind: "method"; readonly allow: readonly string[] }
  | { readonly kind: "none" }
  /** No pattern can match the path. */
  | { readonly kind: "malformed"; readonly reason: string };

/**
 * Routes by path and method. A path matches a pattern segment by segment, each decoded once after splitting, so that a
 * "/" sent as %2F stays inside its segment. Where several match, the first segment in which they differ decides: a
 * literal before a `:param` before `*`. A `:param` takes one segment that is not empty, `*` all that is left, be it
 * nothing. "/a" and "/a/" are two paths. GET answers HEAD too, unless HEAD has a route of its own.
 *
 * A dot segment is refused however it is spelled, also inside a decoded segment: user agents remove dot segments before
 * they send (RFC 3986 §5.2.4), so one that arrives wants to be read differently by two parties.
 */
export class RouteMap<Value> {
  readonly routes: readonly Route<Value>[];
  /** Paths of patterns without params, as most senders spell them: the only look-up that most requests need. */
  readonly #exact = new Map<string, MethodTable<Value>>();
  readonly #root = new PathNode<Value>();
  /** What one look-up collects: used again by the next. */
  readonly #leaves: MethodTable<Value>[] = [];

  /** @throws ConfigError where two patterns match the same requests */
  constructor(routes: Iterable<Route<Value>>) {
    this.routes = [...routes];
    for (const route of this.routes) this.#insert(route);
  }

  /** The route without params whose path is spelled like this, if it takes the method. Costs one look-up. */
  exact(method: string, path: string): Route<Value> | undefined {
    return this.#exact.get(path)?.route(method);
  }

  /** @param path not decoded, begins with "/" */
  find(method: string, path: string): RouteFinding<Value> {
    const segments = decodedSegments(path);
    if (typeof segments === "string") return { kind: "malformed", reason: segments };
    const leaves = this.#leaves;
    leaves.length = 0;
    const route = findRoute(this.#root, method, segments, 0, leaves);
    if (route !== undefined) return { kind: "route", route, params: paramsOf(route.pattern, segments, path) };
    if (leaves.length === 0) return { kind: "none" };
    return { kind: "method", allow: allowedMethods(leaves) };
  }

  /** The methods that any route takes, and OPTIONS: the Allow of `OPTIONS *`. */
  get methods(): readonly string[] {
    return allowedMethods(this.routes.map(({ pattern }) => ({ methods: [pattern.method] })));
  }

  #insert(route: Route<Value>): void {
    const { segments, text } = route.pattern;
    let node = this.#root;
    for (const segment of segments) {
      if (segment.kind === "literal") node = node.literal(segment.text);
      else if (segment.kind === "param") node = node.param ??= new PathNode();
      else node = node.wildcard ??= new PathNode();
    }
    node.table ??= new MethodTable();
    node.table.add(route);
    if (route.pattern.paramNames.length > 0) return;
    const path = encodePath(segments.map((segment) => (segment.kind === "literal" ? segment.text : "")));
    this.#exact.set(path, node.table);
    this.#exact.set(text.slice(text.indexOf(" ") + 1), node.table);
  }
}

/** A place in the tree of all patterns. Patterns share it as far as they agree, whatever their params are called. */
class PathNode<Value> {
  literals: Map<string, PathNode<Value>> | undefined = undefined;
  param: PathNode<Value> | undefined = undefined;
  wildcard: PathNode<Value> | undefined = undefined;
  /** The routes that end here. */
  table: MethodTable<Value> | undefined = undefined;

  literal(text: string): PathNode<Value> {
    this.literals ??= new Map();
    const known = this.literals.get(text);
    if (known !== undefined) return known;
    const node = new PathNode<Value>();
    this.literals.set(text, node);
    return node;
  }
}

/** The routes of one path, by method. */
class MethodTable<Value> {
  #get: Route<Value> | undefined = undefined;
  readonly #all = new Map<string, Route<Value>>();

  add(route: Route<Value>): void {
    const { method, text } = route.pattern;
    const other = this.#all.get(method);
    if (other !== undefined) {
      throw new ConfigError(`the routes "${other.pattern.text}" and "${text}" match the same requests`, { key: text });
    }
    this.#all.set(method, route);
    if (method === "GET") this.#get = route;
  }

  route(method: string): Route<Value> | undefined {
    if (method === "GET") return this.#get;
    return this.#all.get(method) ?? (method === "HEAD" ? this.#get : undefined);
  }

  get methods(): Iterable<string> {
    return this.#all.keys();
  }
}

/**
 * The most specific route that takes path and method. Each node is visited once at the most, so the cost is bounded by
 * the number of patterns, whatever the path is.
 * @param leaves takes the tables that match the path without the method
 */
function findRoute<Value>(
  node: PathNode<Value>,
  method: string,
  segments: readonly string[],
  at: number,
  leaves: MethodTable<Value>[],
): Route<Value> | undefined {
  if (at === segments.length) return routeOf(node.table, method, leaves);
  const segment = segments[at]!;
  const literal = node.literals?.get(segment);
  if (literal !== undefined) {
    const route = findRoute(literal, method, segments, at + 1, leaves);
    if (route !== undefined) return route;
  }
  if (node.param !== undefined && segment !== "") {
    const route = findRoute(node.param, method, segments, at + 1, leaves);
    if (route !== undefined) return route;
  }
  return node.wildcard === undefined ? undefined : routeOf(node.wildcard.table, method, leaves);
}

function routeOf<Value>(
  table: MethodTable<Value> | undefined,
  method: string,
  leaves: MethodTable<Value>[],
): Route<Value> | undefined {
  const route = table?.route(method);
  if (route === undefined && table !== undefined) leaves.push(table);
  return route;
}

/** The decoded segments of a path, or why it can match nothing. */
function decodedSegments(path: string): string[] | string {
  if (path.charCodeAt(0) !== SLASH) return "the path does not begin with a slash";
  const segments: string[] = [];
  let start = 1;
  let mayNeedCare = false;
  // Half the cost of split(), and what needs care is seen on the way.
  for (let at = 1; at < path.length; at++) {
    const character = path.charCodeAt(at);
    if (character === SLASH) {
      segments.push(path.substring(start, at));
      start = at + 1;
    } else if (character === PERCENT || (character === DOT && at === start)) {
      mayNeedCare = true;
    }
  }
  segments.push(path.substring(start));
  return mayNeedCare ? decodeSegments(segments) : segments;
}

const SLASH = 0x2f;
const PERCENT = 0x25;
const DOT = 0x2e;

/** Also behind an encoded slash or a backslash: a handler may take a param for a part of a path. */
const hasDotSegment = /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/;

/** Decodes in place; or why the path that they are of can match nothing. */
function decodeSegments(segments: string[]): string[] | string {
  for (let at = 0; at < segments.length; at++) {
    const segment = decodeSegment(segments[at]!);
    if (segment === undefined) return "the path is not percent-encoded UTF-8";
    if (hasDotSegment.test(segment)) return "the path has a dot segment";
    if (segment.includes("\0")) return "the path has a NUL";
    segments[at] = segment;
  }
  return segments;
}

function paramsOf(pattern: RoutePattern, segments: readonly string[], path: string): Params {
  if (pattern.paramNames.length === 0) return noParams;
  const params: Record<string, string> = {};
  for (let at = 0; at < pattern.segments.length; at++) {
    const segment = pattern.segments[at]!;
    if (segment.kind === "param") params[segment.name] = segments[at]!;
    else if (segment.kind === "wildcard") params["*"] = wildcardParam(segments, at, path);
  }
  return params;
}

/**
 * What follows the first segments of a path, not decoded, with its slash: what a wildcard stands for.
 * @param path begins with "/"
 * @param segmentCount how many segments to leave out
 */
export function restOfPath(path: string, segmentCount: number): string {
  let start = 0;
  for (let count = 0; count < segmentCount; count++) {
    start = path.indexOf("/", start + 1);
    if (start === -1) return "";
  }
  return path.slice(start);
}

/** What a wildcard stands for: the segments left, as one text in which a "/" always parts two of them. */
function wildcardParam(segments: readonly string[], from: number, path: string): string {
  if (!path.includes("%")) return restOfPath(path, from).slice(1);
  return segments
    .slice(from)
    .map((segment) => segment.replaceAll("/", "%2F"))
    .join("/");
}

/** In a fixed order; HEAD with GET, and OPTIONS always, for it is always answered. */
function allowedMethods(leaves: Iterable<{ readonly methods: Iterable<string> }>): readonly string[] {
  const methods = new Set<string>(["OPTIONS"]);
  for (const leaf of leaves) {
    for (const method of leaf.methods) {
      methods.add(method);
      if (method === "GET") methods.add("HEAD");
    }
  }
  return [...methods].sort();
}
