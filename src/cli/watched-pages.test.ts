import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../files/testing/memory-store.ts";
import { type ChangedFile, WatchedPages } from "./watched-pages.ts";

const limit = { timeout: 20_000 };

test("watched pages: what changes together is told once, each file once", limit, async (t) => {
  const pages = await WatchedPages.load();
  t.after(() => pages.close());
  const store = memoryStore({ "a.css": "1", "b.css": "1" });
  const watched = pages.liveReload.watched(store);
  for (const name of ["a.css", "b.css"]) await watched.lookup([name]);
  const told: (readonly ChangedFile[])[] = [];
  const change = () =>
    new Promise<void>((resolve) => {
      pages.changed = (files) => {
        told.push(files);
        resolve();
      };
    });
  const first = change();
  for (const content of ["2", "3"]) for (const name of ["a.css", "b.css"]) store.write(name, content);
  // What keeps the process running is the test: a watch does not.
  const running = setInterval(() => {}, 1000);
  t.after(() => clearInterval(running));
  await first;
  const second = change();
  store.write("b.css", "4");
  await second;
  const root = "memory";
  assert.deepEqual(told, [
    [
      { path: "a.css", root },
      { path: "b.css", root },
    ],
    [{ path: "b.css", root }],
  ]);
});

test("watched pages: changes that do not end are told all the same", limit, async (t) => {
  const pages = await WatchedPages.load();
  t.after(() => pages.close());
  const store = memoryStore({ "a.css": "1" });
  await pages.liveReload.watched(store).lookup(["a.css"]);
  const writing = setInterval(() => store.write("a.css", "2"), 10);
  t.after(() => clearInterval(writing));
  await new Promise<void>((resolve) => {
    pages.changed = () => resolve();
  });
});

test("watched pages: nothing is told when they are closed", limit, async () => {
  const pages = await WatchedPages.load();
  const store = memoryStore({ "a.css": "1" });
  await pages.liveReload.watched(store).lookup(["a.css"]);
  let isTold = false;
  pages.changed = () => {
    isTold = true;
  };
  store.write("a.css", "2");
  pages.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(isTold, false);
});
