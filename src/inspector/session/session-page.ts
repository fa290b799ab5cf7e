import type { ExchangeRecord, Session } from "../record.ts";
import { SESSION_ELEMENT_BEGIN, SESSION_PAGE_BEGIN, sessionJson, sessionPieces } from "./session-file.ts";
import { sha256Base64 } from "./session-page-digest.ts";

/** What the window's page is made of. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** The ids of the elements in which a page that was exported has its own script and style. */
export const PAGE_SCRIPT_ID = "porthole-script";
export const PAGE_STYLE_ID = "porthole-style";

/**
 * Writes the window's page with a session in it: one file, with nothing to load and no server behind it. Its policy
 * (CSP) lets the two that belong to it work, known by their digests, and nothing else.
 */
export class SessionPage {
  readonly #script: string;
  readonly #style: string;
  readonly #policy: string;

  constructor({ script, style }: PageFiles) {
    this.#script = inlinedScript(script);
    this.#style = inlinedStyle(style);
    this.#policy = [
      "default-src 'none'",
      `script-src 'sha256-${sha256Base64(this.#script)}'`,
      `style-src 'sha256-${sha256Base64(this.#style)}'`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; ");
  }

  html(session: Session): string {
    return `${this.#before(session)}${sessionJson(session)}${this.#after(session)}`;
  }

  /** The same in pieces, as `sessionPieces` makes them. */
  *pieces(session: Session, jsonOf?: (exchange: ExchangeRecord) => string): Generator<string, void> {
    yield this.#before(session);
    yield* sessionPieces(session, jsonOf);
    yield this.#after(session);
  }

  #before(session: Session): string {
    return `${SESSION_PAGE_BEGIN}
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${this.#policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(titleOf(session))}</title>
<style id="${PAGE_STYLE_ID}">${this.#style}</style>
${SESSION_ELEMENT_BEGIN}`;
  }

  #after(session: Session): string {
    return `</script>
</head>
<body>
<noscript>
<div class="session-summary">
<h1>${escaped(titleOf(session))}</h1>
${summary(session)}
</div>
</noscript>
<script id="${PAGE_SCRIPT_ID}">${this.#script}</script>
</body>
</html>
`;
  }
}

/** "Porthole: localhost:5000, 2026-11-23 06:00 UTC" */
export function titleOf({ facts }: Session): string {
  return `Porthole: ${new URL(facts.url).host}, ${timeOf(facts.beganMs + facts.nowUs / 1000)}`;
}

/**
 * A script as it can stand in an element. What would end the element, or begin a comment there, is in a string or a
 * pattern of the script, where what is written for it says the same.
 */
function inlinedScript(text: string): string {
  return withLineFeeds(text)
    .replace(/<\/(?=script)/gi, "<\\/")
    .replace(/<!--/g, "\\x3c!--");
}

function inlinedStyle(text: string): string {
  return withLineFeeds(text).replace(/<\/(?=style)/gi, "<\\/");
}

/** As the reader of a page makes of it before it takes the digest. */
function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

function summary({ facts, totals, connections, exchanges }: Session): string {
  const told = exchanges.length === 1 ? "1 exchange" : `${exchanges.length} exchanges`;
  const of = connections.length === 1 ? "1 connection" : `${connections.length} connections`;
  const lines = [
    `What Porthole ${facts.version} recorded of ${facts.url} from ${timeOf(facts.beganMs)} on:`,
    `It holds ${told} on ${of}, of ${totals.exchanges} that took place; ${totals.refused} of those were refused.`,
    "To see them, open this file in a browser that may run scripts: it has its own, and loads nothing.",
  ];
  return lines.map((line) => `<p>${escaped(line)}</p>`).join("\n");
}

function timeOf(timeMs: number): string {
  const time = new Date(timeMs);
  return Number.isNaN(time.getTime()) ? "at no known time" : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
