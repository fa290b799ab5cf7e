import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsOver } from "./site-settings.ts";

const hash = "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA";

test("site settings: what is given wins option by option, and the rest stays, when a site says something too", () => {
  const site = { cache: 60, list: true, cors: ["https://a.example"] } as const;
  assert.deepEqual(settingsOver(site, { cache: "no-store", list: undefined, compress: false }), {
    cache: "no-store",
    list: true,
    compress: false,
    cors: ["https://a.example"],
  });
  assert.deepEqual(settingsOver({ list: true }, { list: false }), { list: false });
  assert.deepEqual(settingsOver({}, {}), {});
});

test("site settings: given fields take the place of the site's of the same name when both have some", () => {
  const site = { headers: { "X-A": ["1", "2"], "X-B": "3" } };
  assert.deepEqual(settingsOver(site, { headers: [["x-a", "9"]] }).headers, [
    ["X-B", "3"],
    ["x-a", "9"],
  ]);
});

test("site settings: no path that a site guards is left open when access is given for another, or for the same", () => {
  const site = { auth: { "/a/*": { realm: "A", users: { anna: hash } }, "/b/*": { users: { bert: hash } } } };
  assert.deepEqual(
    settingsOver(site, { auth: { "/a/*": { users: { carl: hash } }, "/c": { users: { dora: hash } } } }),
    {
      auth: {
        "/a/*": { realm: "A", users: { anna: hash, carl: hash } },
        "/b/*": { users: { bert: hash } },
        "/c": { users: { dora: hash } },
      },
    },
  );
  const realm = settingsOver(site, { auth: { "/a/*": { realm: "Given", users: { carl: hash } } } }).auth?.["/a/*"]
    ?.realm;
  assert.equal(realm, "Given");
});

test("site settings: a site's other options are left out when settings are merged", () => {
  assert.deepEqual(settingsOver({ port: 80, list: true } as object, {}), { list: true });
});
