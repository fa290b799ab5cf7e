import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { type CheckOptions, TargetError } from "./check-options.ts";
import { survey } from "./survey.ts";
import { playedServer, response } from "./testing/played-server.ts";

type Answer = (request: { method: string; path: string; line: (name: string) => string | undefined }) => string;

/** Looks at a server that answers each request so, and closes the connection when the answer says so. */
async function surveyed(answer: Answer, options: Partial<CheckOptions> = {}) {
  const server = await playedServer((socket, received) => {
    const [head = ""] = received.split("\r\n\r\n");
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (!received.includes("\r\n\r\n") || received.length < head.length + 4 + length) return;
    const [method = "", path = ""] = head.split(" ");
    const line = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1];
    socket.end(answer({ method, path, line }), "latin1");
  });
  try {
    const { hostname: host, port } = server.url;
    return await survey({ url: server.url, ...options }, { host, port: Number(port) });
  } finally {
    server.close();
  }
}

const notFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
const notAllowed = "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n";
const modified = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT";

describe("survey", () => {
  test("survey: the page's links are looked at, and the one with the strongest validator is the file", async () => {
    const found = await surveyed(({ method, path, line }) => {
      if (method !== "GET") return notAllowed;
      if (path === "/")
        return response('<a href="a.txt">a</a> <script src=b.js></script><a href="//other/x">o</a>', "Server: t/1");
      if (path === "/a.txt") return response("a".repeat(40), modified);
      if (path !== "/b.js") return notFound;
      if (line("range") !== undefined) return response("b").replace("200 OK", "206 Partial Content");
      const isCoded = line("accept-encoding") === "gzip";
      return isCoded
        ? response(gzipSync("b".repeat(30)).toString("latin1"), 'ETag: "b-gzip"', "Content-Encoding: gzip")
        : response("b".repeat(30), 'ETag: "b"', modified);
    });
    assert.equal(found.software, "t/1");
    const { file, etag, weakEtag, length, lastPosition, lastModified, earlier, later, coded, codedEtag } = found.values;
    assert.equal(found.values.encodedFile, "/b.j%73");
    assert.deepEqual([file, etag, weakEtag, length, lastPosition], ["/b.js", '"b"', 'W/"b"', "30", "29"]);
    assert.deepEqual(
      [lastModified, earlier, later],
      ["Sun, 06 Nov 1994 08:49:37 GMT", "Sat, 05 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:37 GMT"],
    );
    assert.deepEqual(
      [found.values.lastModifiedDashed, found.values.lastModifiedAsctime],
      ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
    );
    assert.deepEqual([coded, codedEtag], ["/b.js", '"b-gzip"']);
    assert.deepEqual([...found.lacks.keys()].toSorted(), ["patience", "redirect", "stream"]);
    assert.equal(found.ignoresContent, true, "only GET takes content");
  });

  test("survey: what a plain target does not offer is told with its reason", async () => {
    const found = await surveyed(() => "HTTP/1.0 200 OK\r\n\r\n<h1>always</h1>");
    assert.match(found.lacks.get("file")!, /no path was found .* --file/);
    assert.match(found.lacks.get("not-found")!, /is answered 200, not 404/);
    for (const need of ["etag", "strong-etag", "validator", "last-modified", "ranges", "coding", "redirect"] as const) {
      assert.ok(found.lacks.has(need), need);
    }
    assert.equal(found.alwaysCloses, true);
    assert.deepEqual([found.values.POST, found.ignoresContent], ["POST", true], "a POST brings what GET brings");
  });

  test("survey: a form's action is what takes content, where the page itself takes none", async () => {
    const page = response('<form action="/other"></form><form method="post" action="guestbook?a=1&amp;b=2"></form>');
    const found = await surveyed(({ method, path }) => {
      if (method === "GET") return path === "/" ? page : notFound;
      return path === "/guestbook?a=1&b=2" ? response("thanks") : notAllowed;
    });
    assert.deepEqual([found.values.POST, found.values.post], ["POST", "/guestbook?a=1&b=2"]);
    assert.equal(found.ignoresContent, false);
  });

  test("survey: content is not asked about again where nothing takes it", async () => {
    const found = await surveyed(({ method, line }) =>
      method === "GET" && line("content-length") === undefined ? response("page") : notAllowed,
    );
    assert.match(found.lacks.get("content")!, /^POST \/ is answered 405, GET \/ is answered 405; --post names a path/);
  });

  test("survey: the letter that is encoded is one of the path, not of its query; without one it is said so", async () => {
    const all = () => response("a".repeat(40));
    const queried = await surveyed(all, { file: "/a1?b=c" });
    assert.equal(queried.values.encodedFile, "/%611?b=c");
    const bare = await surveyed(all, { file: "/" });
    assert.deepEqual([bare.values.file, bare.values.encodedFile], ["/", undefined]);
    assert.match(bare.lacks.get("encoded-file")!, /has no letter/);
  });

  test("survey: a page that is another one each time is no file", async () => {
    let visits = 0;
    const found = await surveyed(() => response(`visit ${100 + visits++}`, 'ETag: "x"'));
    assert.match(found.lacks.get("etag")!, /other octets each time/);
  });

  test("survey: a folder without its slash is the redirect", async () => {
    const found = await surveyed(({ path }) => {
      if (path === "/") return response('<a href="sub/">sub</a>');
      return path === "/sub" ? "HTTP/1.1 301 Moved\r\nLocation: /sub/\r\nContent-Length: 0\r\n\r\n" : response("sub");
    });
    assert.equal(found.values.redirect, "/sub");
  });

  test("survey: the paths that are given are taken, and no others", async () => {
    const found = await surveyed(
      ({ method, path }) =>
        method === "POST" && path !== "/in" ? notAllowed : response(`content of ${path}`, 'ETag: "x"'),
      { file: "/given", post: "/in" },
    );
    assert.deepEqual([found.values.file, found.values.post], ["/given", "/in"]);
  });

  test("survey: a page that is not there, and a server that says nothing, end it with what to do", async () => {
    await assert.rejects(
      surveyed(() => notFound),
      (error) => {
        assert.ok(error instanceof TargetError);
        assert.deepEqual(
          [error.kind, error.message],
          ["unusable", "GET / is answered 404 Not Found: most cases ask for a page that is there"],
        );
        return /--path/.test(error.hint ?? "");
      },
    );
    await assert.rejects(
      surveyed(() => ""),
      { kind: "unreachable", message: /the connection was closed at once/ },
    );
    await assert.rejects(survey({ url: new URL("http://127.0.0.1:1/") }, { host: "127.0.0.1", port: 1 }), {
      kind: "unreachable",
      message: /nobody answers at 127\.0\.0\.1 port 1/,
    });
  });

  const strangeFiles: readonly (readonly [
    what: string,
    lines: readonly string[],
    need: "etag" | "last-modified",
    RegExp,
  ])[] = [
    ["a tag without quotes", ["ETag: abc"], "etag", /no entity tag: abc/],
    [
      "a date as in ISO 8601",
      ["Last-Modified: 2024-06-25T17:12:18Z"],
      "last-modified",
      /no Last-Modified that is a date/,
    ],
  ];
  for (const [what, lines, need, reason] of strangeFiles) {
    test(`survey: conditions are not asked for when a file has ${what}`, async () => {
      const found = await surveyed(() => response("a".repeat(30), ...lines));
      assert.equal(found.lacks.has("file"), false);
      assert.match(found.lacks.get(need)!, reason);
      assert.equal(found.lacks.has("validator"), true);
    });
  }

  test("survey: conditions are not asked for when the tag is another each time", async () => {
    let count = 0;
    const found = await surveyed(() => response("a".repeat(30), `ETag: "${++count}"`));
    assert.match(found.lacks.get("strong-etag")!, /another each time/);
  });

  test("survey: ranges are not asked for when the file has another length than is said", async () => {
    const found = await surveyed(({ line }) => {
      if (line("range") !== undefined) return response("a").replace("200 OK", "206 Partial Content");
      return `${response("a".repeat(30))}a`;
    });
    assert.equal(found.lacks.has("file"), false);
    assert.match(found.lacks.get("ranges")!, /another length/);
  });
});
