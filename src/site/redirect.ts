import { ConfigError } from "../config/index.ts";
import { encodeLocation, redirectTo } from "../files/index.ts";
import type { IncomingRequest } from "../semantics/index.ts";
import { type Params, restOfPath } from "./route-map.ts";
import type { RoutePattern } from "./route-pattern.ts";
import type { RouteResource } from "./route-resource.ts";
import type { RedirectValue } from "./site-values.ts";

/**
 * A redirect as a route: the params of its pattern are put into its location, percent-encoded, and the request's query
 * is kept unless the location has one. A location that is a path stays on this origin whatever the request's path was.
 * @throws ConfigError where the location uses a param that the pattern has not
 */
export function compileRedirect({ status, location }: RedirectValue, pattern: RoutePattern): RouteResource {
  const parts = locationParts(location, pattern);
  const hasQuery = /^[^#]*\?/.test(location);
  const wholeLocation = parts.every((part) => part.kind === "text") ? encodeLocation(location) : undefined;
  const withoutQuery = wholeLocation === undefined ? undefined : redirectTo(status, wholeLocation);
  return function redirect(request, exchange, params) {
    if (withoutQuery !== undefined && (hasQuery || request.query === undefined)) {
      exchange.decisions?.note("redirect", `${status} to ${wholeLocation}`);
      return withoutQuery;
    }
    const filled = wholeLocation ?? onThisOrigin(location, fillLocation(parts, request, params));
    const target = hasQuery || request.query === undefined ? filled : withQuery(filled, request.query);
    exchange.decisions?.note("redirect", `${status} to ${target}`);
    return redirectTo(status, target);
  };
}

type LocationPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "param"; readonly name: string }
  /** What the wildcard stands for, as it was sent; `segmentCount` segments come before it in the request's path. */
  | { readonly kind: "rest"; readonly segmentCount: number };

/** `:name` after a "/" or "=", up to the next delimiter; "*" as the path's last segment. */
const paramInLocation = /(?<=[/=]):([A-Za-z_][A-Za-z0-9_]*)(?=[/?#&]|$)|(?<=\/)\*(?=[?#]|$)/g;

function locationParts(location: string, pattern: RoutePattern): LocationPart[] {
  const parts: LocationPart[] = [];
  let end = 0;
  for (const found of location.matchAll(paramInLocation)) {
    if (found.index > end) parts.push({ kind: "text", text: location.slice(end, found.index) });
    const name = found[1] ?? "*";
    if (!pattern.paramNames.includes(name)) {
      throw new ConfigError(`route "${pattern.text}": its redirect to "${location}" uses ${found[0]}, which it lacks`, {
        key: pattern.text,
        hint: `Name it in the pattern, or write ${name === "*" ? "%2A" : "%3A"} for the character itself.`,
      });
    }
    parts.push(name === "*" ? { kind: "rest", segmentCount: pattern.segments.length - 1 } : { kind: "param", name });
    end = found.index + found[0].length;
  }
  if (end < location.length) parts.push({ kind: "text", text: location.slice(end) });
  return parts;
}

function fillLocation(parts: readonly LocationPart[], request: IncomingRequest, params: Params): string {
  let location = "";
  for (const part of parts) {
    if (part.kind === "text") location += part.text;
    else if (part.kind === "rest") location += restOfPath(request.path, part.segmentCount).slice(1);
    else location += encodeURIComponent(params[part.name] ?? "");
  }
  return location;
}

/** A path whose first segment came out empty would begin with "//" and name another host: it keeps one slash. */
function onThisOrigin(template: string, location: string): string {
  return template.startsWith("/") ? location.replace(/^[/\\]+/, "/") : location;
}

function withQuery(location: string, query: string): string {
  const hash = location.indexOf("#");
  if (hash === -1) return `${location}?${query}`;
  return `${location.slice(0, hash)}?${query}${location.slice(hash)}`;
}
