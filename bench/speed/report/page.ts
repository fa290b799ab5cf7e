// docs/performance.md, written from what a run kept: the prose is here, the numbers are the run's.
import type {
  BarRecord,
  FiguresRecord,
  LeftOut,
  MachineRecord,
  RunRecord,
  ScenarioRecord,
} from "../figures/records.ts";
import { count, octetsPerSecond, ratio, ratioWithSpread, size } from "./numbers.ts";

interface Group {
  readonly title: string;
  readonly told?: string;
  readonly ids: readonly string[];
}

const groups: readonly Group[] = [
  { title: "Text", ids: ["text", "text-browser", "pipelined", "close", "text-h2load"] },
  { title: "Applications", ids: ["json", "params", "json-in-out", "template", "form", "upload", "handler", "hono"] },
  { title: "Files", ids: ["file-1k", "file-16k", "file-100k", "file-10m", "not-modified", "precompressed"] },
  {
    title: "When something grows",
    told: "![Rates as routes, connections, field lines and responses grow](performance-growth.svg)",
    ids: ["routes", "connections", "fields", "sizes"],
  },
  { title: "Memory, start-up, the engine", ids: ["memory", "start-up", "engine"] },
  {
    title: "Two workers",
    told:
      "`--workers 2` starts two processes that share the port. This machine has two cores and the load needs one of them, so what is seen " +
      "here is what the server wins from the rest of the second core, not what two cores of its own would give.",
    ids: ["workers", "workers-template"],
  },
  { title: "On Bun", ids: ["bun-text", "bun-file"] },
];

/** The page in Markdown. */
export function writePage(run: RunRecord): string {
  return `${[
    "# Performance",
    ...introduction(run),
    "## The bars",
    ...barsSection(run.bars),
    ...groups.flatMap((group) => section(group, run)),
    "## How it was measured",
    ...method(run),
    "## The machine",
    machineTable(run.machine),
  ].join("\n\n")}\n`;
}

function introduction({ machine, bars, remark }: RunRecord): readonly string[] {
  const met = bars.filter(({ verdict }) => verdict === "met").length;
  return [
    ...(remark === undefined ? [] : [`> **Provisional.** ${remark}`]),
    `Porthole beside other servers, ${remark === undefined ? "in one run, " : ""}on one machine: ${machine.processor}, ${machine.cores} cores, Node ` +
      `${machine.versions["Node"]}, ${machine.date}. Written by \`npm run bench\`, never by hand; [bench/README.md](../bench/README.md) ` +
      "says how to run it yourself, and [0019](decisions/0019-how-speed-is-measured.md) why it measures so.",
    "**Only ratios count.** The rates beside them change by a fifth from hour to hour and by more from machine to machine; the ratio of two " +
      "servers that took turns within seconds does not. A ratio is how many times the other's rate Porthole has: 2.00 is twice " +
      "as many requests a second, 0.50 half as many. In parentheses are the lowest and the highest round.",
    "![How many times the requests of other servers Porthole answers](performance.svg)",
    `Of the ${bars.length} bars that were set before, ${met} ${met === 1 ? "is" : "are"} met.`,
  ];
}

function barsSection(bars: readonly BarRecord[]): readonly string[] {
  const signs = { met: "✓ met", unmet: "**✗ unmet**", "not measured": "– not measured" } as const;
  return [
    "What was to be reached, whether it was or not: the median of the rounds decides.",
    table(
      ["", "", "wanted", "measured"],
      bars.map(({ title, wanted, measured, verdict }) => [
        signs[verdict],
        title,
        wanted,
        measured === undefined ? "–" : ratioWithSpread(measured),
      ]),
      [],
    ),
  ];
}

function section({ title, told, ids }: Group, run: RunRecord): readonly string[] {
  const parts = ids.flatMap((id) => {
    const scenario = run.scenarios.find((each) => each.id === id);
    if (scenario !== undefined) return scenarioSection(scenario);
    const figures = run.figures.find((each) => each.id === id);
    return figures === undefined ? [] : figuresSection(figures);
  });
  return parts.length === 0 ? [] : [`## ${title}`, ...(told === undefined ? [] : [told]), ...parts];
}

function scenarioSection(record: ScenarioRecord): readonly string[] {
  const grows = record.contestants.some(({ at }) => at !== undefined);
  return [
    `### ${record.title}`,
    record.told,
    grows ? growthTable(record) : ratesTable(record),
    ...leftOutList(record.leftOut),
  ];
}

function ratesTable({ contestants, pairs, counts }: ScenarioRecord): string {
  const rows = contestants.map((each, place) => {
    const pair = pairs.find(({ other }) => other === each.name);
    return [
      place === 0 ? `**${each.name}**` : each.name,
      place === 0 ? "–" : pair === undefined ? "–" : ratioWithSpread(pair.rate),
      pair?.processorTime === undefined ? "–" : ratio(pair.processorTime.median),
      counts === "octets" ? octetsPerSecond(each.octetsPerSecond.median) : count(each.requestsPerSecond.median),
      each.processorMicroseconds === undefined ? "–" : count(each.processorMicroseconds.median),
      each.latency99Ms === undefined ? "–" : count(each.latency99Ms.median),
    ];
  });
  const first = contestants[0]?.name ?? "Porthole";
  const rate = counts === "octets" ? "octets" : "requests/s";
  return table(
    ["", `${first} ÷ it: rate`, `${first} ÷ it: CPU time`, rate, "CPU µs a request", "99 % within ms"],
    rows,
    [2, 3, 4, 5],
  );
}

