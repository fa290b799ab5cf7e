// All scenarios, and a part of them.
import { bars } from "../figures/bars.ts";
import { builtFolder, otherBuild } from "../servers/all.ts";
import type { FilesFolder } from "../servers/files-folder.ts";
import { applicationScenarios } from "./applications.ts";
import { elsewhereScenarios } from "./elsewhere.ts";
import { fileScenarios, fileSizes } from "./files.ts";
import { grownFileSizes, growthScenarios } from "./growth.ts";
import { type Contestant, nameOf, type Pair, type Scenario } from "./scenario.ts";
import { textScenarios } from "./text.ts";

export { firstBesideOthers, nameOf, type Scenario } from "./scenario.ts";

/** Sizes of the files that scenarios ask for. */
export const allFileSizes: readonly number[] = [...new Set([...fileSizes, ...grownFileSizes])];

/** In the order in which they run. */
export async function allScenarios(folder: FilesFolder): Promise<readonly Scenario[]> {
  return [
    ...textScenarios(),
    ...(await applicationScenarios()),
    ...fileScenarios(folder),
    ...(await elsewhereScenarios(folder)),
    ...growthScenarios(folder),
  ];
}

/** A scenario with the pairs of some servers alone: those that the first one, or itself, is compared with. */
export function withPeers(scenario: Scenario, isWanted: (name: string) => boolean): Scenario {
  const { contestants } = scenario;
  const pairs = scenario.pairs.filter(([one, other]) => {
    const [first, second] = [contestants[one]!, contestants[other]!];
    return isWanted(second.server.name) || (first.server.name === second.server.name && isPorthole(first));
  });
  return { ...scenario, pairs };
}

/** A scenario with the pairs that bars are about alone; `undefined` where there is none. */
export function withBars(scenario: Scenario): Scenario | undefined {
  const own = bars.filter((bar) => bar.scenario === scenario.id);
  const grown = Math.max(0, ...scenario.contestants.filter(isPorthole).map(({ at = 0 }) => at));
  const pairs = scenario.pairs.filter(([one, other]) => {
    const [first, second] = [scenario.contestants[one]!, scenario.contestants[other]!];
    return own.some((bar) =>
      bar.other === undefined
        ? // Of what grows, both ends; nginx's too, where its loss is what ours is compared with.
          first.at === grown && (isPorthole(first) || first.server.name === "nginx")
        : nameOf(second) === bar.other,
    );
  });
  return pairs.length === 0 ? undefined : { ...scenario, pairs };
}

/** A scenario in which another build of Porthole takes turns with this one, wherever this one takes part. */
export function withOtherBuild(scenario: Scenario, built: string): Scenario {
  const contestants: Contestant[] = [...scenario.contestants];
  const others = new Map<Contestant["server"], Contestant["server"]>();
  const pairs: Pair[] = [];
  const taking = new Set(scenario.pairs.flat());
  for (const [place, contestant] of scenario.contestants.entries()) {
    const server = others.get(contestant.server) ?? otherBuild(contestant.server, built);
    if (server === undefined || !taking.has(place)) continue;
    others.set(contestant.server, server);
    pairs.push([place, contestants.length]);
    contestants.push({ ...contestant, server, name: server.name });
  }
  return { ...scenario, contestants, pairs: [...pairs, ...scenario.pairs] };
}

function isPorthole({ server }: Contestant): boolean {
  return otherBuild(server, builtFolder) !== undefined;
}
