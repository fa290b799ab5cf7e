import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";

export const python = peer({
  name: "Python http.server",
  setup: "`python3 -m http.server`",
  find: () => findProgram("python3", ["--version"], "python3"),
  launch: ({ folder }) => ({
    command: ["python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder],
    printsAddress: true,
  }),
});
