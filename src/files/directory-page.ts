import { directoryPageScript } from "./directory-page-script.ts";
import { directoryPageStyle } from "./directory-page-style.ts";
import { escapeHtml } from "./escape-html.ts";
import { fileIcons } from "./file-icons.ts";
import { type FileKind, fileKind } from "./file-kind.ts";
import { type DirectoryEntry, LISTED_ENTRIES_MAX } from "./file-store.ts";
import { type ListingKey, type ListingOrder, listingKeys, usualOrder, writeListingOrder } from "./listing-order.ts";
import {
  aboveReference,
  calendarTime,
  countText,
  insideReference,
  nameReference,
  numberOf,
  selfReference,
  sizeText,
  timestampText,
  timeText,
  visibleName,
} from "./listing-text.ts";

/** What a listing's page shows. Its texts are plain. */
export interface DirectoryPageText {
  /** Of the directory, as it was asked for: not decoded. */
  readonly path: string;
  /** What the directories above are called, from the topmost listed on; the directory itself stands last. */
  readonly trail: readonly string[];
  /** Whether there is a way up from it. */
  readonly hasWayUp: boolean;
  /** In the order to be shown. */
  readonly entries: readonly DirectoryEntry[];
  readonly order: ListingOrder;
}

/** Rows that are written in one piece. */
const ROWS_PER_PIECE = 5000;

/** From this many names on, the page offers to filter them. */
const FILTERED_ENTRIES_MIN = 12;

/**
 * The page as HTML, in pieces of at most {@link ROWS_PER_PIECE} names. It works without script,
 * for light and dark, with a keyboard and on a phone. Links are relative to the directory's own path.
 */
export function* directoryPage(page: DirectoryPageText): Generator<string, void> {
  const { entries, order } = page;
  let piece = pageHead(page);
  if (entries.length === 0) {
    yield `${piece}${emptyDirectory(page)}</main>\n</body>\n</html>\n`;
    return;
  }
  piece += `<table id="names" tabindex="-1" aria-label="Names">\n${tableHead(page)}<tbody>\n`;
  const inside = insideReference(page.path);
  // Whoever looks for the largest here goes on looking for it below.
  const query = escapeHtml(writeListingOrder(order));
  if (page.hasWayUp) {
    piece += `<tr class="up"><th scope="row"><a href="${aboveReference(page.path, 1)}${query}"${unfollowed(query)}>${icon("up")}<span>.. (one folder up)</span></a></th><td></td><td></td></tr>\n`;
  }
  for (let at = 0; at < entries.length; at++) {
    if (at > 0 && at % ROWS_PER_PIECE === 0) {
      yield piece;
      piece = "";
    }
    piece += row(entries[at]!, inside, query);
  }
  piece += "</tbody>\n</table>\n";
  if (entries.length >= LISTED_ENTRIES_MAX) {
    piece += `<p class="note">No more than ${countText(LISTED_ENTRIES_MAX)} names are listed; there may be others.</p>\n`;
  }
  const script = isFiltered(page) ? `<script>${directoryPageScript}</script>\n` : "";
  yield `${piece}</main>\n${script}</body>\n</html>\n`;
}

