import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Hono } from "hono";
import { caseId } from "../src/cases/index.ts";
import { type CaseResult, type CheckOptions, type CheckReport, check, tallyOf } from "../src/conformance/index.ts";
import { type Server, serve } from "../src/index.ts";
import { serveKittens } from "./tools/kittens-site.ts";

/** What the checker says of Porthole, whatever it serves: nothing is wrong, and nothing merely tolerable. */
describe("check", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "porthole-check-"));
    await mkdir(join(folder, "sub"));
    await writeFile(join(folder, "index.html"), '<!doctype html><a href="list.txt">list</a> <a href="sub/">sub</a>');
    await writeFile(join(folder, "sub", "index.html"), "<!doctype html><title>sub</title>");
    await writeFile(join(folder, "list.txt"), Array.from({ length: 600 }, (_, at) => `line ${at}\n`).join(""));
  });

  after(() => rm(folder, { recursive: true }));

  test("check: a folder passes every case when it is served as it is", async () => {
    await using server = await serve(folder, { port: 0, host: "127.0.0.1", log: false });
    const report = await checked(server, {});
    assert.deepEqual(skippedNeeds(report), ["patience", "stream"]);
  });

  test("check: a site of every kind of route passes every case, and none is skipped but for its deadlines", async () => {
    const sited = join(folder, "sited");
    await mkdir(join(sited, "assets"), { recursive: true });
    await copyFile(join(folder, "list.txt"), join(sited, "assets", "list.txt"));
    await writeFile(join(sited, "site.ts"), siteFile);
    await using server = await serve(sited, { port: 0, host: "127.0.0.1", log: false });
    const report = await checked(server, { redirect: "/old", post: "/in" });
    assert.deepEqual(skippedNeeds(report), ["patience"]);
  });

  test("check: the kittens pass every case", async () => {
    await using kittens = await serveKittens();
    await checked(kittens, { redirect: "/cats" });
  });

  test("check: an application of somebody else's framework passes every case that is the server's", async () => {
    const app = new Hono();
    app.get("/", (c) => c.html('<a href="/old">old</a>'));
    app.get("/old", (c) => c.redirect("/"));
    app.post("/in", async (c) => c.json({ octets: (await c.req.arrayBuffer()).byteLength }));
    await using server = await serve(app, { port: 0, host: "127.0.0.1", log: false });
    const { results } = await check({ url: new URL(server.url), post: "/in" });
    assert.deepEqual(
      notRight(results).map((each) => each.case.rule),
      [
        // What the application itself says: the framework knows no methods but by route, has no validators, drops queries.
        "RFC9110-9.1/UNKNOWN-METHOD",
        "RFC9110-15.4/QUERY",
        "RFC9110-8.8.3.1/VALIDATOR",
      ],
    );
    assert.deepEqual(
      results.filter(({ verdict }) => verdict === "failed"),
      [],
    );
  });
});

const siteFile = `
import { files, redirect, site } from "porthole";

async function* letters() {
  for (const letter of "abc") {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield new TextEncoder().encode(letter);
  }
}

export default site({
  "/": () => new Response('<a href="/files/list.txt">list</a> <a href="/stream">s</a>', { headers: { "Content-Type": "text/html" } }),
  "POST /in": async ({ request }) => Response.json({ octets: (await request.arrayBuffer()).byteLength }),
  "/old": redirect(301, "/"),
  "/stream": () => new Response(ReadableStream.from(letters())),
  "/files/*": files("assets"),
});
`;

async function checked(server: Pick<Server, "url">, options: Partial<CheckOptions>): Promise<CheckReport> {
  const report = await check({ url: new URL(server.url), ...options });
  const wrong = notRight(report.results).map(
    (each) => `${each.verdict} ${caseId(each.case)}: ${each.difference}; got ${each.got}`,
  );
  assert.deepEqual(wrong, []);
  assert.equal(report.cutShort, undefined);
  assert.ok(tallyOf(report.results).passed > 500);
  return report;
}

function notRight(results: readonly CaseResult[]): readonly CaseResult[] {
  return results.filter(({ verdict }) => verdict === "failed" || verdict === "warned");
}

/** What the target would have to offer for the cases that were left out, as far as it was looked for. */
function skippedNeeds({ results }: CheckReport): readonly string[] {
  const skipped = results.filter(({ verdict }) => verdict === "skipped");
  const tried = results.filter(({ verdict }) => verdict !== "skipped");
  const offered = new Set(tried.flatMap((each) => each.case.needs));
  const needs = skipped.flatMap((each) => each.case.needs.filter((need) => !offered.has(need)));
  return [...new Set(needs)].toSorted();
}
