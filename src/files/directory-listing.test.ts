import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isResponseError, type OutgoingResponse } from "../semantics/index.ts";
import { type ListedDirectory, serveListing, WHOLE_ENTRIES_MAX } from "./directory-listing.ts";
import { type DirectoryEntry, LISTED_ENTRIES_MAX } from "./file-store.ts";
import { exchangeFor, NotedDecisions, requestFor } from "./testing/exchanges.ts";

const noon = Date.UTC(2026, 1, 3, 12);

function file(name: string, sizeOctets = 1234, modifiedMs = noon): DirectoryEntry {
  return { name, kind: "file", sizeOctets, modifiedMs };
}

function directory(name: string): DirectoryEntry {
  return { name, kind: "directory", sizeOctets: 0, modifiedMs: noon };
}

const kittens: ListedDirectory = {
  path: "/docs/kittens/",
  segments: ["docs", "kittens"],
  entries: [file("img10.png"), file("img2.png", 5), directory("toys"), file("a & b.txt", 1, noon + 1000)],
  isRoot: false,
};

function answer(
  listed: Partial<ListedDirectory> = {},
  query = "",
  headers: Record<string, string> = {},
  decisions?: NotedDecisions,
): OutgoingResponse {
  const directory = { ...kittens, ...listed };
  return serveListing(directory, requestFor("GET", directory.path + query, { headers }), exchangeFor(decisions));
}

async function textOf({ content }: OutgoingResponse): Promise<string> {
  if (typeof content === "string") return content;
  assert.ok(typeof content === "object" && !(content instanceof Uint8Array));
  let text = "";
  for await (const piece of content) text += piece;
  return text;
}

/** Names, in the order of the page. */
async function shownNames(response: OutgoingResponse): Promise<string[]> {
  const rows = (await textOf(response)).matchAll(
    /<tr><th scope="row"><a [^>]*><svg [^>]*><use [^>]*><\/svg><span>(.*?)<\/span>/g,
  );
  return [...rows].map(([, name]) => name!);
}

/** References of the page, but those to its own drawings. */
async function references(response: OutgoingResponse): Promise<string[]> {
  return [...(await textOf(response)).matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href!);
}

test("listing: is a page that says what is there, how large and since when", async () => {
  const response = answer();
  assert.equal(response.statusCode, 200);
  assert.equal(response.headerSection.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headerSection.get("vary"), "Accept");
  assert.equal(response.headerSection.get("cache-control"), "no-cache");
  assert.equal(response.headerSection.get("x-content-type-options"), "nosniff");
  assert.equal(response.reason, "listing of /docs/kittens/ (4 names)");
  const text = await textOf(response);
  assert.match(text, /<title>kittens – Home<\/title>/);
  assert.match(text, /1 folder and 3 files, <span title="1,240 octets">1\.2 kB<\/span>/);
  assert.match(
    text,
    /<td title="1,234 octets">1\.2 kB<\/td><td><time datetime="2026-02-03T12:00:00Z">3 Feb 2026, 12:00<\/time>/,
  );
  assert.deepEqual(await shownNames(response), ["toys/", "a &amp; b.txt", "img2.png", "img10.png"]);
});

test("listing: leads up, and to each folder above by its name", async () => {
  const hrefs = await references(answer());
  assert.deepEqual(hrefs.slice(1, 3), ["../../", "../"]);
  assert.equal(hrefs.filter((href) => href === "../").length, 2);
  const root = answer({ path: "/", segments: [], isRoot: true });
  assert.deepEqual(
    (await references(root)).filter((href) => href.startsWith("..")),
    [],
  );
  assert.match(await textOf(root), /<h1 aria-current="page">.*Home.*<\/h1>/);
  assert.equal(root.reason, "listing of / (4 names)");
  const mounted = answer({ path: "/assets/docs/", segments: ["docs"] });
  assert.match(await textOf(mounted), /<a href="\.\.\/">.*<span>\/assets\/<\/span><\/a>/);
});

test("listing: leads to the same places when its path ends without a slash", async () => {
  const response = answer({ path: "/docs/kittens" });
  const base = "http://kittens.example/docs/kittens";
  const paths = (await references(response)).slice(1).map((href) => new URL(href, base).pathname);
  const slashed = (await references(answer())).slice(1).map((href) => new URL(href, `${base}/`).pathname);
  assert.deepEqual(
    paths.map((path) => path.replace(/\/$/, "")),
    slashed.map((path) => path.replace(/\/$/, "")),
  );
  assert.ok(paths.includes("/docs/kittens/img2.png") && paths.includes("/"));
  assert.match(await textOf(response), /<title>kittens – Home<\/title>/);
});

