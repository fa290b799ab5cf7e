import { existsSync, readFileSync } from "node:fs";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peer } from "./peer.ts";
import { peersNode, projectFolder } from "./places.ts";

const command = join(projectFolder, "dist", "cli", "main.node.js");

const siteText = `import { files, respond, site } from "porthole";

export default site({
  "/*": files("public"),
  "POST /form": async ({ text }) => respond(await text()),
  "GET /stream": () => respond(pieces()),
});

async function* pieces() {
  yield "in ";
  yield "pieces\\n";
}
`;

export const porthole = peer({
  name: "Porthole",
  setup: "a site file with `files(…)` and a route that takes POST",
  post: "/form",
  printsAddress: true,
  find() {
    if (!existsSync(command)) return { missing: "not built: npm run build" };
    const { version } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8")) as { version: string };
    return { version };
  },
  async launch({ folder, ownFolder, port }) {
    // A site serves what is beside its site file.
    await cp(folder, join(ownFolder, "public"), { recursive: true, preserveTimestamps: true });
    await writeFile(join(ownFolder, "site.mjs"), siteText);
    return {
      command: [peersNode.program, command, join(ownFolder, "site.mjs"), "--host", "127.0.0.1", "--port", `${port}`],
    };
  },
});
