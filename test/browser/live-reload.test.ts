import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, type Visit, visit, withoutBrowser } from "../tools/browser.ts";
import { folderOf, type PortholeProcess, startPorthole } from "../tools/porthole-process.ts";

const options = { skip: withoutBrowser, timeout: 60_000 };

const home = `<!doctype html><title>Home</title><link rel="stylesheet" href="/css/style.css" media="screen"><h1>First</h1>`;
const siteFile = (heading: string) => `import { respond, site } from "porthole";
export default site({ "/": respond("<!doctype html><h1>${heading}</h1>", { headers: { "Content-Type": "text/html" } }) });
`;

describe("live reload in a browser", () => {
  let browser: Browser;
  before(async () => {
    if (withoutBrowser === false) browser = await launchBrowser();
  });
  after(() => browser?.close());

  test("page: is loaded anew when its file changes", options, async (t) => {
    const { folder, page } = await opened(t, { "index.html": home, "css/style.css": "h1{color:red}" });
    writeFileSync(join(folder, "index.html"), home.replace("First", "Second"));
    await page.waitForSelector("text=Second");
    assert.equal(await isUntouched(page), false);
  });

  test("style sheet: is exchanged without a reload when it changes", options, async (t) => {
    const { folder, page } = await opened(t, { "index.html": home, "css/style.css": "h1{color:rgb(1, 2, 3)}" });
    assert.equal(await colour(page), "rgb(1, 2, 3)");
    for (const next of ["rgb(4, 5, 6)", "rgb(7, 8, 9)"]) {
      writeFileSync(join(folder, "css", "style.css"), `h1{color:${next}}`);
      await page.waitForFunction(`getComputedStyle(document.querySelector("h1")).color === "${next}"`);
      // The old one leaves when the new one is there.
      await page.waitForFunction(`document.querySelectorAll("link").length === 1`);
    }
    assert.equal(await isUntouched(page), true);
    assert.equal(await page.evaluate(`document.querySelector("link").media`), "screen");
  });

  test("page: is loaded anew when a style sheet changes that another one imports", options, async (t) => {
    const { folder, page } = await opened(t, {
      "index.html": home,
      "css/style.css": `@import "base.css";`,
      "css/base.css": "h1{color:rgb(1, 2, 3)}",
    });
    writeFileSync(join(folder, "css", "base.css"), "h1{color:rgb(4, 5, 6)}");
    await page.waitForFunction(`getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)"`);
    assert.equal(await isUntouched(page), false);
  });

  test("page: comes by itself when the file is made that was not found", options, async (t) => {
    const { folder, page } = await opened(t, { "index.html": home }, "/new.html");
    assert.match((await page.textContent("h1")) ?? "", /404/);
    writeFileSync(join(folder, "new.html"), "<!doctype html><h1>Here now</h1>");
    await page.waitForSelector("text=Here now");
  });

  test("page: is loaded anew when its folder was removed and built again", options, async (t) => {
    const { folder, page } = await opened(t, { "docs/index.html": "<!doctype html><h1>First</h1>" }, "/docs/");
    rmSync(join(folder, "docs"), { recursive: true });
    mkdirSync(join(folder, "docs"));
    writeFileSync(join(folder, "docs", "index.html"), "<!doctype html><h1>Built</h1>");
    await page.waitForSelector("text=Built");
  });

  test("site file: what is wrong with it stands over the good page until it is right", options, async (t) => {
    const { folder, page, porthole } = await opened(t, { "site.ts": siteFile("Good") });
    const wrong = siteFile("<img src=x onerror=alert(1)>").replace("respond(", "respond(((");
    writeFileSync(join(folder, "site.ts"), wrong);
    const failure = await overlayShown(page);
    assert.match(failure, /The site was not reloaded/);
    assert.match(failure, /site\.ts:2/);
    assert.equal(await isUntouched(page), true);
    assert.equal(await page.textContent("h1"), "Good");
    await porthole.says(/the site was not reloaded, the last good one stays up/);
    const screenshot = process.env["PORTHOLE_SCREENSHOTS"];
    if (screenshot !== undefined) {
      await page.screenshot({ path: join(screenshot, "overlay-light.png") });
      await page.emulateMedia({ colorScheme: "dark" });
      await page.screenshot({ path: join(screenshot, "overlay-dark.png") });
    }
    // It is there again for who comes meanwhile.
    await page.reload();
    assert.match(await overlayShown(page), /site\.ts:2/);
    await page.keyboard.press("Escape");
    assert.equal(await overlayText(page), undefined);
    writeFileSync(join(folder, "site.ts"), siteFile("Better"));
    await page.waitForSelector("text=Better");
    assert.equal(await overlayText(page), undefined);
  });

  test("page: hears of nothing while it is hidden, and is loaded anew when it is seen again", options, async (t) => {
    // Only then the log shows the page's own requests.
    const { folder, page, porthole } = await opened(t, { "index.html": home }, "/", ["--watch", "--verbose"]);
    await page.evaluate(`
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    `);
    await porthole.says(/GET +\/~porthole\/live /);
    writeFileSync(join(folder, "index.html"), home.replace("First", "Second"));
    await porthole.says(/index\.html changed: no page is open/);
    assert.equal(await isUntouched(page), true);
    await page.evaluate(`
      delete document.visibilityState;
      document.dispatchEvent(new Event("visibilitychange"));
    `);
    await page.waitForSelector("text=Second");
  });

  test("page: is loaded anew when the server is another one at the same place", options, async (t) => {
    const { folder, page, porthole, url } = await opened(t, { "index.html": home });
    porthole.child.kill("SIGTERM");
    await porthole.exit();
    writeFileSync(join(folder, "index.html"), home.replace("First", "Second"));
    startPorthole(t, [folder, "--watch", "-p", new URL(url).port, "--strict-port"]);
    await page.waitForSelector("text=Second");
  });

  test(
    "window: is neither reloaded nor written into, and outlives a site that is reloaded or broken",
    options,
    async (t) => {
      const flags = ["--watch", "--inspect"];
      const { folder, page, url, porthole } = await opened(t, { "site.ts": siteFile("First") }, "/", flags);
      const window = await page.context().newPage();
      const complaints: string[] = [];
      window.on("pageerror", (error) => complaints.push(error.message));
      window.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      const markup = await (await window.goto(new URL("/~porthole/", url).href))!.text();
      assert.doesNotMatch(markup, /live\.js/);
      await window.evaluate(`void Object.defineProperty(globalThis, "marker", { value: true })`);
      const rows = window.getByRole("grid", { name: "Exchanges" }).getByRole("row", { name: /200 GET \// });
      await rows.first().waitFor();

      writeFileSync(join(folder, "site.ts"), siteFile("Second"));
      await page.waitForSelector("text=Second");
      await rows.nth(1).waitFor();
      writeFileSync(join(folder, "site.ts"), siteFile("Third").replace("respond(", "respond((("));
      await overlayShown(page);
      await porthole.says(/the site was not reloaded/);
      await (await fetch(new URL("/meanwhile", url))).text();
      await window.getByRole("row", { name: /404 GET \/meanwhile/ }).waitFor();
      writeFileSync(join(folder, "site.ts"), siteFile("Fourth"));
      await page.waitForSelector("text=Fourth");
      await rows.nth(2).waitFor();
      await window.getByText("live", { exact: true }).waitFor();

      assert.equal(await isUntouched(window), true);
      assert.equal(await overlayText(window), undefined);
      // Live reload's own requests are Porthole's, not the site's.
      assert.equal(await window.getByText("/~porthole/live").count(), 0);
      await rows.first().click();
      await window.getByRole("tab", { name: "Why" }).click();
      await window.getByText("live reload (--watch)").first().waitFor();
      assert.deepEqual(complaints, []);
    },
  );

  test("page: has a script that leaves no name behind, and none without --watch", options, async (t) => {
    const { page } = await opened(t, { "index.html": home });
    const names = `Object.getOwnPropertyNames(globalThis).filter((name) => !/^(marker|__pw|__playwright)/.test(name)).length`;
    const withScript = await page.evaluate(names);
    const plain = await opened(t, { "index.html": home }, "/", []);
    assert.equal(await plain.page.evaluate(names), withScript);
    assert.equal(await plain.page.evaluate(`document.scripts.length`), 0);
    assert.equal(await page.evaluate(`document.scripts.length`), 1);
  });

  /** A folder served under --watch, and a page of it that is marked and listens. */
  async function opened(
    t: TestContext,
    files: Readonly<Record<string, string>>,
    path = "/",
    flags: readonly string[] = ["--watch"],
  ): Promise<{ folder: string; porthole: PortholeProcess; url: string; page: Page }> {
    const folder = folderOf(t, files);
    const porthole = startPorthole(t, [folder, ...flags, "-p", "0", "--log", "pretty"]);
    const url = await porthole.url();
    const visitor: Visit = await visit(browser, url);
    t.after(() => visitor[Symbol.asyncDispose]());
    const { page } = visitor;
    const listens =
      flags.length === 0 ? undefined : page.waitForResponse((each) => each.url().endsWith("/~porthole/live"));
    await visitor.open(path);
    await listens;
    await page.evaluate(`void Object.defineProperty(globalThis, "marker", { value: true })`);
    return { folder, porthole, url, page };
  }
});

/** Whether it is still the document that was opened. */
function isUntouched(page: Page): Promise<boolean> {
  return page.evaluate(`globalThis.marker === true`);
}

function colour(page: Page): Promise<string> {
  return page.evaluate(`getComputedStyle(document.querySelector("h1")).color`);
}

async function overlayShown(page: Page): Promise<string> {
  await page.waitForSelector("porthole-live", { state: "attached" });
  return (await overlayText(page))!;
}

/** What the overlay says: its shadow tree is closed to scripts, but not to the browser's own tools. */
async function overlayText(page: Page): Promise<string | undefined> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send("DOM.getDocument", { depth: -1, pierce: true });
  await session.detach();
  const overlay = eachNode(root).find(({ nodeName }) => nodeName === "PORTHOLE-LIVE");
  if (overlay === undefined) return undefined;
  return eachNode(overlay)
    .map(({ nodeValue }) => nodeValue)
    .join("\n");
}

interface DomNode {
  readonly nodeName: string;
  readonly nodeValue: string;
  readonly children?: readonly DomNode[];
  readonly shadowRoots?: readonly DomNode[];
}

function eachNode(node: DomNode): readonly DomNode[] {
  return [node, ...[...(node.shadowRoots ?? []), ...(node.children ?? [])].flatMap(eachNode)];
}
