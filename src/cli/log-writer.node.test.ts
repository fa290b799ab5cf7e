import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type DescriptorWrite, LogWriter } from "./log-writer.node.ts";

/** A descriptor in memory: each write waits until it is answered. */
function scriptedDescriptor() {
  const writes: { text: string; done: (code: string | null, octetsWritten?: number) => void }[] = [];
  const write: DescriptorWrite = (_, octets, done) => {
    writes.push({
      text: new TextDecoder().decode(octets),
      done: (code, octetsWritten = octets.length) =>
        code === null ? done(null, octetsWritten) : done(Object.assign(new Error(code), { code }), 0),
    });
  };
  return { writes, write };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("log writer", () => {
  test("log writer: all lines of one turn leave in one write, and later ones wait for its end", async () => {
    const { writes, write } = scriptedDescriptor();
    const writer = new LogWriter(-1, write);
    writer.writeLine("a");
    writer.writeLine("b");
    await turn();
    writer.writeLine("c");
    writer.writeLine("d");
    await turn();
    assert.deepEqual(
      writes.map(({ text }) => text),
      ["a\nb\n"],
    );
    writes[0]!.done(null);
    assert.deepEqual(
      writes.map(({ text }) => text),
      ["a\nb\n", "c\nd\n"],
    );
  });

  test("log writer: the rest follows when a write took only a part", async () => {
    const { writes, write } = scriptedDescriptor();
    new LogWriter(-1, write).writeLine("abc");
    await turn();
    writes[0]!.done(null, 2);
    assert.equal(writes[1]?.text, "c\n");
  });

  test("log writer: it ends in silence when the reader has gone (EPIPE)", async () => {
    const { writes, write } = scriptedDescriptor();
    const writer = new LogWriter(-1, write);
    writer.writeLine("a");
    await turn();
    writes[0]!.done("EPIPE");
    writer.writeLine("b");
    await turn();
    assert.equal(writes.length, 1);
    await writer.flush(60_000);
  });

  test("log writer: what a full disk did not take is lost, and the next lines are tried (ENOSPC)", async () => {
    const { writes, write } = scriptedDescriptor();
    const writer = new LogWriter(-1, write);
    writer.writeLine("a");
    await turn();
    writes[0]!.done("ENOSPC");
    writer.writeLine("b");
    await turn();
    assert.equal(writes[1]?.text, "b\n");
  });

  test("log writer: the same octets are tried again when the descriptor is not ready (EAGAIN)", async () => {
    const { writes, write } = scriptedDescriptor();
    const writer = new LogWriter(-1, write);
    writer.writeLine("a");
    await turn();
    writes[0]!.done("EAGAIN");
    while (writes.length < 2) await turn();
    assert.equal(writes[1]!.text, "a\n");
    const flushed = writer.flush(60_000);
    writes[1]!.done(null);
    await flushed;
  });

  test("log writer: lines are dropped and counted, memory staying bounded, when nobody reads", async () => {
    const { writes, write } = scriptedDescriptor();
    const writer = new LogWriter(-1, write);
    const line = "x".repeat(1024 * 1024);
    writer.writeLine("first");
    await turn();
    for (let count = 0; count < 10; count++) writer.writeLine(line);
    await writer.flush(5);
    writes[0]!.done(null);
    assert.equal(writes[1]!.text.length < 4.1 * 1024 * 1024, true);
    assert.match(writes[1]!.text, /\(7 log lines were lost: .*\)\n$/);
  });

  test("log writer: a real file gets the lines, and flush waits for them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "porthole-log-"));
    const file = join(folder, "log");
    const descriptor = openSync(file, "a");
    const writer = new LogWriter(descriptor);
    writer.writeLine("ä");
    await writer.flush(60_000);
    closeSync(descriptor);
    assert.equal(readFileSync(file, "utf8"), "ä\n");
    rmSync(folder, { recursive: true });
  });
});