test("listing: is sorted as the query asks, marks that in its head, and keeps it on the way to other folders", async () => {
  const response = answer({}, "?sort=size&order=asc");
  assert.deepEqual(await shownNames(response), ["toys/", "a &amp; b.txt", "img2.png", "img10.png"]);
  const text = await textOf(response);
  assert.match(text, /<th scope="col" aria-sort="ascending"><a href="\.\/\?sort=size&amp;order=desc"/);
  assert.equal(text.split("aria-sort=").length, 2 + styleMentions);
  assert.match(text, /<a href="\.\/toys\/\?sort=size&amp;order=asc" rel="nofollow">/);
  for (const [link] of text.matchAll(/<a href="[^"]*\?sort=[^>]*>/g)) assert.match(link, / rel="nofollow"/);
  assert.match(text, /<a href="\.\/img2\.png">/);
  assert.match(text, /<th scope="col"><a href="\.\/"/, "back to the order by name");
  const newest = answer({}, "?sort=modified");
  assert.equal((await shownNames(newest))[1], "a &amp; b.txt");
  assert.match(await textOf(newest), /aria-sort="descending"/);
});

/** The style speaks of aria-sort="descending" without quotes once. */
const styleMentions = 1;

test("listing: is shown by name when the query asks for an order that there is not", async () => {
  for (const query of ["?sort=colour&order=up", "?sort=%ff", "?"]) {
    assert.equal(await textOf(answer({}, query)), await textOf(answer()), query);
  }
});

test("listing: is JSON in the same order when that is preferred (RFC9110§12.5.1)", async () => {
  const response = answer({}, "?sort=size&order=desc", { accept: "application/json" });
  assert.equal(response.headerSection.get("content-type"), "application/json");
  assert.equal(response.headerSection.get("vary"), "Accept");
  assert.deepEqual(JSON.parse(await textOf(response)), {
    path: "/docs/kittens/",
    entries: [
      { name: "toys", type: "directory", size: null, modified: "2026-02-03T12:00:00.000Z", href: "./toys/" },
      { name: "img10.png", type: "file", size: 1234, modified: "2026-02-03T12:00:00.000Z", href: "./img10.png" },
      { name: "img2.png", type: "file", size: 5, modified: "2026-02-03T12:00:00.000Z", href: "./img2.png" },
      { name: "a & b.txt", type: "file", size: 1, modified: "2026-02-03T12:00:01.000Z", href: "./a%20%26%20b.txt" },
    ],
  });
  const other = (accept: string) => answer({}, "", { accept }).headerSection.get("content-type");
  assert.equal(other("text/html;q=0.5, application/json"), "application/json");
  assert.equal(other("text/html, application/json"), "text/html; charset=utf-8");
  assert.equal(other("*/*"), "text/html; charset=utf-8");
  assert.equal(other("image/png"), "text/html; charset=utf-8", "a page, rather than nothing");
});

