import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { getuid } from "node:process";
import { after, before, test } from "node:test";
import { isResponseError } from "../semantics/index.ts";
import { isConfigError } from "./config-error.ts";
import { type DiskOptions, diskStore } from "./disk.node.ts";
import type { FileStore, OpenFile } from "./file-store.ts";
import { memoryStore } from "./testing/memory-store.ts";

const kept: Readonly<Record<string, string>> = {
  "index.html": "<h1>home</h1>",
  "empty.txt": "",
  "bom.txt": "\ufefftext",
  "cats/tom.txt": "Tom, the cat",
  "caf\u00e9.txt": "composed",
  ".env": "SECRET=1",
  "cats/.git/config": "secret",
  ".well-known/security.txt": "Contact: us",
  "large.bin": "0123456789".repeat(40_000),
};

let parent = "";
let root = "";
before(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), "porthole-store-test-")));
  root = join(parent, "root");
  for (const [name, text] of Object.entries(kept)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  await writeFile(join(parent, "secret.txt"), "outside");
  await mkdir(join(parent, "root-2"));
  await writeFile(join(parent, "root-2", "secret.txt"), "outside");
});
after(() => rm(parent, { recursive: true, force: true }));

const stores: readonly (readonly [name: string, make: (options?: DiskOptions) => Promise<FileStore>])[] = [
  ["disk", (options) => diskStore(root, options)],
  ["memory", async (options) => memoryStore(kept, options)],
];

async function looked(store: FileStore, path: string): Promise<string> {
  const found = await store.lookup(path === "" ? [] : path.split("/"));
  if (found.kind === "file") return `file of ${found.file.sizeOctets}`;
  return found.kind === "refused" ? `${found.statusCode} ${found.reason}` : found.kind;
}

async function opened(store: FileStore, path: string): Promise<OpenFile> {
  const found = await store.lookup(path.split("/"));
  assert.equal(found.kind, "file", path);
  return store.open((found as Extract<typeof found, { kind: "file" }>).file);
}

async function read(content: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  // Lent until the next one is asked for.
  for await (const piece of content) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces).toString();
}

const text = (octets: Uint8Array) => Buffer.from(octets).toString();

for (const [name, make] of stores) {
  test(`${name} store: files and folders are found below the root`, async () => {
    const store = await make();
    assert.equal(await looked(store, ""), "directory");
    assert.equal(await looked(store, "index.html"), "file of 13");
    assert.equal(await looked(store, "cats"), "directory");
    assert.equal(await looked(store, "cats/tom.txt"), "file of 12");
    assert.equal(await looked(store, "empty.txt"), "file of 0");
    assert.equal(await looked(store, "nothing"), "missing");
    assert.equal(await looked(store, "cats/nothing"), "missing");
    assert.equal(await looked(store, "index.html/x"), "missing");
    assert.equal(await looked(store, "INDEX.HTML"), "missing");
    assert.equal(await looked(store, "x".repeat(300)), "missing");
    assert.equal(await looked(store, "%2e%2e"), "missing");
  });

  test(`${name} store: names that could lead elsewhere are refused`, async () => {
    const store = await make();
    for (const [path, refused] of [
      ["..", "400 dot segment"],
      ["../secret.txt", "400 dot segment"],
      ["cats/../../secret.txt", "400 dot segment"],
      ["cats/.", "400 dot segment"],
      ["..\\secret.txt", "400 backslash"],
      ["a\0.html", "400 control character in the path"],
      [".env", "404 dotfile"],
      [".nothing", "404 dotfile"],
      ["cats/.git/config", "404 dotfile"],
    ] as const) {
      assert.equal(await looked(store, path), refused);
    }
    for (const segments of [["../secret.txt"], ["cats", "../../secret.txt"], ["", "etc"], ["/etc/passwd"]]) {
      assert.equal((await store.lookup(segments)).kind, "refused", JSON.stringify(segments));
    }
    assert.equal(await looked(store, ".well-known/security.txt"), "file of 11");
  });

  test(`${name} store: dotfiles are had when asked for`, async () => {
    const store = await make({ dotfiles: true });
    assert.equal(await looked(store, ".env"), "file of 8");
    assert.equal(await looked(store, "cats/.git/config"), "file of 6");
    assert.equal(await looked(store, "../secret.txt"), "400 dot segment");
  });

  test(`${name} store: Windows' rules are those of its platform`, async () => {
    const store = await make({ platform: "win32" });
    assert.equal(await looked(store, "index.html::$DATA"), "404 drive or stream (a colon)");
    assert.equal(await looked(store, "index.html."), "404 trailing dot or space");
    assert.equal(await looked(store, "nul"), "404 device name");
    assert.equal(await looked(store, "index.html"), "file of 13");
  });

  test(`${name} store: a file is read whole, in ranges, or not at all`, async () => {
    const store = await make();
    const whole = await opened(store, "cats/tom.txt");
    assert.equal(whole.sizeOctets, 12);
    assert.ok(Number.isFinite(whole.modifiedMs));
    assert.equal(text(await whole.octets()), "Tom, the cat");
    assert.equal(text(await (await opened(store, "empty.txt")).octets()), "");
    const range = (await opened(store, "cats/tom.txt")).range(5, 3);
    assert.equal(range.lengthOctets, 3);
    assert.equal(await read(range), "the");
    assert.equal(await read((await opened(store, "cats/tom.txt")).range(5)), "the cat");
    assert.equal(await read((await opened(store, "empty.txt")).range()), "");
    const unread = await opened(store, "index.html");
    unread.close();
    unread.close();
    const large = (await opened(store, "large.bin")).range();
    assert.equal(large.lengthOctets, 400_000);
    assert.equal(await read(large), kept["large.bin"]);
    const middle = (await opened(store, "large.bin")).range(100_001, 200_002);
    assert.equal(await read(middle), kept["large.bin"]!.slice(100_001, 300_003));
  });

  test(`${name} store: text is read as UTF-8 without a byte order mark`, async () => {
    const store = await make();
    assert.equal(await store.readText(["index.html"]), "<h1>home</h1>");
    assert.equal(await store.readText(["bom.txt"]), "text");
    assert.equal(await store.readText(["nothing"]), undefined);
    await assert.rejects(store.readText(["cats"]), /cats is a folder/);
    await assert.rejects(store.readText([".env"]), /\.env is refused: dotfile/);
  });
}

