import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { CorsOption } from "../../src/access/index.ts";
import { file, site, text } from "../../src/index.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";
import { type ServedFolder, serveFolder } from "../tools/served-folder.ts";

/** Of "pleaseletmein" with the salt "SodiumChloride" (RFC 7914 §12). */
const hash =
  "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw";

const routes = site({
  "/": file("index.html"),
  "/secret": text("for users"),
  "PUT /put": text("put"),
  "/cookie": ({ request }) => text(request.headers.get("cookie") ?? "no cookie"),
});

/** What a page gets of a fetch, as a text: "200 put", or "refused" where its browser keeps it from it. */
const fetchText = `async ([url, init]) => {
  try {
    const response = await fetch(url, init);
    return response.status + " " + (await response.text()) + " " + (response.headers.get("content-range") ?? "");
  } catch {
    return "refused";
  }
}`;

describe("CORS in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let asking: ServedFolder;
  let page: Page;
  before(async () => {
    if (withoutBrowser !== false) return;
    [browser, asking] = await Promise.all([launchBrowser(), serveFolder({ "index.html": "<h1>asks</h1>" })]);
    page = await browser.newPage();
    await page.goto(asking.server.url);
  });
  after(async () => {
    await browser?.close();
    await asking?.[Symbol.asyncDispose]();
  });

  /** Another origin: the same host on another port. */
  function serveOther(cors: CorsOption): Promise<ServedFolder> {
    const auth = { "/secret": { users: { anna: hash } } };
    return serveFolder({ "index.html": "<h1>other</h1>" }, { cors, auth }, () => routes);
  }

  async function fetched(other: ServedFolder, target: string, init: RequestInit = {}): Promise<string> {
    const url = `${other.server.url}${target}`;
    return ((await page.evaluate(`(${fetchText})(${JSON.stringify([url, init])})`)) as string).trim();
  }

  const ownOrigin = () => new URL(asking.server.url).origin;
  const withPassword = { headers: { Authorization: `Basic ${btoa("anna:pleaseletmein")}` } };

  for (const [name, option] of [
    ["any origin", () => true],
    ["its origin", () => ownOrigin()],
    ["several origins with its own", () => ["https://kittens.example", ownOrigin()]],
  ] as const) {
    test(`CORS: a page of another origin reads what it asks for when ${name} may`, {
      skip: withoutBrowser,
    }, async () => {
      await using other = await serveOther(option());
      assert.equal(await fetched(other, ""), "200 <h1>other</h1>");
      assert.match(await fetched(other, "nowhere"), /^404 /);
      assert.match(await fetched(other, "", { headers: { Range: "bytes=0-3" } }), /^206 <h1> bytes 0-3\/14$/);
      // These two are asked for beforehand.
      assert.equal(await fetched(other, "put", { method: "PUT" }), "200 put");
      assert.equal(await fetched(other, "secret", withPassword), "200 for users");
      assert.match(await fetched(other, "secret"), /^401 /);
    });
  }

  for (const [name, option] of [
    ["nobody else", () => false],
    ["another one", () => "https://kittens.example"],
    ["several others", () => ["https://kittens.example", "https://puppies.example"]],
  ] as const) {
    test(`CORS: a page of another origin reads nothing, and puts nothing, when ${name} may`, {
      skip: withoutBrowser,
    }, async () => {
      await using other = await serveOther(option());
      assert.equal(await fetched(other, ""), "refused");
      assert.equal(await fetched(other, "nowhere"), "refused");
      assert.equal(await fetched(other, "put", { method: "PUT" }), "refused");
      assert.equal(await fetched(other, "secret", withPassword), "refused");
      const asked = other.log.exchanges.map(({ method }) => method);
      assert.ok(!asked.includes("PUT"), "what a preflight refuses is not sent");
    });
  }

  test("CORS: credentials go with a request of an origin that is named, and not of any", {
    skip: withoutBrowser,
  }, async () => {
    const init = { credentials: "include" } as const;
    await page.evaluate('document.cookie = "who=anna"');
    await using named = await serveOther(ownOrigin());
    assert.equal(await fetched(named, "cookie", init), "200 who=anna");
    await using any = await serveOther(true);
    assert.equal(await fetched(any, "cookie", init), "refused");
    assert.equal(await fetched(any, "cookie"), "200 no cookie");
  });
});
