import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where a Chromium may be, if CHROMIUM_PATH does not say. The first that exists is taken. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const saidPath = process.env["CHROMIUM_PATH"];
const browserPath = (saidPath === undefined ? places : [saidPath]).find((path) => existsSync(path));

/** Why a test that needs a browser is left out, for its `skip` option; false where there is one. */
export const withoutBrowser: string | false =
  browserPath === undefined &&
  (saidPath === undefined
    ? "needs a browser: `apt-get install chromium`, or set CHROMIUM_PATH to a Chromium or Chrome"
    : `needs a browser: CHROMIUM_PATH says "${saidPath}", and there is none`);

/** Starts the browser, without a window and without anything it would ask of the network by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath!,
    args: [
      // Chromium refuses to run as root with its sandbox, and these pages are all our own.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page of a browser profile of its own, which notes what the browser's network panel shows. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** What came, in order: "GET /cats 301". Only documents, and what failed. */
  readonly answers: string[];
  /** Opens a path of the site and answers what came on the way: ["GET /cats 301", "GET /kittens 200"]. */
  open(path: string): Promise<string[]>;
  /** Does something that leads to another document, waits for it, and answers what came on the way. */
  follow(action: () => Promise<unknown>): Promise<string[]>;
}

/**
 * Begins a visit.
 * @param url the site's root
 */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  const answers: string[] = [];
  page.on("response", (response) => {
    const request = response.request();
    const isDocument = request.isNavigationRequest();
    if (!isDocument && response.status() < 400) return;
    const { pathname, search } = new URL(response.url());
    answers.push(`${request.method()} ${pathname}${search} ${response.status()}`);
  });
  page.on("requestfailed", (request) => {
    // A picture that was still to come when the page was left is none of the server's doing.
    const failure = request.failure()?.errorText ?? "failed";
    if (failure !== "net::ERR_ABORTED")
      answers.push(`${request.method()} ${new URL(request.url()).pathname} ${failure}`);
  });
  const since = async (action: () => Promise<unknown>) => {
    const before = answers.length;
    await action();
    return answers.slice(before);
  };
  return {
    page,
    answers,
    open: (path) => since(() => page.goto(path)),
    follow: (action) => since(() => Promise.all([page.waitForEvent("load"), action()])),
    [Symbol.asyncDispose]: () => context.close(),
  };
}
