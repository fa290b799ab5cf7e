import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writePage } from "../bench/scoreboard/page.ts";
import { answersByCase, type Checked, countsOf, type Scoreboard, scoreboardOf } from "../bench/scoreboard/record.ts";
import { changes, disagreements, reasonsLeftOver } from "../bench/scoreboard/standing.ts";
import { type CaseFamily, caseFamilies, caseId } from "../src/cases/index.ts";
import type { CaseResult, Verdict } from "../src/conformance/index.ts";
import { projectRoot } from "./tools/project-files.ts";

/** Two families with two cases each, one of which has a name that means something in Markdown. */
const families = caseFamilies.slice(0, 2).map((family, at): CaseFamily => {
  const [first, second] = family.cases.filter((each) => each.advice !== "");
  const title = at === 0 ? "a `name` with | and <b>" : first!.title;
  return { ...family, cases: [{ ...first!, title, advice: "Mend *this* first." }, second!] };
});
const all = families.flatMap((family) => family.cases.map((each) => ({ family, case: each })));
const names = all.map((each) => caseId(each.case));

/** A report of these verdicts, of the four cases in order, each with what the server did. */
function checked(name: string, answers: readonly (readonly [Verdict, string?])[]): Checked {
  const url = "http://127.0.0.1:54321/";
  const results = answers.map(([verdict, said = ""], at): CaseResult => {
    const difference = verdict === "skipped" ? "" : said;
    const nothing = { expected: "", exchanged: [], ending: "closed", durationMs: 1 } as const;
    return { ...all[at]!, ...nothing, verdict, got: said, difference };
  });
  const measurements = [{ name: "x", title: "Longest target", finding: "8,000", value: 8000, unit: "octets" }] as const;
  const run = { url, software: "", startedAt: new Date(0), durationMs: 1, offers: [], cutShort: undefined };
  return { name, version: "1.2.3", setup: `as ${name}'s authors say`, report: { ...run, results, measurements } };
}

const run = { date: "2026-01-02", node: "26.0.0", deadlines: false, leftOut: [{ name: "Hiawatha", reason: "none" }] };

const board = scoreboardOf(
  [
    checked("Porthole", [["passed"], ["passed"], ["passed"], ["passed"]]),
    checked("nginx", [["failed", "200 to 127.0.0.1:54321 | *?*"], ["warned", "closed"], ["passed"], ["failed", "404"]]),
    checked("Caddy", [["failed", "500"], ["passed"], ["skipped", "no ranges"], ["skipped", "no ranges"]]),
    checked("serve", [["passed"], ["passed"], ["passed"], ["passed"]]),
  ],
  run,
);

test("scoreboard: counts and answers are kept, and no port, when reports come in", () => {
  assert.deepEqual(board.servers.map(countsOf), [
    [4, 0, 0, 0],
    [1, 1, 2, 0],
    [1, 0, 1, 2],
    [4, 0, 0, 0],
  ]);
  const nginx = board.servers[1]!;
  assert.deepEqual(
    [...answersByCase(nginx.failed)],
    [
      [names[0], "200 to {authority} | *?*"],
      [names[3], "404"],
    ],
  );
  assert.deepEqual([...answersByCase(nginx.warned)], [[names[1], "closed"]]);
  assert.equal(board.advices[nginx.failed[0]!.advice], "Mend *this* first.");
  assert.deepEqual(board.servers[2]!.skipped, { "no ranges": 2 });
  assert.deepEqual(
    board.families.map((family) => family.cases),
    [2, 2],
  );
  assert.doesNotMatch(JSON.stringify(board), /54321/);
});

test("scoreboard: cases of a rule that were answered alike are kept together when reports come in", () => {
  const twin = { ...all[1]!, case: { ...all[0]!.case, title: "its twin" } };
  const { report } = checked("nginx", [["failed", "200"]]);
  const results = [report.results[0]!, { ...report.results[0]!, ...twin }];
  const one = scoreboardOf([{ ...checked("nginx", []), report: { ...report, results } }], run).servers[0]!;
  assert.equal(one.failed.length, 1);
  assert.deepEqual(one.failed[0]!.answers, { 200: [all[0]!.case.title, "its twin"] });
});

test("scoreboard: nothing is lost when it is kept as JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(board)), board);
});