function pageHead(page: DirectoryPageText): string {
  const shown = page.trail.map((name) => escapeHtml(visibleName(name)));
  const title = shown.at(-1) ?? "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${shown.length > 1 ? `${title} – ${shown[0]}` : title}</title>
<link rel="icon" href="${favicon}">
<style>${directoryPageStyle}</style>
</head>
<body>
${page.entries.length === 0 ? "" : '<a class="skip" href="#names">Skip to the names</a>\n'}${fileIcons()}
<main>
<header>
${breadcrumbs(shown, page)}${summary(page.entries)}${isFiltered(page) ? filterField : ""}</header>
`;
}

function breadcrumbs(shown: readonly string[], { path, order }: DirectoryPageText): string {
  const query = escapeHtml(writeListingOrder(order));
  const items = shown.map((name, at) => {
    const label = at === 0 ? `${icon("home")}<span>${name}</span>` : `<span>${name}</span>`;
    const stepsUp = shown.length - 1 - at;
    if (stepsUp === 0) return `<li><h1 aria-current="page">${label}</h1></li>`;
    return `<li><a href="${aboveReference(path, stepsUp)}${query}"${unfollowed(query)}>${label}</a></li>`;
  });
  return `<nav aria-label="Where this folder is">\n<ol>${items.join("")}</ol>\n</nav>\n`;
}

/** "2 folders and 14 files, 3.1 MB": the sizes of the files that stand here. */
function summary(entries: readonly DirectoryEntry[]): string {
  let directories = 0;
  let octets = 0;
  for (const entry of entries) {
    if (entry.kind === "directory") directories++;
    else octets += entry.sizeOctets;
  }
  const files = entries.length - directories;
  const counts: string[] = [];
  if (directories > 0) counts.push(numberOf(directories, "folder"));
  if (files > 0) {
    const size = `<span title="${numberOf(octets, "octet")}">${sizeText(octets)}</span>`;
    counts.push(`${numberOf(files, "file")}, ${size}`);
  }
  return counts.length === 0 ? "" : `<p class="sum">${counts.join(" and ")}</p>\n`;
}

function isFiltered({ entries }: DirectoryPageText): boolean {
  return entries.length >= FILTERED_ENTRIES_MIN;
}

const filterField = `<div class="filter" role="search" hidden><label for="filter">Show only names with</label><input id="filter" type="search" placeholder="Filter names" autocapitalize="none" autocorrect="off" spellcheck="false" enterkeyhint="go" aria-keyshortcuts="/"><output for="filter" aria-live="polite"></output></div>
`;

const headings: Readonly<Record<ListingKey, string>> = { name: "Name", size: "Size", modified: "Modified (UTC)" };

function tableHead({ path, order }: DirectoryPageText): string {
  const cells = listingKeys.map((key) => {
    const isCurrent = order.key === key;
    const next: ListingOrder = isCurrent ? { key, isDescending: !order.isDescending } : usualOrder(key);
    const sorted = isCurrent ? ` aria-sort="${order.isDescending ? "descending" : "ascending"}"` : "";
    const href = escapeHtml(`${selfReference(path)}${writeListingOrder(next)}`);
    return `<th scope="col"${sorted}><a href="${href}" rel="nofollow" title="${sortTitle(next)}">${headings[key]}</a></th>`;
  });
  return `<thead><tr>${cells.join("")}</tr></thead>\n`;
}

function sortTitle({ key, isDescending }: ListingOrder): string {
  if (key === "name") return isDescending ? "Sort from Z to A" : "Sort from A to Z";
  if (key === "size") return isDescending ? "Largest first" : "Smallest first";
  return isDescending ? "Newest first" : "Oldest first";
}

function row(entry: DirectoryEntry, inside: string, query: string): string {
  const isDirectory = entry.kind === "directory";
  const kind = isDirectory ? "folder" : fileKind(entry.name);
  const href = escapeHtml(nameReference(inside, entry.name, isDirectory));
  const link = isDirectory ? `${href}${query}"${unfollowed(query)}` : `${href}"`;
  const name = `${escapeHtml(visibleName(entry.name))}${isDirectory ? "/" : ""}`;
  const size = isDirectory
    ? "<td></td>"
    : `<td title="${numberOf(entry.sizeOctets, "octet")}">${sizeText(entry.sizeOctets)}</td>`;
  const time = calendarTime(entry.modifiedMs);
  const modified = time === undefined ? "" : `<time datetime="${timestampText(time)}">${timeText(time)}</time>`;
  return `<tr><th scope="row"><a href="${link}>${icon(kind)}<span>${name}</span></a></th>${size}<td>${modified}</td></tr>\n`;
}

/** Who copies a site needs no page of it in each order. */
function unfollowed(query: string): string {
  return query === "" ? "" : ' rel="nofollow"';
}

function icon(name: FileKind | "up" | "home"): string {
  return `<svg aria-hidden="true"><use href="#${name}"/></svg>`;
}

function emptyDirectory(page: DirectoryPageText): string {
  const wayUp = page.hasWayUp ? `<p><a href="${aboveReference(page.path, 1)}">One folder up</a></p>\n` : "";
  return `<div class="empty">
${calmSea}
<p>This folder is empty: calm water, nothing in sight.</p>
${wayUp}</div>
`;
}

/** Decoration, in the page's colours. */
const calmSea = `<svg viewBox="-6 -6 188 122" aria-hidden="true" focusable="false">
<defs><clipPath id="view"><rect width="176" height="110" rx="55"/></clipPath></defs>
<g clip-path="url(#view)"><rect class="sky" width="176" height="110"/>
<circle class="sun" cx="122" cy="36" r="13"/>
<path class="gull" d="M44 40q5-6 10 0 5-6 10 0M68 28q4-5 8 0 4-5 8 0"/>
<path class="far" d="M0 62q22-5 44 0t44 0 44 0 44 0v50H0z"/>
<path class="near" d="M0 78q15-7 29-7t29 7 30 7 29-7 30-7 29 7v34H0z"/>
<path class="deep" d="M0 96q18-7 36-7t36 7 36 7 36-7 32-5v20H0z"/></g>
<rect class="rim" width="176" height="110" rx="55"/>
</svg>`;

/** A small porthole: without it the browser would ask the site for an icon that a folder seldom has. */
const favicon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#c39a4b"/><circle cx="16" cy="16" r="10.5" fill="#cfe6ee"/><path d="M5.5 17q2.6-2 5.2 0t5.3 0 5.3 0 5.2 0a10.5 10.5 0 0 1-21 0z" fill="#2f7d93"/></svg>',
)}`;
