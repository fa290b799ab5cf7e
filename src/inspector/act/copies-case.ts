import type { ExchangeRecord } from "../record.ts";
import type { CopiedText } from "./copies-curl.ts";
import type { CopiedRequest } from "./copies-request.ts";

/**
 * A request as an entry for `src/cases/`, which says what this server did: its author says what is right.
 * @param url of the server: "http://localhost:5000/"
 */
export function caseCopy({ octets }: CopiedRequest, exchange: ExchangeRecord, url: string): CopiedText {
  const { refusal, statusCode } = exchange;
  const isRefused = refusal !== undefined && statusCode !== undefined && statusCode >= 400;
  const rule = refusal?.rule.startsWith("RFC") === true ? refusal.rule : "RFC9110-9/A-NAME-FOR-IT";
  const lines = [
    `rule: ${JSON.stringify(rule)},`,
    'title: "what is tried, in a few words",',
    'quote: "the sentence or the grammar rule of the RFC that says so",',
    'why: "Why it matters, in one sentence.",',
    'advice: "What to change in a server that fails.",',
    ...sendLines(withPlaceholderNames(octets, url)),
    ...(isRefused && statusCode !== 400 ? [`status: ${statusCode},`] : []),
    ...(isRefused ? [] : [`pass: [{ responses: [${responseText(statusCode)}] }],`]),
  ];
  const text = `${isRefused ? "refused" : "answered"}({\n${lines.map((line) => `  ${line}`).join("\n")}\n}),`;
  return { text, notes: ["It says what this server did. Rule, quote and what is right are yours to fill in."] };
}

function responseText(statusCode: number | undefined): string {
  return statusCode === undefined || statusCode === 0 ? "" : `{ status: ${statusCode} }`;
}

/** A case names what every target has another one of: where Host says this server, it says {authority}. */
function withPlaceholderNames(octets: string, url: string): string {
  const host = new URL(url).host.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return octets.replace(new RegExp(`(\\nHost:[\\t ]*)${host}(?=[\\t ]*\\r?\\n)`, "i"), "$1{authority}");
}

/** Octets as a string of the language: a line of them a line where there are several. */
function sendLines(octets: string): readonly string[] {
  const lines = octets.match(/[^\n]*\n|[^\n]+$/g) ?? [""];
  const literals = lines.map(literal);
  if (literals.length === 1) return [`send: ${literals[0]},`];
  return ["send: [", ...literals.map((text) => `  ${text},`), '].join(""),'];
}

function literal(octets: string): string {
  return JSON.stringify(octets).replace(/[\x7f-\xff]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16)}`);
}
