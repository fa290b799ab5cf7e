import assert from "node:assert/strict";
import { test } from "node:test";
import { isPathRefusal, parsePathSegments } from "../semantics/index.ts";
import type { FilesOptions } from "./files-options.ts";
import { lookOutcome, lookRows } from "./look-notes.ts";
import { type Look, resolvePath } from "./path-resolution.ts";
import { memoryStore } from "./testing/memory-store.ts";

const store = memoryStore(
  {
    "index.html": "",
    "about.html": "",
    "a b&c.html": "",
    "café.html": "",
    "plain.txt": "",
    "docs/index.html": "",
    "docs/guide.html": "",
    "bare/x.txt": "",
    "both.html": "",
    "both/index.html": "",
    "half.html": "",
    "half/x.txt": "",
    "404.html": "",
    "docs/404.html": "",
    name: "",
    "name.html": "",
    "twice.html": "",
    "twice.html.html": "",
    "lone.html.html": "",
    "odd/index.html/x.txt": "",
    "...html": "",
  },
  { dotfiles: true },
);

async function meaning(path: string, options: FilesOptions, prefix = "", directory: readonly string[] = []) {
  const parsed = parsePathSegments(path);
  assert.ok(!isPathRefusal(parsed), path);
  const asked = { ...parsed, path: prefix + path, prefix };
  const resolution = await resolvePath(store, directory, asked, options, undefined);
  switch (resolution.kind) {
    case "file":
      return `${resolution.isSecondChoice ? "second " : ""}${resolution.file.segments.join("/")}`;
    case "redirect":
      return `> ${resolution.path}`;
    case "list":
      return `list ${resolution.segments.join("/")}`;
    case "missing":
      return `no: ${resolution.reason}`;
    case "refused":
      return `${resolution.statusCode} ${resolution.reason}`;
  }
}

type Row = readonly [path: string, meaning: string];

async function requireRows(rows: readonly Row[], options: FilesOptions, prefix?: string): Promise<void> {
  for (const [path, expected] of rows) assert.equal(await meaning(path, options, prefix), expected, path);
}

const MISSING = "no: no such file";

test("path resolution: files go by their names and directories by theirs with a slash when nothing is asked of it", () =>
  requireRows(
    [
      ["/", "index.html"],
      ["/index.html", "index.html"],
      ["/about.html", "about.html"],
      ["/about", MISSING],
      ["/caf%C3%A9.html", "café.html"],
      ["/a%20b&c.html", "a b&c.html"],
      ["/docs", "> /docs/"],
      ["/docs/", "docs/index.html"],
      ["/d%6fcs", "> /docs/"],
      ["/bare", "> /bare/"],
      ["/bare/", MISSING],
      ["/plain.txt/", "no: a file's path ends without a slash"],
      ["/odd/", "no: a folder, not a file"],
      ["/both", "> /both/"],
      ["/plain.txt/x", MISSING],
    ],
    {},
  ));

test("path resolution: directories go without their slash when trailingSlash is never", () =>
  requireRows(
    [
      ["/", "index.html"],
      ["/docs/", "> /docs"],
      ["/docs", "docs/index.html"],
      ["/plain.txt/", "> /plain.txt"],
      ["/bare/", "> /bare"],
      ["/about.html/", "> /about.html"],
    ],
    { trailingSlash: "never" },
  ));

test("path resolution: a page goes by its clean URL when that leads to it and to nothing else", () =>
  requireRows(
    [
      ["/about", "second about.html"],
      ["/about.html", "> /about"],
      ["/about/", "> /about"],
      ["/index.html", "> /"],
      ["/docs/index.html", "> /docs/"],
      ["/docs/guide.html", "> /docs/guide"],
      ["/caf%C3%A9.html", "> /caf%C3%A9"],
      ["/a%20b&c.html", "> /a%20b&c"],
      ["/half", "second half.html"],
      ["/half/", "> /half"],
      ["/half.html", "> /half"],
      ["/both/", "both/index.html"],
      ["/both.html", "second both.html"],
      ["/name", "name"],
      ["/name.html", "second name.html"],
      ["/twice.html", "> /twice"],
      ["/twice.html.html", "second twice.html.html"],
      ["/lone.html.html", "> /lone.html"],
      ["/lone.html", "second lone.html.html"],
      ["/...html", "...html"],
      ["/nothing", MISSING],
    ],
    { cleanUrls: true },
  ));

test("path resolution: a folder's own page goes by the folder's path when it is asked for without its extension", () =>
  requireRows(
    [
      ["/index", "> /"],
      ["/docs/index", "> /docs/"],
      ["/docs/index/", "> /docs/"],
      ["/odd/index", MISSING],
    ],
    { cleanUrls: true },
  ));

