import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { projectRoot } from "./tools/project-files.ts";

const folder = mkdtempSync(join(tmpdir(), "porthole-start-up-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const dist = join(projectRoot, "dist");
const command = join(dist, "cli", "main.node.js");
const library = join(dist, "index.js");

const skip =
  (existsSync(command) ? false : "dist/ is not there: `npm run build`") ||
  (process.platform === "win32" ? "a process that a signal ends there tells nothing at its end" : false);

/** Written by a process as its last line: the modules of Node that it has loaded, and the processor's time it took. */
const told = /^start-up (.+)$/m;
const tells = `data:text/javascript,${encodeURIComponent(`
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    const builtins = process.moduleLoadList.map((each) => each.replace(/^NativeModule /, ""));
    require("node:fs").writeSync(2, "\\nstart-up " + JSON.stringify({ cpuMs: (user + system) / 1000, builtins }) + "\\n");
  });
`).replace("require(", "process.getBuiltinModule(")}`;

interface StartUp {
  readonly cpuMs: number;
  /** Node's own modules, the inner ones among them. */
  readonly builtins: readonly string[];
  /** Files of code, of dist/ ("parts/server.js") and of packages ("jiti/lib/jiti.mjs"). */
  readonly files: readonly string[];
}

let runs = 0;

/** Runs Node until it has said a URL and answered there, or until its end where it says none. */
async function startUp(...nodeArguments: string[]): Promise<StartUp> {
  const coverage = join(folder, `coverage-${++runs}`);
  const child = spawn(process.execPath, ["--import", tells, ...nodeArguments], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      NODE_V8_COVERAGE: coverage,
      NODE_NO_WARNINGS: "1",
      NODE_DISABLE_COMPILE_CACHE: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let asked: Promise<void> | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const url = /http:\/\/[^"\s]+/.exec(said)?.[0];
      if (url !== undefined) asked ??= answers(url).finally(() => child.kill("SIGTERM"));
    });
  }
  const [code] = await once(child, "close");
  await asked;
  const line = told.exec(said)?.[1];
  assert.ok(code === 0 && line !== undefined, `it ended with ${code}:\n${said}`);
  return { ...(JSON.parse(line) as Omit<StartUp, "files">), files: filesLoaded(coverage) };
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  await response.text();
}

/** Node tells of every file whose code has run. */
function filesLoaded(coverage: string): string[] {
  const reports = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), "utf8"));
  const urls = reports.flatMap((text) =>
    (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url),
  );
  return urls
    .filter((url) => url.startsWith("file:"))
    .map((url) => url.replace(`${pathToFileURL(dist).href}/`, "").replace(/^.*\/node_modules\//, ""))
    .filter((name) => !name.startsWith("file:"))
    .sort();
}

function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

/** The files among these that belong to one of the packages. */
function ofPackages(files: readonly string[], ...packages: string[]): string[] {
  return files.filter((file) => packages.some((name) => file.startsWith(`${name}/`)));
}

const plain = folderWith("plain", { "index.html": "<!doctype html><title>a folder</title>" });

test("start-up: five files and none of a package are loaded when a folder's first file is answered", {
  skip,
}, async () => {
  const { files } = await startUp(command, plain, "--port", "0");
  assert.deepEqual(files, [
    "cli/main.node.js",
    "parts/rolldown-runtime.js",
    "parts/serve-command.js",
    "parts/serve-command.node.js",
    "parts/server.js",
  ]);
});

test("start-up: neither fetch nor any HTTP of Node's own is loaded when a folder's first file is answered", {
  skip,
}, async () => {
  const { builtins } = await startUp(command, plain, "--port", "0");
  const unwanted = /^(?:internal\/deps\/undici\/undici|_?http2?(?:_.*)?|https|tls|worker_threads|inspector)$/;
  assert.ok(builtins.includes("net"));
  assert.deepEqual(
    builtins.filter((name) => unwanted.test(name)),
    [],
  );
});

test("start-up: jiti is loaded and nothing for templates, forms or JSON when a site.ts answers a text", {
  skip,
}, async () => {
  const site = folderWith("typed", {
    "site.ts": 'import { site, text } from "porthole";\nexport default site({ "/": text("a" as string) });\n',
  });
  const { files, builtins } = await startUp(command, site, "--port", "0");
  assert.notDeepEqual(ofPackages(files, "jiti"), []);
  assert.deepEqual(ofPackages(files, "liquidjs", "@fastify/busboy", "valibot", "jsonc-parser"), []);
  assert.ok(!builtins.includes("internal/deps/undici/undici"));
});

test("start-up: what checks JSON is loaded and nothing for templates or code when there is a site.json", {
  skip,
}, async () => {
  const site = folderWith("json", { "site.json": '{ "routes": { "/": { "file": "a.txt" } } }', "a.txt": "a" });
  const { files } = await startUp(command, site, "--port", "0");
  assert.notDeepEqual(ofPackages(files, "valibot"), []);
  assert.deepEqual(ofPackages(files, "liquidjs", "@fastify/busboy", "jiti"), []);
});

test("start-up: neither the command nor the checker is loaded when a program imports the library and serves", {
  skip,
}, async () => {
  const program = join(folder, "program.mjs");
  writeFileSync(
    program,
    `import { serve, site, text } from ${JSON.stringify(pathToFileURL(library).href)};
     const server = await serve(site({ "/": text("a") }), { port: 0 });
     process.once("SIGTERM", () => server.close());
     console.log(server.url);`,
  );
  const { files, builtins } = await startUp(program);
  assert.deepEqual(files, ["index.js", "parts/rolldown-runtime.js", "parts/server.js"]);
  assert.ok(!builtins.includes("crypto") && !builtins.includes("internal/deps/undici/undici"));
});

// The time that passes says how busy a machine is; the processor's own time, the least of three, how much is done. The
// bound for the time that passes is 1.5 times a bare Node and 60 ms; twice that is wrong on any machine.
test("start-up: the processor works less than thrice a bare Node and 120 ms when a folder's first file is answered", {
  skip,
}, async () => {
  const bare: number[] = [];
  const serving: number[] = [];
  for (let round = 0; round < 3; round++) {
    bare.push((await startUp("-e", "0")).cpuMs);
    serving.push((await startUp(command, plain, "--port", "0")).cpuMs);
  }
  const boundMs = 3 * Math.min(...bare) + 120;
  assert.ok(Math.min(...serving) < boundMs, `${serving.map(Math.round).join(", ")} ms, and not below ${boundMs} ms`);
});
