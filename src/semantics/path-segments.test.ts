import assert from "node:assert/strict";
import { posix, win32 } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  fileNameDifference,
  fileNameRefusal,
  fileNameSpellings,
  isBelow,
  isPathRefusal,
  type PathPlatform,
  parsePathSegments,
  safeBaseName,
} from "./path-segments.ts";

const platforms: readonly PathPlatform[] = ["posix", "darwin", "win32"];

function refusal(path: string, platform: PathPlatform, dotfiles = false): string | undefined {
  const parsed = parsePathSegments(path);
  const refused = isPathRefusal(parsed) ? parsed : fileNameRefusal(parsed.segments, { platform, dotfiles });
  return refused === undefined ? undefined : `${refused.statusCode} ${refused.reason}`;
}

test("path-segments: each segment is decoded once (RFC3986§2.4)", () => {
  assert.deepEqual(parsePathSegments("/"), { segments: [], endsWithSlash: true });
  assert.deepEqual(parsePathSegments("/a/b"), { segments: ["a", "b"], endsWithSlash: false });
  assert.deepEqual(parsePathSegments("/a/b/"), { segments: ["a", "b"], endsWithSlash: true });
  assert.deepEqual(parsePathSegments("/caf%C3%A9/%20x"), { segments: ["café", " x"], endsWithSlash: false });
  assert.deepEqual(parsePathSegments("/100%2525"), { segments: ["100%25"], endsWithSlash: false });
  assert.deepEqual(parsePathSegments("/a+b;c=1"), { segments: ["a+b;c=1"], endsWithSlash: false });
});

test("path-segments: an attack on a path is refused on every platform", () => {
  const attacks: readonly [path: string, refused: string][] = [
    ["", "400 the path does not begin with a slash"],
    ["*", "400 the path does not begin with a slash"],
    ["/..", "400 dot segment"],
    ["/../etc/passwd", "400 dot segment"],
    ["/a/../../b", "400 dot segment"],
    ["/./a", "400 dot segment"],
    ["/a/.", "400 dot segment"],
    ["/%2e%2e/a", "400 dot segment"],
    ["/.%2e/a", "400 dot segment"],
    ["/%2E./a", "400 dot segment"],
    ["/%2e/a", "400 dot segment"],
    ["/..%2f..%2fetc/passwd", "400 encoded slash"],
    ["/a%2Fb", "400 encoded slash"],
    ["/..%5c..%5cwindows", "400 backslash"],
    ["/..\\..\\windows", "400 backslash"],
    ["/a%5Cb", "400 backslash"],
    ["/a%00.html", "400 control character in the path"],
    ["/a%0d%0ab", "400 control character in the path"],
    ["/a%7f", "400 control character in the path"],
    ["/%c0%ae%c0%ae/a", "400 the path is not percent-encoded UTF-8"],
    ["/%e0%80%ae", "400 the path is not percent-encoded UTF-8"],
    ["/%ed%a0%80", "400 the path is not percent-encoded UTF-8"],
    ["/%ff", "400 the path is not percent-encoded UTF-8"],
    ["/%", "400 the path is not percent-encoded UTF-8"],
    ["/%4", "400 the path is not percent-encoded UTF-8"],
    ["/%zz", "400 the path is not percent-encoded UTF-8"],
    ["//a", "404 empty segment"],
    ["//", "404 empty segment"],
    ["/a//b", "404 empty segment"],
    ["/.env", "404 dotfile"],
    ["/%2eenv", "404 dotfile"],
    ["/.git/config", "404 dotfile"],
    ["/...", "404 dotfile"],
    ["/a/.htpasswd", "404 dotfile"],
    ["/a/.well-known/x", "404 dotfile"],
    ["/.well-known/.secret", "404 dotfile"],
    ["/.Well-Known/x", "404 dotfile"],
  ];
  for (const platform of platforms) {
    for (const [path, refused] of attacks) assert.equal(refusal(path, platform), refused, `${path} on ${platform}`);
  }
});

