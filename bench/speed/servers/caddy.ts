import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, peer } from "../../peers/index.ts";

/** Caddy from a Caddyfile: one answer by `respond`, files with what was compressed before. */
export const caddy = peer({
  name: "Caddy",
  setup: "a Caddyfile with `respond` and `file_server { precompressed }`, no access log",
  find: () => findProgram("caddy", ["version"], "caddy"),
  async launch({ folder, ownFolder, port }) {
    const configuration = join(ownFolder, "Caddyfile");
    await writeFile(configuration, configurationOf(folder, port));
    return {
      command: ["caddy", "run", "--config", configuration, "--adapter", "caddyfile"],
      environment: { XDG_DATA_HOME: ownFolder, XDG_CONFIG_HOME: ownFolder },
    };
  },
});

function configurationOf(folder: string, port: number): string {
  return `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  handle /text {
    header Content-Type "text/plain; charset=utf-8"
    respond "Hello, world!"
  }
  handle {
    root * ${folder}
    file_server {
      precompressed br gzip
    }
  }
}
`;
}
