import { octetArray } from "../message-octets.ts";
import type { CopiedText } from "./copies-curl.ts";
import type { CopiedRequest, PlainRequest } from "./copies-request.ts";
import { textOf } from "./copies-shell.ts";

/** Names that a script may not set (Fetch Standard, "forbidden request-header"), or that `fetch` writes itself. */
const forbiddenNames =
  /^(?:accept-charset|accept-encoding|access-control-request-(?:headers|method|private-network)|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/;

/**
 * A request as a call of `fetch`, for a browser's console or any runtime.
 * @param url of the server: "http://localhost:5000/"
 */
export function fetchCopy({ plain }: CopiedRequest, url: string): CopiedText | undefined {
  if (plain === undefined) return undefined;
  const { method, target, fields, content } = plain;
  if (!target.startsWith("/") || /^(?:CONNECT|TRACE|TRACK)$/i.test(method)) return undefined;
  if (content !== "" && /^(?:GET|HEAD)$/.test(method)) return undefined;
  const isFree = ([name]: readonly [string, string]) => !forbiddenNames.test(name.toLowerCase());
  const left = [...new Set(fields.filter((field) => !isFree(field)).map(([name]) => name))];
  const lines = [
    ...(method === "GET" ? [] : [`  method: ${JSON.stringify(method)},`]),
    ...headerLines(fields.filter(isFree)),
    ...(content === "" ? [] : [`  body: ${bodyExpression(content)},`]),
    '  redirect: "manual",',
    ...(left.length === 0 ? [] : [`  // Left out, for a script may not set them: ${left.join(", ")}.`]),
  ];
  const address = JSON.stringify(new URL(url).origin + target);
  const text = `const response = await fetch(${address}, {\n${lines.join("\n")}\n});\nconsole.log(response.status, await response.text());`;
  return { text, notes: notesOf(target, url, plain) };
}

function headerLines(fields: PlainRequest["fields"]): readonly string[] {
  if (fields.length === 0) return [];
  const names = fields.map(([name]) => name.toLowerCase());
  const isRepeated = new Set(names).size < names.length;
  const lines = fields.map(([name, value]) => {
    const [nameText, valueText] = [JSON.stringify(name), JSON.stringify(value)];
    return isRepeated ? `    [${nameText}, ${valueText}],` : `    ${nameText}: ${valueText},`;
  });
  return isRepeated ? ["  headers: [", ...lines, "  ],"] : ["  headers: {", ...lines, "  },"];
}

function bodyExpression(content: string): string {
  const text = textOf(content);
  if (text !== undefined) return JSON.stringify(text);
  if (content.length <= 64) return `new Uint8Array([${octetArray(content).join(", ")}])`;
  return `Uint8Array.from(atob("${btoa(content)}"), (octet) => octet.charCodeAt(0))`;
}

function notesOf(target: string, url: string, { version }: PlainRequest): readonly string[] {
  const { pathname, search } = new URL(new URL(url).origin + target);
  const notes: string[] = [];
  if (pathname + search !== target) notes.push(`fetch sends the target as ${pathname + search}.`);
  if (version === "HTTP/1.0") notes.push("fetch speaks HTTP/1.1 or later.");
  return notes;
}
