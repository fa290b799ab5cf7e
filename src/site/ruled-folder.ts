import type { StaticFolder } from "../files/index.ts";
import { type Exchange, FieldSection, type IncomingRequest, type OutgoingResponse } from "../semantics/index.ts";
import { redirectTo } from "./redirect.ts";
import type { RedirectRules, RuleMatch } from "./redirect-rules.ts";
import type { RouteResource } from "./route-resource.ts";

/**
 * A folder served from the root, with rules that send requests elsewhere or answer them with another path's file: some
 * before its files are looked at, the others where there is none.
 */
export function ruledFolder(folder: StaticFolder, rules: RedirectRules): RouteResource {
  const otherwise = (request: IncomingRequest, exchange: Exchange) => {
    const match = rules.find(request, "no-file");
    return match === undefined ? undefined : answerMatch(match, folder, request, exchange);
  };
  return (request, exchange) => {
    const match = rules.find(request, "before-files");
    if (match !== undefined) return answerMatch(match, folder, request, exchange);
    return folder.serve(request.path, request, exchange, otherwise);
  };
}

function answerMatch(
  match: RuleMatch,
  folder: StaticFolder,
  request: IncomingRequest,
  exchange: Exchange,
): OutgoingResponse | Promise<OutgoingResponse> {
  if (match.kind === "redirect") {
    exchange.decisions?.note("rule", `${match.rule}: ${match.status} to ${match.location}`);
    const response = redirectTo(match.status, match.location);
    // A rule is edited and gone tomorrow: nobody is to keep a permanent redirect without asking.
    const headerSection = response.headerSection.withAdded("Cache-Control", "no-cache");
    return { ...response, headerSection, reason: `${response.reason} (${match.rule})` };
  }
  exchange.decisions?.note("rule", `${match.rule}: answered as ${match.path}, ${match.status}`);
  if (match.status === 200) return folder.serve(match.path, { ...request, path: match.path }, exchange);
  return answerAsPage(match.path, match.status, folder, request, exchange);
}

/** A file as the page of an error: the request's conditions and its range do not count (RFC 9110 §13.2.1, §14.2). */
async function answerAsPage(
  path: string,
  statusCode: number,
  folder: StaticFolder,
  request: IncomingRequest,
  exchange: Exchange,
): Promise<OutgoingResponse> {
  const lines = [...request.headerSection].filter(([name]) => !/^(?:if-.*|range)$/i.test(name));
  const plain = { ...request, path, headerSection: FieldSection.of(lines) };
  const response = await folder.serve(path, plain, exchange);
  if (response.statusCode !== 200) return response;
  const headerSection = response.headerSection.without("etag").without("last-modified").without("accept-ranges");
  return { ...response, statusCode, headerSection };
}
