import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { readSessionFile, sessionJson } from "../../src/inspector/session/session-file.ts";
import { sampleExchange, sampleRefused, sampleSession } from "../../src/inspector/testing/session-sample.ts";
import { serve } from "../../src/serve.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";

const options = { skip: withoutBrowser, timeout: 60_000 };
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const hostile = "/</script><img/src=x/onerror=window.isTaken=1>";

describe("the window's session menu in a browser", () => {
  let browser: Browser;
  let folder: string;
  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    if (withoutBrowser !== false) return;
    browser = await launchBrowser();
    folder = await mkdtemp(join(tmpdir(), "porthole-session-"));
    await writeFile(join(folder, "index.html"), "<!doctype html><h1>Kittens</h1>");
    server = await serve(folder, { host: "127.0.0.1", port: 0, inspect: true });
    await (await fetch(server.url)).text();
    await (await fetch(new URL("/none", server.url))).text();
  });
  after(async () => {
    await browser?.close();
    await server?.close({ graceSeconds: 1 });
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test(
    "session page: opens from the disk as it was, loads nothing, and exports itself when it was exported",
    options,
    async (t) => {
      const live = await opened(t, new URL("/~porthole/", server.url));
      await live.page.getByText("/none").first().waitFor();
      const { name, text } = await exported(live.page, "A page");
      assert.match(name, /^porthole-127\.0\.0\.1-\d+-\d{4}-\d\d-\d\dT\d{6}Z\.html$/);
      assert.deepEqual(
        readSessionFile(text).exchanges.map(({ requestTarget, statusCode }) => `${requestTarget} ${statusCode}`),
        ["/ 200", "/none 404"],
      );

      const { page, complaints, asked } = await opened(t, await onDisk(text, "exported.html"));
      await page.getByText("/none").first().click();
      await page.getByText("HTTP/1.1").first().waitFor();
      assert.equal((await exported(page, "A page")).text, text);
      assert.deepEqual(asked, ["exported.html"]);
      assert.deepEqual([...live.complaints, ...complaints], []);
    },
  );

  test("session page: shows what came from the network as text when it is markup", options, async (t) => {
    const live = await opened(t, new URL("/~porthole/", server.url));
    await open(live.page, "hostile.json", hostileSession());
    await live.page.getByText(hostile).first().waitFor();
    const { text } = await exported(live.page, "A page");
    const { page, complaints } = await opened(t, await onDisk(text, "hostile.html"));
    await page.getByText(hostile).first().waitFor();
    for (const each of [live.page, page]) {
      assert.equal(await each.evaluate("window.isTaken"), undefined);
      assert.equal(await each.locator("img").count(), 0);
    }
    assert.deepEqual([...live.complaints, ...complaints], []);
  });

  test("session menu: saves a HAR archive and JSON when they are asked for", options, async (t) => {
    const { page } = await opened(t, new URL("/~porthole/", server.url));
    await page.getByText("/none").first().waitFor();
    const har = await exported(page, "HTTP archive");
    assert.match(har.name, /\.har$/);
    assert.deepEqual(
      JSON.parse(har.text).log.entries.map(({ response }: { response: { status: number } }) => response.status),
      [200, 404],
    );
    await page.keyboard.press("Escape");
    const json = await exported(page, "JSON");
    assert.match(json.name, /\.json$/);
    assert.equal(readSessionFile(json.text).exchanges.length, 2);
  });

  test("session menu: shows a file that is chosen, says its name, and goes back to the server", options, async (t) => {
    const { page } = await opened(t, new URL("/~porthole/", server.url));
    await open(page, "from-a-friend.json", sessionJson(sampleSession({ exchanges: [sampleRefused()] })));
    await page.getByText(/from-a-friend\.json, .*2026/).waitFor();
    assert.equal(await page.getByText("/none").count(), 0);
    assert.equal(await page.getByRole("region", { name: "Session" }).count(), 0);
    assert.equal(await focused(page), "Session");
    await page.getByRole("button", { name: "Back to the server" }).click();
    await page.getByText("/none").first().waitFor();
  });

  test(
    "session menu: says what is wrong with a file that is dropped, and opens the next that is right",
    options,
    async (t) => {
      const { page } = await opened(t, new URL("/~porthole/", server.url));
      await page.getByText("/none").first().waitFor();
      const wrong = sessionJson(sampleSession()).replace('"at":0,"octets":"GET', '"at":-1,"octets":"GET');
      await drop(page, "wrong.json", wrong);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      assert.equal(
        await alert.innerText(),
        "wrong.json cannot be opened. exchanges[0].request.kept[0].at: a whole number from 0 on is expected.",
      );
      await drop(page, "right.json", sessionJson(sampleSession()));
      await page.getByText(/^right\.json, /).waitFor();
      assert.equal(await alert.count(), 0);
    },
  );

  test("session menu: is worked by keys alone, and gives the focus back when Escape closes it", options, async (t) => {
    const { page } = await opened(t, new URL("/~porthole/", server.url));
    const button = page.getByRole("button", { name: "Session", exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Tab");
    assert.match((await focused(page)) ?? "", /^A page/);
    await page.keyboard.press("Escape");
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    assert.equal(await focused(page), "Session");
    await page.keyboard.press("Enter");
    for (let tabs = 0; tabs < 5; tabs++) await page.keyboard.press("Tab");
    assert.equal(await button.getAttribute("aria-expanded"), "false");
  });

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 360],
  ] as const) {
    test(
      `session menu: axe finds nothing, and nothing is wider than the page, when it is ${colorScheme} and ${width} px wide`,
      options,
      async (t) => {
        const context = { colorScheme, viewport: { width, height: 800 } };
        const { page } = await opened(t, new URL("/~porthole/", server.url), context);
        await page.getByRole("button", { name: "Session", exact: true }).click();
        await page
          .locator("input[type=file]")
          .setInputFiles({ name: "a.har", mimeType: "", buffer: Buffer.from("{}") });
        await page.getByRole("alert").waitFor();
        await page.evaluate(axeSource);
        const found = await page.evaluate<{ id: string; html: string[] }[]>(
          `axe.run(".session").then(({ violations }) =>
          violations.map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html) })))`,
        );
        assert.deepEqual(found, []);
        const panel = await page.getByRole("region", { name: "Session" }).boundingBox();
        assert.ok(panel !== null && panel.x >= 0 && panel.x + panel.width <= width, JSON.stringify(panel));
      },
    );
  }

  /** Opens a page in a profile of its own. Complaints: what was thrown, and what its policy kept it from. */
  async function opened(t: TestContext, url: URL, contextOptions: BrowserContextOptions = {}) {
    const context = await browser.newContext(contextOptions);
    t.after(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("blob:")) asked.push(new URL(request.url()).pathname.split("/").at(-1)!);
    });
    await page.goto(url.href);
    return { page, complaints, asked };
  }

  async function onDisk(text: string, name: string): Promise<URL> {
    const path = join(folder, name);
    await writeFile(path, text);
    return pathToFileURL(path);
  }
});

/** What the browser saves when the menu is asked for a form. */
async function exported(page: Page, form: string): Promise<{ readonly name: string; readonly text: string }> {
  await page.getByRole("button", { name: "Session", exact: true }).click();
  const entry = page.getByRole("button", { name: new RegExp(`^${form}`) });
  const [download] = await Promise.all([page.waitForEvent("download"), entry.click()]);
  const text = await readFile(await download.path(), "utf8");
  const name = download.suggestedFilename();
  await page.getByText(`Saved as ${name}`).waitFor();
  return { name, text };
}

async function open(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole("button", { name: "Session", exact: true }).click();
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /A session file/ }).click();
  await (await chosen).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    for (const type of ["dragover", "drop"]) {
      const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector("main").dispatchEvent(event);
    }
  }`);
}

/** The first words of what has the focus. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate("document.activeElement?.innerText");
}

function hostileSession(): string {
  const target = { method: "GET", requestTarget: hostile, reason: hostile };
  return sessionJson(sampleSession({ exchanges: [sampleExchange(target)] }));
}
