import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";

export const python = peer({
  name: "Python http.server",
  setup: "`python3 -m http.server`",
  find: () => findProgram("python3", ["--version"], "python3"),
  printsAddress: true,
  launch: ({ folder, port }) => ({
    command: ["python3", "-u", "-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", folder],
  }),
});
