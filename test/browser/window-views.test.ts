import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { windowPaths } from "../../src/inspector/paths.ts";
import type { Session } from "../../src/inspector/record.ts";
import { type Server, serve } from "../../src/serve.ts";
import { launchBrowser, withoutBrowser } from "../tools/browser.ts";
import { RawClient } from "../tools/raw-client.ts";
import {
  assertAccessible,
  assertNoWider,
  assertReads,
  eventually,
  sharedWindowPage,
  type WindowPage,
  windowPage,
} from "../tools/window-visit.ts";

const siteText = `
import { file, site, text } from "porthole";
export default site({
  "/": () => text("hello"),
  "/kittens/:name": ({ params }) => text("meow, " + params.name),
  "/style.css": file("style.css"),
  "/broken": () => { throw new Error("no kittens left"); },
  "POST /guestbook": async ({ request }) => text(String((await request.text()).length)),
});
`;

const get = (path: string, fields = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;
const post = (fields: string, content: string) =>
  `POST /guestbook HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n${content}`;
const secret = "b3BlbiBzZXNhbWU";
const bigOctets = 100_000;

/** What is asked once, before all tests, each on a connection of its own. Two pieces come in two reads. */
const asked = {
  good: [get("/", `Authorization: Bearer ${secret}\r\n`)],
  missing: [get("/puppies")],
  style: [get("/style.css", "Accept-Encoding: gzip;q=0.5, br\r\n")],
  unchanged: [get("/style.css", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n")],
  refused: ["GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"],
  broken: [get("/broken")],
  typed: ["GET /kittens/mimi HTTP/1.1\r\nHo", "st: localhost\r\n\r\n"],
  chunked: [post("Transfer-Encoding: chunked\r\n", "5;note=first\r\nname=\r\n4\r\nMimi\r\n0\r\nDigest: none\r\n\r\n")],
  big: [
    post(
      `Content-Length: ${bigOctets}\r\n`,
      "All work and no play makes Jack a dull boy.\n".repeat(bigOctets).slice(0, bigOctets),
    ),
  ],
} as const;

type Name = keyof typeof asked;
const names = Object.keys(asked) as Name[];
const tabs = { octets: "Octets", why: "Why", timeline: "Timeline", parser: "Parser" } as const;
type Tab = keyof typeof tabs;

/** The number of the connection that each was asked on. */
const connections = new Map<Name, number>();

/** "#3.1/why" */
function place(name: Name, tab: Tab): string {
  return `#${connections.get(name)}.1/${tab}`;
}

describe("the window's views in a browser", { timeout: 180_000, skip: withoutBrowser }, () => {
  let browser: Browser;
  let server: Server;
  let folder: string;
  /** One page for all tests that need no other: each begins with nothing open in it. */
  let shared: WindowPage;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "porthole-views-"));
    writeFileSync(join(folder, "site.ts"), siteText);
    writeFileSync(join(folder, "style.css"), "a { color: red }\n".repeat(400));
    // What is thrown on purpose need not stand in the tests' output.
    server = await serve(folder, { host: "127.0.0.1", port: 0, inspect: true, log: false });
    for (const name of names) connections.set(name, await ask(asked[name]));
    browser = await launchBrowser();
    const permissions = ["clipboard-read", "clipboard-write"];
    shared = await sharedWindowPage(browser, { permissions });
    await shared.page.goto(new URL("/~porthole/", server.url).href);
  });
  after(async () => {
    await browser?.close();
    await server?.close({ graceSeconds: 0 });
    rmSync(folder, { recursive: true, force: true });
  });

  test("octets: keys lead from octet to octet and part to part, and each says its name, grammar and section", async () => {
    const { page } = await opened(place("good", "octets"));
    const request = octets(page, "Request");
    await request.focus();
    await request.press("ArrowRight");
    await assertReads(
      () => panel(page),
      /^method octet 1 received on the connection, in read 1 G 0x47, 1 of 3 .* method = token RFC 9112 §3\.1/,
    );
    await request.press("ArrowRight");
    await assertReads(() => panel(page), /E 0x45, 2 of 3/);
    await request.press("ArrowDown");
    await request.press("ArrowDown");
    await assertReads(() => panel(page), /^path .* RFC 9112 §3\.2/);
    await request.press("PageDown");
    await assertReads(() => panel(page), /^field name octet 17 .* H 0x48, 1 of 4/);
    await request.press("Control+End");
    await assertReads(() => panel(page), /LF/);
    await request.press("ArrowRight");
    await assertReads(() => panel(page), /^HTTP version octet 1 sent on the connection, in write 1 H 0x48, /);
    assert.equal(await page.evaluate("document.activeElement.dataset.side"), "response", "the focus goes along");
    assert.match(await spoken(page), /^HTTP version: HTTP\/1\.1\. /);
  });

  test("octets: one that is pointed at is told of, and what was looked at before is again when it is left", async () => {
    const { page } = await opened(place("good", "octets"));
    const request = octets(page, "Request");
    await run(request, "name").hover();
    await assertReads(() => panel(page), /^field name .* RFC 9112 §5/);
    await page.locator("#detail-title").hover();
    await assertReads(() => panel(page), /^The request: \d+ octets in 1 read\. .* The response: /);
    await run(request, "method").click();
    await run(request, "value").hover();
    await assertReads(() => panel(page), /^field value/);
    await page.locator("#detail-title").hover();
    await assertReads(() => panel(page), /^method/);
  });

  test("octets: hex shows the same octets, stays for the next exchange, and text comes back", async () => {
    const { page } = await opened(place("good", "octets"));
    await page.getByRole("button", { name: "Hex", exact: true }).click();
    const hex = () => octets(page, "Request").locator(".octets-hex").allInnerTexts();
    await eventually(async () => {
      const digits = (await hex()).join(" ").match(/[0-9a-f▒]{2}/g) ?? [];
      const text = get("/", `Authorization: Bearer ${secret}\r\n`);
      assert.equal(digits.length, text.length);
      assert.deepEqual(
        digits.slice(0, 16),
        Array.from(text.slice(0, 16), (each) => Buffer.from(each).toString("hex")),
      );
    });
    await page.evaluate(`location.hash = ${JSON.stringify(place("missing", "octets"))}`);
    await eventually(async () => assert.match((await hex()).join(" "), /^47 45 54 20 2f 70 75 70/));
    await page.getByRole("button", { name: "Text", exact: true }).click();
    await assertReads(() => octets(page, "Request").innerText(), /GET·\/puppies·HTTP\/1\.1/);
  });

  test("octets: an entry of the legend lights its kind, and leads to the next of it", async () => {
    const { page } = await opened(place("good", "octets"));
    const kind = page
      .getByRole("toolbar", { name: "What the colours mean" })
      .getByRole("button", { name: "field name" });
    const opacity = (part: string) =>
      page.evaluate<number>(
        `Number(getComputedStyle(document.querySelector(".octets-is-${part}.octets-run")).opacity)`,
      );
    await kind.hover();
    await eventually(async () => assert.equal(await page.locator(".octets").getAttribute("data-lit"), "name"));
    await eventually(async () => assert.ok((await opacity("method")) < (await opacity("name"))));
    await kind.click();
    await assertReads(() => panel(page), /^field name .* H 0x48/);
    await kind.click();
    await assertReads(() => panel(page), /^field name .* A 0x41/);
    await page.locator("#detail-title").hover();
    await kind.press("ArrowRight");
    assert.match(String(await page.evaluate("document.activeElement.innerText")), /field value/);
  });

  test("octets: where the header section ends, and where a read begins, is said among them", async () => {
    const { page } = await opened(place("typed", "octets"));
    const [first, second] = asked.typed;
    await assertReads(
      () => octets(page, "Request").innerText(),
      new RegExp(`Horead 2, ${second.length} octets · .* later.*ends here: octet ${first.length + second.length}$`),
    );
  });

  test("octets: a secret is told by its length alone, and stands nowhere in the page", async () => {
    const { page } = await opened(place("good", "octets"));
    await page.getByRole("button", { name: "secret", exact: true }).click();
    await assertReads(() => panel(page), /^field value of Authorization .* ▒\s?A secret: how long it is was kept/);
    await page.getByText(/^secret, \d+ octets, never kept$/).waitFor();
    for (const tab of Object.keys(tabs) as Tab[]) {
      await turnTo(page, tab);
      assert.equal((await page.content()).includes(secret), false, tab);
    }
  });

  test("octets: the one that a request is refused for is marked and told of, with what would be right", async () => {
    const { page } = await opened(place("refused", "octets"));
    const note = page.getByRole("note", { name: "Refused" });
    await assertReads(
      () => note.innerText(),
      /^Refused at octet 21\. .* Right would be: .* RFC9112-5\.1\/SPACE-BEFORE-COLON/,
    );
    assert.equal(await page.locator(".octets-wrong").first().innerText(), "·");
    await assertReads(() => panel(page), /octet 21 received .* 0x20 .* Refused: /);
  });

  test("octets: long content is unfolded when it is asked for, and what was not kept is a gap", async () => {
    const { page } = await opened(place("big", "octets"));
    const lines = octets(page, "Request").locator("[data-line]");
    const before = await lines.count();
    await page.getByRole("button", { name: /^Show all: [\d,]+ more octets$/ }).click();
    await eventually(async () => assert.ok((await lines.count()) > before));
    await octets(page, "Request").press("Control+End");
    await assertReads(() => page.locator(".octets-gap").innerText(), /^\d+ kB not kept$/);
  });

  test("octets: the parts of chunked content are told apart", async () => {
    const { page } = await opened(place("chunked", "octets"));
    const framing = page.getByRole("toolbar").getByRole("button", { name: "chunk size, extension" });
    for (const words of [/^chunk size of chunk 1 .* RFC 9112 §7\.1/, /^chunk extension of chunk 1 /]) {
      await framing.click();
      await assertReads(() => panel(page), words);
    }
    await octets(page, "Request").press("Control+End");
    await octets(page, "Request").press("PageUp");
    await assertReads(() => panel(page), /^trailer/);
  });

  test("octets: what is copied are the octets, not how they are drawn", async () => {
    const { page } = await opened(place("missing", "octets"));
    const request = octets(page, "Request");
    await request.locator(".octets-line").last().waitFor();
    await request.focus();
    await page.evaluate(
      `getSelection().selectAllChildren(document.querySelector('[data-side="request"] .octets-rows'))`,
    );
    await page.keyboard.press("Control+c");
    await eventually(async () => assert.equal(await page.evaluate("navigator.clipboard.readText()"), get("/puppies")));
  });

  test("parser: its slider goes octet by octet, and each unit to its own next stop", async () => {
    const { page } = await opened(place("chunked", "parser"));
    const slider = page.getByRole("slider", { name: "Octets read" });
    await slider.focus();
    await slider.press("Home");
    await assertReads(() => now(page), /^Before the first octet/);
    await slider.press("ArrowRight");
    await assertReads(() => now(page), /^After octet 1 Read last P, 0x50 Reading method /);
    const forward = (unit: string) => page.getByRole("button", { name: `Forward by one ${unit}` });
    const steps: number[] = [];
    for (const unit of ["octet", "element", "event", "read"]) {
      await page.getByRole("radio", { name: unit, exact: true }).check();
      await forward(unit).click();
      steps.push(Number(await slider.inputValue()));
    }
    const all = asked.chunked[0].length;
    assert.equal(steps[0], 2);
    assert.equal(steps[1], "POST ".length, "the method is over");
    assert.equal(steps[2], asked.chunked[0].indexOf("5;note"), "the head is told when it is complete");
    assert.equal(steps[3], all, "it came in one read");
    await page.getByRole("button", { name: "Back by one read" }).click();
    assert.equal(await slider.inputValue(), "0");
  });

  test("parser: an event leads to the octet that completed it, with the state and the counts of then", async () => {
    const { page } = await opened(place("chunked", "parser"));
    const told = page.locator(".parser-events");
    await told.getByRole("button", { name: /RequestHead/ }).click();
    await assertReads(() => now(page), new RegExp(`^After octet ${asked.chunked[0].indexOf("5;note")} `));
    const standing = page.getByRole("list", { name: "Recipient: one exchange" }).locator("[aria-current=step]");
    assert.equal(await standing.innerText(), "content");
    await assertReads(() => page.locator(".parser-counts").innerText(), /2 of 100/);
    await told.getByRole("button", { name: /EndOfMessage/ }).click();
    assert.equal(await standing.innerText(), "complete");
  });

  test("parser: plays by itself, and stops at the end", async () => {
    const { page } = await opened(place("missing", "parser"));
    await page.getByRole("slider", { name: "Octets read" }).press("Home");
    await page.getByRole("combobox").selectOption("120");
    await page.getByRole("button", { name: "Play" }).click();
    await assertReads(() => now(page), new RegExp(`^After octet ${asked.missing[0].length} `));
    await page.getByRole("button", { name: "Play" }).waitFor();
  });

  test("parser: begins where a request was refused, and says what would have been right", async () => {
    const { page } = await opened(place("refused", "parser"));
    await assertReads(
      () => now(page),
      /^Refused at octet 21 .*SPACE-BEFORE-COLON.* Right would be .* Answered with 400/,
    );
    await assertReads(() => page.locator(".parser-events").innerText(), /Refusal RFC9112-5\.1\/SPACE-BEFORE-COLON/);
  });

  test("parser: octets that are edited are replayed at once, and a wrong escape is said", async () => {
    const { page } = await opened(place("missing", "parser"));
    await page.getByRole("radio", { name: "Edit them and watch" }).check();
    const field = page.getByRole("textbox", { name: "Octets to replay" });
    await field.fill("GET / HTTP/1.1\\r\\n\\r\\n");
    await assertReads(() => now(page), /^Refused after octet 18 .*HOST-MISSING/);
    await field.fill("GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n");
    await assertReads(() => now(page), /^After octet 27 /);
    await field.fill("GET \\q");
    await page.getByText(/is no escape/).waitFor();
    await page.getByRole("radio", { name: "As they came" }).check();
    await assertReads(() => page.locator(".parser-octets").innerText(), /GET·\/puppies/);
  });

  const why: Readonly<Partial<Record<Name, readonly RegExp[]>>> = {
    missing: [/^404, because no route matches/, /\/style\.css/, /Date: .* the server/],
    unchanged: [/^304, because/, /If-Modified-Since/],
    style: [/^200, because/, /coding br\b/, /gzip .*q=0\.5/, /Content-Encoding: br/],
    refused: [/^400, because/, /What would be right/, /Nothing: it was refused before the site was asked/],
    broken: [/^500, because/, /What was thrown Error: no kittens left at /, /site\.ts:7/],
    typed: [/^200, because/, /\/kittens\/:name/, /Content-Length: 10 /],
  };
  for (const name of Object.keys(why) as Name[]) {
    test(`why: a response to what is ${name} says its reason, what was decided, and who added each field`, async () => {
      const { page } = await opened(place(name, "why"));
      for (const words of why[name]!) await assertReads(() => detail(page), words);
    });
  }

  test("timeline: its moments stand in order, the longest segment is named, and each has its row", async () => {
    const { page } = await opened(place("typed", "timeline"));
    await assertReads(() => detail(page), /Most of it, [\d,]+ µs, was waiting for the rest of the head/);
    const table = page.getByRole("table", { name: /Moments of this exchange/ });
    const moments = (await table.getByRole("rowheader").allInnerTexts()).join(" ").replaceAll(/\s+/g, " ");
    assert.match(moments, /^1 connection accepted 2 first octet came 3 head complete .* route chosen/);
    const times = (await table.locator("td.timeline-time:nth-child(2)").allInnerTexts()).map((text) =>
      Number(text.replaceAll(/[,\sµs]/g, "").replace("−", "-")),
    );
    assert.ok(times.length >= 6);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
    const segments = (await page.locator(".timeline-segment .timeline-number").allInnerTexts()).map(Number);
    assert.ok(segments.length >= 3 && segments.at(-1)! <= times.length);
    assert.deepEqual(
      segments,
      segments.toSorted((one, other) => one - other),
    );
  });

  test("connection: its facts say who, how long and how much, and lead to its exchanges", async () => {
    const connection = connections.get("refused")!;
    const { page } = await opened(`#${connection}`);
    await page.getByRole("heading", { name: `Connection #${connection}` }).waitFor();
    for (const words of [
      /closed by the server after refusing/,
      /Client 127\.0\.0\.1/,
      /Was open for/,
      /Received 36 octets/,
      /1 exchange /,
    ]) {
      await assertReads(() => page.locator(".detail").innerText(), words);
    }
    await page.locator(".detail-exchange").click();
    await page.getByRole("tab", { name: "Octets" }).waitFor();
    assert.equal(new URL(page.url()).hash, `#${connection}.1`);
  });

  test("sessions: an exported page and an imported file show the same as the window did", async (t) => {
    const live = await opened(place("good", "octets"));
    const texts = await allTexts(live.page);
    const json = await (await fetch(new URL(windowPaths.session, server.url))).text();
    assert.equal((JSON.parse(json) as Session).exchanges.length, names.length);

    const [download] = await Promise.all([
      live.page.waitForEvent("download"),
      live.page
        .getByRole("button", { name: "Session", exact: true })
        .click()
        .then(() => live.page.getByRole("button", { name: /^A page/ }).click()),
    ]);
    const file = join(folder, "exported.html");
    await download.saveAs(file);
    const exported = await windowPage(t, browser);
    await exported.page.goto(`${pathToFileURL(file).href}${place("good", "octets")}`);
    assert.deepEqual(await allTexts(exported.page), texts);

    const imported = await openedAnew(t, "");
    await imported.page.getByRole("button", { name: "Session", exact: true }).click();
    await imported.page.locator("input[type=file]").setInputFiles(file);
    await imported.page.getByText(/^exported\.html, /).waitFor();
    assert.deepEqual(await allTexts(imported.page), texts);
    assert.deepEqual([...live.complaints, ...exported.complaints, ...imported.complaints], []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      test(`views: axe finds nothing, and nothing is wider than the page, when it is ${colorScheme} and ${width} px wide`, async (t) => {
        const options = { colorScheme, viewport: { width, height } };
        const { page, complaints } = await openedAnew(t, place("chunked", "octets"), options);
        const looks: readonly (readonly [Name, Tab, string?])[] = [
          ["chunked", "octets"],
          ["chunked", "octets", "Hex"],
          ["refused", "octets", "Text"],
          ["good", "octets"],
          ["refused", "parser"],
          ["chunked", "parser"],
          ["style", "why"],
          ["broken", "why"],
          ["refused", "why"],
          ["typed", "timeline"],
        ];
        for (const [name, tab, button] of looks) {
          await show(page, name, tab);
          if (button !== undefined) await page.getByRole("button", { name: button, exact: true }).click();
          // What a rule says of a page is the same in the dark, but for contrast.
          await assertAccessible(page, ".detail", colorScheme === "dark" ? ["color-contrast"] : undefined);
          await assertNoWider(page);
        }
        assert.deepEqual(complaints, []);
      });
    }
  }

  /** The window with nothing but a place of it open. */
  async function opened(hash: string): Promise<WindowPage> {
    const { page } = shared;
    await page.evaluate("location.hash = ''");
    await page.locator(".detail").waitFor({ state: "detached" });
    await page.mouse.move(0, 0);
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    if (hash.includes("/")) await page.locator("#detail-panel > *").first().waitFor();
    return shared;
  }

  /** A window of its own. */
  async function openedAnew(t: TestContext, hash: string, options: BrowserContextOptions = {}): Promise<WindowPage> {
    const visit = await windowPage(t, browser, options);
    await visit.page.goto(new URL(`/~porthole/${hash}`, server.url).href);
    if (hash.includes("/")) await visit.page.locator("#detail-panel > *").first().waitFor();
    return visit;
  }

  /** Sends the pieces, each when the one before was read. @returns the connection's number, once the exchange is over */
  async function ask(pieces: readonly string[]): Promise<number> {
    const { hostname, port } = new URL(server.url);
    const client = await RawClient.connect({ endpoints: [{ host: hostname, port: Number(port) }] });
    const { localPort } = client.socket;
    const recorded = async () => {
      const session = (await (await fetch(new URL(windowPaths.session, server.url))).json()) as Session;
      const { id } = session.connections.find(({ remote }) => remote.port === localPort)!;
      return session.exchanges.find(({ connection }) => connection === id)!;
    };
    let sentOctets = 0;
    for (const piece of pieces) {
      client.send(piece);
      sentOctets += piece.length;
      await eventually(async () => assert.equal((await recorded()).requestOctets, sentOctets));
    }
    await eventually(async () => assert.equal((await recorded()).phase, "ended"));
    const { connection } = await recorded();
    client.close();
    return connection;
  }
});

