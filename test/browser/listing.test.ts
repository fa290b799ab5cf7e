import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, type Visit, visit, withoutBrowser } from "../tools/browser.ts";
import { projectRoot } from "../tools/project-files.ts";
import { type ServedFolder, serveFolder } from "../tools/served-folder.ts";

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const MANY = 2000;
/** Names that a page or an address could misread. Windows has no such files. */
const hostileNames: readonly string[] =
  process.platform === "win32"
    ? ["%41 & ' #.txt", "ümlaut.txt"]
    : [
        '"><script>document.title="taken"<',
        "javascript:alert(1)",
        "a:b?c#d",
        "%41&amp;.txt",
        " spaced ",
        "photo\u202egpj.exe",
        "猫",
      ];

/** A function that runs in the page: how light its background is, and the contrast of each text with what is behind it. */
const readColours = readFile(join(projectRoot, "test", "browser", "read-colours.js"), "utf8");
interface Colours {
  readonly background: number;
  readonly contrasts: readonly { readonly text: string; readonly contrast: number }[];
}

describe("listing in a browser", () => {
  let browser: Browser;
  let folder: ServedFolder;
  let url: string;
  before(async () => {
    if (withoutBrowser !== false) return;
    const files: Record<string, string> = { "docs/guides/deep/end.txt": "end", "docs/img10.png": "1234567890" };
    for (const name of [
      "img2.png",
      "a.html",
      "b.css",
      "c.mp3",
      "d.mp4",
      "e.zip",
      "f.pdf",
      "g.woff2",
      "h.bin",
      "i.md",
    ]) {
      files[`docs/${name}`] = name;
    }
    files["few/kitten.txt"] = "one";
    for (const name of hostileNames) files[`hostile/${name}`] = `this is ${name}`;
    files[`hostile/${"W".repeat(200)}.txt`] = "long";
    for (let at = 0; at < MANY; at++) files[`many/file ${at}.txt`] = "x".repeat(at % 10);
    [browser, folder] = await Promise.all([launchBrowser(), serveFolder(files, { list: true })]);
    url = folder.server.url;
  });
  after(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  /** A visit whose page is to make no complaint: none of its script, none of its policy, nothing that is missing. */
  async function visitQuietly(complaints: string[], options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
    const visitor = await visit(browser, url, options);
    visitor.page.on("console", (message) => complaints.push(message.text()));
    visitor.page.on("pageerror", (error) => complaints.push(String(error)));
    return visitor;
  }

  for (const javaScriptEnabled of [true, false]) {
    test(`listing: leads to every folder, order and file when script is ${javaScriptEnabled ? "on" : "off"}`, {
      skip: withoutBrowser,
    }, async () => {
      const complaints: string[] = [];
      await using visitor = await visitQuietly(complaints, { javaScriptEnabled });
      const { page } = visitor;
      await visitor.open("/docs/");
      assert.deepEqual((await names(page)).slice(0, 4), [".. (one folder up)", "guides/", "a.html", "b.css"]);
      assert.deepEqual((await names(page)).slice(-2), ["img2.png", "img10.png"]);
      assert.deepEqual(await visitor.follow(() => page.getByRole("link", { name: "Size" }).click()), [
        "GET /docs/?sort=size&order=desc 200",
      ]);
      assert.equal((await names(page))[2], "img10.png");
      assert.equal(await page.getByRole("columnheader", { name: "Size" }).getAttribute("aria-sort"), "descending");
      await visitor.follow(() => page.getByRole("link", { name: "guides/" }).click());
      assert.equal(page.url(), new URL("/docs/guides/?sort=size&order=desc", url).href);
      await visitor.follow(() => page.getByRole("link", { name: "deep/" }).click());
      assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "deep");
      await visitor.follow(() => page.getByRole("navigation").getByRole("link", { name: "docs" }).click());
      assert.equal(new URL(page.url()).pathname, "/docs/");
      await visitor.follow(() => page.getByRole("link", { name: "one folder up" }).click());
      assert.equal(new URL(page.url()).pathname, "/");
      assert.equal(await page.getByRole("link", { name: "one folder up" }).count(), 0);
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        visitor.answers.filter((answer) => !answer.endsWith(" 200")),
        [],
      );
    });
  }

  test("listing: shows a hostile name as text, and its link brings that very file", {
    skip: withoutBrowser,
  }, async () => {
    const complaints: string[] = [];
    await using visitor = await visitQuietly(complaints);
    const { page } = visitor;
    await visitor.open("/hostile/");
    assert.match(await page.title(), /^hostile – /);
    const hrefs = await page
      .locator("tbody tr:not(.up) a")
      .evaluateAll((all) => all.map((link) => String(link["href"])));
    assert.equal(hrefs.length, hostileNames.length + 1);
    const texts = await Promise.all(
      hrefs.map(async (href) => {
        assert.ok(href.startsWith(new URL("/hostile/", url).href), href);
        return (await fetch(href)).text();
      }),
    );
    for (const name of hostileNames) assert.ok(texts.includes(`this is ${name}`), name);
    assert.equal(await page.locator("script").count(), 0, "so few names need no filter");
    assert.deepEqual(complaints, []);
  });

  test("listing: leaves the names that hold what is typed, and goes to the first on Enter", {
    skip: withoutBrowser,
  }, async () => {
    const complaints: string[] = [];
    await using visitor = await visitQuietly(complaints);
    const { page } = visitor;
    await visitor.open("/many/");
    await page.keyboard.press("/");
    await page.keyboard.type("TXT 199");
    assert.equal(await shownRows(page), 12);
    assert.equal(await page.getByRole("status").textContent(), "12 of 2,000");
    const foot = page.locator("tfoot");
    assert.equal(await foot.isVisible(), false);
    await page.keyboard.press("Escape");
    assert.equal(await shownRows(page), MANY);
    assert.equal(await page.getByRole("status").textContent(), "");
    await page.keyboard.type("nothing like it");
    assert.equal(await shownRows(page), 0);
    assert.equal(await page.getByRole("status").textContent(), "None of 2,000");
    assert.equal(await foot.innerText(), "Nothing is called \u201cnothing like it\u201d.");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    assert.equal(await foot.isVisible(), false);
    await page.keyboard.type("1234");
    // A text file's page asks for an icon that this folder does not have: the listing's own page does not.
    assert.deepEqual(complaints, []);
    assert.deepEqual(await visitor.follow(() => page.keyboard.press("Enter")), ["GET /many/file%201234.txt 200"]);
    await visitor.follow(() => page.goBack());
    assert.equal(await shownRows(page), (await page.getByRole("searchbox").inputValue()) === "" ? MANY : 1);
  });

  test("listing: can be walked with a keyboard alone", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, url);
    const { page } = visitor;
    await visitor.open("/docs/");
    await page.keyboard.press("Tab");
    const skip = page.locator(":focus");
    assert.equal(await skip.textContent(), "Skip to the names");
    assert.ok(((await skip.boundingBox())?.y ?? -1) >= 0, "the skip link comes into view");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").textContent(), "Name");
    for (let times = 0; times < 4; times++) await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").textContent(), "guides/");
    assert.equal(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "solid");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator(":focus").textContent(), "a.html");
    for (let times = 0; times < 3; times++) await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate("document.activeElement.id"), "filter");
    await page.keyboard.type("deep");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("guid");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.deepEqual(await visitor.follow(() => page.keyboard.press("Enter")), ["GET /docs/guides/ 200"]);
  });

  test("listing: has headings, landmarks and labels when it is read aloud", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, url);
    const { page } = visitor;
    await visitor.open("/docs/");
    for (const role of ["main", "navigation", "search"] as const)
      assert.equal(await page.getByRole(role).count(), 1, role);
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
    assert.equal(await page.getByRole("table", { name: "Names" }).count(), 1);
    assert.equal(await page.getByRole("columnheader").count(), 3);
    assert.equal(await page.getByRole("rowheader", { name: "img2.png" }).count(), 1);
    assert.equal(await page.getByLabel("Show only names with").count(), 1);
  });

  test("listing: fits a phone, and every link is large enough for a finger", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, url, phone);
    const { page } = visitor;
    for (const path of ["/", "/docs/", "/docs/guides/deep/", "/hostile/", "/many/?sort=modified"]) {
      await visitor.open(path);
      const [content, width] = await page.evaluate<number[]>("[document.documentElement.scrollWidth, innerWidth]");
      assert.ok(content! <= width! && width === 390, `${path}: ${content} in ${width}`);
      const rows = (await page.locator("tbody tr").all()).slice(0, 15);
      for (const row of [...rows, ...(await page.locator("thead a, nav a").all())]) {
        const box = await row.boundingBox();
        assert.ok((box?.height ?? 0) >= 44, `${path}: ${await row.textContent()} is ${box?.height} high`);
      }
    }
    await visitor.open("/docs/");
    const row = await page.locator("tbody tr").nth(1).boundingBox();
    await visitor.follow(() => page.touchscreen.tap(row!.x + row!.width - 12, row!.y + row!.height - 6));
    assert.equal(new URL(page.url()).pathname, "/docs/guides/", "the whole row is the link");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`listing: is ${colorScheme} and can be read when the visitor prefers ${colorScheme}`, {
      skip: withoutBrowser,
    }, async () => {
      await using visitor = await visit(browser, url, { colorScheme });
      for (const path of ["/", "/docs/", "/few/"]) {
        await visitor.open(path);
        const { background, contrasts } = await visitor.page.evaluate<Colours>(`${await readColours}\nreadColours()`);
        assert.ok(colorScheme === "dark" ? background < 0.1 : background > 0.7, `${path}: luminance ${background}`);
        assert.ok(contrasts.length > 3, path);
        for (const { text, contrast } of contrasts) assert.ok(contrast >= 4.5, `${path}: "${text}" has ${contrast}`);
      }
    });
  }
});

async function names(page: Page): Promise<string[]> {
  return page.locator("tbody tr span").allTextContents();
}

/** Rows of names that are not hidden, the way up not counted. */
async function shownRows(page: Page): Promise<number> {
  return page.locator("tbody tr:not(.up):not([hidden])").count();
}
