import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { windowFiles } from "../../src/inspector/resource/window-files.node.ts";
import { SessionPage } from "../../src/inspector/session/session-page.ts";
import { sampleExchange, sampleSession } from "../../src/inspector/testing/session-sample.ts";
import { serve } from "../../src/serve.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("sending from the window in a browser", { timeout: 120_000, skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  test("sending: the same octets go out again, and what became of them is a link away", async (t) => {
    const { page, complaints, asked } = await opened(t, "#1.1/try");
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByText("The server answered 200, and kept the connection open").waitFor();
    const [first, again] = asked;
    assert.equal(again, first);
    await page.getByRole("link", { name: "See every octet of it" }).click();
    await page.locator("#detail-title", { hasText: "GET /kittens" }).waitFor();
    assert.notEqual(new URL(page.url()).hash, "#1.1");
    assert.deepEqual(complaints, []);
  });

  test("sending: an exchange's octets are edited, and sent as they then are", async (t) => {
    const { page, asked } = await opened(t, "#1.1/try");
    await page.getByRole("button", { name: "Edit and send" }).click();
    const field = page.getByRole("textbox", { name: "Octets" });
    assert.match(await field.inputValue(), /^GET \/kittens HTTP\/1\.1\n/);
    await page.getByText("A whole request.").waitFor();
    await field.fill("GET /edited HTTP/1.1\nHost: a\n\n");
    await page.getByRole("button", { name: "Spell out \\r\\n" }).click();
    assert.equal(await field.inputValue(), "GET /edited HTTP/1.1\\r\\n\nHost: a\\r\\n\n\\r\\n\n");
    await page.getByText("33 octets", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("The server answered 200").waitFor();
    assert.equal(asked.at(-1), "/edited");
  });

  test("sending: the octet that would be refused is shown before it is sent, and a wrong escape is said", async (t) => {
    const { page } = await opened(t, "#send");
    const field = page.getByRole("textbox", { name: "Octets" });
    await field.fill("GET / HTTP/1.1\\nHost: a\n\n");
    await page.getByText("Would be refused with 400").waitFor();
    await page.locator("#send-hint", { hasText: "RFC9112-2.2/BARE-LF" }).waitFor();
    assert.equal(await page.locator(".send-octets .octets-wrong").innerText(), "LF");
    await field.fill("GET /\\q HTTP/1.1\n\n");
    await page.getByText('Line 1: "\\q" is no escape').waitFor();
    assert.equal(await page.getByRole("button", { name: "Send", exact: true }).isDisabled(), true);
  });

  test("sending: a case is played and judged, and its octets alone are sent once they were changed", async (t) => {
    const { page } = await opened(t, "#send");
    await page.getByRole("button", { name: "Content-Length with Transfer-Encoding" }).click();
    await page.getByRole("link", { name: "RFC 9112 §6.1" }).waitFor();
    await page.getByRole("button", { name: "Send and judge" }).click();
    await page.getByText("Right", { exact: true }).waitFor();
    await page.getByText("The server answered 400, and closed the connection.").waitFor();
    await page.getByRole("textbox", { name: "Octets" }).press("End");
    await page.keyboard.type("x");
    await page.getByText("Content-Length with Transfer-Encoding, changed").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).waitFor();
  });

  test("sending: a case is found by words among all of them", async (t) => {
    const { page } = await opened(t, "#send");
    await page.getByText(/^All 1,\d{3} cases/).click();
    await page.getByRole("searchbox", { name: "Search the cases" }).fill("plus sign chunk-size");
    await page.getByRole("button", { name: /CHUNK-SIZE a plus sign before the size/ }).click();
    assert.match(await page.getByRole("textbox", { name: "Octets" }).inputValue(), /\n\+5\nhello/);
    await page.getByRole("combobox", { name: "What they are about" }).selectOption("Ranges");
    await page.getByText("0 found").waitFor();
  });

  test("sending: octets go one by one, and a connection is closed when someone has seen enough", async (t) => {
    const { page, server } = await opened(t, "#send");
    await page.getByRole("button", { name: "One octet a second" }).click();
    assert.equal(await page.getByRole("radio", { name: "Octet by octet" }).isChecked(), true);
    await page.getByRole("spinbutton").fill("200");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText(/^\d+ of \d+ octets are sent\.$/).waitFor();
    await page.getByRole("button", { name: "Close this connection" }).click();
    await page.getByText("Nothing came back, and the connection was closed from here.").waitFor();
    await page.getByRole("link", { name: /^See connection #\d+$/ }).click();
    await page
      .getByText(/closed by the client/)
      .first()
      .waitFor();
    assert.ok(server.url);
  });

  test("sending: a reset reaches the server, and the connection says who ended it", async (t) => {
    const { page } = await opened(t, "#send");
    await page.getByRole("button", { name: "Half a chunk, then a reset" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText(/Then the connection was reset from here\./).waitFor();
  });

  test("sending: what was being edited is still there when something else was looked at meanwhile", async (t) => {
    const { page } = await opened(t, "#send");
    await page.getByRole("textbox", { name: "Octets" }).fill("GET /kept HTTP/1.1\n\n");
    await page.evaluate("location.hash = '#1.1'");
    await page.getByRole("tab", { name: "Octets" }).waitFor();
    await page.getByRole("button", { name: "Send octets" }).click();
    assert.equal(await page.getByRole("textbox", { name: "Octets" }).inputValue(), "GET /kept HTTP/1.1\n\n");
  });

  test("copies: a request is shown and copied as a command, as code, as octets and as a case", async (t) => {
    const { page, url } = await opened(t, "#1.1/try", { permissions: ["clipboard-read", "clipboard-write"] });
    const copied = async (name: string) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await page.getByText("Copied.", { exact: true }).waitFor();
      const text = await page.evaluate("navigator.clipboard.readText()");
      assert.equal(text, await page.locator(".act-preview").innerText());
      return String(text);
    };
    assert.match(await copied("Shell command"), new RegExp(`^curl --include ${url}kittens `));
    assert.match(await copied("fetch()"), /^const response = await fetch\(/);
    assert.match(await copied("Octets"), /^GET \/kittens HTTP\/1\.1\\r\\n\n/);
    assert.match(await copied("Checker case"), /^answered\(\{\n {2}rule: /);
  });

  test("copies: they work in a page that was exported, where nothing can be sent and that is said", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "porthole-sending-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const { script, style } = windowFiles()()!;
    const files = { script: new TextDecoder().decode(script), style: new TextDecoder().decode(style) };
    const file = join(folder, "exported.html");
    await writeFile(file, new SessionPage(files).html(sampleSession({ exchanges: [sampleExchange()] })));
    const { page } = await browserPage(t, {});
    await page.goto(`${pathToFileURL(file).href}#1.1/try`);
    await page.getByText("no server stands behind it").waitFor();
    assert.equal(await page.getByRole("button", { name: "Send again" }).count(), 0);
    assert.match(await page.locator(".act-preview").innerText(), /^curl --include 'http:\/\/localhost:5000\/kittens/);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1440, 360]) {
      test(`sending: axe finds nothing, and nothing is wider than the page, when it is ${colorScheme} and ${width} px wide`, async (t) => {
        const options = { colorScheme, viewport: { width, height: 800 } };
        const { page } = await opened(t, "#1.1/try", options);
        await page.getByRole("button", { name: "Send again" }).click();
        await page.getByText("The server answered 200").waitFor();
        await assertFine(page, ".act", width);
        await page.getByRole("link", { name: "Break it on purpose" }).click();
        await page.getByText(/^All 1,\d{3} cases/).click();
        await page.getByRole("button", { name: "Two Hosts that differ" }).click();
        await page.getByRole("button", { name: "Send and judge" }).click();
        await page.getByText("Right", { exact: true }).waitFor();
        await assertFine(page, ".send", width);
      });
    }
  }

  async function assertFine(page: Page, part: string, width: number): Promise<void> {
    await page.evaluate(axeSource);
    const found = await page.evaluate(
      `axe.run(${JSON.stringify(part)}).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target + " " + failureSummary)))`,
    );
    assert.deepEqual(found, []);
    const panel = await page.evaluate("document.querySelector('.detail-panel').scrollWidth");
    assert.ok(Number(panel) <= width, `${panel} px`);
  }

  async function browserPage(t: TestContext, options: BrowserContextOptions) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    return { page, complaints };
  }

  /** A server of which /kittens was asked, and its window; `asked` notes all paths that are asked of the site. */
  async function opened(t: TestContext, fragment: string, options: BrowserContextOptions = {}) {
    const asked: string[] = [];
    const site = {
      fetch(request: Request) {
        asked.push(new URL(request.url).pathname);
        return new Response("kittens");
      },
    };
    const server = await serve(site, { host: "127.0.0.1", port: 0, inspect: true });
    t.after(() => server.close({ graceSeconds: 0 }));
    await (await fetch(new URL("/kittens", server.url))).text();
    const { page, complaints } = await browserPage(t, options);
    await page.goto(new URL(`/~porthole/${fragment}`, server.url).href);
    return { page, complaints, asked, server, url: server.url };
  }
});
