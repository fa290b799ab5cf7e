import assert from "node:assert/strict";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { diskStore } from "./disk.node.ts";
import { FileCache } from "./file-cache.ts";
import { StaticFiles } from "./static-files.ts";
import { StaticFolder } from "./static-folder.ts";
import { exchangeFor, requestFor } from "./testing/exchanges.ts";
import { errorPage, read } from "./testing/served-folder.ts";

for (const form of ["NFC", "NFD"]) {
  test(`name spellings: a file is kept once when its name's letters and accents are mixed, in ${form} on the disk`, async () => {
    const root = await mkdtemp(join(tmpdir(), "porthole-spellings-"));
    try {
      const file = join(root, "éèêà.txt".normalize(form));
      await writeFile(file, "accents");
      const old = new Date(Date.now() - 60_000);
      await utimes(file, old, old);
      const store = await diskStore(root);
      const cache = new FileCache(store);
      const files = new StaticFiles({ store, cache, errorPage, development: false }, {});
      const folder = new StaticFolder(files, []);
      const letters = [..."éèêà"];
      const known: string[] = [];
      for (let mix = 0; mix < 16; mix++) {
        const name = letters.map((each, at) => each.normalize((mix >> at) % 2 === 0 ? "NFC" : "NFD")).join("");
        const path = `/${encodeURIComponent(name)}.txt`;
        const serve = () => folder.serve(path, requestFor("GET", path), exchangeFor());
        assert.equal((await read(await serve())).text, "accents");
        if (!(serve() instanceof Promise)) known.push(name);
      }
      assert.equal(cache.size, 1);
      assert.deepEqual(known, ["éèêà".normalize("NFC"), "éèêà".normalize("NFD")]);
      cache.close();
    } finally {
      await rm(root, { recursive: true });
    }
  });
}
