// What happens when something grows: routes, connections, field lines, responses.
import type { Peer } from "../../peers/index.ts";
import type { Asked } from "../answers/expected-answer.ts";
import { expressRoutes, fastifyRoutes, hello, nginx, porthole, program } from "../servers/all.ts";
import { type FilesFolder, sizedFile } from "../servers/files-folder.ts";
import { askText, get, getText, greeting } from "./requests.ts";
import type { Contestant, Pair, Scenario } from "./scenario.ts";

const routeCounts = [1, 10, 100, 1000, 10_000];
const connectionCounts = [1, 64, 512, 2000, 8000];
const fieldLineCounts = [1, 10, 50, 100];
const sizes = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100 * 2 ** 20];

/** Sizes that the folder must have a file of. */
export const grownFileSizes: readonly number[] = sizes;

export function growthScenarios(folder: FilesFolder): readonly Scenario[] {
  return [routes(), connections(), fieldLines(), responseSizes(folder)];
}

function routes(): Scenario {
  const site = (count: number) =>
    porthole({ target: program("routes-site/site.mjs"), environment: { BENCH_ROUTES: String(count) } });
  const asked = (count: number): readonly Asked[] =>
    [count - 1, count >> 1].map((at) => getText(`/section-${at}/Tom`, greeting));
  const contestants: readonly Contestant[] = [site, fastifyRoutes, expressRoutes].flatMap((server) =>
    routeCounts.map((at) => ({ server: server(at), at, asked: asked(at) })),
  );
  return {
    id: "routes",
    title: "1 to 10,000 routes",
    told: "Routes with a parameter; the last one and the one in the middle are asked in turn.",
    contestants,
    pairs: besideTheirOwn(contestants, 1),
    connections: 64,
  };
}

function connections(): Scenario {
  const servers = [porthole({ target: program("site/site.mjs") }), nginx(), hello.nodeHttp];
  const contestants = servers.flatMap((server): Contestant[] =>
    connectionCounts.map((at) => ({
      server,
      at,
      asked: askText,
      connections: at,
      // They are opened within the time that is measured.
      ...(at >= 2000 ? { timesLonger: 4 } : {}),
    })),
  );
  return {
    id: "connections",
    title: "1 to 8,000 connections",
    told: "13 octets, all connections busy. Opening them is within the time that is measured, four times as long for 2,000 and more.",
    contestants,
    pairs: besideTheirOwn(contestants, 64),
    connections: 64,
  };
}

function fieldLines(): Scenario {
  // The load program adds Host.
  const lines = (count: number) =>
    Array.from({ length: count - 1 }, (_, at) => `X-Field-${at}: the value of a field that nobody reads`);
  const servers = [porthole({ target: program("site/site.mjs") }), nginx(), hello.nodeHttp];
  return besideEachOther({
    id: "fields",
    title: "1 to 100 field lines",
    told: "13 octets; each field line has a name of its own and forty octets of value.",
    servers,
    sizes: fieldLineCounts,
    asked: (count) => [getText("/text", greeting, lines(count))],
  });
}

function responseSizes(folder: FilesFolder): Scenario {
  const asked = new Map(
    sizes.map((size) => {
      const name = sizedFile(size);
      const fields = { "content-type": /^text\/plain\b/ };
      return [size, [get(`/${name}`, { fields, content: folder.contentOf(name) })]] as const;
    }),
  );
  return {
    ...besideEachOther({
      id: "sizes",
      title: "1 octet to 100 MiB",
      told: "Files, on 64 connections, from a megabyte on eight. Octets are counted.",
      servers: [porthole(), nginx()],
      sizes,
      asked: (size) => asked.get(size)!,
      connections: (size) => (size >= 1_000_000 ? 8 : 64),
    }),
    counts: "octets",
  };
}

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly told: string;
  readonly servers: readonly Peer[];
  readonly sizes: readonly number[];
  readonly asked: (size: number) => readonly Asked[];
  readonly connections?: (size: number) => number;
}

/** The first server beside the others at each size. */
function besideEachOther({ servers, sizes, asked, connections = () => 64, ...rest }: Draft): Scenario {
  const contestants = sizes.flatMap((at): Contestant[] => {
    const requests = asked(at);
    return servers.map((server) => ({ server, at, asked: requests, connections: connections(at) }));
  });
  const pairs = contestants.flatMap((_, place): Pair[] => {
    const first = place - (place % servers.length);
    return first === place ? [] : [[first, place]];
  });
  return { ...rest, contestants, pairs, connections: 64 };
}

/** Each contestant beside the same server at one size. */
function besideTheirOwn(contestants: readonly Contestant[], size: number): readonly Pair[] {
  return contestants.flatMap((contestant, place): Pair[] => {
    const own = contestants.findIndex((other) => other.at === size && other.server.name === contestant.server.name);
    return own === place ? [] : [[place, own]];
  });
}
