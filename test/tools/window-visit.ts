import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { TestContext } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface WindowPage {
  readonly page: Page;
  /** What was thrown in the page, and what it wrote as an error: what its policy kept it from too. */
  readonly complaints: readonly string[];
}

/** A page in a profile of its own, 1440 × 900 if nothing else is said; gone when the test is over. */
export async function windowPage(
  t: TestContext,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WindowPage> {
  const visit = await sharedWindowPage(browser, options);
  t.after(() => visit.page.context().close());
  return visit;
}

/** The same for many tests, until the browser is closed. */
export async function sharedWindowPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WindowPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
}

/**
 * Asserts that axe finds nothing in a part of the page.
 * @param part a CSS selector; the whole page where it is left out
 * @param rules those that are looked at, by axe's names; all where it is left out
 */
export async function assertAccessible(page: Page, part = "body", rules?: readonly string[]): Promise<void> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axeSource);
  const options = rules === undefined ? {} : { runOnly: rules };
  const found = await page.evaluate(
    `axe.run(${JSON.stringify(part)}, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target + " " + failureSummary)))`,
  );
  assert.deepEqual(found, []);
}

/** Asserts that nothing makes the page scroll sideways. */
export async function assertNoWider(page: Page): Promise<void> {
  assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
}

/** Waits until a text of the page, asked for again and again, matches; white space is as one space. */
export async function assertReads(read: () => Promise<string>, words: RegExp): Promise<void> {
  let text = "";
  await eventually(async () => {
    text = (await read()).replaceAll(/\s+/g, " ");
    assert.match(text, words);
  });
}

/** Asks again until it holds; what it throws the last time is what is thrown. */
export async function eventually(check: () => Promise<void>, patienceMs = 20_000): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
