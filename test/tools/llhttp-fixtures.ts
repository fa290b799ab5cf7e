import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import type { Understanding, UnderstoodRequest } from "./differential/understanding.ts";

/** One fixture of llhttp's tests: octets, and what that parser made of them. */
export interface Fixture {
  /** The file and line that it stands at: "method.md:27". */
  readonly id: string;
  readonly octets: Buffer;
  readonly ends: boolean;
  readonly expected: Understanding;
  /** Whether that parser hands the connection over to a tunnel or another protocol. */
  readonly isTunnel: boolean;
}

interface FixtureLine {
  readonly name: string;
  readonly raw: string;
  readonly type: "request" | "response" | "url";
  readonly expected: "ok" | "error" | "upgrade" | "paused";
  readonly error_code: number | null;
  readonly lenient: readonly string[];
  readonly eof_after_input: boolean;
  readonly finish: readonly string[] | null;
  readonly log: readonly string[];
}

/** The fixtures of requests that ask for no leniency. */
export function readFixtures(file: string): Fixture[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as FixtureLine)
    .filter(({ type, lenient }) => type === "request" && lenient.length === 0)
    .map((line) => {
      const isRefused = line.expected === "error" || line.expected === "paused" || line.finish?.[0] === "2";
      return {
        id: line.name.slice("request/".length, line.name.indexOf(" ")),
        octets: Buffer.from(line.raw, "base64"),
        ends: line.eof_after_input,
        expected: {
          requests: loggedRequests(line.log),
          refusal: isRefused ? `error ${line.error_code ?? "at the end"}` : undefined,
          isFinished: isRefused,
        },
        isTunnel: line.expected === "upgrade",
      };
    });
}

/** What the parser's log says that it saw. */
function loggedRequests(log: readonly string[]): UnderstoodRequest[] {
  const requests: (UnderstoodRequest & { method: string; target: string; hasHead: boolean })[] = [];
  for (const line of log) {
    const request = requests.at(-1);
    const span = /^off=\d+ len=\d+ span\[(method|url|body)\]="(.*)"$/s.exec(line);
    if (line.endsWith(" message begin")) {
      requests.push({ method: "", target: "", content: "", isComplete: false, hasHead: false });
    } else if (span?.[1] === "method") request!.method += span[2];
    else if (span?.[1] === "url") request!.target += span[2];
    else if (span?.[1] === "body") request!.content += span[2]!.replaceAll("\\r", "\r").replaceAll("\\n", "\n");
    else if (line.includes(" headers complete ")) request!.hasHead = true;
    else if (line.endsWith(" message complete")) request!.isComplete = true;
  }
  return requests.filter(({ hasHead }) => hasHead);
}

const requestLine = /^(?:\r\n)?[!#$%&'*+\-.^_`|~0-9A-Za-z]+ \S+ HTTP\/1\.[1-9]\r\n/gm;

/** The same octets with a Host in each HTTP/1.1 request that lacks one. */
export function withHost(octets: Buffer): Buffer {
  const text = octets.toString("latin1");
  const changed = text.replace(requestLine, (line, at: number) => {
    const end = text.indexOf("\r\n\r\n", at);
    const head = text.slice(at + line.length - 2, end === -1 ? undefined : end);
    return /\nhost[ \t]*:/i.test(head) ? line : `${line}Host: a\r\n`;
  });
  return Buffer.from(changed, "latin1");
}
