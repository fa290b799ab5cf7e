import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { getuid } from "node:process";
import { after, before, test } from "node:test";
import { isConfigError } from "../config/config-error.ts";
import { isResponseError } from "../semantics/index.ts";
import { type DiskOptions, diskStore } from "./disk.node.ts";
import {
  type DirectoryWatcher,
  FileChangedError,
  type FileStore,
  type FoundFile,
  isSameState,
  type OpenFile,
} from "./file-store.ts";
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

async function found(store: FileStore, path: string): Promise<FoundFile> {
  const lookup = await store.lookup(path.split("/"));
  assert.ok(lookup.kind === "file", path);
  return lookup.file;
}

async function opened(store: FileStore, path: string): Promise<OpenFile> {
  return store.open(await found(store, path));
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
    assert.ok(isSameState(whole, await found(store, "cats/tom.txt")));
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

/** A store whose files change. */
interface ChangingStore {
  readonly store: FileStore;
  /** Puts a file in another's place at once. */
  replace(path: string, text: string): Promise<void>;
  /** Writes into the file that is there. */
  overwrite(path: string, text: string): Promise<void>;
  /** Removes a file, or a directory with what is in it. */
  remove(path: string): Promise<void>;
}

let changingStores = 0;
let changes = 0;

async function changingDisk(files: Readonly<Record<string, string>>): Promise<ChangingStore> {
  const folder = join(parent, `changing-${++changingStores}`);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
    // Long ago, so that whatever is written from now on has another date.
    await utimes(join(folder, path), 1000, 1000);
  }
  return {
    store: await diskStore(folder),
    replace: async (path, content) => {
      const made = join(parent, `made-${++changingStores}`);
      await writeFile(made, content);
      await rename(made, join(folder, path));
    },
    overwrite: async (path, content) => {
      await writeFile(join(folder, path), content);
      // Two changes within one tick of the system's clock would bear the same date.
      const time = 2000 + ++changes;
      await utimes(join(folder, path), time, time);
    },
    remove: (path) => rm(join(folder, path), { recursive: true }),
  };
}

async function changingMemory(files: Readonly<Record<string, string>>): Promise<ChangingStore> {
  const store = memoryStore(files);
  return {
    store,
    replace: async (path, content) => store.write(path, content),
    overwrite: async (path, content) => store.overwrite(path, content),
    remove: async (path) => store.remove(path),
  };
}

const isChanged = (error: unknown) => error instanceof FileChangedError;

/** Collects what a watcher is told. */
function collectingWatcher() {
  const told: (string | undefined)[] = [];
  let tell = () => {};
  const watcher: DirectoryWatcher = {
    changed: (name) => {
      told.push(name);
      tell();
    },
    failed: () => {
      told.push("failed()");
      tell();
    },
  };
  /** Settles when that was told. */
  const toldOf = async (name: string) => {
    while (!told.includes(name)) await new Promise<void>((resolve) => (tell = resolve));
  };
  return { watcher, told, toldOf };
}

/** A watcher keeps no process running: whoever waits for it must. */
async function within<T>(waiting: Promise<T>, milliseconds = 10_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing was told")), milliseconds);
  });
  return Promise.race([waiting, late]).finally(() => clearTimeout(timer));
}

