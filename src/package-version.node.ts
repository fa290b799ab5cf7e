import { readFileSync } from "node:fs";

/** The version of the package this file belongs to. */
export function packageVersion(): string {
  let folder = new URL(".", import.meta.url);
  for (;;) {
    const found = versionIn(new URL("package.json", folder));
    if (found !== undefined) return found;
    const parent = new URL("..", folder);
    if (parent.href === folder.href) return "unknown";
    folder = parent;
  }
}

function versionIn(file: URL): string | undefined {
  try {
    const description: unknown = JSON.parse(readFileSync(file, "utf8"));
    const { name, version } = description as { name?: unknown; version?: unknown };
    return name === "porthole" && typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