test("listing: shows a hostile name as text, and brings nothing else along", async () => {
  const names = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</style><!--",
    "javascript:alert(1)",
    "photo\u202egpj.exe",
    "line\nbreak",
    "&lt;",
    "\ud800",
  ];
  const plain = await textOf(answer({ entries: names.map((_, at) => file(`${at}`)) }));
  const tags = (text: string) => [...text.matchAll(/<[!/a-z][^\s>]*/g)].map(([tag]) => tag);
  const listed = { entries: names.map((name) => file(name)), segments: ["docs", names[0]!] };
  const text = await textOf(answer(listed));
  assert.deepEqual(tags(text), tags(plain));
  assert.doesNotMatch(text, /\u202e|onmouseover='|javascript:alert\(1\)"/);
  assert.match(text, /photo\\u\{202E\}gpj\.exe/);
  const hrefs = (await references(answer(listed))).filter((href) => href.startsWith("./") && !href.includes("?sort"));
  for (const href of hrefs) assert.match(href, /^\.\/(?:[\w.~!*()-]|%[0-9A-F]{2}|&#39;)*$/);
  const json = await textOf(answer(listed, "", { accept: "application/json" }));
  assert.doesNotMatch(json, /\u202e/);
  assert.deepEqual(new Set(JSON.parse(json).entries.map(({ name }: { name: string }) => name)), new Set(names));
});

test("listing: allows its page just its own style and script", async () => {
  const text = await textOf(answer({ entries: Array.from({ length: 20 }, (_, at) => file(`${at}`)) }));
  const policy = answer().headerSection.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; /);
  assert.doesNotMatch(policy, /unsafe/);
  for (const name of ["style", "script"]) {
    const inline = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(text)?.[1];
    assert.ok(inline !== undefined, name);
    const hash = createHash("sha256").update(inline).digest("base64");
    assert.ok(policy.includes(`${name}-src 'sha256-${hash}'`), name);
  }
  assert.doesNotMatch(text, / style=| on[a-z]+=/, "no inline attributes, which a hash does not allow");
  assert.equal(answer({}, "", { accept: "application/json" }).headerSection.has("content-security-policy"), false);
});

test("listing: offers to filter names, and has a script, only when there are many", async () => {
  const isFiltered = async (count: number) =>
    /<input /.test(await textOf(answer({ entries: Array.from({ length: count }, (_, at) => file(`${at}`)) })));
  assert.equal(await isFiltered(11), false);
  assert.equal(await isFiltered(12), true);
  assert.doesNotMatch(await textOf(answer()), /<script|<input/);
});

test("listing: says so kindly when there is nothing", async () => {
  const text = await textOf(answer({ entries: [] }));
  assert.match(text, /This folder is empty/);
  assert.match(text, /<a href="\.\.\/">One folder up<\/a>/);
  assert.doesNotMatch(text, /<table|<script|class="sum"/);
  assert.equal(answer({ entries: [] }).reason, "listing of /docs/kittens/ (0 names)");
});

test("listing: is not modified when its entity tag is known, in whatever order the store tells the names (RFC9110§13.1.2)", () => {
  const tag = answer().headerSection.get("etag") ?? "";
  assert.match(tag, /^W\/"[\w-]+"$/);
  const again = answer({ entries: [...kittens.entries].reverse() }, "", { "if-none-match": tag });
  assert.equal(again.statusCode, 304);
  assert.equal(again.content, undefined);
  assert.equal(again.headerSection.get("etag"), tag);
  assert.equal(again.headerSection.get("vary"), "Accept");
  assert.equal(again.headerSection.get("cache-control"), "no-cache");
});

test("listing: has another entity tag when anything in it is another", () => {
  const tagOf = (...parts: Parameters<typeof answer>) => answer(...parts).headerSection.get("etag");
  const first = kittens.entries[0]!;
  const rest = kittens.entries.slice(1);
  const tags = [
    tagOf(),
    tagOf({ entries: rest }),
    tagOf({ entries: [...rest, { ...first, name: "img11.png" }] }),
    tagOf({ entries: [...rest, { ...first, sizeOctets: 1235 }] }),
    tagOf({ entries: [...rest, { ...first, modifiedMs: noon + 0.5 }] }),
    tagOf({ entries: [...rest, { ...first, kind: "directory" }] }),
    tagOf({ entries: [...kittens.entries, first] }),
    tagOf({}, "?sort=size"),
    tagOf({}, "?sort=size&order=asc"),
    tagOf({}, "", { accept: "application/json" }),
    tagOf({ path: "/docs/cats/", segments: ["docs", "cats"] }),
  ];
  assert.equal(new Set(tags).size, tags.length);
  assert.equal(tagOf({ entries: [file("a1", 25)] }) === tagOf({ entries: [file("a", 125)] }), false);
});

test("listing: is refused with 412 when an If-Match asks for another (RFC9110§13.1.1)", () => {
  assert.throws(
    () => answer({}, "", { "if-match": '"another"' }),
    (error) => isResponseError(error) && error.statusCode === 412,
  );
  assert.equal(answer({}, "", { "if-match": "*" }).statusCode, 200);
});

test("listing: notes what it decided", () => {
  const decisions = new NotedDecisions();
  answer({ entries: [file("a")] }, "?sort=size", { "if-none-match": '"x"' }, decisions);
  assert.deepEqual(decisions.notes, [
    "listing: /docs/kittens/ (1 name), by size, descending, as text/html",
    `precondition: If-None-Match "x": none matches ${answer({ entries: [file("a")] }, "?sort=size").headerSection.get("etag")}`,
  ]);
});

test("listing: leaves others their turn when it has too many names to be written at once, and says when there may be more", async () => {
  const entries = Array.from({ length: WHOLE_ENTRIES_MAX + 1 }, (_, at) => file(`${at}`));
  assert.equal(typeof answer({ entries: entries.slice(1) }).content, "string");
  const response = answer({ entries });
  assert.ok(typeof response.content === "object" && Symbol.asyncIterator in response.content);
  const names = await shownNames(response);
  assert.deepEqual([names.length, names[0], names.at(-1)], [entries.length, "0", String(WHOLE_ENTRIES_MAX)]);
  const text = await textOf(answer({ entries }));
  assert.match(text, /<\/html>\n$/);
  assert.doesNotMatch(text, /may be others/);
  const most = Array.from({ length: LISTED_ENTRIES_MAX }, (_, at) => file(`${at}`));
  assert.match(await textOf(answer({ entries: most })), /No more than 100,000 names are listed; there may be others\./);
});
