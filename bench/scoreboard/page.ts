// docs/scoreboard.md, written from what a run kept.
import {
  answersByCase,
  countsIn,
  countsOf,
  type FamilyCounts,
  type RuleRecord,
  respected,
  type Scoreboard,
  type ServerRecord,
  withoutCases,
} from "./record.ts";
import { type Disagreement, disagreements } from "./standing.ts";

/** The page in Markdown. */
export function writePage(board: Scoreboard): string {
  return `${[
    "# Scoreboard",
    ...introduction(board),
    "## Who fails least",
    ...summary(board),
    "## By family",
    ...byFamily(board),
    "## Where all respected servers differ from the cases",
    ...contestedCases(disagreements(board)),
    "## Limits and deadlines",
    ...measurements(board),
    "## What each failed",
    ...board.servers.flatMap((server) => failures(server, board)),
    "## Replay a case",
    ...replaying,
  ].join("\n\n")}\n`;
}

function introduction(board: Scoreboard): readonly string[] {
  const cases = board.families.reduce((sum, family) => sum + family.cases, 0);
  return [
    "`porthole check` on Porthole and on other servers, each on loopback and set up as its own documentation begins: what it " +
      "fails here it may pass with other settings, and what its authors chose they may have had reasons for. Written by " +
      "`npm run scoreboard`, never by hand.",
    `${board.date} · ${cases} cases · Node ${board.node} for all that are Node programs · ${
      board.deadlines ? "deadlines were waited for" : "deadlines were not waited for (`--deadlines`)"
    }`,
    "A case **passes** where the RFC's sentence is kept, **warns** where what was done is tolerable, **fails** for all else, " +
      "and is **skipped** where it does not apply, as ranges do not to a server that has none.",
  ];
}

function summary({ servers, leftOut }: Scoreboard): readonly string[] {
  const sorted = servers.toSorted(
    (one, other) => countsOf(one)[2] - countsOf(other)[2] || warnedOf(one) - warnedOf(other),
  );
  const rows = sorted.map((server) => {
    const [passed, warned, failed, skipped] = countsOf(server);
    return [`[${server.name}](#${anchor(server)}) ${server.version}`, failed, warned, passed, skipped, server.setup];
  });
  const missing = leftOut.map(({ name, reason }) => `- ${name}: ${reason}`).join("\n");
  return [
    table(["server", "failed", "warned", "passed", "skipped", "set up here as"], rows),
    ...(missing === "" ? [] : ["Left out:", missing]),
  ];
}

function warnedOf(server: ServerRecord): number {
  return countsOf(server)[1];
}

const columnsMax = 7;

function byFamily({ families, servers }: Scoreboard): readonly string[] {
  const [porthole, ...others] = servers;
  const tables: string[] = [];
  for (let at = 0; at < Math.max(others.length, 1); at += columnsMax - 1) {
    const columns = [porthole!, ...others.slice(at, at + columnsMax - 1)];
    const rows = families.map(({ name, title }) => [title, ...columns.map((server) => cell(countsIn(server, name)))]);
    tables.push(table(["", ...columns.map(({ name }) => name)], rows));
  }
  return ["Passed · warned · failed · skipped.", ...tables];
}

function cell(counts: FamilyCounts): string {
  const [passed, warned, failed, skipped] = counts.map((count) => (count === 0 ? "–" : String(count)));
  return `${passed} · ${warned} · ${failed === "–" ? failed : `**${failed}**`} · ${skipped}`;
}