/** One row a size, one column a server. */
function growthTable({ contestants, pairs, counts }: ScenarioRecord): string {
  const names = [...new Set(contestants.map(({ name }) => name))];
  const sizes = [...new Set(contestants.map(({ at }) => at!))].toSorted((one, other) => one - other);
  // Either each server is compared with itself at one size, or the first with the others at each.
  const isOwn = pairs.some(({ one, other }) => one === other);
  const base = pairs.find(({ one, other }) => one === other)?.otherAt;
  const rateOf = (name: string, at: number) => {
    const found = contestants.find((each) => each.name === name && each.at === at);
    if (found === undefined) return "–";
    return counts === "octets" ? octetsPerSecond(found.octetsPerSecond.median) : count(found.requestsPerSecond.median);
  };
  const columns = isOwn ? names : names.slice(1);
  const ratios = columns.map((name) => (isOwn ? `${name}, × at ${size(base ?? 1)}` : `${names[0]} ÷ ${name}`));
  const rows = sizes.map((at) => [
    size(at),
    ...names.map((name) => rateOf(name, at)),
    ...columns.map((name) => {
      const pair = pairs.find(
        ({ one, oneAt, other }) => oneAt === at && other === name && one === (isOwn ? name : names[0]),
      );
      if (pair !== undefined) return ratioWithSpread(pair.rate);
      return isOwn && at === base ? "1" : "–";
    }),
  ]);
  const numbers = names.map((_, place) => place + 1);
  return table(["", ...names, ...ratios], rows, [0, ...numbers]);
}

function figuresSection({ title, told, unit, figures, leftOut }: FiguresRecord): readonly string[] {
  const rows = figures.map(({ name, value, setup }) => [
    name.startsWith("Porthole") ? `**${name}**` : code(name),
    `${count(value.median)} (${count(value.lowest)}–${count(value.highest)})`,
    setup,
  ]);
  return [`### ${title}`, told, table(["", unit, "set up as"], rows, []), ...leftOutList(leftOut)];
}

function leftOutList(all: readonly LeftOut[]): readonly string[] {
  if (all.length === 0) return [];
  const items = all.map(
    ({ name, at, reason }) => `- ${at === undefined ? name : `${name} at ${size(at)}`}: ${plain(reason)}`,
  );
  return [["Without a result:", "", ...items].join("\n")];
}

function method({ machine, rounds, seconds, scenarios }: RunRecord): readonly string[] {
  const setups = new Map(
    scenarios.flatMap(({ contestants }) =>
      contestants.map(({ name, version, setup }) => [`${name}|${setup}`, [name, version, setup]] as const),
    ),
  );
  return [
    [
      `- Each server is one process on one core, the load on the other; ${rounds} rounds of ${seconds} s each, three seconds before to warm up: compilers run on the server's core too.`,
      "- Servers take turns: Porthole, one other, Porthole, the next, and so on, so that what drifts on the machine touches both of a pair. The ratio is of the two " +
        "that followed each other; what is shown is the median of the rounds.",
      "- Each server's answer is checked before and after: status, the fields that matter, all of the content. A wrong answer is no result; nor " +
        "is a round in which the load counted an error or other lengths.",
      "- CPU time is what all processes of a server spent, user and system, for a request.",
      "- Access logs are off everywhere. Node programs run on the same Node.",
    ].join("\n"),
    "**What two cores and loopback mean.** The load has one core and is at its end with small responses at some 150,000 to 200,000 requests a second one at a time: " +
      "servers that are faster look alike. Loopback has no wire: sending costs next to nothing, so that what a server does " +
      "itself weighs more here than between machines, and large files are a contest of copying memory, in which the load takes part. A server that uses threads " +
      "(nginx with one worker does not, Caddy, Bun and Deno do) has the one core for all of them.",
    ...(machine.missing.length === 0 ? [] : [machine.missing.map((each) => `- ${each}`).join("\n")]),
    "Each as it was set up:",
    table(
      ["", "version", "set up as"],
      [...setups.values()].map(([name, version, setup]) => [name!, version!, setup!]),
      [],
    ),
  ];
}

function machineTable({ processor, cores, memoryOctets, system, versions, date }: MachineRecord): string {
  return table(
    ["", ""],
    [
      ["processor", `${processor}, ${cores} cores`],
      ["memory", `${(memoryOctets / 2 ** 30).toFixed(0)} GiB`],
      ["system", system],
      ...Object.entries(versions),
      ["date", date],
    ],
    [],
  );
}

function table(titles: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = titles.map((_, column) => (right.includes(column) ? "---:" : "---"));
  return [line(titles), `|${rule.map((each) => ` ${each} `).join("|")}|`, ...rows.map(line)].join("\n");
}

/** A name that Markdown would take for markup, as code. */
function code(text: string): string {
  return /[<>`*_]/.test(text) ? `\`${text}\`` : text;
}

function plain(text: string): string {
  return text.replace(/[\\`*_<>[\]]/g, (sign) => `\\${sign}`);
}
