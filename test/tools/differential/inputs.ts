import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cases, filled, type PlaceholderValues } from "../../../src/cases/index.ts";
import { readFixtures, withHost } from "../llhttp-fixtures.ts";
import { changes, expectations, persistence, pipelines } from "../neighbours/exchanges.ts";
import { chunks, contentLengths, fieldOctets, transferCodings } from "../neighbours/framing.ts";
import { hosts, lineEnds, requestLines, targets } from "../neighbours/heads.ts";

/** Octets for two parsers, with a name to be shown. */
export interface Input {
  readonly name: string;
  readonly octets: Uint8Array;
  /** Whether the client's end follows. */
  readonly ends: boolean;
}

/** What is longer is about limits, and each parser has its own. */
const OCTETS_MAX = 4000;

/** The octets of our own cases, and of the neighbours of known attacks. */
export function ownInputs(): Input[] {
  const ofCases = cases
    .filter((each) => each.engine.length > 0)
    .map((each, index) => ({
      name: `case ${index + 1}, ${each.rule}`,
      octets: octetsOf(filled(each.send.filter(isOctets).join(""), examples)),
      ends: each.send.includes("half-close"),
    }));
  const neighbours = [contentLengths, transferCodings, chunks, fieldOctets, lineEnds, requestLines, targets, hosts];
  const ofNeighbours = [...neighbours, persistence, expectations, changes, pipelines].flat().map((row) => ({
    name: `${row.family}: ${row.name}`,
    octets: octetsOf(row.send.join("")),
    ends: row.ends,
  }));
  return [...ofCases, ...ofNeighbours].filter(isShort);
}

/** The octets that others have published; `undefined` where there are none on this machine. */
export function publishedInputs(corpora: string | undefined): Input[] | undefined {
  if (corpora === undefined || !existsSync(join(corpora, "attacks.jsonl"))) return undefined;
  const lines = readFileSync(join(corpora, "attacks.jsonl"), "utf8").trim().split("\n");
  const attacks = lines.map((line) => JSON.parse(line) as AttackLine).flatMap(inputOf);
  const fixtures = readFixtures(join(corpora, "llhttp.jsonl")).map(({ id, octets, ends }) => ({
    name: `llhttp ${id}`,
    octets: withHost(octets),
    ends,
  }));
  return [...attacks, ...fixtures].filter(isShort);
}

interface AttackLine {
  readonly id: string;
  readonly raw?: string;
  readonly segments?: readonly { readonly raw: string }[];
  readonly fin?: boolean;
}

function inputOf({ id, raw, segments, fin = false }: AttackLine): Input[] {
  const pieces = raw === undefined ? segments?.map((segment) => segment.raw) : [raw];
  if (pieces === undefined) return [];
  const octets = Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64")));
  return [{ name: `attack ${id}`, octets, ends: fin }];
}

const date = "Tue, 25 Jun 2024 17:12:18 GMT";
const examples: PlaceholderValues = {
  ...{ authority: "a.example", host: "a.example", port: "80", path: "/", missing: "/missing" },
  ...{ POST: "POST", post: "/", file: "/file", coded: "/coded", redirect: "/redirect", streamed: "/streamed" },
  ...{ etag: '"x"', weakEtag: 'W/"x"', codedEtag: '"y"', lastModified: date, earlier: date, later: date },
  ...{ length: "10", lastPosition: "9" },
};

function isOctets(step: unknown): step is string {
  return typeof step === "string" && !["half-close", "reset", "await-response"].includes(step);
}

function octetsOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function isShort({ octets }: Input): boolean {
  return octets.length <= OCTETS_MAX;
}
