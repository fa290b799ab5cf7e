import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type CheckReport, check, type Verdict } from "../src/conformance/index.ts";
import { type Server, serve } from "../src/index.ts";
import { mistakes } from "./tools/mistakes.ts";
import { type Mistake, WrongServer } from "./tools/wrong-server.ts";

/** Each is wrong in one way, and is caught by the cases that are meant for it, and by no others. */
describe("wrong servers", () => {
  let folder: string;
  let right: Server;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "porthole-wrong-"));
    await mkdir(join(folder, "sub"));
    await writeFile(join(folder, "index.html"), '<!doctype html><a href="list.txt">list</a> <a href="sub/">sub</a>');
    await writeFile(join(folder, "sub", "index.html"), "<!doctype html><title>sub</title>");
    await writeFile(join(folder, "list.txt"), Array.from({ length: 600 }, (_, at) => `line ${at}\n`).join(""));
    right = await serve(folder, { port: 0, host: "127.0.0.1", log: false });
  });

  after(async () => {
    await right.close();
    await rm(folder, { recursive: true });
  });

  test("wrong servers: nothing fails when nothing is wrong", async () => {
    const report = await checked({ name: "none", fails: [] });
    assert.deepEqual(rulesOf(report, "failed"), []);
    assert.equal(report.cutShort, undefined);
  });

  for (const mistake of mistakes) {
    test(`wrong servers: one that ${mistake.name} is caught by the cases meant for it, and no others`, async () => {
      const report = await checked(mistake);
      assert.deepEqual(rulesOf(report, "failed"), [...new Set(mistake.fails)].toSorted());
      if (mistake.warns !== undefined) {
        for (const rule of mistake.warns) assert.ok(rulesOf(report, "warned").includes(rule), `${rule} is warned of`);
      }
    });
  }

  async function checked(mistake: Mistake): Promise<CheckReport> {
    const server = await WrongServer.listen(right.endpoints[0]!.port, mistake);
    try {
      return await check({ url: server.url });
    } finally {
      await server.close();
    }
  }
});

function rulesOf({ results }: CheckReport, verdict: Verdict): readonly string[] {
  return [...new Set(results.filter((each) => each.verdict === verdict).map((each) => each.case.rule))].toSorted();
}