function contestedCases(disputed: readonly Disagreement[]): readonly string[] {
  const names = `${respected.slice(0, -1).join(", ")} and ${respected.at(-1)}`;
  const explained = `Cases that none of ${names} passes, as far as they apply to it. Where all of these differ from us, we are the first to be suspected: each is here with the reason why it stands.`;
  if (disputed.length === 0) return [explained, "There is none."];
  const byReason = new Map<string, Disagreement[]>();
  for (const each of disputed) {
    const reason = each.reason ?? "**No reason is written yet.**";
    byReason.set(reason, [...(byReason.get(reason) ?? []), each]);
  }
  return [
    explained,
    ...Array.from(byReason, ([reason, cases]) =>
      [`- ${reason}`, ...cases.map(({ id, failedBy }) => `  - ${code(id)}: ${failers(failedBy)}`)].join("\n"),
    ),
  ];
}

function failers(failedBy: readonly string[]): string {
  return failedBy.length === 0 ? "all are warned" : `${failedBy.join(", ")} fail, the others are warned`;
}

function measurements({ servers }: Scoreboard): readonly string[] {
  const titles = [...new Set(servers.flatMap(({ measured }) => Object.keys(measured)))];
  if (titles.length === 0) return ["None were measured."];
  const rows = servers.map((server) => [server.name, ...titles.map((title) => plain(server.measured[title] ?? "–"))]);
  return [table(["server", ...titles], rows)];
}

/** A server's failed cases, by what is to be changed; what it shares with the one it stands on stands there. */
function failures(server: ServerRecord, { advices, servers }: Scoreboard): readonly string[] {
  const base = servers.find(({ name }) => name === server.on);
  const shared = new Map([...answersByCase(base?.failed ?? [])].filter(([id]) => answersByCase(server.failed).has(id)));
  const failed = withoutCases(server.failed, shared);
  const warned = withoutCases(server.warned, answersByCase(base?.warned ?? []));
  const skipped = Object.entries(server.skipped).map(([reason, count]) => `- ${count}: ${plain(reason)}`);
  return [
    `### ${heading(server)}`,
    ...(server.cutShort === undefined ? [] : [`The run ended early: ${plain(server.cutShort)}.`]),
    ...(base === undefined || shared.size === 0
      ? []
      : [`It stands on [${base.name}](#${anchor(base)}), and fails ${shared.size} cases that are listed there.`]),
    ...(server.failed.length === 0 ? ["It fails no case."] : []),
    ...[...new Set(failed.map(({ advice }) => advice))].map((advice) => {
      const rules = failed.filter((each) => each.advice === advice);
      return `**${plain(advices[advice]!)}**\n\n${rules.flatMap(ruleLines).join("\n")}`;
    }),
    ...(warned.length === 0
      ? []
      : [
          details(
            base === undefined ? "Warned" : `Warned, and ${base.name} is not`,
            warned.flatMap(ruleLines).join("\n"),
          ),
        ]),
    ...(skipped.length === 0 ? [] : [details("Skipped", skipped.join("\n"))]),
  ];
}

function ruleLines({ rule, level, answers }: RuleRecord): readonly string[] {
  return Object.entries(answers).map(
    ([answer, titles]) => `- ${code(rule)} (${level}), ${plain(answer)}: ${titles.map(code).join(", ")}`,
  );
}

const replaying = [
  "A case's name is its rule and, after a space, its title. Against a server that is running, this shows the octets of both " +
    "directions, the RFC's sentence and what is expected:",
  '```sh\nnpx porthole check http://localhost:8080/ --only "<name>" --verbose\n```',
  "How each server is started here is in [`bench/peers/`](../bench/README.md).",
];

function heading({ name, version }: ServerRecord): string {
  return `${name} ${version}`;
}

/** The anchor of a heading, as it is made of its words. */
function anchor(server: ServerRecord): string {
  return heading(server)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}

function details(title: string, text: string): string {
  return `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map((_, at) => (at === 0 ? "---" : "---")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A name as it is, in a code span: longer quotes than it has itself, and no character that ends a cell or line. */
function code(text: string): string {
  const quotes = "`".repeat(Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length)) + 1);
  const padding = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${quotes}${padding}${text}${padding}${quotes}`;
}

/** Words without a meaning in Markdown. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, "\\$&").replace(/\s+/g, " ");
}
