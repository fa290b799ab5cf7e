import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "./tools/project-files.ts";

interface DocumentedLimit {
  readonly name: string;
  readonly value: number;
  readonly file: string;
}

const document = readFileSync(join(projectRoot, "docs", "serving-files.md"), "utf8");

test("docs/serving-files.md: each limit has the name and the number of the code when its table is read", () => {
  const limits = documentedLimits(document);
  assert.ok(limits.length > 20, "the table of limits was not found");
  const wrong = limits.flatMap(({ name, value, file }) => {
    const inCode = constantOf(name, readFileSync(join(projectRoot, "src", file), "utf8"));
    return inCode === value ? [] : [`${name} is ${value} in the document and ${inCode} in src/${file}`];
  });
  assert.deepEqual(wrong, []);
});

test("docs/serving-files.md: a limit that differs from the code is found when a number or a name is another", () => {
  assert.deepEqual(documentedLimits("| `A_MAX` | 3 KiB | `files/a.ts`: what |"), [
    { name: "A_MAX", value: 3072, file: "files/a.ts" },
  ]);
  assert.equal(constantOf("A_MAX", "export const A_MAX = 2 * 1_024;\n"), 2048);
  assert.equal(constantOf("B_MAX", "export const A_MAX = 2 * 1_024;\n"), undefined);
});

const units: Readonly<Record<string, number>> = { "": 1, KiB: 1024, MiB: 1024 ** 2, s: 1000 };

/** Numbers in octets, milliseconds, or whatever is counted. */
function documentedLimits(markdown: string): readonly DocumentedLimit[] {
  return [...markdown.matchAll(/^\| `([A-Z0-9_]+)` \| (\d+)(?: (KiB|MiB|s))? \| `([\w./-]+)`: /gm)].map(
    ([, name = "", number, unit = "", file = ""]) => ({ name, value: Number(number) * units[unit]!, file }),
  );
}

/** A constant that is a number, or a product of numbers. */
function constantOf(name: string, source: string): number | undefined {
  const product = new RegExp(`\\bconst ${name} = ([0-9_]+(?: \\* [0-9_]+)*);`).exec(source)?.[1];
  return product?.split(" * ").reduce((sofar, factor) => sofar * Number(factor.replaceAll("_", "")), 1);
}
