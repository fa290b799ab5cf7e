import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";
import { porthole } from "./porthole.ts";

export const haproxy = peer({
  name: "HAProxy",
  setup: "`mode http` with Debian's defaults, before Porthole, so that what is wrong is its own doing",
  post: "/form",
  find: () => findProgram("haproxy", ["-v"], "haproxy"),
  async launch({ folder, ownFolder, port }) {
    const backend = await porthole.start({ folder });
    const configuration = join(ownFolder, "haproxy.cfg");
    await writeFile(configuration, configurationOf(port, backend.url));
    return { command: ["haproxy", "-db", "-f", configuration], behind: [backend] };
  },
});

function configurationOf(port: number, backend: URL): string {
  return `defaults
  mode http
  option dontlognull
  timeout connect 5000
  timeout client 50000
  timeout server 50000
frontend in
  bind 127.0.0.1:${port}
  default_backend site
backend site
  server porthole ${backend.host}
`;
}
