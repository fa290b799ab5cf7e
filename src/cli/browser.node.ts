import { spawn } from "node:child_process";

/** The program that opens a URL on each platform. */
const openers: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Opens a URL of ours in the browser, and does not wait for it.
 * @param failed told why, where there is no browser to open
 */
export function openBrowser(url: string, failed: (error: Error) => void): void {
  const [program, ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.once("error", failed);
  child.once("exit", (code) => {
    if (code !== null && code !== 0) failed(new Error(`${program} ended with ${code}`));
  });
  child.unref();
}
