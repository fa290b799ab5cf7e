import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { WINDOW_PATH, windowPaths } from "../../src/inspector/paths.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";
import { folderOf, startPorthole } from "../tools/porthole-process.ts";

/** What pages of others can do in a browser: each answers "got" and what it got, or "nothing". */
const attempts = {
  fetch: `async (url) => {
    try { return "got " + (await (await fetch(url)).text()).length; } catch { return "nothing"; }
  }`,
  "fetch without CORS": `async (url) => {
    try {
      const response = await fetch(url, { mode: "no-cors", credentials: "include" });
      return response.status === 0 ? "nothing" : "got " + response.status;
    } catch { return "nothing"; }
  }`,
  "event source": `(url) => new Promise((resolve) => {
    const source = new EventSource(url);
    source.onmessage = ({ data }) => resolve("got " + data);
    source.onerror = () => { source.close(); resolve("nothing"); };
  })`,
  script: `(url) => new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { src: url });
    script.onload = () => resolve("got a script");
    script.onerror = () => resolve("nothing");
    document.head.append(script);
  })`,
  style: `(url) => new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url });
    link.onload = () => resolve("got a style sheet");
    link.onerror = () => resolve("nothing");
    document.head.append(link);
  })`,
} as const;

const frame = `(url) => new Promise((resolve) => {
  const frame = Object.assign(document.createElement("iframe"), { src: url });
  frame.onload = () => resolve();
  document.body.append(frame);
})`;

/** Sends a form to where acting is done, as a page can without asking first. */
const sendForm = `(url) => {
  const form = Object.assign(document.createElement("form"), { action: url, method: "POST", enctype: "text/plain" });
  form.append(Object.assign(document.createElement("input"), { name: '{"a":"', value: '"}' }));
  document.body.append(form);
  form.submit();
}`;

/** Acts as the window's page does. */
const clear = `async (url) => {
  const token = document.querySelector('meta[name="porthole-page"]').content;
  const headers = { "X-Porthole-Page": token, "Content-Type": "application/json" };
  return (await fetch(url, { method: "POST", headers, body: "null" })).status;
}`;

const lanAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

const windowTitle = "Porthole: the window";

describe("the window's gate in a browser", { timeout: 120_000, skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  /** A site with its window open, and a page of another origin in the same browser. */
  async function opened(
    t: TestContext,
    asking: (port: number) => string,
  ): Promise<{ readonly page: Page; readonly url: string }> {
    const site = startPorthole(t, [folderOf(t, { "index.html": "<p>site" }), "--inspect", "--cors", "-p", "0"]);
    const other = startPorthole(t, [folderOf(t, { "index.html": "<p>asks" }), "-p", "0"]);
    const [url, otherUrl] = await Promise.all([site.url(), other.url()]);
    const context = await browser.newContext();
    t.after(() => context.close());
    const window = await context.newPage();
    await window.goto(url + WINDOW_PATH.slice(1));
    assert.equal(await window.title(), windowTitle);
    const page = await context.newPage();
    await page.goto(asking(Number(new URL(otherUrl).port)));
    return { page, url };
  }

  // Of another site, and of the same site but another origin: a server on another port of this machine.
  for (const host of ["127.0.0.1", "localhost"]) {
    test(`window: a page at another port of ${host} gets nothing of it`, async (t) => {
      const { page, url } = await opened(t, (port) => `http://${host}:${port}/`);
      const at = (path: string) => url + path.slice(1);
      assert.match(String(await page.evaluate(`(${attempts.fetch})("${url}")`)), /^got/, "the site itself allows CORS");
      for (const path of [WINDOW_PATH, ...Object.values(windowPaths)]) {
        for (const [name, attempt] of Object.entries(attempts)) {
          assert.equal(await page.evaluate(`(${attempt})("${at(path)}")`), "nothing", `${name} ${path}`);
        }
      }
      await page.evaluate(`(${frame})("${at(WINDOW_PATH)}")`);
      for (const child of page.frames().slice(1)) assert.notEqual(await child.title(), windowTitle);
      await page.evaluate(`document.querySelector("iframe").remove()`);
      const answers: number[] = [];
      page.on("response", (response) => answers.push(response.status()));
      await Promise.all([page.waitForEvent("load"), page.evaluate(`(${sendForm})("${at(windowPaths.clear)}")`)]);
      assert.equal(answers[0], 403);
    });
  }

  test("window: a link from another site opens it, and leaves its opener nothing to hold it by", async (t) => {
    const { page, url } = await opened(t, (port) => `http://127.0.0.1:${port}/`);
    const popup = page.waitForEvent("popup");
    await page.evaluate(`void (window.held = window.open("${url}${WINDOW_PATH.slice(1)}"))`);
    const opening = await popup;
    await opening.waitForLoadState();
    assert.equal(await opening.title(), windowTitle);
    assert.equal(await page.evaluate("window.held.closed"), true);
    assert.equal(await opening.evaluate("window.opener"), null);
  });

  test("window: a script of the site itself cannot have the token by which its page acts", async (t) => {
    const { page, url } = await opened(t, (port) => `http://127.0.0.1:${port}/`);
    await page.goto(url);
    const text = await page.evaluate(`fetch("${WINDOW_PATH}").then((response) => response.text())`);
    assert.doesNotMatch(String(text), /<meta/);
    await page.evaluate(`(${frame})("${WINDOW_PATH}")`);
    assert.doesNotMatch(
      await page
        .frames()[1]!
        .content()
        .catch(() => ""),
      /porthole-page/,
    );
    const popup = page.waitForEvent("popup");
    await page.evaluate(`void (window.held = window.open("${WINDOW_PATH}"))`);
    await (await popup).waitForLoadState();
    assert.equal(await page.evaluate("window.held.closed"), true);
  });

  test("window: with the token its page works from another machine's view, and the address does not keep it", {
    skip: lanAddress === undefined && "needs an address of this machine that others could reach",
  }, async (t) => {
    const site = startPorthole(t, [
      folderOf(t, { "index.html": "<p>site" }),
      "--inspect",
      "--host",
      "0.0.0.0",
      "-p",
      "0",
    ]);
    const { port } = new URL(await site.url());
    const [, token] = await site.says(/token=([A-Za-z0-9_-]{22})/);
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    const url = `http://${lanAddress}:${port}${WINDOW_PATH}`;
    assert.equal((await page.goto(url))?.status(), 403);
    assert.match((await page.textContent("body")) ?? "", /\?token=/);
    await page.goto(`${url}?token=${token}`);
    assert.equal(page.url(), url);
    assert.equal(await page.title(), windowTitle);
    assert.equal(await page.evaluate("document.cookie"), "");
    assert.match(
      String(await page.evaluate(`(${attempts["event source"]})("${windowPaths.events}")`)),
      /^got .*"begin"/,
    );
    assert.equal(await page.evaluate(`(${clear})("${windowPaths.clear}")`), 204);
  });
});
