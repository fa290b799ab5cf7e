import { escapeHtml } from "../files/index.ts";
import { type PortholeView, portholeDrawing } from "./porthole-drawing.ts";

/** What a page about a status code says. All of it is plain text. */
export interface StatusPageText {
  readonly statusCode: number;
  readonly phrase: string;
  /** What was wrong with this very request, or is with most of its status code. */
  readonly sentence: string;
  /** Whether to offer a way to the start page. */
  readonly hasWayHome: boolean;
  /** What its developer may know; `undefined` for everyone else. */
  readonly development: DevelopmentText | undefined;
}

/** What a page tells in development alone. */
export interface DevelopmentText {
  readonly hint: string | undefined;
  readonly rule: string | undefined;
  /** The error that was thrown, with its stack and those beneath it. */
  readonly cause: string | undefined;
  /** Route patterns, and why each did not match. */
  readonly routes: readonly { readonly pattern: string; readonly outcome: string }[];
}

/** The page as HTML: whole in itself, without script, for light and dark. */
export function statusPage(page: StatusPageText): string {
  const title = `${page.statusCode} ${escapeHtml(page.phrase)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body class="${viewOf(page.statusCode)}">
<main>
${portholeDrawing(viewOf(page.statusCode))}
<h1><span>${page.statusCode}</span> ${escapeHtml(page.phrase)}</h1>
<p>${escapeHtml(page.sentence)}</p>
${page.hasWayHome ? '<p><a href="/">To the start page</a></p>\n' : ""}</main>
${page.development === undefined ? "" : developmentSection(page.development)}</body>
</html>
`;
}

function viewOf(statusCode: number): PortholeView {
  if (statusCode === 418) return "teapot";
  if (statusCode >= 500) return "storm";
  return statusCode >= 400 ? "empty" : "fair";
}

function developmentSection({ hint, rule, cause, routes }: DevelopmentText): string {
  const parts: string[] = [];
  if (hint !== undefined) parts.push(`<p>${escapeHtml(hint)}</p>`);
  if (rule !== undefined) parts.push(`<p>Rule <code>${escapeHtml(rule)}</code></p>`);
  if (cause !== undefined) parts.push(`<pre>${escapeHtml(cause)}</pre>`);
  if (routes.length > 0) {
    const rows = routes.map(
      ({ pattern, outcome }) =>
        `<tr><th scope="row"><code>${escapeHtml(pattern)}</code></th><td>${escapeHtml(outcome)}</td></tr>`,
    );
    parts.push(`<table><caption>Routes that came nearest</caption>\n${rows.join("\n")}\n</table>`);
  }
  if (parts.length === 0) return "";
  return `<aside>
<h2>For you who build this site</h2>
${parts.join("\n")}
<p class="note">Shown in development only.</p>
</aside>
`;
}

const style = `
:root{color-scheme:light dark;--paper:#f6f4ef;--ink:#1d2a33;--soft:#5b6872;--line:#d9d5ca;--accent:#0f6a80;--panel:#fffdf8;
--brass:#c39a4b;--brass-dark:#8f6c2a;--brass-light:#ecd39a;--sky:#cfe6ee;--sky-low:#f3e6cf;--sun:#fff6d8;--far:#6fa9ba;--near:#2f7d93;--deep:#1c5c70}
@media (prefers-color-scheme:dark){:root{--paper:#10171c;--ink:#e8e4da;--soft:#9aa7ae;--line:#2a363e;--accent:#7cc4d6;--panel:#161f26;
--brass:#a37f3b;--brass-dark:#664c1d;--brass-light:#d6b773;--sky:#0f2433;--sky-low:#27465a;--sun:#f2ecd2;--far:#2b5f74;--near:#1d4a5e;--deep:#123444}}
.storm{--sky:#aab4ba;--sky-low:#d5cfc4;--sun:#e3e1da;--far:#6a828c;--near:#48626d;--deep:#324852}
@media (prefers-color-scheme:dark){.storm{--sky:#141b21;--sky-low:#2a343b;--sun:#59646b;--far:#35464f;--near:#26353e;--deep:#1a262d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100svh;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 Georgia,"Iowan Old Style","Palatino Linotype",serif;display:flex;flex-direction:column;align-items:center;justify-content:center;padding:2rem 1.25rem 3rem}
main{max-width:33rem;text-align:center}
svg{width:min(15rem,60vw);height:auto;display:block;margin:0 auto 1.5rem}
h1{font-size:clamp(1.5rem,1.1rem + 2.2vw,2.1rem);line-height:1.2;font-weight:400;margin:0 0 .75rem;text-wrap:balance}
h1 span{display:block;font-size:.55em;letter-spacing:.28em;text-indent:.28em;color:var(--soft);margin-bottom:.3em;font-variant-numeric:lining-nums}
p{margin:0 0 1rem;text-wrap:pretty}
main>p{color:var(--soft);overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.2em}
a:focus-visible{outline:2px solid var(--accent);outline-offset:4px;border-radius:2px}
aside{width:100%;max-width:48rem;margin-top:2rem;padding:1.25rem 1.5rem;background:var(--panel);border:1px solid var(--line);border-radius:.6rem;overflow-wrap:anywhere}
h2{font-size:1rem;font-weight:600;margin:0 0 .75rem}
pre,code{font:.85rem/1.55 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
pre{margin:0 0 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:0 0 1rem}
caption{text-align:left;color:var(--soft);padding-bottom:.35rem}
th,td{text-align:left;font-weight:400;vertical-align:baseline;padding:.3rem 1rem .3rem 0;border-top:1px solid var(--line)}
td{color:var(--soft)}
.note{font-size:.875rem;color:var(--soft);margin:0}
@media (max-width:30rem){tr,th,td{display:block}td{border:0;padding-top:0}aside{padding:1rem}}
`;