test("path-segments: a decoded twice dot segment is a name like any other", () => {
  assert.equal(refusal("/%252e%252e/a", "posix"), undefined);
  assert.deepEqual(parsePathSegments("/%252e%252e/a"), { segments: ["%2e%2e", "a"], endsWithSlash: false });
});

test("path-segments: names that Windows reads in another way are refused there alone", () => {
  const attacks: readonly [path: string, refused: string][] = [
    ["/C:", "404 drive or stream (a colon)"],
    ["/C:/windows/win.ini", "404 drive or stream (a colon)"],
    ["/c%3a/x", "404 drive or stream (a colon)"],
    ["/index.html::$DATA", "404 drive or stream (a colon)"],
    ["/index.html:secret", "404 drive or stream (a colon)"],
    ["/index.html.", "404 trailing dot or space"],
    ["/index.html...", "404 trailing dot or space"],
    ["/index.html%20", "404 trailing dot or space"],
    ["/a./b", "404 trailing dot or space"],
    ["/con", "404 device name"],
    ["/NUL", "404 device name"],
    ["/a/aux.html", "404 device name"],
    ["/PRN.tar.gz", "404 device name"],
    ["/com1", "404 device name"],
    ["/LPT9.txt", "404 device name"],
    ["/COM%C2%B9", "404 device name"],
    ["/conin$", "404 device name"],
    ["/nul%20.txt", "404 device name"],
    ["/a%3Fb", "404 reserved character"],
    ["/a*b", "404 reserved character"],
    ["/%22a%22", "404 reserved character"],
    ["/SITE~1.JSO", "404 short name (a tilde and a digit)"],
    ["/GIT~1/config", "404 short name (a tilde and a digit)"],
  ];
  for (const [path, refused] of attacks) {
    assert.equal(refusal(path, "win32"), refused, path);
    assert.equal(refusal(path, "posix"), undefined, path);
  }
});

test("path-segments: a dotfile behind what HFS+ overlooks is refused on darwin", () => {
  assert.equal(refusal("/%E2%80%8C.env", "darwin"), "404 dotfile");
  assert.equal(refusal("/%EF%BB%BF.git/config", "darwin"), "404 dotfile");
  assert.equal(refusal("/%E2%80%8C.env", "posix"), undefined);
});

test("path-segments: ordinary names are had on every platform", () => {
  for (const platform of platforms) {
    for (const path of [
      "/",
      "/index.html",
      "/a/b/c.min.js",
      "/caf%C3%A9.html",
      "/a%20b.txt",
      "/~user/x",
      "/console",
      "/nullable.js",
      "/com10",
      "/.well-known/acme-challenge/x",
      "/..a",
    ]) {
      const expected = path === "/..a" ? "404 dotfile" : undefined;
      assert.equal(refusal(path, platform), expected, `${path} on ${platform}`);
    }
  }
});

test("path-segments: dotfiles are had when they are asked for, and never a dot segment", () => {
  assert.equal(refusal("/.env", "posix", true), undefined);
  assert.equal(refusal("/a/.git/config", "posix", true), undefined);
  assert.equal(refusal("/..", "posix", true), "400 dot segment");
  assert.deepEqual(fileNameRefusal([".."], { platform: "posix", dotfiles: true }), {
    statusCode: 400,
    reason: "dot segment",
  });
});

test("path-segments: a name that is not ASCII is looked for composed and decomposed", () => {
  assert.deepEqual(fileNameSpellings("index.html"), ["index.html"]);
  assert.deepEqual(fileNameSpellings("caf\u00e9"), ["caf\u00e9", "cafe\u0301"]);
  assert.deepEqual(fileNameSpellings("cafe\u0301"), ["cafe\u0301", "caf\u00e9"]);
  assert.deepEqual(fileNameSpellings("日本"), ["日本"]);
});

