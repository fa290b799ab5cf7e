// Porthole on Bun's sockets, with two processes, and under another load program.
import { app, files, hello, nginx, porthole, program } from "../servers/all.ts";
import { type FilesFolder, sizedFile } from "../servers/files-folder.ts";
import { askPage } from "./page.ts";
import { askText, get } from "./requests.ts";
import { firstBesideOthers, type Scenario } from "./scenario.ts";

const site = program("site/site.mjs");

export async function elsewhereScenarios(folder: FilesFolder): Promise<readonly Scenario[]> {
  const page = [await askPage()];
  const name = sizedFile(1024);
  const fields = { "content-type": /^text\/plain\b/ };
  const askFile = [get(`/${name}`, { fields, content: folder.contentOf(name) })];
  return [
    scenario({
      id: "bun-text",
      title: "On Bun: 13 octets",
      told: "Porthole run by Bun, on Bun's own sockets, beside `Bun.serve` with `fetch: () => new Response(…)`, and with a response made before.",
      contestants: [porthole({ name: "Porthole on Bun", target: site, on: "Bun" }), hello.bun, hello.bunStatic].map(
        (server) => ({
          server,
          asked: askText,
        }),
      ),
    }),
    scenario({
      id: "bun-file",
      title: "On Bun: a file of 1 KiB",
      told: "`porthole <folder>` run by Bun, beside `Bun.serve` with `Bun.file`.",
      contestants: [porthole({ name: "Porthole on Bun", on: "Bun" }), files.bun].map((server) => ({
        server,
        asked: askFile,
      })),
    }),
    scenario({
      id: "workers",
      title: "Two workers: 13 octets",
      told: "`--workers 2` on both cores. The load needs one of them too, so that two workers cannot have twice the rate of one: what is seen is what the second core has left.",
      contestants: [
        porthole({ name: "Porthole, 2 workers", target: site, flags: ["--workers", "2"] }),
        porthole({ target: site }),
        nginx(2),
      ].map((server) => ({ server, asked: askText })),
      cores: "0,1",
    }),
    scenario({
      id: "workers-template",
      title: "Two workers: a template",
      told: "The same with a request that takes the server much longer than the load, where a second core counts.",
      contestants: [
        porthole({ name: "Porthole, 2 workers", target: site, flags: ["--workers", "2"] }),
        porthole({ target: site }),
      ].map((server) => ({ server, asked: page })),
      cores: "0,1",
    }),
    scenario({
      id: "text-h2load",
      title: "13 octets, by h2load",
      told: "A second witness: another load generator, the same servers.",
      contestants: [porthole({ target: site }), hello.nodeHttp, nginx(), hello.bareNet, app.fastify].map((server) => ({
        server,
        asked: askText,
      })),
      by: "h2load",
    }),
  ];
}

function scenario(draft: Omit<Scenario, "pairs" | "connections">): Scenario {
  return { ...draft, pairs: firstBesideOthers(draft.contestants), connections: 64 };
}
