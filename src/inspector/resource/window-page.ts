import { escapeHtml } from "../../files/index.ts";
import { PAGE_TOKEN_NAME, windowPaths } from "../paths.ts";

/** A porthole: a ring, and what is seen through it. */
const ICON =
  "data:image/svg+xml," +
  "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E" +
  "%3Ccircle cx='16' cy='16' r='12' fill='%23dbeafe' stroke='%231e3a5f' stroke-width='5'/%3E" +
  "%3Cpath d='M6 18q5-4 10 0t10 0' fill='none' stroke='%232563eb' stroke-width='3'/%3E%3C/svg%3E";

/**
 * The window's HTML: all else is drawn by its script.
 * @param pageToken what acting asks for; stands in the page alone
 * @param isBuilt whether the script and the style sheet are there
 */
export function windowPage(pageToken: string, isBuilt: boolean): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Porthole: the window</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="${PAGE_TOKEN_NAME}" content="${escapeHtml(pageToken)}">
<link rel="icon" href="${ICON}">
${isBuilt ? parts : ""}</head>
<body>
${isBuilt ? withoutScript : notBuilt}
</body>
</html>
`;
}

const parts = `<link rel="stylesheet" href="${windowPaths.style}">
<script src="${windowPaths.script}" defer></script>
`;
const withoutScript = `<noscript><p>The window is drawn by a script. Allow scripts here to see it.</p></noscript>`;
const notBuilt = `<h1>The window's page has not been built</h1>
<p>Run <code>npm run build</code> in the folder that porthole was started from, then load this page anew.</p>`;