test("scoreboard page: who fails least comes first, with a link to all that it failed, when it is written", () => {
  const page = writePage(board);
  const order = [...page.matchAll(/^\| \[([^\]]+)\]\(#([^)]+)\)/gm)].map(([, name, anchor]) => [name, anchor]);
  assert.deepEqual(order, [
    ["Porthole", "porthole-123"],
    ["serve", "serve-123"],
    ["Caddy", "caddy-123"],
    ["nginx", "nginx-123"],
  ]);
  assert.match(page, /\| \[nginx\]\(#nginx-123\) 1\.2\.3 \| 2 \| 1 \| 1 \| 0 \| as nginx's authors say \|/);
  assert.match(page, /- Hiawatha: none/);
  assert.ok(page.includes(`| ${families[0]!.title} | 2 · – · – · – | – · 1 · **1** · – | 1 · – · **1** · – |`), page);
});

test("scoreboard page: names and answers stay text when they have what means something in Markdown", () => {
  const page = writePage(board);
  assert.ok(page.includes("**Mend \\*this\\* first.**\n\n- "), page);
  const { rule, level, title } = all[0]!.case;
  assert.ok(page.includes(`- \`${rule}\` (${level}), 200 to {authority} \\| \\*?\\*: \`\`${title}\`\`\n`), page);
});

test("scoreboard: a case is disputed when no respected server that it applies to passes it", () => {
  assert.deepEqual(disagreements(board, {}), [{ id: names[0], failedBy: ["nginx", "Caddy"], reason: undefined }]);
  const [reasoned] = disagreements(board, { [names[0]!.slice(0, 12)]: "The RFC says so." });
  assert.equal(reasoned!.reason, "The RFC says so.");
  assert.deepEqual(reasonsLeftOver(board, { [names[0]!]: "so", "RFC9999-1/GONE": "and so" }), ["RFC9999-1/GONE"]);
  assert.match(writePage(board), /No reason is written yet/);
  const warned = scoreboardOf([checked("nginx", [["warned"]]), checked("Caddy", [["warned"]])], run);
  assert.deepEqual(disagreements(warned, {}), [{ id: names[0], failedBy: [], reason: undefined }]);
  assert.match(writePage(warned), /: all are warned/);
  const alone = scoreboardOf([checked("nginx", [["failed", "500"], ["passed"], ["passed"], ["passed"]])], run);
  assert.match(writePage(alone), /There is none\./, "one is not all");
});

test("scoreboard: what changed is told when there is an earlier one", () => {
  const nginx = { ...checked("nginx", [["passed"], ["passed"], ["failed", "x"], ["failed", "404"]]), version: "1.2.2" };
  const earlier = scoreboardOf([checked("Porthole", []), nginx], run);
  assert.deepEqual(changes(earlier, board), [
    "nginx: 1.2.2 → 1.2.3",
    `nginx: fails now: ${names[0]}: 200 to {authority} | *?*`,
    `nginx: fails no more: ${names[2]}`,
    "Caddy: not there before",
    "serve: not there before",
  ]);
});

function read(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

const kept = JSON.parse(read("docs/scoreboard.json")) as Scoreboard;

test("scoreboard page: it is what docs/scoreboard.json says when it is written again", () => {
  assert.equal(read("docs/scoreboard.md"), writePage(kept));
});

test("scoreboard: Porthole fails no case and is warned of none in what is kept", () => {
  const porthole = kept.servers.find(({ name }) => name === "Porthole");
  assert.deepEqual({ failed: porthole?.failed, warned: porthole?.warned }, { failed: [], warned: [] });
});

test("scoreboard: each case that no respected server passes has its reason when it is kept, and no reason is left over", () => {
  assert.deepEqual(
    disagreements(kept).filter(({ reason }) => reason === undefined),
    [],
  );
  assert.deepEqual(reasonsLeftOver(kept), []);
});

test("peers' packages: versions are fixed, and the lock names no host, when both are read", () => {
  const { dependencies } = JSON.parse(read("bench/peers/package.json")) as { dependencies: Record<string, string> };
  const { packages } = JSON.parse(read("bench/peers/package-lock.json")) as {
    packages: Record<string, { version?: string; resolved?: string; dependencies?: Record<string, string> }>;
  };
  for (const [name, version] of Object.entries(dependencies)) {
    assert.match(version, /^[0-9]+\.[0-9]+\.[0-9]+$/, name);
    assert.equal(packages[`node_modules/${name}`]?.version, version, name);
  }
  assert.deepEqual(packages[""]?.dependencies, dependencies);
  assert.deepEqual(
    Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined),
    [],
  );
});

test("peers' packages: the project's own lock knows none of them when it is read", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, unknown> };
  for (const name of ["fastify", "express", "srvx", "bun", "deno", "sirv"])
    assert.ok(!(`node_modules/${name}` in packages), name);
  assert.doesNotMatch(read("package.json"), /"workspaces"/);
});
