import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";

export const caddy = peer({
  name: "Caddy",
  setup: "`caddy file-server`",
  find: () => findProgram("caddy", ["version"], "caddy"),
  launch: ({ folder, ownFolder, port }) => ({
    command: ["caddy", "file-server", "--root", folder, "--listen", `127.0.0.1:${port}`],
    environment: { XDG_DATA_HOME: ownFolder, XDG_CONFIG_HOME: ownFolder },
  }),
});
