// A server in a process of its own that watches how much memory it takes. Asked for "measures" it tells its parent.
import { file, respond, route, serve, site, text } from "../../src/index.ts";

export interface Measures {
  readonly residentOctetsAtFirst: number;
  readonly residentOctetsMax: number;
  /** Octets of /download that the site has been asked for; octets of /upload that it has taken. */
  readonly yieldedOctets: number;
  readonly takenOctets: number;
}

const BLOCK_OCTETS = 256 * 1024;
const residentOctetsAtFirst = process.memoryUsage.rss();
let residentOctetsMax = residentOctetsAtFirst;
let yieldedOctets = 0;
let takenOctets = 0;

const measure = () => {
  residentOctetsMax = Math.max(residentOctetsMax, process.memoryUsage.rss());
};
setInterval(measure, 20).unref();

const root = process.argv[2] ?? ".";
const routes = site({
  "/": text("well"),
  "/file": file("large.bin"),
  "/download/:octets": ({ params }) => respond(blocks(Number(params.octets)), {}),
  "POST /upload/:pauseMs": route({ contentOctetsMax: 2 ** 40 }, async ({ content, params }) => {
    await new Promise((resolve) => setTimeout(resolve, Number(params["pauseMs"])));
    for await (const piece of content ?? []) takenOctets += piece.length;
    return text(String(takenOctets));
  }),
});
const server = await serve(routes, { host: "127.0.0.1", port: 0, root });

process.on("message", () => {
  measure();
  const measures: Measures = { residentOctetsAtFirst, residentOctetsMax, yieldedOctets, takenOctets };
  process.send?.(measures);
});
process.on("disconnect", () => process.exit());
process.send?.({ port: server.endpoints[0]?.port });

async function* blocks(octets: number): AsyncGenerator<Uint8Array> {
  for (let left = octets; left > 0; left -= BLOCK_OCTETS) {
    const block = new Uint8Array(Math.min(BLOCK_OCTETS, left));
    yieldedOctets += block.length;
    measure();
    yield block;
  }
}