test("disk store: text that is not UTF-8 is an error that names the file", async () => {
  await writeFile(join(root, "latin1.txt"), Buffer.from([0xe9, 0x20]));
  await assert.rejects((await diskStore(root)).readText(["latin1.txt"]), /latin1\.txt is not text in UTF-8/);
});

/** Whether symbolic links can be made here: on Windows that is a privilege. */
const symlinksLeftOut = process.platform === "win32" ? "symbolic links need a privilege on Windows" : false;

test("disk store: symbolic links that leave the root are refused", { skip: symlinksLeftOut }, async () => {
  await mkdir(join(root, "links"));
  await symlink(join(parent, "secret.txt"), join(root, "links", "file"));
  await symlink(parent, join(root, "links", "folder"));
  await symlink("../../secret.txt", join(root, "links", "relative"));
  await symlink(join(parent, "root-2"), join(root, "links", "sibling"));
  await symlink("../cats", join(root, "links", "inside"));
  await symlink("loop", join(root, "links", "loop"));
  await symlink("nowhere", join(root, "links", "broken"));
  const store = await diskStore(root);
  const refused = "403 a symbolic link leaves the root";
  assert.equal(await looked(store, "links/file"), refused);
  assert.equal(await looked(store, "links/folder"), refused);
  assert.equal(await looked(store, "links/folder/secret.txt"), refused);
  assert.equal(await looked(store, "links/relative"), refused);
  assert.equal(await looked(store, "links/sibling/secret.txt"), refused);
  assert.equal(await looked(store, "links/inside/tom.txt"), "file of 12");
  assert.equal(await looked(store, "links/loop"), "404 symbolic links lead in a circle");
  assert.equal(await looked(store, "links/broken"), "missing");
  const following = await diskStore(root, { symlinks: true });
  assert.equal(await looked(following, "links/file"), "file of 7");
  assert.equal(await looked(following, "links/folder/secret.txt"), "file of 7");
});

test("disk store: a link put in a file's place before it is opened is not followed", {
  skip: symlinksLeftOut,
}, async () => {
  const path = join(root, "swapped.txt");
  await writeFile(path, "before");
  const store = await diskStore(root);
  const found = await store.lookup(["swapped.txt"]);
  assert.ok(found.kind === "file");
  await rm(path);
  await symlink(join(parent, "secret.txt"), path);
  await assert.rejects(store.open(found.file), (error) => isResponseError(error) && error.statusCode === 404);
});

