import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

/** 26 octets, each at a position of its own, so that a wrong range shows. */
export const alphabetPath = "/hello.txt";

const modified = new Date("2024-05-05T05:05:05Z");

const styles = Array.from(
  { length: 64 },
  (_, index) => `.tone-${index} {\n  color: hsl(${index * 5} 60% 40%);\n  padding: ${index % 8}px;\n}\n`,
).join("");

const files: Readonly<Record<string, string>> = {
  "index.html": `<!doctype html>
<html lang="en">
<title>A small site</title>
<link rel="stylesheet" href="/styles.css">
<h1>A small site</h1>
<p><a href="/hello.txt">The alphabet</a>, <a href="/about.html">about it</a>, <a href="/sub/">a folder</a>,
  <a href="/stream">something in pieces</a></p>
<form action="/form" method="post"><input name="name"><button>Send</button></form>
</html>
`,
  "hello.txt": "abcdefghijklmnopqrstuvwxyz",
  "styles.css": styles.slice(0, 1024),
  // Five kibibytes of text, worth a content coding to whoever has any.
  "about.html":
    `<!doctype html>\n<title>About</title>\n${"<p>What is said again and again takes little room.</p>\n".repeat(120)}`.slice(
      0,
      5120,
    ),
  "sub/index.html": "<!doctype html>\n<title>A folder</title>\n<p>What is in a folder.</p>\n",
};

/** Writes the files that every peer serves, the same octets with the same date. */
export async function writeSiteFolder(): Promise<TemporaryFolder> {
  const above = await makeTemporaryFolder();
  const path = join(above.path, "public");
  await mkdir(join(path, "sub"), { recursive: true, mode: 0o755 });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(path, name), text, { mode: 0o644 });
    await utimes(join(path, name), modified, modified);
  }
  return { path, remove: () => above.remove() };
}
