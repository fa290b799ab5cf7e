import type { Mistake } from "./wrong-server.ts";

/** Mistakes that servers make, each alone. */
export const mistakes: readonly Mistake[] = [
  {
    name: "takes LF alone for the end of a line",
    request: (octets, { received }) =>
      [...octets]
        .map((octet, at) => (octet === "\n" && (octets[at - 1] ?? received.at(-1)) !== "\r" ? "\r\n" : octet))
        .join(""),
    fails: ["RFC9112-2.2/BARE-LF"],
  },
];
