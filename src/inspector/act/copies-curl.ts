import type { CopiedRequest, PlainRequest } from "./copies-request.ts";
import { printfCommand, shellWord, textOf } from "./copies-shell.ts";

/** A command line, and what is to be said of it. */
export interface CopiedText {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * A request as a command for a POSIX shell: curl, or a pipe into nc where curl cannot send these octets.
 * @param url of the server: "http://localhost:5000/"
 */
export function curlCopy(request: CopiedRequest, url: string): CopiedText {
  const { plain } = request;
  const lines = plain && curlLines(plain, new URL(url));
  if (lines === undefined) return netcatCopy(request, url);
  const notes: string[] = [];
  if (plain!.hasTrailers) notes.push("curl sends no trailer fields: they are left out.");
  if (hasField(plain!, "transfer-encoding")) notes.push("curl cuts the content into chunks of its own.");
  return { text: lines.join(" \\\n  "), notes };
}

function netcatCopy({ octets, plain }: CopiedRequest, url: string): CopiedText {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const why = plain === undefined ? "curl cannot send these octets as they are" : "curl cannot send such a request";
  return {
    text: `${printfCommand(octets)} |\n  nc ${shellWord(host)} ${port || "80"}`,
    notes: [`${why}: this writes them to a socket with nc.`],
  };
}

/** The command and its options, one a line; `undefined` where curl would send something else. */
function curlLines(plain: PlainRequest, url: URL): readonly string[] | undefined {
  const { method, target, version, content } = plain;
  const isPath = target.startsWith("/");
  if (method === "CONNECT" || (method === "HEAD" && content !== "")) return undefined;
  const address = isPath ? `http://${url.host}${target}` : `http://${url.host}/`;
  const lines = [`curl --include ${shellWord(address)}`];
  if (isPath) lines.push("--path-as-is");
  else lines.push(`--request-target ${shellWord(target)}`);
  // Brackets and braces would be patterns for several URLs.
  if (/[[\]{}]/.test(target)) lines.push("--globoff");
  if (version === "HTTP/1.0") lines.push("--http1.0");
  if (method === "HEAD") lines.push("--head");
  else if (method !== (content === "" ? "GET" : "POST")) lines.push(`--request ${shellWord(method)}`);
  const fields = fieldLines(plain, url);
  if (fields === undefined) return undefined;
  lines.push(...fields);
  if (content === "") return lines;
  const text = textOf(content);
  if (text !== undefined && !text.startsWith("@") && !text.includes("\r")) {
    return [...lines, `--data-binary ${shellWord(text)}`];
  }
  return [`${printfCommand(content)} |\n  ${lines[0]}`, ...lines.slice(1), "--data-binary @-"];
}

/** Fields as they were sent, and those that curl would add of itself taken away. */
function fieldLines(plain: PlainRequest, url: URL): readonly string[] | undefined {
  const lines: string[] = [];
  for (const [name, value] of plain.fields) {
    const lower = name.toLowerCase();
    if (lower === "content-length" && plain.content !== "") continue;
    if (lower === "host" && value === url.host) continue;
    const shown = textOf(value);
    if (shown === undefined) return undefined;
    lines.push(`--header ${shellWord(value === "" ? `${name};` : `${name}: ${shown}`)}`);
  }
  const added = ["User-Agent", "Accept", ...(plain.content === "" ? [] : ["Content-Type"])];
  if (!hasField(plain, "host")) added.push("Host");
  for (const name of added) if (!hasField(plain, name.toLowerCase())) lines.push(`--header ${name}:`);
  return lines;
}

function hasField({ fields }: PlainRequest, name: string): boolean {
  return fields.some(([each]) => each.toLowerCase() === name);
}
