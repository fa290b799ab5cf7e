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
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.once("error", failed);
  child.once("exit", (code) => {
    if (code !== null && code !== 0) failed(new Error(`${program} ended with ${code}`));
  });
  child.unref();
}
