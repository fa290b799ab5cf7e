import assert from "node:assert/strict";
import { test } from "node:test";
import { isFieldContent, isTchar } from "../semantics/index.ts";
import { Http1Engine } from "./index.ts";
import { ProtocolError } from "./protocol-error.ts";

const before = "GET / HTTP/1.1\r\nHost: x\r\n";

test("field lines: an octet is refused in a value when it is no field-content, wherever it stands (RFC9110§5.5)", () => {
  for (let octet = 0; octet < 256; octet++) {
    for (let place = 1; place < 20; place++) {
      const value = `${"v".repeat(place)}${String.fromCharCode(octet)}${"~ ".repeat(10)}v`;
      const read = readValue(`${before}X-Name: ${value}\r\n\r\n`, "x-name");
      assert.equal(read, isFieldContent[octet] === 1 ? value : undefined, `0x${octet.toString(16)} at ${place}`);
    }
  }
});

test("field lines: an octet is refused in a name when it is no tchar, wherever it stands (RFC9110§5.1)", () => {
  for (let octet = 0; octet < 256; octet++) {
    for (let place = 1; place < 20; place++) {
      const name = `${"n".repeat(place)}${String.fromCharCode(octet)}n-N`;
      const read = readValue(`${before}${name}: v\r\n\r\n`, name);
      const isRead = read === "v";
      // A colon ends the name: what follows is of the value.
      if (octet !== 0x3a) assert.equal(isRead, isTchar[octet] === 1, `0x${octet.toString(16)} at ${place}`);
    }
  }
});

function readValue(request: string, name: string): string | undefined {
  const engine = new Http1Engine();
  engine.receive(Buffer.from(request, "latin1"));
  try {
    const event = engine.nextEvent();
    assert.ok(typeof event !== "string" && event.type === "RequestHead");
    return event.headerSection.get(name);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
