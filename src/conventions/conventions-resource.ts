import { type Otherwise, redirectTo } from "../files/index.ts";
import type { Exchange, IncomingRequest, OutgoingResponse, Resource } from "../semantics/index.ts";
import type { RedirectRules, RewriteStatus, RuleMatch } from "./redirect-rules.ts";

type Answer = OutgoingResponse | Promise<OutgoingResponse>;

/** Files that rules stand before. */
export interface RuledFiles {
  /** Answers the request with the file at its path. */
  serve(request: IncomingRequest, exchange: Exchange, otherwise: Otherwise): Answer;
  /**
   * Answers with the file at another path, under a status code: never with a redirect, and with the 404 page where no
   * file is there. With a status code other than 200 it is whole, whatever preconditions and ranges were sent.
   * @param path begins with "/", not decoded
   */
  serveAt(path: string, statusCode: RewriteStatus, request: IncomingRequest, exchange: Exchange): Answer;
}

/** Answers with what the rules say, else with the files: one rule a request. */
export function withRules(files: RuledFiles, rules: RedirectRules): Resource {
  const serveMatch = (match: RuleMatch, request: IncomingRequest, exchange: Exchange): Answer => {
    if (match.kind === "redirect") {
      exchange.decisions?.note("rule", `${match.rule}: ${match.status} to ${match.location}`);
      return redirectByRule(match);
    }
    exchange.decisions?.note("rule", `${match.rule}: ${match.path} in its place, as ${match.status}`);
    return files.serveAt(match.path, match.status, request, exchange);
  };
  const otherwise: Otherwise = (request, exchange) => {
    const match = rules.find(request, "no-file");
    if (match !== undefined) return serveMatch(match, request, exchange);
    if (exchange.decisions !== undefined) {
      const { count, rows } = rules.missed(request);
      exchange.decisions.note("rule", count === 1 ? "the one rule does not match" : `none of ${count} matches`, rows);
    }
    return undefined;
  };
  return (request, exchange) => {
    const match = rules.find(request, "before-files");
    return match === undefined ? files.serve(request, exchange, otherwise) : serveMatch(match, request, exchange);
  };
}

/** User agents keep a 301 or 308 for good if nothing says otherwise, and rules are edited. */
function redirectByRule({ status, location, rule }: Extract<RuleMatch, { readonly kind: "redirect" }>) {
  const response = redirectTo(status, location);
  const headerSection = response.headerSection.withAdded("Cache-Control", "no-cache");
  return { ...response, headerSection, reason: `redirect ${status} (${rule})` };
}
