import assert from "node:assert/strict";
import { test } from "node:test";
import { type BrokenRule, brokenRules, type RuleException, type RuleName, ruleNames } from "./tools/import-rules.ts";
import { sourceFiles, sourceFolders } from "./tools/project-files.ts";

/** The places where a rule gives way. Each must be needed, and says why. */
const exceptions: readonly RuleException[] = [
  {
    path: "src/failure-log.ts",
    rule: "console-and-process",
    reason: "a program that hands in no log would otherwise never learn what its handlers threw",
  },
  {
    path: "src/files/disk.node.ts",
    rule: "console-and-process",
    reason: "which path rules the disk has is the platform's to tell",
  },
  {
    path: "src/files/content-coder.node.ts",
    rule: "console-and-process",
    reason: "a module of Node's that most starts never need is only had from the process when it is needed",
  },
  {
    path: "src/site/decoded-content.node.ts",
    rule: "console-and-process",
    reason: "a module of Node's that most starts never need is only had from the process when it is needed",
  },
  {
    path: "src/site/upload-folder.node.ts",
    rule: "disk",
    reason: "uploads are written outside the site's root, into a folder that is deleted when their exchange ends",
  },
  {
    path: "src/site/upload-folder.node.ts",
    rule: "console-and-process",
    reason:
      "the folder's name says which process it belongs to, so that one left by a crash is known at the next start",
  },
  {
    path: "src/inspector/resource/window-files.node.ts",
    rule: "disk",
    reason: "the window's script and style sheet are files of the package's own, and no part of what is served",
  },
  {
    path: "src/inspector/session/flight-record-file.node.ts",
    rule: "disk",
    reason: "the flight recorder's file is written where its user says, and is no part of what is served",
  },
  {
    path: "src/package-version.node.ts",
    rule: "disk",
    reason: "which version this is stands in the package's own package.json",
  },
  {
    path: "src/transport/descriptor-limit.node.ts",
    rule: "console-and-process",
    reason: "how many descriptors may be open is the process's to tell",
  },
  {
    path: "src/transport/descriptor-limit.node.ts",
    rule: "disk",
    reason: "where Linux tells a process its limits looks like a file",
  },
];

const ofSources = brokenRules(sourceFiles());

for (const rule of ruleNames) {
  test(`import rules: no file of src/ breaks "${rule}" when none of the named exceptions covers it`, () => {
    const unexpected = ofSources.filter((broken) => broken.rule === rule && !exceptions.some(covers(broken)));
    assert.deepEqual(unexpected.map(asLine), []);
  });
}

test("import rules: every named exception is needed when the rules are tried without it", () => {
  const unneeded = exceptions.filter((exception) => !ofSources.some((broken) => covers(broken)(exception)));
  assert.deepEqual(unneeded, []);
});

test("import rules: every folder of src/ has its door, index.ts, when its rooms are listed", () => {
  const paths = sourceFiles().map(({ path }) => path);
  assert.deepEqual(
    sourceFolders().filter((folder) => folder !== "cli" && !paths.includes(`src/${folder}/index.ts`)),
    [],
  );
});

function covers(broken: BrokenRule): (exception: RuleException) => boolean {
  return ({ path, rule }) => path === broken.path && rule === broken.rule;
}

function asLine({ path, line, message }: BrokenRule): string {
  return `${path}:${line}: ${message}`;
}

