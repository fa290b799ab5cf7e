import { reasonPhrase } from "../semantics/index.ts";
import { escapeHtml } from "./escape-html.ts";

/** The note for whoever does not follow redirects by itself (RFC 9110 §15.4). */
export function redirectPage(statusCode: number, location: string): string {
  const target = escapeHtml(location);
  const title = `${statusCode} ${reasonPhrase(statusCode)}`;
  return `<!doctype html>\n<title>${title}</title>\n<p>${title}: <a href="${target}">${target}</a></p>\n`;
}