function octets(page: Page, title: "Request" | "Response") {
  return page.getByRole("application", { name: new RegExp(`^${title}`) });
}

/** The first octets of a kind. */
function run(within: ReturnType<typeof octets>, kind: string) {
  return within.locator(`.octets-is-${kind}`).first();
}

function panel(page: Page): Promise<string> {
  return page.getByRole("complementary", { name: "What this octet is" }).innerText();
}

/** What was said last to who does not see. */
function spoken(page: Page): Promise<string> {
  return page.locator(".octets [aria-live]").innerText();
}

function now(page: Page): Promise<string> {
  return page.locator(".parser-now").innerText();
}

function detail(page: Page): Promise<string> {
  return page.locator("#detail-panel").innerText();
}

async function turnTo(page: Page, tab: Tab): Promise<void> {
  await page.getByRole("tab", { name: tabs[tab] }).click();
  await page.locator(`#detail-panel[aria-labelledby="tab-${tab}"] > *`).first().waitFor();
}

async function show(page: Page, name: Name, tab: Tab): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(place(name, tab))}`);
  await eventually(async () => assert.equal(new URL(page.url()).hash.startsWith(place(name, tab)), true));
  await page.locator(`#detail-panel[aria-labelledby="tab-${tab}"] > *`).first().waitFor();
}

/** What each view says of each exchange, in sight or not. */
async function allTexts(page: Page): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const name of ["good", "refused", "broken"] as const) {
    for (const tab of Object.keys(tabs) as Tab[]) {
      await show(page, name, tab);
      texts[place(name, tab)] = (await page.locator("#detail-panel").textContent())!;
    }
  }
  return texts;
}