/** Made-up sources, and the one rule that each breaks. */
const violations: readonly [rule: RuleName, sources: Readonly<Record<string, string>>][] = [
  ["folder-table", { "src/semantics/a.ts": 'import { b } from "../http1/index.ts";' }],
  ["folder-table", { "src/http1/a.ts": 'export type { B } from "../server/index.ts";' }],
  ["folder-table", { "src/site/a.ts": 'type B = import("../server/index.ts").B;' }],
  ["folder-table", { "src/serve.ts": 'import "./cli/index.ts";' }],
  ["folder-table", { "src/site/a.ts": 'import { serve } from "../serve.ts";' }],
  ["folder-table", { "src/site/a.ts": 'import { b } from "../../test/b.ts";' }],
  ["folder-table", { "src/newcomer/a.ts": 'import { b } from "../semantics/index.ts";' }],
  ["door-only", { "src/http1/a.ts": 'import { b } from "../semantics/b.ts";' }],
  ["door-only", { "src/serve.ts": 'const b = await import("./site/b.ts");' }],
  ["no-cycle", { "src/site/a.ts": 'import "./b.ts";', "src/site/b.ts": 'import type { A } from "./a.ts";' }],
  ["no-cycle", { "src/site/index.ts": 'export * from "./a.ts";', "src/site/a.ts": 'import "./index.ts";' }],
  ["tests-stay-outside", { "src/site/a.ts": 'import { b } from "./b.test.ts";' }],
  ["tests-stay-outside", { "src/site/a.ts": 'import { b } from "./testing/b.ts";' }],
  ["node-modules-in-node-files", { "src/site/a.ts": 'import { join } from "node:path";' }],
  ["node-modules-in-node-files", { "src/site/a.ts": 'import { join } from "path";' }],
  ["node-modules-in-node-files", { "src/site/a.ts": 'const { join } = require("node:path");' }],
  ["portable-folders", { "src/http1/a.node.ts": "export const a = 1;" }],
  ["no-http-module", { "src/transport/a.node.ts": 'import { createServer } from "node:http";' }],
  ["no-http-module", { "src/transport/a.node.ts": 'await import("node:http2");' }],
  ["no-http-module", { "src/transport/a.node.ts": 'import { HTTPParser } from "_http_common";' }],
  ["no-http-module", { "src/transport/a.test.ts": 'import { get } from "node:https";' }],
  ["known-packages", { "src/site/a.ts": 'import parse from "http-parser-js";' }],
  ["known-packages", { "src/http1/a.ts": 'import * as v from "valibot";' }],
  ["known-packages", { "src/site/a.ts": 'import { site } from "porthole";' }],
  ["literal-specifiers", { "src/site/a.ts": "const module = await import(path);" }],
  ["pure-words", { "src/http1/a.ts": "const octets = Buffer.alloc(1);" }],
  ["pure-words", { "src/http1/a.ts": "const now = Date.now();" }],
  ["pure-words", { "src/http1/a.ts": "const now = new Date();" }],
  ["pure-words", { "src/semantics/a.ts": "const luck = Math.random();" }],
  ["pure-words", { "src/semantics/a.ts": "const answer = async () => 1;" }],
  ["pure-words", { "src/semantics/a.ts": "for await (const each of all) use(each);" }],
  ["console-and-process", { "src/server/a.ts": 'console.log("a");' }],
  ["console-and-process", { "src/site/a.ts": "const mode = globalThis.process.env.MODE;" }],
  ["console-and-process", { "src/site/a.node.ts": 'import { pid } from "node:process";' }],
  ["timers", { "src/server/a.ts": "setTimeout(close, 10);" }],
  ["timers", { "src/transport/a.node.ts": 'import { setInterval as every } from "node:timers/promises";' }],
  ["disk", { "src/site/a.node.ts": 'import { readFile } from "node:fs/promises";' }],
  ["disk", { "src/server/a.node.ts": 'import { readFileSync } from "node:fs";' }],
  ["file-names", { "src/site/site-utils.ts": "export const a = 1;" }],
  ["file-names", { "src/site/routeMap.ts": "export const a = 1;" }],
];

for (const [rule, sources] of violations) {
  const [path, text] = Object.entries(sources)[0]!;
  test(`import rules: "${rule}" is broken when ${path} says ${text}`, () => {
    const files = Object.entries(sources).map(([path, text]) => ({ path, text }));
    assert.ok(brokenRules(files).some((broken) => broken.rule === rule && broken.path.startsWith("src/")));
  });
}

test("import rules: every rule is tried on a made-up violation when all of them are listed", () => {
  assert.deepEqual([...new Set(violations.map(([rule]) => rule))].sort(), [...ruleNames].sort());
});

test("import rules: nothing is broken when the words stand in comments, strings, keys and members", () => {
  const text = `
    // process.env, import { a } from "../server/index.ts"
    const text = "await console.log(import('node:http'))" + \`setTimeout \${options.process}\`;
    const from = { process: 1, console: 2 };
    interface Clock { readonly process: number; setTimeout?: () => void }
    export type { FieldSection } from "../semantics/index.ts";
  `;
  assert.deepEqual(brokenRules([{ path: "src/http1/a.ts", text }]), []);
});

test("import rules: nothing is broken when a line is at home where it stands", () => {
  const files = [
    { path: "src/transport/tcp.node.ts", text: 'import { createServer } from "node:net";' },
    { path: "src/files/disk-calls.node.ts", text: 'import { open } from "node:fs/promises"; import mime from "mime";' },
    { path: "src/site/a.test.ts", text: 'import { b } from "../http1/b.ts"; console.log(process.argv, setTimeout);' },
    { path: "src/server/timeouts.ts", text: "setInterval(sweep, 500);" },
    { path: "src/cli/main.node.ts", text: 'import { serve } from "../serve.ts"; process.exitCode = 1;' },
  ];
  assert.deepEqual(brokenRules(files), []);
});
