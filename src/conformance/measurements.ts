import { filled } from "../cases/index.ts";
import { Wire } from "./dial.node.ts";
import { asked } from "./exchange.ts";
import type { Measurement } from "./report.ts";
import type { Survey } from "./survey.ts";

/** One limit: how a request of a given size is made, and between which sizes the limit is looked for. */
interface Limit {
  readonly name: string;
  readonly title: string;
  readonly unit: "octets" | "lines";
  readonly smallest: number;
  readonly largest: number;
  readonly request: (size: number, survey: Survey) => string;
}

/** Requests for each limit: the place is found by halving. */
const TRIES_MAX = 14;
/** A limit is told to within this part of it. */
const PRECISION = 0.01;

const limits: readonly Limit[] = [
  {
    name: "request-target-octets",
    title: "Longest request target",
    unit: "octets",
    smallest: 256,
    largest: 256 * 1024,
    request: (size, survey) => {
      const { path = "/" } = survey.values;
      const start = `${path}${path.includes("?") ? "&" : "?"}q=`;
      return `GET ${start}${"x".repeat(Math.max(0, size - start.length))} HTTP/1.1\r\nHost: {authority}\r\n\r\n`;
    },
  },
  {
    name: "field-line-octets",
    title: "Longest field line",
    unit: "octets",
    smallest: 256,
    largest: 1024 * 1024,
    request: (size) => get(`X-Padding: ${"x".repeat(size - "X-Padding: ".length)}\r\n`),
  },
  {
    name: "header-section-octets",
    title: "Largest header section",
    unit: "octets",
    smallest: 512,
    largest: 1024 * 1024,
    // Lines of a thousand octets: more lines than a server takes would be another limit.
    request: (size) => get(`X-Padding: ${"x".repeat(987)}\r\n`.repeat(Math.ceil(size / 1000))),
  },
  {
    name: "field-lines",
    title: "Most field lines",
    unit: "lines",
    smallest: 10,
    largest: 10_000,
    request: (size) => get("X: y\r\n".repeat(size - 1)),
  },
];

function get(lines: string): string {
  return `GET {path} HTTP/1.1\r\nHost: {authority}\r\n${lines}\r\n`;
}

/** Finds the target's limits by trying: for each the largest that it takes, and what it answers beyond. */
export async function measureLimits(survey: Survey, signal?: AbortSignal): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const limit of limits) {
    if (signal?.aborted === true) break;
    found.push(await measured(limit, survey));
  }
  return found;
}

async function measured(limit: Limit, survey: Survey): Promise<Measurement> {
  const { name, title, unit } = limit;
  let refusal = await answerTo(limit, limit.largest, survey);
  if (refusal === "taken") {
    return { name, title, unit, value: limit.largest, finding: `${number(limit.largest)} ${unit} and more` };
  }
  if ((await answerTo(limit, limit.smallest, survey)) !== "taken") {
    return { name, title, unit, value: undefined, finding: `less than ${number(limit.smallest)} ${unit}` };
  }
  let taken = limit.smallest;
  let refused = limit.largest;
  for (let tries = 0; tries < TRIES_MAX && refused - taken > Math.max(1, taken * PRECISION); tries++) {
    const middle = Math.round(Math.sqrt(taken * refused));
    const answer = await answerTo(limit, middle, survey);
    if (answer === "taken") taken = middle;
    else {
      refused = middle;
      refusal = answer;
    }
  }
  const about = refused - taken > 1 ? "about " : "";
  return { name, title, unit, value: taken, finding: `${about}${number(taken)} ${unit}; beyond: ${refusal}` };
}

/** What a request is told that is too large; another answer, 404 for one, shows that it was read. */
const refusals: ReadonlySet<number> = new Set([400, 408, 413, 414, 431]);

/** "taken", or what came instead. */
async function answerTo(limit: Limit, size: number, survey: Survey): Promise<string> {
  try {
    const octets = filled(limit.request(size, survey), survey.values);
    const { responses, ending } = await asked(survey.address, octets, { patienceMs: 3000 });
    const response = responses[0];
    if (response === undefined) return ending === "open" ? "no answer" : "the connection is closed without an answer";
    if (response.statusCode < 500 && !refusals.has(response.statusCode)) return "taken";
    return `${response.statusCode} ${response.reason}`.trim();
  } catch {
    return "the connection is not accepted";
  }
}

/** A deadline: what is sent, and from when on the wait counts. */
interface Deadline {
  readonly name: string;
  readonly title: string;
  readonly send: string;
  /** Whether a response to what is sent comes first; the wait counts from then. */
  readonly isAnswered: boolean;
}

const DEADLINE_MS = 130_000;

const deadlines: readonly Deadline[] = [
  { name: "silence-ms", title: "A connection that sends nothing", send: "", isAnswered: false },
  { name: "head-ms", title: "Half a header section", send: "GET {path} HTTP/1.1\r\nHost: {author", isAnswered: false },
  {
    name: "content-ms",
    title: "Half of the content",
    send: "{POST} {post} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: 10\r\n\r\nhello",
    isAnswered: false,
  },
  {
    name: "idle-ms",
    title: "An idle connection after a response",
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n",
    isAnswered: true,
  },
];

/** Waits, for all of them at once, until the target ends what makes no progress. */
export function measureDeadlines(survey: Survey, signal?: AbortSignal): Promise<readonly Measurement[]> {
  return Promise.all(deadlines.map((deadline) => waited(deadline, survey, signal)));
}

async function waited(deadline: Deadline, survey: Survey, signal?: AbortSignal): Promise<Measurement> {
  const { name, title } = deadline;
  const measurement = (value: number | undefined, finding: string): Measurement => ({
    name,
    title,
    unit: "milliseconds",
    value,
    finding,
  });
  let wire: Wire;
  try {
    wire = await Wire.open(survey.address);
  } catch {
    return measurement(undefined, "the connection is not accepted");
  }
  const leave = () => wire.leave();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    await wire.send(filled(deadline.send, survey.values));
    let startMs = performance.now();
    const untilMs = startMs + DEADLINE_MS;
    if (deadline.isAnswered) {
      await wire.change(5000);
      startMs = performance.now();
    }
    const heard = wire.receivedOctets;
    while (wire.ending === "open" && performance.now() < untilMs) await wire.change(untilMs - performance.now());
    const ms = Math.round(performance.now() - startMs);
    if (signal?.aborted === true) return measurement(undefined, "not waited for");
    if (wire.ending === "open") return measurement(undefined, `still open after ${seconds(DEADLINE_MS)}`);
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(wire.text.slice(heard))?.[1];
    return measurement(ms, `${status === undefined ? "closed" : `${status}, then closed`} after ${seconds(ms)}`);
  } finally {
    signal?.removeEventListener("abort", leave);
    wire.leave();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