test("disk store: a root that is a symbolic link is what it led to at the start", {
  skip: symlinksLeftOut,
}, async () => {
  const current = join(parent, "current");
  await symlink(root, current);
  const store = await diskStore(current);
  await rm(current);
  assert.equal(store.description, root);
  assert.equal(await looked(store, "index.html"), "file of 13");
});

test("disk store: what is neither a file nor a folder is refused", { skip: symlinksLeftOut }, async () => {
  execFileSync("mkfifo", [join(root, "pipe")]);
  const store = await diskStore(root);
  assert.equal(await looked(store, "pipe"), "404 neither a file nor a folder");
});

const rootLeftOut =
  getuid?.() === 0 || process.platform === "win32"
    ? "this user may read everything, or modes mean nothing here"
    : false;

test("disk store: what may not be read is refused", { skip: rootLeftOut }, async () => {
  await mkdir(join(root, "closed"));
  await writeFile(join(root, "closed", "a.txt"), "x");
  await writeFile(join(root, "closed.txt"), "x");
  await chmod(join(root, "closed.txt"), 0);
  await chmod(join(root, "closed"), 0);
  const store = await diskStore(root);
  assert.equal(await looked(store, "closed/a.txt"), "403 the server may not read it");
  await assert.rejects(opened(store, "closed.txt"), (error) => isResponseError(error) && error.statusCode === 403);
  await assert.rejects(diskStore(join(root, "closed")), isConfigError);
  await chmod(join(root, "closed"), 0o700);
});

test("disk store: a composed name finds a decomposed file, and the other way about", async () => {
  await writeFile(join(root, "nai\u0308f.txt"), "decomposed");
  const store = await diskStore(root);
  assert.equal(await looked(store, "na\u00eff.txt"), "file of 10");
  assert.equal(await looked(store, "nai\u0308f.txt"), "file of 10");
  assert.equal(await looked(store, "cafe\u0301.txt"), "file of 8");
});

test("disk store: a root that is not there, or is a file, is a ConfigError", async () => {
  await assert.rejects(
    diskStore(join(root, "nothing")),
    (error) => isConfigError(error) && /not there/.test(error.message),
  );
  await assert.rejects(
    diskStore(join(root, "index.html")),
    (error) => isConfigError(error) && /is no folder/.test(error.message),
  );
});

test("disk store: a file that shrinks while it is read ends early, and is closed", async () => {
  await writeFile(join(root, "shrinks.bin"), Buffer.alloc(600_000, 1));
  const store = await diskStore(root);
  const range = (await opened(store, "shrinks.bin")).range();
  let octets = 0;
  for await (const piece of range) {
    if (octets === 0) await truncate(join(root, "shrinks.bin"), 200_000);
    octets += piece.length;
  }
  assert.equal(octets, 200_000);
});

test("disk store: an open file keeps its octets when its name is given to another", async () => {
  await writeFile(join(root, "deployed.txt"), "old");
  await utimes(join(root, "deployed.txt"), 1, 1);
  const store = await diskStore(root);
  const open = await opened(store, "deployed.txt");
  await writeFile(join(root, "deploying.txt"), "newer");
  await rename(join(root, "deploying.txt"), join(root, "deployed.txt"));
  assert.deepEqual([open.sizeOctets, open.modifiedMs], [3, 1000]);
  assert.equal(text(await open.octets()), "old");
});

const descriptorsLeftOut = process.platform === "linux" ? false : "open descriptors are counted through /proc/self/fd";

test("disk store: every way of ending closes the file", { skip: descriptorsLeftOut }, async () => {
  const store = await diskStore(root);
  const descriptors = async () => (await readdir("/proc/self/fd")).length;
  /** Closing is not waited for. */
  const settled = async (expected: number) => {
    for (let turn = 0; turn < 200 && (await descriptors()) > expected; turn++) await new Promise(setImmediate);
    return descriptors();
  };
  const start = await descriptors();
  for (const end of [
    async (open: OpenFile) => void (await open.octets()),
    async (open: OpenFile) => void (await read(open.range())),
    async (open: OpenFile) => open.close(),
    async (open: OpenFile) => open.range().close(),
    async (open: OpenFile) => {
      for await (const _ of open.range()) break;
    },
    async (open: OpenFile) => {
      await assert.rejects(async () => {
        for await (const _ of open.range()) throw new Error("the client is gone");
      });
    },
    async (open: OpenFile) => {
      const range = open.range();
      const reading = range[Symbol.asyncIterator]().next();
      range.close();
      await reading;
    },
  ]) {
    for (let round = 0; round < 5; round++) await end(await opened(store, "large.bin"));
  }
  assert.equal(await settled(start), start);
});
