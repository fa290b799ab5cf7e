import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { kittenTypes } from "../../examples/kittens/drawing.ts";
import { launchBrowser, visit, withoutBrowser } from "../tools/browser.ts";
import { type KittensSite, serveKittens } from "../tools/kittens-site.ts";
import { projectRoot } from "../tools/project-files.ts";

const pages = [
  "/",
  "/kittens",
  "/kittens/Mochi",
  "/guestbook",
  "/teapot",
  "/nowhere",
  "/crash",
  "/kittens?number=1000",
];
/** A function that runs in the page: how light its background is, and the contrast of each text with what is behind it. */
const readColours = readFile(join(projectRoot, "test", "browser", "read-colours.js"), "utf8");
interface Colours {
  readonly background: number;
  readonly contrasts: readonly { readonly text: string; readonly contrast: number }[];
}

/** A function that runs in the page: the addresses of pictures that it could not show. */
const brokenPictures = `async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  return [...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.src);
}`;

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe("kittens site in a browser", () => {
  let browser: Browser;
  let site: KittensSite;
  before(async () => {
    if (withoutBrowser !== false) return;
    [browser, site] = await Promise.all([launchBrowser(), serveKittens()]);
  });
  after(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  test("link: brings the answer it promises when it is clicked, on every page", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    const clicked = new Set<string>();
    const explored = new Set<string>();
    const toExplore = ["/"];
    for (let here = toExplore.shift(); here !== undefined; here = toExplore.shift()) {
      await visitor.open(here);
      for (const href of await hrefs(page)) {
        if (clicked.has(href)) continue;
        clicked.add(href);
        await visitor.open(here);
        const answers = await visitor.follow(() => page.locator(`a[href="${href}"]`).first().click());
        assert.deepEqual(answers, expectedAnswers(new URL(href, new URL(here, site.url))), `${href} on ${here}`);
        // One page of each kind is explored in its turn.
        const kind = new URL(page.url()).pathname.replace(/^\/kittens\/.+/, "/kittens/:name");
        if (!explored.has(kind)) toExplore.push(new URL(page.url()).pathname);
        explored.add(kind);
      }
    }
    for (const path of ["/", "/kittens", "/kittens/:name", "/guestbook", "/teapot", "/crash", "/nowhere"]) {
      assert.ok(explored.has(path), `no link leads to ${path}`);
    }
    assert.ok(clicked.size > 25, `${clicked.size} links`);
  });

  test("page: shows every picture, and asks for nothing that is missing, when it is opened", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    for (const path of ["/", "/kittens?number=100&size=20", "/kittens/Mochi", "/teapot", "/nowhere"]) {
      await visitor.open(path);
      const broken = await visitor.page.evaluate<string[]>(`(${brokenPictures})()`);
      assert.deepEqual(broken, [], path);
    }
    assert.deepEqual(
      visitor.answers.filter((answer) => !/ 200$|\/teapot 418$|\/nowhere 404$/.test(answer)),
      [],
    );
  });

  test("kittens form: shows as many, of that kind and size, as were asked for", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    await visitor.open("/kittens");
    await page.getByLabel("How many").fill("3");
    await page.getByLabel("Which kind").selectOption("sleepy");
    await page.getByLabel("How large").fill("90");
    const answers = await visitor.follow(() => page.getByRole("button", { name: "Show them" }).click());
    assert.deepEqual(answers, ["GET /kittens?number=3&type=sleepy&size=90 200"]);
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "3 sleepy kittens");
    const boxes = await Promise.all((await page.locator(".litter img").all()).map((image) => image.boundingBox()));
    assert.deepEqual(
      boxes.map((box) => [box?.width, box?.height]),
      [1, 2, 3].map(() => [90, 90]),
    );
    assert.equal(await page.getByLabel("How large").inputValue(), "90");
    assert.equal(await page.getByLabel("Which kind").inputValue(), "sleepy");
  });

  test("kittens page: is a 400 that names the parameter when a value is out of bounds", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    const wrong = [
      "number=0",
      "number=101",
      "number=ten",
      "size=19",
      "size=2001",
      "size=2e2",
      "type=dog",
      "number=1&number=2",
    ];
    for (const query of wrong) {
      assert.deepEqual(await visitor.open(`/kittens?${query}`), [`GET /kittens?${query} 400`]);
      const parameter = query.slice(0, query.indexOf("="));
      assert.match(await visitor.page.locator("body").innerText(), new RegExp(`"${parameter}"|“${parameter}”`), query);
    }
    for (const query of ["number=1", "number=100", "size=20", "size=2000"]) {
      assert.deepEqual(await visitor.open(`/kittens?${query}`), [`GET /kittens?${query} 200`]);
    }
  });

  test("meet form: leads to the kitten of that name when the name has marks of every sort", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    for (const name of ["Ada", "Zoë & Söhne", "100% <b>?#/+..", "猫"]) {
      await visitor.open("/");
      await page.getByLabel("Name").fill(name);
      const answers = await visitor.follow(() => page.getByRole("button", { name: "Meet the kitten" }).click());
      assert.deepEqual(
        answers.map((answer) => answer.slice(-3)),
        ["303", "200"],
        answers.join(", "),
      );
      assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), name);
      assert.deepEqual(await page.evaluate<string[]>(`(${brokenPictures})()`), [], name);
    }
  });

  test("guestbook: keeps an entry as text, shows it first, and posts it once when the page is reloaded", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    await sign(page, "Grace", "the first of two");
    const message = '<script>document.title = "taken"</script>\n<b>bold</b> & "quoted"';
    await visitor.open("/guestbook");
    await fill(page, "Ada <i>", message);
    const answers = await visitor.follow(() => page.getByRole("button", { name: "Sign" }).click());
    assert.deepEqual(answers, ["POST /guestbook 303", "GET /guestbook 200"]);
    const shown = page.locator(".entries li").first();
    assert.equal(await shown.locator("blockquote").textContent(), message);
    assert.match((await shown.locator("p").textContent()) ?? "", /^Ada <i> · \d/);
    assert.match(await page.title(), /^Guestbook/);
    assert.deepEqual(await visitor.follow(() => page.reload()), ["GET /guestbook 200"]);
    assert.equal(await page.locator("blockquote", { hasText: "bold" }).count(), 1);
  });

  test("guestbook: is a 400 that keeps what was typed when the message is empty", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    await visitor.open("/guestbook");
    await fill(page, 'Ada "Countess"', "   ");
    const answers = await visitor.follow(() => page.getByRole("button", { name: "Sign" }).click());
    assert.deepEqual(answers, ["POST /guestbook 400"]);
    assert.match((await page.getByRole("alert").textContent()) ?? "", /message is missing/);
    assert.equal(await page.getByLabel("Your name").inputValue(), 'Ada "Countess"');
    await fill(page, "", "a message without a name\n\nand an empty line");
    await visitor.follow(() => page.getByRole("button", { name: "Sign" }).click());
    assert.match((await page.getByRole("alert").textContent()) ?? "", /name is missing/);
    assert.equal(await page.getByLabel("Your message").inputValue(), "a message without a name\n\nand an empty line");
    await page.getByLabel("Your name").fill("Ada");
    const mended = await visitor.follow(() => page.getByRole("button", { name: "Sign" }).click());
    assert.deepEqual(mended, ["POST /guestbook 303", "GET /guestbook 200"]);
  });

  test("guestbook: keeps both entries when two visitors post at once", { skip: withoutBrowser }, async () => {
    const names = ["one", "two", "three", "four"];
    const visitors = await Promise.all(names.map(() => visit(browser, site.url)));
    for (const [index, { page }] of visitors.entries()) {
      await page.goto("/guestbook");
      await fill(page, names[index]!, `at once, says ${names[index]}`);
    }
    const answers = await Promise.all(
      visitors.map((each) => each.follow(() => each.page.getByRole("button", { name: "Sign" }).click())),
    );
    for (const each of answers) assert.deepEqual(each, ["POST /guestbook 303", "GET /guestbook 200"]);
    await visitors[0]!.open("/guestbook");
    const kept = await readFile(site.guestbookPath, "utf8");
    for (const name of names) {
      assert.equal(await visitors[0]!.page.getByText(`at once, says ${name}`, { exact: true }).count(), 1, name);
      assert.equal(kept.split(`"at once, says ${name}"`).length, 2, name);
    }
    await Promise.all(visitors.map((each) => each[Symbol.asyncDispose]()));
  });

  test("page: works as well when script is off", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, site.url, { javaScriptEnabled: false });
    const { page } = visitor;
    await visitor.open("/");
    await visitor.follow(() => page.getByRole("link", { name: "Show me ten kittens" }).click());
    assert.equal(await page.locator(".litter li").count(), 10);
    await page.getByLabel("How many").fill("4");
    await visitor.follow(() => page.getByRole("button", { name: "Show them" }).click());
    assert.equal(await page.locator(".litter li").count(), 4);
    const answers = await sign(page, "Quiet", "no script was run");
    assert.deepEqual(answers, ["POST /guestbook 303", "GET /guestbook 200"]);
    assert.equal(await page.locator("script").count(), 0);

    async function sign(page: Page, name: string, message: string): Promise<string[]> {
      await visitor.open("/guestbook");
      await fill(page, name, message);
      return visitor.follow(() => page.getByRole("button", { name: "Sign" }).click());
    }
  });

  test("page: has nothing to scroll sideways when it is as wide as a phone", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, site.url, phone);
    await sign(visitor.page, "W".repeat(60), "m".repeat(900));
    for (const path of [...pages, "/kittens?size=2000&number=2", `/kittens/${"W".repeat(300)}`]) {
      await visitor.open(path);
      const [content, width] = await visitor.page.evaluate<number[]>(
        "[document.documentElement.scrollWidth, innerWidth]",
      );
      assert.ok(content! <= width! && width === 390, `${path}: ${content} in ${width}`);
    }
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`page: is ${colorScheme} and can be read when the visitor prefers ${colorScheme}`, {
      skip: withoutBrowser,
    }, async () => {
      await using visitor = await visit(browser, site.url, { colorScheme });
      for (const path of pages) {
        await visitor.open(path);
        const { background, contrasts } = await visitor.page.evaluate<Colours>(`${await readColours}\nreadColours()`);
        assert.ok(colorScheme === "dark" ? background < 0.1 : background > 0.7, `${path}: luminance ${background}`);
        for (const { text, contrast } of contrasts) assert.ok(contrast >= 4.5, `${path}: "${text}" has ${contrast}`);
      }
    });
  }

  test("page: can be read and posted from when there is only a keyboard", { skip: withoutBrowser }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    await visitor.open("/guestbook");
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").textContent(), "Skip to the page");
    assert.ok(((await page.locator(":focus").boundingBox())?.x ?? -1) >= 0, "the skip link comes into view");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Keys");
    await page.keyboard.press("Tab");
    await page.keyboard.type("by keyboard");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "solid");
    const answers = await visitor.follow(() => page.keyboard.press("Enter"));
    assert.deepEqual(answers, ["POST /guestbook 303", "GET /guestbook 200"]);
  });

  test("page: has one heading, landmarks, labels and alternative texts when it is read aloud", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    const titles = new Set<string>();
    for (const path of ["/", "/kittens", "/kittens/Mochi", "/guestbook", "/teapot", "/nowhere"]) {
      await visitor.open(path);
      titles.add(await page.title());
      for (const role of ["main", "banner", "contentinfo"] as const) {
        assert.equal(await page.getByRole(role).count(), 1, `${path}: ${role}`);
      }
      assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, path);
      assert.equal(await page.locator("html[lang=en]").count(), 1, path);
      assert.equal(await page.locator("img:not([alt])").count(), 0, path);
      const unlabelled = await page.evaluate<number>(
        '[...document.querySelectorAll("input, select, textarea")].filter((each) => each.labels.length === 0).length',
      );
      assert.equal(unlabelled, 0, path);
      assert.equal(await page.getByText("Look at the terminal: that is what your browser sent.").count(), 1, path);
    }
    assert.equal(titles.size, 6, [...titles].join(", "));
  });

  test("picture: is an SVG that the browser understands when it is opened, for every type", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    const { page } = visitor;
    for (const type of kittenTypes) {
      const answer = await page.goto(`/kitten.svg?name=%22%3E%3Cscript%3E&type=${type}&size=64`);
      assert.match((await answer?.headerValue("content-type")) ?? "", /^image\/svg\+xml/);
      assert.equal(await page.evaluate("document.documentElement.tagName"), "svg");
      assert.equal(await page.locator("parsererror, script").count(), 0);
    }
  });

  test("server: tells the log alone what was thrown, and goes on, when a handler throws", {
    skip: withoutBrowser,
  }, async () => {
    await using visitor = await visit(browser, site.url);
    assert.deepEqual(await visitor.open("/crash"), ["GET /crash 500"]);
    assert.doesNotMatch(await visitor.page.content(), /pulled the plug|site\.ts/);
    const entry = site.entries.findLast((each) => each.requestTarget === "/crash");
    assert.match(String(entry?.cause), /A kitten pulled the plug/);
    assert.deepEqual(await visitor.open("/"), ["GET / 200"]);
  });
});

async function hrefs(page: Page): Promise<string[]> {
  return page
    .locator("a[href]")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")!))
    .then((all) => all.filter((href) => !href.startsWith("#")));
}

function expectedAnswers(url: URL): string[] {
  const asked = `GET ${url.pathname}${url.search}`;
  if (url.pathname === "/cats") return [`${asked} 301`, "GET /kittens 200"];
  const codes: Record<string, number> = { "/teapot": 418, "/crash": 500, "/nowhere": 404 };
  const code = url.search === "?number=1000" ? 400 : (codes[url.pathname] ?? 200);
  return [`${asked} ${code}`];
}

async function fill(page: Page, name: string, message: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Your message").fill(message);
}

async function sign(page: Page, name: string, message: string): Promise<void> {
  await page.goto("/guestbook");
  await fill(page, name, message);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Sign" }).click()]);
}
