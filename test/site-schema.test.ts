import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { siteSchemaText } from "../scripts/site-schema.ts";
import { projectRoot } from "./tools/project-files.ts";

test("site.schema.json: is what the site file's schema says when both are compared", () => {
  const kept: unknown = JSON.parse(readFileSync(join(projectRoot, "site.schema.json"), "utf8"));
  assert.deepEqual(kept, JSON.parse(siteSchemaText()), "out of date: run `node scripts/site-schema.ts`");
});

test("site.schema.json: tells an editor of every key when it is asked for help", () => {
  const untold: string[] = [];
  walk(JSON.parse(siteSchemaText()), "", untold);
  assert.deepEqual(untold, []);
});

/** Collects the properties without a title and a description; "type" is told by the alternative it stands in. */
function walk(schema: unknown, path: string, untold: string[]): void {
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") {
      for (const [name, property] of Object.entries(value as object)) {
        const isTold = "title" in property || "description" in property || "const" in property;
        if (!isTold) untold.push(`${path}.${name}`);
      }
    }
    walk(value, key === "properties" ? path : `${path}.${key}`, untold);
  }
}
