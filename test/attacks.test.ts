import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { inflateRawSync, inflateSync } from "node:zlib";
import { type Server, serve } from "../src/index.ts";
import type { HttpServer } from "../src/server/index.ts";
import { echo, listenWith } from "./tools/echo-server.ts";
import { type Outcome, type ReadResponse, readResponses } from "./tools/response-reader.ts";

/** Attacks that others have published, with the outcomes that the RFCs allow; a folder beside the project has them. */
const corpora = process.env.PORTHOLE_CORPORA;
const file = corpora === undefined ? undefined : join(corpora, "attacks.jsonl");
const isThere = file !== undefined && existsSync(file);
const skip = isThere ? false : "PORTHOLE_CORPORA names no folder with attacks.jsonl";

interface Attack {
  readonly id: string;
  readonly profile: "echo" | "static";
  readonly raw?: string;
  readonly raw_zlib?: string;
  readonly raw_len?: number;
  readonly segments?: readonly { readonly raw: string; readonly delay?: number; readonly await?: boolean }[];
  readonly fin?: boolean;
  readonly methods?: readonly string[];
  readonly rationale: string;
  readonly accept: readonly Accepted[];
}

interface Accepted {
  readonly s: readonly string[];
  readonly end: "open" | "close" | "any";
  readonly interim?: readonly number[];
  readonly seen?: readonly string[];
  readonly resp?: readonly ExpectedResponse[];
  readonly not_contains?: string;
  readonly not_location?: string;
  readonly max_bytes?: number;
  readonly h2?: boolean;
}

interface ExpectedResponse {
  readonly body?: string;
  readonly hdr?: Readonly<Record<string, string>>;
  readonly hdr_match?: Readonly<Record<string, string>>;
  readonly present?: readonly string[];
  readonly absent?: readonly string[];
  /** The content is JSON, a list of names and values: with this pair, one of these, one that matches, no more such than were sent. */
  readonly json_has?: readonly [string, string];
  readonly json_any?: readonly (readonly [string, string])[];
  readonly json_match?: readonly [string, string];
  readonly json_lacks_extra?: readonly [string, string];
}

const SILENCE_MS = 350;
const SIDE_BY_SIDE = 24;

describe("attacks", { skip }, () => {
  const attacks = isThere
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Attack)
    : [];
  const chosen = attacks.filter(({ profile }) => profile === "echo" || !process.env.ECHO_ONLY);
  let folder: string;
  let echoServer: HttpServer;
  let folderServer: Server;
  const ports: Record<Attack["profile"], number> = { echo: 0, static: 0 };
  const outcomes = new Map<string, Outcome>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "porthole-attacks-"));
    const root = join(folder, "root");
    await mkdir(join(root, "sub"), { recursive: true });
    await writeFile(join(root, "hello.txt"), "abcdefghijklmnopqrstuvwxyz");
    await writeFile(join(root, "index.html"), "<!doctype html><title>index</title>");
    await writeFile(join(root, "sub", "index.html"), "<!doctype html><title>sub</title>");
    await writeFile(join(folder, "secret.txt"), "SECRET-OUTSIDE-ROOT");
    await symlink("../secret.txt", join(root, "link-out"));
    const listening = await listenWith(echo);
    echoServer = listening.server;
    if (!process.env.ECHO_ONLY) folderServer = await serve(root, { port: 0, host: "127.0.0.1" });
    ports.echo = listening.port;
    if (!process.env.ECHO_ONLY) ports.static = folderServer.endpoints[0]!.port;
    const waiting = [...chosen];
    const runners = Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        outcomes.set(next.id, await attacked(next, ports[next.profile]));
      }
    });
    await Promise.all(runners);
  });

  after(async () => {
    await echoServer.stop(1000);
    await folderServer?.close({ graceSeconds: 1 });
    await rm(folder, { recursive: true });
  });

  for (const attack of chosen) {
    test(`attacks: ${attack.id}: ${attack.rationale}`, () => {
      const outcome = outcomes.get(attack.id)!;
      const failures = attack.accept.map((accepted) => mismatch(accepted, attack, outcome));
      if (failures.includes(undefined)) return;
      assert.fail(`${failures.join("\n")}\ngot ${JSON.stringify(outcome.octets.toString("latin1").slice(0, 600))}`);
    });
  }
});

async function attacked(attack: Attack, port: number): Promise<Outcome> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const pieces: Buffer[] = [];
  let hasClosed = false;
  let lastMs = performance.now();
  socket.on("data", (octets) => {
    pieces.push(octets);
    lastMs = performance.now();
  });
  const closed = () => {
    hasClosed = true;
  };
  socket.on("end", closed).on("close", closed).on("error", closed);
  await new Promise((resolve) => socket.once("connect", resolve));
  const segments = attack.segments ?? [{ raw: rawOf(attack) }];
  for (const segment of segments) {
    const before = pieces.length;
    socket.write(typeof segment.raw === "string" ? Buffer.from(segment.raw, "base64") : segment.raw);
    if ("await" in segment && segment.await) {
      const untilMs = performance.now() + 1000;
      while (pieces.length === before && performance.now() < untilMs) await wait(5);
    } else if ("delay" in segment && segment.delay !== undefined) await wait(segment.delay);
  }
  if (attack.fin === true) socket.end();
  lastMs = performance.now();
  while (!hasClosed && performance.now() - lastMs < SILENCE_MS) await wait(20);
  socket.destroy();
  return { octets: Buffer.concat(pieces), hasClosed };
}

