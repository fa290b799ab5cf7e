// What applications do: parameters, JSON, templates, forms, uploads; and an application of another framework.

import type { Asked } from "../answers/expected-answer.ts";
import { app, hono, porthole, program } from "../servers/all.ts";
import { askPage } from "./page.ts";
import { getJson, getText, greeting, post } from "./requests.ts";
import { firstBesideOthers, type Scenario } from "./scenario.ts";

const site = porthole({ target: program("site/site.mjs") });
const all = [app.nodeHttp, app.fastify, app.express, app.hono, app.bun, app.deno];
const withTemplates = [app.nodeHttp, app.fastify, app.express];

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly told: string;
  readonly asked: readonly Asked[];
  readonly others?: readonly Scenario["contestants"][number]["server"][];
  readonly subject?: Scenario["contestants"][number]["server"];
  readonly connections?: number;
}

function scenario({ id, title, told, asked, others = all, subject = site, connections = 64 }: Draft): Scenario {
  const contestants = [subject, ...others].map((server) => ({ server, asked }));
  return { id, title, told, contestants, pairs: firstBesideOthers(contestants), connections };
}

export async function applicationScenarios(): Promise<readonly Scenario[]> {
  return [
    scenario({
      id: "json",
      title: "JSON out",
      told: 'A typed route that answers `json({ message: "Hello, world!" })`; Fastify with a schema of its answer.',
      asked: [getJson("/json", { message: greeting })],
    }),
    scenario({
      id: "params",
      title: "A route with parameters and a query",
      told: "`/kittens/:name?size=300&type=cute`: the name decoded, the size checked to be a whole number from 20 to 2000. Bun.serve and Deno.serve take the URL apart by the Web's own classes.",
      asked: [getText("/kittens/Mimi%20B?size=300&type=cute", "Mimi B is cute and 300 px wide")],
    }),
    scenario({
      id: "json-in-out",
      title: "JSON in and out",
      told: "An object of two members is posted, another one comes back.",
      asked: [post("/json", "application/json", '{"name":"Tom","size":300}', { greeting: "Hello, Tom!", size: 301 })],
    }),
    scenario({
      id: "template",
      title: "A template",
      told: "The same LiquidJS template on all: a list of twenty, values escaped, a value of the query string.",
      asked: [await askPage()],
      others: withTemplates,
    }),
    scenario({
      id: "form",
      title: "A form",
      told: "Three fields, urlencoded, come back as JSON.",
      asked: [
        post("/form", "application/x-www-form-urlencoded", "name=Mimi+%26+Co&type=cute&size=300", {
          name: "Mimi & Co",
          type: "cute",
          size: "300",
        }),
      ],
    }),
    scenario({
      id: "upload",
      title: "An upload of 10 MiB",
      told: "Counted as it comes and answered with its length, on eight connections.",
      asked: [
        post("/upload", "application/octet-stream", Buffer.alloc(10 * 2 ** 20, "all cats are beautiful\n"), "10485760"),
      ],
      connections: 8,
    }),
    scenario({
      id: "hono",
      title: "A Hono app",
      told: "One app, the same file on all: text, and JSON with a parameter, a query and a middleware, in turn. Porthole serves it through its fetch door; the globals stay as they are, while node-server replaces `Request` and `Response`.",
      subject: porthole({ target: program("hono-app.mjs") }),
      others: [hono.nodeServer, hono.srvx, hono.bun, hono.deno],
      asked: [
        getText("/", greeting),
        {
          ...getJson("/api/kittens/Tom?type=cute&size=300", { name: "Tom", type: "cute", size: 300 }),
          answer: {
            fields: { "content-type": /^application\/json\b/, "x-kittens": /^many$/ },
            content: Buffer.from('{"name":"Tom","type":"cute","size":300}'),
          },
        },
      ],
    }),
  ];
}