test("path-segments: names differ in case, altogether, or not at all", () => {
  assert.equal(fileNameDifference(["a", "b"], ["a", "b"]), "none");
  assert.equal(fileNameDifference(["caf\u00e9"], ["cafe\u0301"]), "none");
  assert.equal(fileNameDifference(["Index.HTML"], ["index.html"]), "case");
  assert.equal(fileNameDifference(["CAF\u00c9"], ["cafe\u0301"]), "case");
  assert.equal(fileNameDifference(["STRASSE"], ["stra\u00dfe"]), "case");
  assert.equal(fileNameDifference(["a", "b"], ["a"]), "other");
  assert.equal(fileNameDifference(["a", "x"], ["A", "b"]), "other");
});

test("path-segments: a location is below a root by whole names", () => {
  assert.equal(isBelow("/srv/site", "/srv/site", "/"), true);
  assert.equal(isBelow("/srv/site", "/srv/site/a", "/"), true);
  assert.equal(isBelow("/srv/site", "/srv/site-secret/a", "/"), false);
  assert.equal(isBelow("/srv/site", "/srv", "/"), false);
  assert.equal(isBelow("/", "/etc/passwd", "/"), true);
  assert.equal(isBelow("C:\\site", "C:\\site\\a", "\\"), true);
  assert.equal(isBelow("C:\\site", "C:\\site2\\a", "\\"), false);
});

test("path-segments: a claimed name is cut to a harmless base name", () => {
  for (const [claimed, safe] of [
    ["kitten.png", "kitten.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\me\\kitten.png", "kitten.png"],
    ["a\0b.png", "ab.png"],
    ["a\r\nb.png", "ab.png"],
    ["gnp.\u202eexe", "gnp.exe"],
    [".htaccess", "htaccess"],
    ["..", "file"],
    ["", "file"],
    ["a/", "file"],
    ["  kitten .png . ", "kitten .png"],
    ["a<b>:c.png", "abc.png"],
    ["con", "_con"],
    ["NUL.txt", "_NUL.txt"],
    ["cafe\u0301.png", "caf\u00e9.png"],
    ["a\ud800b.png", "ab.png"],
    ["🐈.png", "🐈.png"],
  ] as const) {
    assert.equal(safeBaseName(claimed), safe, JSON.stringify(claimed));
  }
  const long = safeBaseName(`${"🐈".repeat(300)}.jpeg`);
  assert.equal([...long].length, 100);
  assert.ok(long.endsWith("🐈.jpeg"));
});

/** Pieces that attacks are made of, and any other text. */
const anyPath = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "/",
        "..",
        ".",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "\\",
        "%00",
        ":",
        "a",
        " ",
        "%20",
        "~1",
        "nul",
        "%c3%a9",
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => `/${pieces.join("")}`);

test("path-segments: no path whatever leads out of a root on any platform", () => {
  fc.assert(
    fc.property(anyPath, fc.constantFrom(...platforms), fc.boolean(), (path, platform, dotfiles) => {
      const parsed = parsePathSegments(path);
      if (isPathRefusal(parsed)) return;
      if (fileNameRefusal(parsed.segments, { platform, dotfiles }) !== undefined) return;
      for (const segment of parsed.segments) {
        assert.doesNotMatch(segment, /^\.{0,2}$|[/\\\0]/);
        if (!dotfiles) assert.ok(!segment.startsWith(".") || segment === ".well-known");
        if (platform === "win32") assert.doesNotMatch(segment, /[:. ]$|:/);
      }
      const { resolve, sep } = platform === "win32" ? win32 : posix;
      const root = resolve("/srv");
      const location = resolve(root, ...parsed.segments);
      assert.ok(location === root || location.startsWith(root + sep), location);
    }),
    { numRuns: 2000 },
  );
});

test("path-segments: a safe base name names a file on every platform, whatever was claimed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 150 }), (claimed) => {
      const name = safeBaseName(claimed);
      assert.ok([...name].length <= 100 && name !== "");
      for (const platform of platforms) {
        const refused = fileNameRefusal([name], { platform, dotfiles: false })?.reason;
        assert.ok(refused === undefined || refused.startsWith("short name"), `${JSON.stringify(name)}: ${refused}`);
      }
      assert.equal(safeBaseName(name), name, "it is safe already");
    }),
    { numRuns: 2000 },
  );
});