function rawOf({ raw, raw_zlib, raw_len }: Attack): Buffer {
  if (raw !== undefined) return Buffer.from(raw, "base64");
  const deflated = Buffer.from(raw_zlib!, "base64");
  let octets: Buffer;
  try {
    octets = inflateSync(deflated);
  } catch {
    octets = inflateRawSync(deflated);
  }
  assert.equal(octets.length, raw_len);
  return octets;
}

/** What of an accepted outcome was not so; `undefined` when all was. */
function mismatch(accepted: Accepted, attack: Attack, { octets, hasClosed }: Outcome): string | undefined {
  if (accepted.h2 === true) return "no HTTP/2 here";
  const { interim, final, rest } = readResponses(octets, attack.methods ?? [], hasClosed);
  const statuses = final.map(({ statusCode }) => statusCode);
  if (accepted.s.length !== statuses.length || !accepted.s.every((pattern, at) => isStatus(pattern, statuses[at]!))) {
    return `statuses ${JSON.stringify(statuses)} are not ${JSON.stringify(accepted.s)}`;
  }
  if (rest !== "") return `octets after the last response: ${JSON.stringify(rest.slice(0, 60))}`;
  if (accepted.end !== "any" && (accepted.end === "close") !== hasClosed)
    return `the connection is not ${accepted.end}`;
  if (accepted.interim !== undefined && String(accepted.interim) !== String(interim)) return `interim ${interim}`;
  const seen = final.flatMap(({ fields }) => fields.filter(([name]) => name === "x-seen").map(([, value]) => value));
  if (accepted.seen !== undefined && String(accepted.seen) !== String(seen)) {
    return `seen ${JSON.stringify(seen)} is not ${JSON.stringify(accepted.seen)}`;
  }
  const text = octets.toString("latin1");
  if (accepted.not_contains !== undefined && text.includes(accepted.not_contains))
    return "it has what it must not have";
  if (accepted.max_bytes !== undefined && octets.length > accepted.max_bytes) return "it is too large";
  const location = final[0]?.fields.find(([name]) => name === "location")?.[1];
  if (accepted.not_location !== undefined && new RegExp(accepted.not_location).test(location ?? "")) return location;
  for (const [at, expected] of (accepted.resp ?? []).entries()) {
    const isSo = isExpected(attack, expected, final[at]!);
    if (!isSo) return `response ${at + 1} is not ${JSON.stringify(expected)}`;
  }
  return undefined;
}

function isExpected(attack: Attack, expected: ExpectedResponse, { fields, content }: ReadResponse): boolean {
  const field = (name: string) => fields.find(([each]) => each === name)?.[1];
  const { body, hdr = {}, hdr_match = {}, present = [], absent = [] } = expected;
  if (body !== undefined && content !== body) return false;
  if (!Object.entries(hdr).every(([name, value]) => field(name)?.toLowerCase() === value)) return false;
  if (!Object.entries(hdr_match).every(([name, value]) => new RegExp(value).test(field(name) ?? ""))) return false;
  if (!present.every((name) => field(name) !== undefined) || absent.some((name) => field(name) !== undefined))
    return false;
  const { json_has, json_any, json_match, json_lacks_extra } = expected;
  if ((json_has ?? json_any ?? json_match ?? json_lacks_extra) === undefined) return true;
  const seen = (JSON.parse(content) as [string, string][]).map(([name, value]) => [name.toLowerCase(), value] as const);
  const has = ([name, value]: readonly [string, string]) => seen.some((each) => each[0] === name && each[1] === value);
  if (json_has !== undefined && !has(json_has)) return false;
  if (json_any !== undefined && !json_any.some(has)) return false;
  if (json_lacks_extra !== undefined && countIn(seen, json_lacks_extra) > countIn(sentFields(attack), json_lacks_extra))
    return false;
  const matches = ([name, value]: readonly [string, string]) =>
    seen.some((each) => each[0] === name && new RegExp(value).test(each[1]));
  return json_match === undefined || matches(json_match);
}

type Pair = readonly [name: string, value: string];

function countIn(pairs: readonly Pair[], [name, value]: Pair): number {
  return pairs.filter((each) => each[0] === name && each[1] === value).length;
}

function sentFields(attack: Attack): Pair[] {
  const [head = ""] = rawOf(attack).toString("latin1").split("\r\n\r\n");
  const lines = head.split("\r\n").slice(1);
  return lines.map((line) => [line.split(":")[0]!.toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
}

function isStatus(pattern: string, statusCode: number): boolean {
  return pattern
    .split("|")
    .some(
      (each) => each === "*" || each.replace("xx", "") === String(statusCode).slice(0, each.replace("xx", "").length),
    );
}