test("path resolution: the page for what is not there is not redirected when URLs are clean", () =>
  requireRows(
    [
      ["/404.html", "404.html"],
      ["/404", "second 404.html"],
      ["/docs/404.html", "> /docs/404"],
    ],
    { cleanUrls: true },
  ));

test("path resolution: clean URLs have a slash when trailingSlash is always", () =>
  requireRows(
    [
      ["/about", "> /about/"],
      ["/about/", "second about.html"],
      ["/about.html", "> /about/"],
      ["/docs/index.html", "> /docs/"],
      ["/docs", "> /docs/"],
      ["/plain.txt", "plain.txt"],
    ],
    { cleanUrls: true, trailingSlash: "always" },
  ));

test("path resolution: clean URLs have none when trailingSlash is never", () =>
  requireRows(
    [
      ["/index.html", "> /"],
      ["/docs/index.html", "> /docs"],
      ["/docs/guide.html", "> /docs/guide"],
    ],
    { cleanUrls: true, trailingSlash: "never" },
  ));

test("path resolution: a page stays at its own name when its clean URL is not among those that are to be clean", () =>
  requireRows(
    [
      ["/docs/guide.html", "second docs/guide.html"],
      ["/about.html", "about.html"],
    ],
    { cleanUrls: (path) => path === "/docs/guide.html" },
  ));

test("path resolution: no redirect leads to another, to itself, or off the origin", async () => {
  const trailing = ["auto", "always", "never"] as const;
  const paths = [
    "index.html",
    "about.html",
    "about",
    "docs",
    "docs/index.html",
    "both",
    "both.html",
    "half",
    "half.html",
  ];
  for (const prefix of ["", "/assets", "//evil.example", "/\\evil.example"]) {
    const each: readonly FilesOptions[] = trailing.flatMap((trailingSlash) => [
      { trailingSlash },
      { trailingSlash, cleanUrls: true },
      { trailingSlash, list: true },
    ]);
    for (const options of each) {
      for (const path of paths.flatMap((name) => [`/${name}`, `/${name}/`])) {
        const shown = `${prefix}${path} ${JSON.stringify(options)}`;
        const first = await meaning(path, options, prefix);
        if (!first.startsWith("> ")) continue;
        assert.match(first, /^> \/(?![/\\])/, shown);
        if (prefix.startsWith("//") || prefix.includes("\\")) continue;
        const next = first.slice(2 + prefix.length);
        assert.ok(first.startsWith(`> ${prefix}`), shown);
        const isRoot = next === "";
        const second = isRoot ? await wholeDirectory(prefix, options) : await meaning(next, options, prefix);
        assert.ok(!second.startsWith("> "), `${shown}: ${first}, then ${second}`);
        const isThere = !second.startsWith("no: ") || (path.startsWith("/half") && !options.list);
        assert.ok(isThere, `${shown}: ${first}, then ${second}`);
      }
    }
  }
});

/** The served directory asked for without its slash. */
async function wholeDirectory(prefix: string, options: FilesOptions): Promise<string> {
  const asked = { path: prefix, prefix, segments: [], endsWithSlash: false };
  const resolution = await resolvePath(store, [], asked, options, undefined);
  return resolution.kind === "redirect" ? `> ${resolution.path}` : resolution.kind;
}

test("path resolution: redirects keep what comes before the served directory, with its slash", async () => {
  await requireRows(
    [
      ["/index.html", "> /assets/"],
      ["/about.html", "> /assets/about"],
      ["/docs", "> /assets/docs/"],
    ],
    { cleanUrls: true },
    "/assets",
  );
  assert.equal(await wholeDirectory("/assets", {}), "> /assets/");
  assert.equal(await wholeDirectory("/assets", { trailingSlash: "never" }), "file");
});

test("path resolution: a directory without an index is listed when that is asked for its path", async () => {
  await requireRows(
    [
      ["/bare/", "list bare"],
      ["/bare", "> /bare/"],
      ["/docs/", "docs/index.html"],
      ["/odd/", "list odd"],
    ],
    { list: true },
  );
  assert.equal(await meaning("/bare/", { list: (path) => path !== "/bare/" }), MISSING);
  assert.equal(await meaning("/", { list: true }, "", ["bare"]), "list bare");
});

test("path resolution: each name that was looked for is told when somebody takes notes", async () => {
  const looks: Look[] = [];
  const asked = { path: "/docs/guide", prefix: "", segments: ["docs", "guide"], endsWithSlash: false };
  const resolution = await resolvePath(store, [], asked, { cleanUrls: true }, (look) => looks.push(look));
  assert.equal(lookOutcome(resolution), "docs/guide.html is there");
  assert.deepEqual(lookRows(looks, resolution), [
    ["docs/guide", "no such file"],
    ["docs/guide.html", "a file of 0 octets", true],
  ]);
});
