import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../src/serve.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";
import { RawClient } from "../tools/raw-client.ts";
import { assertReads, windowPage } from "../tools/window-visit.ts";

const options = { skip: withoutBrowser, timeout: 120_000 };

const siteText = `
import { file, redirect, site, text } from "porthole";
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export default site({
  "/": () => text("hello"),
  "/cats": redirect(301, "/kittens"),
  "/slow": async () => { await wait(120); return text("slow"); },
  "/style.css": file("style.css"),
  "POST /guestbook": async ({ request }) => text(String((await request.text()).length)),
});
`;

/** A window onto a server, as a newcomer has it before them: what it says, and how often it was clicked. */
class Newcomer {
  readonly page: Page;
  clicks = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** Clicks on the exchange in the list. */
  async open(words: RegExp): Promise<void> {
    await this.#click(this.page.getByRole("grid", { name: "Exchanges" }).getByRole("row").filter({ hasText: words }));
  }

  async turnTo(tab: string): Promise<void> {
    await this.#click(this.page.getByRole("tab", { name: tab }));
  }

  /** Waits until the window says this. @throws AssertionError it never does */
  async reads(words: RegExp): Promise<void> {
    await assertReads(() => this.page.innerText("body"), words);
    assert.ok(this.clicks <= 2, `${this.clicks} clicks`);
  }

  async #click(what: ReturnType<Page["getByRole"]>): Promise<void> {
    await what.first().click();
    this.clicks += 1;
  }
}

describe("the window in a browser", options, () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    if (withoutBrowser !== false) return;
    folder = mkdtempSync(join(tmpdir(), "porthole-window-"));
    writeFileSync(join(folder, "site.ts"), siteText);
    writeFileSync(join(folder, "style.css"), "a{color:red}\n".repeat(400));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function opened(t: TestContext) {
    const server = await serve(folder, { host: "127.0.0.1", port: 0, inspect: true, log: false });
    t.after(() => server.close({ graceSeconds: 0 }));
    const { page, complaints } = await windowPage(t, browser);
    t.after(() => assert.deepEqual(complaints, []));
    const { hostname, port } = new URL(server.url);
    const connect = async () => {
      const client = await RawClient.connect({ endpoints: [{ host: hostname, port: Number(port) }] });
      t.after(() => client.close());
      return client;
    };
    const look = async () => {
      await page.goto(new URL("/~porthole/", server.url).href);
      return new Newcomer(page);
    };
    return { connect, look };
  }

  const get = (path: string, fields = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

  test("window: which octet ended the header section is told in one click", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/"));
    await client.responses(1);
    const newcomer = await look();
    await newcomer.open(/GET ?\//);
    await newcomer.reads(new RegExp(`the header section ends here: octet ${get("/").length}\\b`));
  });

  test("window: why it was a 404 is told in two clicks", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/puppies"));
    await client.responses(1);
    const newcomer = await look();
    await newcomer.open(/\/puppies/);
    await newcomer.turnTo("Why");
    await newcomer.reads(/404, because no route matches/);
    await newcomer.reads(/\/cats/);
  });

  test("window: who closed the connection is told without a click", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/", "Connection: close\r\n"));
    await client.ending;
    const other = await connect();
    other.send(get("/"));
    await other.responses(1);
    other.close();
    const newcomer = await look();
    await newcomer.reads(/closed by the server/);
    await newcomer.reads(/closed by the client/);
  });

  test("window: how long the handler took is told in two clicks", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/slow"));
    await client.responses(1);
    const newcomer = await look();
    await newcomer.open(/\/slow/);
    await newcomer.turnTo("Timeline");
    await newcomer.reads(/Most of it, 1[0-9]{2},[0-9]{3} µs, was the handler/);
  });

  test("window: what came in the second read is told in one click", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send("GET / HTTP/1.1\r\nHo");
    const newcomer = await look();
    await newcomer.reads(/head incomplete: 408 in/);
    client.send("st: a\r\n\r\n");
    await client.responses(1);
    await newcomer.open(/GET ?\//);
    await newcomer.reads(/read 2, 9 octets/);
  });

  test("window: where the parser stopped, and what would have been right, is told in one click", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
    await client.ending;
    const newcomer = await look();
    await newcomer.open(/SPACE-BEFORE-COLON/);
    await newcomer.reads(/Refused at octet 21/);
    await newcomer.reads(/Right would be/);
  });

  test("window: which field the server added is told in two clicks", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/"));
    await client.responses(1);
    const newcomer = await look();
    await newcomer.open(/GET ?\//);
    await newcomer.turnTo("Why");
    await newcomer.reads(/Date: [^:]+:\d\d:\d\d GMT the server/);
  });

  test("window: whether the connection was kept is told in one click", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/cats") + get("/"));
    await client.responses(2);
    const newcomer = await look();
    await newcomer.open(/\/cats/);
    await newcomer.reads(/which was kept: another one followed/);
  });

  test("window: which coding was chosen, and why, is told in two clicks", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/style.css", "Accept-Encoding: gzip;q=0.5, br\r\nConnection: close\r\n"));
    await client.ending;
    const newcomer = await look();
    await newcomer.open(/\/style\.css/);
    await newcomer.turnTo("Why");
    await newcomer.reads(/coding br\b/);
    await newcomer.reads(/gzip .*q=0\.5/);
  });

  test("window: which deadline runs on a connection is told without a click", options, async (t) => {
    const { connect, look } = await opened(t);
    const client = await connect();
    client.send(get("/"));
    await client.responses(1);
    const newcomer = await look();
    await newcomer.reads(/idle: closes in 1 min/);
    const typing = await connect();
    typing.send("GET /typed");
    await newcomer.reads(/head incomplete: 408 in 1?[0-9] s/);
  });
});
