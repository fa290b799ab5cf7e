import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExchangeEntry, NoticeEntry } from "../server/index.ts";
import { serverLogIn } from "./log-format.ts";
import { paintFor } from "./terminal.ts";
import { jsonOfWorker } from "./workers-log.ts";

const entry: ExchangeEntry = {
  timeMs: 0,
  connection: 1,
  exchange: 1,
  remote: { host: "127.0.0.1", port: 50_000 },
  local: { host: "127.0.0.1", port: 5000 },
  method: "GET",
  requestTarget: "/",
  httpVersion: "HTTP/1.1",
  requestHeaderSection: undefined,
  scheme: "http",
  authority: "localhost:5000",
  statusCode: 200,
  contentOctets: 5,
  durationMs: 1,
  reason: "text",
  rule: undefined,
  isCut: false,
  cause: undefined,
  decisions: undefined,
};
const notice: NoticeEntry = { timeMs: 0, level: "warn", message: "all connections are in use" };

/** What a log in a format says of an exchange, of one with its decisions, and of a notice. */
function said(format: "json" | "pretty" | "common", worker?: number): string[] {
  const lines: string[] = [];
  const style = () => ({ paint: paintFor(false), columns: undefined, foldedFrames: undefined });
  const writeLine = (text: string) => lines.push(text);
  const log = serverLogIn(format, { writeLine, writeErrorLine: writeLine, style, errorStyle: style, worker });
  log.exchange(entry);
  log.exchange({ ...entry, decisions: [{ subject: "route", outcome: "/" }] });
  log.notice(notice);
  return lines;
}

test("workers log: each object says which worker wrote it when the log is JSON", () => {
  const before = said("json").map((line) => JSON.parse(line) as object);
  const after = said("json", 2).map((line) => JSON.parse(line) as object);
  assert.deepEqual(
    after,
    before.map((object) => ({ ...object, "porthole.worker": 2 })),
  );
});

test("workers log: people are told which worker speaks in notices, and beside the decisions alone", () => {
  const [plain, verbose, told] = said("pretty", 2);
  assert.equal(plain, said("pretty")[0]);
  assert.match(verbose!, /\n +route +\/\n +worker +2$/);
  assert.match(told!, /! {2}worker 2: all connections are in use$/);
  assert.equal(said("common", 2)[0], said("common")[0]);
});

test("workers log: an object gets the worker's number when it is indented, or there is none", () => {
  const object = { a: 1, b: [{ c: 2 }] };
  const expected = { ...object, "porthole.worker": 3 };
  for (const indent of [0, 2]) {
    const json = JSON.stringify(object, undefined, indent);
    assert.equal(jsonOfWorker(json, 3), JSON.stringify(expected, undefined, indent));
    assert.equal(jsonOfWorker(json, undefined), json);
  }
});
