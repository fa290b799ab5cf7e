import {
  type Exchange,
  evaluatePreconditions,
  type FieldLine,
  FieldSection,
  type IncomingRequest,
  NO_PRECONDITION,
  type OutgoingResponse,
  preferredMediaType,
  ResponseError,
  writeEntityTag,
} from "../semantics/index.ts";
import { visibleJson, visibleText } from "../trace/index.ts";
import { preconditionRows } from "./answer-notes.ts";
import { directoryPage } from "./directory-page.ts";
import { directoryPagePolicy } from "./directory-page-policy.node.ts";
import type { DirectoryEntry } from "./file-store.ts";
import { BY_NAME, type ListingOrder, orderedEntries, parseListingOrder, writeListingOrder } from "./listing-order.ts";
import { listingTag, textHash } from "./listing-tag.ts";
import { calendarTime, insideReference, nameReference, numberOf } from "./listing-text.ts";
import { WrittenTexts } from "./written-texts.ts";

/** A directory, as it is to be listed. */
export interface ListedDirectory {
  /** The path it was asked for by, not decoded, with its slash at the end or, where the site wants that, without. */
  readonly path: string;
  /** Its segments below the topmost directory that is listed, decoded. */
  readonly segments: readonly string[];
  /** In no order. */
  readonly entries: readonly DirectoryEntry[];
  /** Whether there is no way up from it. */
  readonly isRoot: boolean;
}

/** Up to so many names a page is written at once and its length is told; a longer one leaves others their turn. */
export const WHOLE_ENTRIES_MAX = 20_000;

const HTML = "text/html";
const JSON_TYPE = "application/json";
const FORMS: readonly string[] = [HTML, JSON_TYPE];

/**
 * Answers what is in a directory: as a page, or as JSON to who prefers that. `?sort=name|size|modified&order=asc|desc`
 * says in which order. It has an entity tag, which changes with any name, size or time in it; it is not sorted or
 * written for who has it already.
 * @param written where it is kept once it was written
 * @throws ResponseError 412 where an If-Match does not hold
 */
export function serveListing(
  listed: ListedDirectory,
  request: IncomingRequest,
  exchange: Exchange,
  written: WrittenTexts = new WrittenTexts(),
): OutgoingResponse {
  const order = parseListingOrder(request.query);
  // Who accepts neither is shown the page all the same (RFC 9110 §12.4.1): any answer tells more than a 406.
  const form = preferredMediaType(request.headerSection.get("accept"), FORMS) ?? HTML;
  const root = rootPath(listed);
  // Nothing that a stranger may say anew each time, such as a host's name: what is written is kept for the next one.
  const rootName = root === "/" ? "Home" : root;
  const variant = `${form} ${listed.path} ${rootName} ${writeListingOrder(order)} ${writersHash()}`;
  const tag = listingTag(listed.entries, variant);
  const key = `${variant} ${tag.opaque}`;
  const fields: FieldLine[] = [
    ["Vary", "Accept"],
    ["Cache-Control", "no-cache"],
    ["ETag", writeEntityTag(tag)],
  ];
  const what = `${visibleText(listed.path)} (${numberOf(listed.entries.length, "name")})`;
  const reason = `listing of ${what}`;
  exchange.decisions?.note("listing", `${what}, by ${orderText(order)}, as ${form}`);

  // There is no date to compare with one, so that it does not matter what time it is.
  const validators = { entityTags: [tag], lastModifiedMs: undefined };
  const precondition = evaluatePreconditions(request.method, request.headerSection, validators, 0);
  if (precondition !== NO_PRECONDITION) {
    exchange.decisions?.note("precondition", precondition.reason, preconditionRows(request, validators));
  }
  if (precondition.outcome === "failed") {
    throw new ResponseError(412, "The folder's listing is not the one that If-Match asks for.");
  }
  if (precondition.outcome === "not-modified") {
    return { statusCode: 304, headerSection: FieldSection.of(fields), content: undefined, reason };
  }

  fields.push(["X-Content-Type-Options", "nosniff"]);
  if (form === JSON_TYPE) {
    fields.push(["Content-Type", JSON_TYPE]);
    const content = written.text(key, () => listingJson(listed, orderedEntries(listed.entries, order)));
    return { statusCode: 200, headerSection: FieldSection.of(fields), content, reason };
  }
  fields.push(["Content-Type", "text/html; charset=utf-8"], ["Content-Security-Policy", directoryPagePolicy()]);
  const pieces = () =>
    directoryPage({
      path: listed.path,
      trail: [rootName, ...listed.segments],
      hasWayUp: !listed.isRoot,
      entries: orderedEntries(listed.entries, order),
      order,
    });
  const isWhole = listed.entries.length <= WHOLE_ENTRIES_MAX;
  const content = isWhole ? written.text(key, () => [...pieces()].join("")) : inTurns(pieces());
  return { statusCode: 200, headerSection: FieldSection.of(fields), content, reason };
}

/** A piece is written when it is asked for: others have their turn between two. */
async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string, void> {
  yield* pieces;
}

/** The path of the topmost directory that is listed: the listed path without the segments below it. */
function rootPath({ path, segments }: ListedDirectory): string {
  const parts = (path.endsWith("/") ? path.slice(0, -1) : path).split("/");
  return `${parts.slice(0, parts.length - segments.length).join("/")}/`;
}

function orderText({ key, isDescending }: ListingOrder): string {
  return `${key}, ${isDescending ? "descending" : "ascending"}`;
}

/** `{ "path", "entries": [{ "name", "type", "size", "modified", "href" }] }`, in the order of the page. */
function listingJson(listed: ListedDirectory, entries: readonly DirectoryEntry[]): string {
  const inside = insideReference(listed.path);
  const json = {
    path: listed.path,
    entries: entries.map(({ name, kind, sizeOctets, modifiedMs }) => ({
      name,
      type: kind,
      size: kind === "directory" ? null : sizeOctets,
      modified: calendarTime(modifiedMs)?.toISOString() ?? null,
      href: nameReference(inside, name, kind === "directory"),
    })),
  };
  return `${visibleJson(JSON.stringify(json))}\n`;
}

/** Of a page and a JSON text with every kind of row: how they are written is part of every tag. */
function writersHash(): number {
  hashOfWriters ??= textHash(sampleListing());
  return hashOfWriters;
}

let hashOfWriters: number | undefined;

function sampleListing(): string {
  const entries: DirectoryEntry[] = [
    { name: "a", kind: "directory", sizeOctets: 0, modifiedMs: 0 },
    { name: "a.txt", kind: "file", sizeOctets: 1, modifiedMs: 0 },
  ];
  const pages = [entries, []].flatMap((each) => [
    ...directoryPage({ path: "/a/", trail: ["/", "a"], hasWayUp: true, entries: each, order: BY_NAME }),
  ]);
  return pages.join("") + listingJson({ path: "/a/", segments: ["a"], entries, isRoot: false }, entries);
}