for (const [name, make] of [
  ["disk", changingDisk],
  ["memory", changingMemory],
] as const) {
  test(`${name} store: a file's state is another when it was changed, replaced or removed`, async () => {
    const { store, replace, overwrite, remove } = await make({ "a.txt": "one", "b/c.txt": "same" });
    const file = await found(store, "a.txt");
    assert.ok(isSameState(file, (await store.state(file))!));
    await overwrite("a.txt", "two");
    const changed = (await store.state(file))!;
    assert.ok(!isSameState(file, changed));
    await replace("a.txt", "two");
    assert.notEqual((await store.state(file))!.inode, changed.inode);
    await remove("a.txt");
    assert.equal(await store.state(file), undefined);
    const other = await found(store, "b/c.txt");
    await remove("b");
    assert.equal(await store.state(other), undefined);
    await replace("b", "a file where a directory was");
    assert.equal(await store.state(other), undefined);
  });

  test(`${name} store: a file overwritten while it is read is not handed out as one (RFC9110§8.8.1)`, async () => {
    const content = "0123456789".repeat(40_000);
    const { store, overwrite } = await make({ "a.bin": content });
    for (const changedTo of [content.replaceAll("0", "x"), content.slice(0, 100_000), `${content}more`]) {
      await overwrite("a.bin", content);
      const range = (await opened(store, "a.bin")).range();
      let octets = 0;
      await assert.rejects(async () => {
        for await (const piece of range) {
          if (octets === 0) await overwrite("a.bin", changedTo);
          octets += piece.length;
        }
      }, isChanged);
      assert.ok(octets > 0 && octets < content.length);
    }
    const whole = await opened(store, "a.bin");
    await overwrite("a.bin", content);
    await assert.rejects(whole.octets(), isChanged);
  });

  test(`${name} store: a file replaced while it is read is read on as it was`, async () => {
    const content = "0123456789".repeat(40_000);
    const { store, replace } = await make({ "a.bin": content });
    const before = await found(store, "a.bin");
    const range = (await store.open(before)).range();
    let octets = "";
    for await (const piece of range) {
      if (octets === "") await replace("a.bin", "another");
      octets += text(piece);
    }
    assert.equal(octets, content);
    const whole = await opened(store, "a.bin");
    await replace("a.bin", "a third");
    assert.equal(text(await whole.octets()), "another");
  });

  test(`${name} store: several ranges of one file are read one after the other`, async () => {
    const content = "0123456789".repeat(40_000);
    const { store, overwrite } = await make({ "a.bin": content });
    const parts = [
      { start: 5, lengthOctets: 10 },
      { start: 399_999, lengthOctets: 1 },
      { start: 0, lengthOctets: 0 },
      { start: 2, lengthOctets: 300_000 },
    ];
    const read4: string[] = [];
    for (const range of (await opened(store, "a.bin")).ranges(parts)) read4.push(await read(range));
    assert.deepEqual(
      read4,
      parts.map(({ start, lengthOctets }) => content.slice(start, start + lengthOctets)),
    );
    const [first, second] = (await opened(store, "a.bin")).ranges(parts);
    assert.equal(await read(first!), "5678901234");
    await overwrite("a.bin", content.slice(1));
    await assert.rejects(read(second!), isChanged);
    const [one, two] = (await opened(store, "a.bin")).ranges(parts);
    one!.close();
    two!.close();
    assert.deepEqual((await opened(store, "a.bin")).ranges([]), []);
  });

  test(`${name} store: a range that is longer than the file is no range of it`, async () => {
    const { store } = await make({ "a.txt": "short" });
    await assert.rejects(read((await opened(store, "a.txt")).range(0, 6)), isChanged);
  });

  test(`${name} store: a directory lists what may be had`, async () => {
    const files = { "a.txt": "one", "b/c.txt": "", ".env": "", ".well-known/x": "", "b/.git/x": "", "b/d/e.txt": "x" };
    const { store } = await make(files);
    const listed = async (...segments: string[]) =>
      (await store.list(segments))?.map(({ name: each, kind, sizeOctets }) => `${kind} ${each} ${sizeOctets}`).sort();
    assert.deepEqual(await listed(), ["directory .well-known 0", "directory b 0", "file a.txt 3"]);
    assert.deepEqual(await listed("b"), ["directory d 0", "file c.txt 0"]);
    assert.ok((await store.list([]))!.every(({ modifiedMs }) => Number.isFinite(modifiedMs)));
    for (const segments of [["a.txt"], ["nothing"], ["b", ".git"], [".."], ["b", "..", ".."]]) {
      assert.equal(await store.list(segments), undefined, segments.join("/"));
    }
  });

  test(`${name} store: a directory's watcher is told of its names, and of nothing below`, async () => {
    const { store, replace, overwrite, remove } = await make({ "a/one.txt": "1", "a/b/two.txt": "2", "c.txt": "" });
    const { watcher, told, toldOf } = collectingWatcher();
    const watch = store.watch(["a"], watcher);
    assert.ok(watch);
    const change = async () => {
      await overwrite("a/b/two.txt", "22");
      await overwrite("c.txt", "c");
      await overwrite("a/one.txt", "11");
      await toldOf("one.txt");
      await replace("a/caf\u00e9.txt", "new");
      await toldOf("caf\u00e9.txt");
      told.length = 0;
      await remove("a/one.txt");
      await toldOf("one.txt");
    };
    await within(change());
    assert.ok(
      told.every((each) => each === "one.txt" || each?.startsWith("caf")),
      told.join(),
    );
    watch.close();
    watch.close();
  });

  test(`${name} store: a watcher fails when its directory is removed, and can be had anew`, async () => {
    const { store, replace, remove } = await make({ "a/b/one.txt": "1", "a/two.txt": "2" });
    const { watcher, toldOf } = collectingWatcher();
    assert.ok(store.watch(["a", "b"], watcher));
    await remove("a/b");
    await within(toldOf("failed()"));
    assert.equal(store.watch(["a", "b"], watcher), undefined);
    const again = collectingWatcher();
    const watch = store.watch(["a"], again.watcher);
    await replace("a/three.txt", "3");
    await within(again.toldOf("three.txt"));
    watch?.close();
  });

  test(`${name} store: what is refused or no directory is not watched`, async () => {
    const { store } = await make({ "a.txt": "", ".git/x": "" });
    const { watcher } = collectingWatcher();
    for (const segments of [["a.txt"], ["nothing"], [".git"], [".."]]) {
      assert.equal(store.watch(segments, watcher), undefined, segments.join("/"));
    }
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

test("disk store: a link put in a folder's place before a file of it is opened is not followed", {
  skip: symlinksLeftOut,
}, async () => {
  const { store } = await changingDisk({ "cats/tom.txt": "Tom" });
  const folder = store.description;
  const outside = `${folder}-outside`;
  await mkdir(outside);
  await writeFile(join(outside, "tom.txt"), "secret");
  const file = await found(store, "cats/tom.txt");
  await rename(join(folder, "cats"), join(folder, "cats-before"));
  await symlink(outside, join(folder, "cats"));
  await assert.rejects(store.open(file), (error) => isResponseError(error) && error.statusCode === 404);
  const following = await diskStore(folder, { symlinks: true });
  (await following.open(file)).close();
});

test("disk store: a file that is replaced while it is opened is had as it was", async () => {
  const { store } = await changingDisk({ "a.txt": "before" });
  const open = await store.open(await found(store, "a.txt"));
  await writeFile(join(store.description, "next"), "after");
  await rename(join(store.description, "next"), join(store.description, "a.txt"));
  assert.equal(Buffer.from(await open.octets()).toString(), "before");
});

test("disk store: a list and a watch follow links inside the root alone", { skip: symlinksLeftOut }, async () => {
  const { store } = await changingDisk({ "cats/tom.txt": "Tom", "links/plain.txt": "" });
  const folder = store.description;
  await symlink("../cats", join(folder, "links", "inside"));
  await symlink("../cats/tom.txt", join(folder, "links", "file"));
  await symlink(parent, join(folder, "links", "outside"));
  await symlink("nowhere", join(folder, "links", "broken"));
  execFileSync("mkfifo", [join(folder, "links", "pipe")]);
  const names = async (from: FileStore, ...segments: string[]) =>
    (await from.list(segments))?.map(({ name }) => name).sort();
  assert.deepEqual(await names(store, "links"), ["file", "inside", "plain.txt"]);
  assert.deepEqual(await names(store, "links", "inside"), ["tom.txt"]);
  assert.equal(await names(store, "links", "outside"), undefined);
  const following = await diskStore(folder, { symlinks: true });
  assert.deepEqual(await names(following, "links"), ["file", "inside", "outside", "plain.txt"]);
  const { watcher, toldOf } = collectingWatcher();
  assert.equal(store.watch(["links", "outside"], watcher), undefined);
  const watch = store.watch(["links", "inside"], watcher);
  await writeFile(join(folder, "cats", "new.txt"), "");
  await within(toldOf("new.txt"));
  watch?.close();
});

test("disk store: the files are those of another release once the root's own link leads there", {
  skip: symlinksLeftOut,
}, async () => {
  const { store: releases } = await changingDisk({ "v1/a.txt": "one", "v2/a.txt": "two!", "v2/b.txt": "new" });
  const link = join(releases.description, "current");
  await symlink("v1", link);
  const store = await diskStore(link);
  const file = await found(store, "a.txt");
  assert.equal(file.sizeOctets, 3);
  const { watcher, hasFailed } = failureWatcher();
  assert.ok(store.watch([], watcher));
  await symlink("v2", `${link}-next`);
  await rename(`${link}-next`, link);
  assert.ok(!isSameState(file, (await store.state(file))!), "a look at the known file shows it");
  assert.equal((await found(store, "a.txt")).sizeOctets, 4);
  assert.equal((await found(store, "b.txt")).sizeOctets, 3);
  assert.ok(hasFailed(), "who watched the old release is told");
  await rm(join(releases.description, "v1"), { recursive: true });
  assert.equal((await found(store, "a.txt")).sizeOctets, 4);
  assert.equal((await store.list([]))?.length, 2);
});

function failureWatcher() {
  let failed = false;
  const watcher = {
    changed() {},
    failed() {
      failed = true;
    },
  };
  return { watcher, hasFailed: () => failed };
}

test("disk store: a link that is swapped is another state, and fails the watch of its path", {
  skip: symlinksLeftOut,
}, async () => {
  const { store } = await changingDisk({ "v1/a.txt": "same", "v2/a.txt": "same" });
  const folder = store.description;
  await symlink("v1", join(folder, "current"));
  const file = await found(store, "current/a.txt");
  const { watcher, toldOf } = collectingWatcher();
  assert.ok(store.watch(["current"], watcher));
  await symlink("v2", join(folder, "next"));
  await rename(join(folder, "next"), join(folder, "current"));
  assert.ok(!isSameState(file, (await store.state(file))!));
  await within(toldOf("failed()"));
});

test("disk store: a directory above that is moved fails the watch", { skip: symlinksLeftOut }, async () => {
  const { store } = await changingDisk({ "a/b/c/d.txt": "", "e/b/c/d.txt": "" });
  const { watcher, toldOf } = collectingWatcher();
  assert.ok(store.watch(["a", "b", "c"], watcher));
  await rename(join(store.description, "a"), join(store.description, "old"));
  await within(toldOf("failed()"));
});

test("disk store: the state of a file found in another normal form is that of its own name", async () => {
  await writeFile(join(root, "zoe\u0308.txt"), "decomposed");
  const store = await diskStore(root);
  const file = await found(store, "zo\u00eb.txt");
  assert.ok(isSameState(file, (await store.state(file))!));
});

const rawNamesLeftOut = process.platform === "linux" ? false : "names that are not UTF-8 can be made on Linux alone";

test("disk store: a name that is not UTF-8 is not listed", { skip: rawNamesLeftOut }, async () => {
  const { store } = await changingDisk({ "a.txt": "" });
  await writeFile(Buffer.concat([Buffer.from(`${store.description}/b`), Buffer.from([0xff])]), "");
  assert.deepEqual(
    (await store.list([]))?.map(({ name }) => name),
    ["a.txt"],
  );
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
      const parts = [
        { start: 0, lengthOctets: 10 },
        { start: 20, lengthOctets: 10 },
      ];
      for (const range of open.ranges(parts)) await read(range);
    },
    async (open: OpenFile) => void open.ranges([]),
    async (open: OpenFile) => {
      for (const range of open.ranges([{ start: 0, lengthOctets: 1 }])) range.close();
    },
    async (open: OpenFile) => {
      await assert.rejects(read(open.range(0, open.sizeOctets + 1)), isChanged);
    },
    async (open: OpenFile) => {
      const range = open.range(0, 1);
      const reading = range[Symbol.asyncIterator]().next();
      range.close();
      assert.deepEqual(await reading, { done: true, value: undefined });
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
