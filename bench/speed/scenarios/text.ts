// 13 octets of text: what a server takes for a request when there is next to nothing to answer.
import { app, caddy, hello, nginx, porthole, program } from "../servers/all.ts";
import { askText, browserFieldLines, getText, greeting } from "./requests.ts";
import { type Contestant, firstBesideOthers, type Scenario } from "./scenario.ts";

const routed = porthole({ target: program("site/site.mjs") });
const raw = [hello.nodeHttp, nginx(), hello.bareNet, hello.bun, hello.deno];

function asked(servers: readonly Contestant["server"][], what = askText): readonly Contestant[] {
  return servers.map((server) => ({ server, asked: what }));
}

function scenario(draft: Omit<Scenario, "pairs" | "connections"> & { readonly connections?: number }): Scenario {
  return { connections: 64, ...draft, pairs: firstBesideOthers(draft.contestants) };
}

export function textScenarios(): readonly Scenario[] {
  return [
    scenario({
      id: "text",
      title: "13 octets",
      told:
        "A typed route that answers `text(…)`. node:http, Bun.serve and Deno.serve have one answer and no router; nginx has " +
        "`return 200`; bare node:net sends a fixed answer to every read and parses nothing: the ceiling of what Node's sockets allow.",
      contestants: asked([routed, ...raw, caddy, app.fastify, app.express, app.hono, hello.srvx]),
    }),
    scenario({
      id: "text-browser",
      title: "13 octets, a browser's header section",
      told: "The same, each request with the fifteen field lines of a browser, about 750 octets.",
      contestants: asked([routed, ...raw, caddy, app.fastify], [getText("/text", greeting, browserFieldLines)]),
    }),
    scenario({
      id: "pipelined",
      title: "16 pipelined",
      told:
        "Sixteen requests at once on each connection, their responses in order. Bare node:net counts the empty lines and sends as " +
        "many fixed answers.",
      pipelined: 16,
      contestants: asked([routed, nginx(), hello.nodeHttp, hello.bareNetCounting, hello.bun, hello.deno, app.fastify]),
    }),
    scenario({
      id: "close",
      title: "A new connection each time",
      told: "Each request says `Connection: close`.",
      contestants: asked(
        [routed, nginx(), hello.nodeHttp, hello.bun, hello.deno, caddy],
        [getText("/text", greeting, ["Connection: close"])],
      ),
    }),
    scenario({
      id: "handler",
      title: "A fetch handler",
      told: "A module whose `fetch` answers `new Response(…)`, beside servers of each kind; Porthole's typed route is one of them.",
      contestants: [
        { server: porthole({ name: "Porthole, fetch handler", target: program("handler.mjs") }), asked: askText },
        ...asked([routed, hello.nodeHttp, hello.srvx, hello.bun, hello.deno, app.fastify, app.express]),
      ],
    }),
  ];
}
