import { setTimeout as delay } from "node:timers/promises";
import { caseId } from "../../src/cases/index.ts";
import { type CaseResult, type CheckOptions, type CheckReport, check, tallyOf } from "../../src/conformance/index.ts";
import { alphabetPath, type Peer, type RunningPeer } from "../peers/index.ts";

const serverEnded = "the server ended";

/**
 * Starts a peer on a folder, checks it, ends it, and tells how it went. One that ends by itself meanwhile is started again.
 * @param deadlines whether deadlines are waited for
 */
export async function checkPeer(peer: Peer, version: string, folder: string, deadlines: boolean): Promise<CheckReport> {
  const running = await peer.start({ folder });
  const label = `${peer.name} ${version}`;
  const isTerminal = process.stdout.isTTY === true;
  let restart: Promise<void> | undefined;
  const options: CheckOptions = {
    url: running.url,
    file: alphabetPath,
    ...(peer.post === undefined ? {} : { post: peer.post }),
    deadlines,
    ...(deadlines ? { deadlineMs: 1_200_000 } : {}),
    goneMs: 20_000,
    onGone: () => {
      restart = running.startAgain().catch((error) => console.log(String(error)));
    },
  };
  try {
    const together = await check({
      ...options,
      onResult: (_, done, all) => {
        if (isTerminal) process.stdout.write(`\r${label}: ${done} of ${all}`);
      },
    });
    await restart;
    const report = { ...together, results: await withoutTheInnocent(together.results, options, running) };
    const { passed, warned, failed, skipped } = tallyOf(report.results);
    const seconds = (report.durationMs / 1000).toFixed(1);
    const counts = `${passed} passed, ${warned} warned, ${failed} failed, ${skipped} skipped`;
    console.log(`${isTerminal ? "\r" : ""}${label}: ${counts}, in ${seconds} s`);
    for (const { case: each, difference } of report.results)
      if (difference === serverEnded) console.log(`  it ended at ${caseId(each)}`);
    if (report.cutShort !== undefined) console.log(`  the run was cut short: ${report.cutShort}`);
    return report;
  } finally {
    await restart;
    await running.stop();
  }
}

/**
 * Where a server ended, all that was under way is suspected, and what was not answered may not have been for that reason:
 * each of it is tried once more, with nothing beside it.
 */
async function withoutTheInnocent(
  results: readonly CaseResult[],
  options: CheckOptions,
  running: RunningPeer,
): Promise<readonly CaseResult[]> {
  if (!results.some(isBlamed)) return results;
  const kept: CaseResult[] = [];
  for (const result of results) {
    const isUnanswered =
      result.verdict === "failed" && !result.exchanged.some(({ direction }) => direction === "received");
    kept.push(isBlamed(result) || isUnanswered ? await triedAlone(result, options, running) : result);
  }
  return kept;
}

async function triedAlone(suspect: CaseResult, options: CheckOptions, running: RunningPeer): Promise<CaseResult> {
  await running.startAgain();
  const { results } = await check({ ...options, only: [caseId(suspect.case)], connectionsMax: 1 });
  // An end is told a moment after it comes.
  await delay(100);
  if (running.isRunning()) return results.find((again) => again.case === suspect.case) ?? suspect;
  await running.startAgain();
  return { ...suspect, difference: serverEnded };
}

/** An advice of its own is what the checker gives where a case may have ended the server. */
function isBlamed({ advice }: CaseResult): boolean {
  return advice !== undefined;
}
