import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { caseFamilies, caseId, cases } from "../src/cases/index.ts";
import { type CheckReport, check, TargetError, type Verdict } from "../src/conformance/index.ts";
import type { Mistake } from "./tools/mistake.ts";
import { mistakes } from "./tools/mistakes.ts";
import { serveRightSite } from "./tools/right-site.ts";
import type { ServedFolder } from "./tools/served-folder.ts";
import { uncaughtRules } from "./tools/uncaught-rules.ts";
import { WrongServer } from "./tools/wrong-server.ts";

/**
 * Each is tried with the families that it must fail in, and with every so-manieth of all other cases, each mistake with
 * others: together the mistakes try all of them. `PORTHOLE_WRONG_SERVERS=all` tries each with all, for some minutes.
 */
const EVERY = process.env["PORTHOLE_WRONG_SERVERS"] === "all" ? 1 : 16;
/** Wrong servers that are checked at a time. */
const AT_A_TIME = 20;

const isRight: Mistake = { name: "is right", fails: [] };
const isSlow: Mistake = { name: "is slow", delayMs: 300, fails: [] };
const isUnreadable: Mistake = {
  name: "leaves the empty line out",
  responseHead: (head) => head.slice(0, -2),
  fails: [],
};
/** What waits most comes first. */
const tried = [
  isSlow,
  isUnreadable,
  ...mistakes.filter(isWaiting),
  isRight,
  ...mistakes.filter((each) => !isWaiting(each)),
];

/** Each is wrong in one way, and is caught by the cases that are meant for it, and by no others. */
describe("wrong servers", () => {
  let right: ServedFolder;
  const reports = new Map<Mistake, Promise<CheckReport>>();

  before(async () => {
    right = await serveRightSite();
    const waiting: (() => Promise<unknown>)[] = [];
    for (const [at, mistake] of tried.entries()) {
      const only = mistake === isRight ? undefined : casesFor(mistake, at);
      const report = new Promise<CheckReport>((resolve, reject) => {
        waiting.push(() => checkedAtLeisure(mistake, only).then(resolve, reject));
      });
      report.catch(() => undefined);
      reports.set(mistake, report);
    }
    const takeNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
    };
    for (let each = 0; each < AT_A_TIME; each++) void takeNext();
  });

  after(() => right[Symbol.asyncDispose]());

  for (const mistake of mistakes) {
    const { name, fails, warns = [], breaksMuch } = mistake;
    test(`wrong servers: one that ${name} is caught by the cases meant for it`, async () => {
      const report = await reports.get(mistake)!;
      const failed = rulesOf(report, "failed");
      const warned = rulesOf(report, "warned");
      if (breaksMuch !== true) assert.deepEqual(failed, [...fails].toSorted());
      assert.deepEqual(
        fails.filter((rule) => !failed.includes(rule)),
        [],
      );
      assert.deepEqual(
        warns.filter((rule) => !warned.includes(rule)),
        [],
      );
    });
  }

  test("wrong servers: nothing fails, nothing is warned of and all is told when nothing is wrong", async () => {
    const report = await reports.get(isRight)!;
    assert.deepEqual(rulesOf(report, "failed"), []);
    assert.deepEqual(rulesOf(report, "warned"), []);
    assert.deepEqual(
      [...new Set(report.results.filter(({ verdict }) => verdict === "skipped").map(({ got }) => got))],
      ["deadlines are waited for with --deadlines alone"],
    );
    assert.equal(report.cutShort, undefined);
  });

  test("wrong servers: nothing fails when a right one is slow", async () => {
    const report = await reports.get(isSlow)!;
    assert.deepEqual(rulesOf(report, "failed"), []);
  });

  test("wrong servers: one that leaves the empty line out cannot be checked, and that is said", async () => {
    await assert.rejects(reports.get(isUnreadable)!, TargetError);
  });

  /** A machine that is busy with something else makes a right answer late: what differs is tried once more. */
  async function checkedAtLeisure(mistake: Mistake, only: readonly string[] | undefined): Promise<CheckReport> {
    const report = await checked(mistake, only);
    return isAsMeant(mistake, report) ? report : await checked(mistake, only);
  }

  async function checked(mistake: Mistake, only: readonly string[] | undefined): Promise<CheckReport> {
    const server = await WrongServer.listen(right.server.endpoints[0]!.port, mistake);
    try {
      return await check({ url: server.url, goneMs: 0, connectionsMax: 48, ...(only && { only }) });
    } finally {
      await server.close();
    }
  }
});

test("wrong servers: each rule that binds is failed by one of them, or it is said why not", () => {
  const caught = new Set(mistakes.flatMap(({ fails }) => fails));
  const warnedOf = new Set(mistakes.flatMap(({ warns = [] }) => warns));
  const uncaught = cases.filter(({ rule, level, pass }) => {
    const isCaught = caught.has(rule) || (level === "SHOULD" && warnedOf.has(rule));
    return pass.length > 0 && (level === "MUST" || level === "SHOULD") && !isCaught;
  });
  assert.deepEqual(new Set(uncaught.map(({ rule }) => rule)), new Set(Object.keys(uncaughtRules)));
});

test("wrong servers: every rule that one of them fails is a case's", () => {
  const rules = new Set(cases.filter(({ pass }) => pass.length > 0).map(({ rule }) => rule));
  const named = mistakes.flatMap(({ fails, warns = [] }) => [...fails, ...warns]);
  assert.deepEqual(
    named.filter((rule) => !rules.has(rule)),
    [],
  );
});

test("wrong servers: each family but that of deadlines has several of them", () => {
  const named = mistakes.map(({ fails, warns = [] }) => new Set([...fails, ...warns]));
  const few = caseFamilies.filter((family) => {
    const catching = named.filter((rules) => family.cases.some(({ rule }) => rules.has(rule)));
    return family.name !== "deadlines" && catching.length < 2;
  });
  assert.deepEqual(
    few.map(({ name }) => name),
    [],
  );
});

/** The names of the cases that this mistake is tried with; `undefined` where all are. */
function casesFor({ fails, warns = [], breaksMuch }: Mistake, at: number): readonly string[] | undefined {
  if (EVERY === 1) return undefined;
  const rules = new Set([...fails, ...warns]);
  const every = breaksMuch === true ? Number.POSITIVE_INFINITY : EVERY;
  const own = caseFamilies.filter((family) => family.cases.some(({ rule }) => rules.has(rule)));
  const isChosen = (family: (typeof caseFamilies)[number], index: number) =>
    own.includes(family) || index % every === at % EVERY;
  let index = 0;
  return caseFamilies.flatMap((family) => family.cases.filter(() => isChosen(family, index++)).map(caseId));
}

function isAsMeant({ fails, warns = [], breaksMuch }: Mistake, report: CheckReport): boolean {
  const failed = rulesOf(report, "failed");
  const warned = rulesOf(report, "warned");
  const hasAll = fails.every((rule) => failed.includes(rule)) && warns.every((rule) => warned.includes(rule));
  return hasAll && (breaksMuch === true || failed.length === new Set(fails).size);
}

function rulesOf({ results }: CheckReport, verdict: Verdict): readonly string[] {
  return [...new Set(results.filter((each) => each.verdict === verdict).map((each) => each.case.rule))].toSorted();
}

function isWaiting({ takesLong, breaksMuch, isSerial, isDeaf }: Mistake): boolean {
  return [takesLong, breaksMuch, isSerial, isDeaf].includes(true);
}
