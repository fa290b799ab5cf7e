import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { sessionJson } from "../../src/inspector/session/session-file.ts";
import { sampleExchange, sampleSession } from "../../src/inspector/testing/session-sample.ts";
import { serve } from "../../src/serve.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("the window's lists in a browser", { timeout: 120_000, skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  test("lists: show an exchange when it takes place, without a reload", async (t) => {
    const { page, url } = await opened(t);
    await page.getByRole("heading", { name: "Nothing has come in yet" }).waitFor();
    await fetch(new URL("/kittens", url));
    await page.getByRole("row", { name: /200 GET \/kittens/ }).waitFor();
    await raw(url, "GET / HTTP/1.1\r\n\r\n");
    await page.getByRole("row", { name: /400 – refused: RFC9112-3.2\/HOST-MISSING/ }).waitFor();
    await page.getByRole("rowheader", { name: /closed after refusing/ }).waitFor();
  });

  test("filters: leave what they ask for, in both lists, until all is shown again", async (t) => {
    const { page } = await opened(t, someExchanges);
    const targets = () => page.locator(".exchanges-target").allInnerTexts();
    await page.keyboard.press("/");
    await page.keyboard.type("kit");
    await waitFor(async () => assert.deepEqual(await targets(), ["/kittens", "/kittens?number=2"]));
    assert.match(await page.locator(".exchanges-count").innerText(), /2 of 4/);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("button", { name: "4xx" }).click();
    await waitFor(async () => assert.deepEqual(await targets(), ["/nobody", "refused: RFC9112-3.2/HOST-MISSING"]));
    await page.getByRole("button", { name: "Refused only" }).click();
    await waitFor(async () => assert.equal((await targets()).length, 1));
    assert.equal(await page.locator(".lane").count(), 1);
    await page.getByRole("button", { name: "4xx" }).click();
    await page.getByRole("button", { name: "5xx" }).click();
    await page.getByText("No exchange that is kept matches the filter").waitFor();
  });

  test("keys: open, move and close what is looked at, and the address says what that is", async (t) => {
    const { page } = await opened(t, someExchanges);
    const title = page.locator("#detail-title");
    await page.getByRole("grid", { name: "Exchanges" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await waitFor(async () => assert.match(await title.innerText(), /^GET \/kittens /));
    await page.keyboard.press("ArrowDown");
    await waitFor(async () => assert.match(await title.innerText(), /^GET \/nobody /));
    await page.getByRole("tab", { name: "Octets" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name: "Why" }).getAttribute("aria-selected"), "true");
    assert.match(page.url(), /#\d+\.\d+\/why$/);
    await page.reload();
    await waitFor(async () => assert.match(await title.innerText(), /^GET \/nobody /));
    assert.equal(await page.getByRole("tab", { name: "Why" }).getAttribute("aria-selected"), "true");
    await page.keyboard.press("Escape");
    await waitFor(async () => assert.equal(await title.count(), 0));
    assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), "Exchanges");
    await page.goBack();
    await waitFor(async () => assert.match(await title.innerText(), /^GET \/nobody /));
  });

  test("keys: lead from lane to lane and from bar to bar", async (t) => {
    const { page } = await opened(t, someExchanges);
    await page.getByRole("grid", { name: "Connections in time" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Connection #\d+$/ }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^GET \/kittens HTTP/ }).waitFor();
    await page.getByRole("button", { name: /^connection #/ }).click();
    await page
      .getByRole("button", { name: /GET \/kittens/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /^GET \/kittens HTTP/ }).waitFor();
  });

  test("pause: freezes what is shown and counts what it misses, which is there when it goes on", async (t) => {
    const { page, url } = await opened(t, someExchanges);
    await page.getByRole("button", { name: "Pause" }).click();
    await fetch(new URL("/later", url));
    await page.getByText("· 1 exchange meanwhile").waitFor();
    assert.equal(await page.getByText("/later").count(), 0);
    await page.keyboard.press("p");
    await page.getByRole("row", { name: /\/later/ }).waitFor();
    assert.equal(await page.locator(".shell-standing").innerText(), "live");
  });

  test("clear: forgets what has ended", async (t) => {
    const { page } = await opened(t, someExchanges);
    await page.getByRole("button", { name: "Clear" }).click();
    await waitFor(async () => assert.equal(await page.locator(".exchanges-row[id]").count(), 0));
  });

  test("the page: says so when the server does not answer, and follows it when it is there again", async (t) => {
    const { page, server, url } = await opened(t, someExchanges);
    await server.close({ graceSeconds: 0 });
    await page.getByText("the server does not answer, trying again").waitFor();
    assert.equal(await page.getByRole("row", { name: /\/nobody/ }).count(), 1, "what was shown stays");
    await started(t, Number(new URL(url).port));
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByRole("heading", { name: "Nothing has come in yet" }).waitFor();
  });

  test("the divider: is moved by keys", async (t) => {
    const { page } = await opened(t, someExchanges);
    await page.getByRole("row", { name: /\/nobody/ }).click();
    const divider = page.getByRole("separator", { name: "Width of the lists" });
    const width = async () => (await page.locator(".shell-lists").boundingBox())!.width;
    const before = await width();
    await divider.focus();
    await page.keyboard.press("ArrowRight");
    await waitFor(async () => assert.ok((await width()) > before));
    assert.equal(await divider.getAttribute("aria-valuenow"), "46");
  });

  test("a narrow page: shows what is looked at over the lists, and nothing is wider than it", async (t) => {
    const { page } = await opened(t, someExchanges, { viewport: { width: 360, height: 740 } });
    const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    assert.equal(await overflow(), 0);
    await page.getByRole("row", { name: /\/nobody/ }).click();
    await page.getByRole("heading", { name: /^GET \/nobody/ }).waitFor();
    assert.equal(await page.getByRole("grid", { name: "Exchanges" }).isVisible(), false);
    assert.equal(await overflow(), 0);
    await page.getByRole("button", { name: "‹ Lists" }).click();
    assert.equal(await page.getByRole("grid", { name: "Exchanges" }).isVisible(), true);
  });

  test("lists: have few rows in the document when there are thousands, the last ones in sight", async (t) => {
    const { page } = await opened(t);
    const connections = Array.from({ length: 2000 }, (_, index) => ({
      ...sampleSession().connections[0]!,
      id: index + 1,
    }));
    const exchanges = connections.flatMap(({ id }) =>
      [1, 2].map((exchange) => {
        const sample = sampleExchange({ connection: id, exchange, requestTarget: `/${id}` });
        const firstOctetUs = id * 1000 + exchange;
        return { ...sample, timeline: { acceptedUs: id * 1000, firstOctetUs } };
      }),
    );
    await page.getByRole("button", { name: "Session", exact: true }).click();
    const buffer = Buffer.from(sessionJson(sampleSession({ connections, exchanges })));
    await page.locator("input[type=file]").setInputFiles({ name: "many.json", mimeType: "", buffer });
    await page
      .getByRole("row", { name: /GET \/2000/ })
      .last()
      .waitFor();
    await page.locator("#lane-2000").waitFor();
    assert.ok((await page.locator(".exchanges-row").count()) < 80);
    assert.ok((await page.locator(".lane").count()) < 40);
    const grid = page.getByRole("grid", { name: "Exchanges" });
    assert.match((await grid.getAttribute("aria-rowcount")) ?? "", /^400[01]$/);
    await grid.focus();
    await page.keyboard.press("Home");
    await page
      .getByRole("row", { name: /GET \/1 / })
      .first()
      .waitFor();
  });

  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 1440],
    ["light", 360],
    ["dark", 360],
  ] as const) {
    test(`the page: axe finds nothing when it is ${colorScheme} and ${width} px wide`, async (t) => {
      const { page, complaints } = await opened(t, someExchanges, { colorScheme, viewport: { width, height: 800 } });
      await page.evaluate(axeSource);
      const found = () =>
        page.evaluate<string[]>(
          "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html)))",
        );
      assert.deepEqual(await found(), []);
      await page.getByRole("button", { name: "Legend" }).click();
      await page.getByRole("rowheader").first().click();
      await page.getByRole("heading", { name: /^Connection #/ }).waitFor();
      assert.deepEqual(await found(), []);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      assert.deepEqual(await found(), []);
      assert.deepEqual(complaints, []);
    });
  }

  /** A server with exchanges of its own, and the window onto it. */
  async function opened(
    t: TestContext,
    prepare: (url: string) => Promise<void> = async () => {},
    options: BrowserContextOptions = {},
  ) {
    const server = await started(t);
    await prepare(server.url);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(new URL("/~porthole/", server.url).href);
    if (prepare === someExchanges) await page.getByRole("row", { name: /number=2/ }).waitFor();
    return { page, server, url: server.url, complaints };
  }
});

/** A server that knows kittens, with its window. */
async function started(t: TestContext, port = 0) {
  const site = {
    fetch: (request: Request) =>
      new URL(request.url).pathname === "/nobody" ? new Response("nobody", { status: 404 }) : new Response("kittens"),
  };
  const server = await serve(site, { host: "127.0.0.1", port, inspect: true });
  t.after(() => server.close({ graceSeconds: 0 }));
  return server;
}

async function someExchanges(url: string): Promise<void> {
  for (const path of ["/kittens", "/nobody"]) await (await fetch(new URL(path, url))).text();
  await raw(url, "GET / HTTP/1.1\r\n\r\n");
  await (await fetch(new URL("/kittens?number=2", url))).text();
}

/** Sends octets and waits until the server has closed the connection. */
async function raw(url: string, octets: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.resume().end(octets);
  await new Promise((resolve) => socket.once("close", resolve));
}

/** Asks again until it holds; what it says the last time is what is thrown. */
async function waitFor(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await check();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  await check();
}
