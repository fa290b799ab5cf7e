import type { Command } from "commander";
import { caseFamilies, cases } from "../cases/index.ts";
import { nearestWord } from "../config/index.ts";
import { chosenCases } from "../conformance/index.ts";
import { addCheckFlags, type CheckFlags, checkFlags } from "./check-flags.ts";
import { caseListText } from "./check-list.ts";
import { completeCheck } from "./check-run.node.ts";
import { newCommand, parseArguments, readArguments } from "./command-line.ts";
import { writeOutputLine } from "./log-writer.node.ts";
import { CommandError, exitCodes } from "./start-error.ts";
import { failToStart } from "./start-failure.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";

/** `porthole check <url>`: checks an HTTP server, in any language, against the RFCs. */
export async function checkCommand(args: readonly string[]): Promise<void> {
  const isVerbose = args.includes("--verbose");
  const streams = standardStreams(process.env, isVerbose);
  try {
    const command = checkCommandLine(streams);
    if (!parseArguments(command, args)) return;
    const flags = readArguments(() => checkFlags(command, process.env));
    requireCases(flags);
    if (flags.list) writeOutputLine(caseListText(chosenCases(choiceOf(flags)), streams.paint));
    else process.exitCode = await completeCheck(flags, streams);
  } catch (error) {
    failToStart(error, isVerbose, streams);
  }
}

function checkCommandLine({ paint }: Streams): Command {
  const command = newCommand("porthole check", paint)
    .usage("<url> [options]")
    .description(
      "Checks an HTTP server, in any language, against the RFCs, and says what it does wrong, " +
        "what the RFC asks for, why that matters, and what to change first.",
    )
    .argument("[url]", "such as http://localhost:5000/path, localhost:5000, :5000 or 5000")
    .helpOption("-h, --help", "show this")
    .addHelpText("after", helpAfter);
  return addCheckFlags(command, process.env);
}

const helpAfter = `
It sends malformed requests by the hundred, and many POSTs: check a server that
serves nobody else. Hosts that are not this machine are refused by default.
Each flag but --list and --update-baseline has an environment variable:
PORTHOLE_FORMAT=json, PORTHOLE_DEADLINES=1.
Exit codes: 0 nothing failed, 1 something failed or the run was cut short,
2 a wrong flag or host, 3 nobody answers there. Warnings fail nothing.
`;

function choiceOf({ only, level }: CheckFlags): Parameters<typeof chosenCases>[0] {
  return { ...(only === undefined ? {} : { only }), ...(level === undefined ? {} : { level }) };
}

/** @throws CommandError a word of --only means no case, or nothing is left to be tried */
function requireCases(flags: CheckFlags): void {
  const unknown = flags.only?.find((word) => chosenCases({ only: [word] }).length === 0);
  if (unknown !== undefined) {
    const meant = nearestWord(unknown, wordsOfCases());
    const families = caseFamilies.map(({ name }) => name).join(", ");
    throw new CommandError(`no family, rule or case is named ${unknown}`, exitCodes.usage, {
      hint: meant === undefined ? `The families are ${families}; --list lists all cases.` : `Did you mean ${meant}?`,
    });
  }
  if (chosenCases(choiceOf(flags)).length === 0) {
    const message = `of ${flags.only?.join(", ")} nothing binds as strongly as ${flags.level}`;
    throw new CommandError(message, exitCodes.usage, { hint: "Leave --level out, or name a weaker one." });
  }
}

/** What --only may have meant: families, rules, and the names of rules alone. */
function wordsOfCases(): ReadonlySet<string> {
  const rules = cases.filter(({ pass }) => pass.length > 0).map(({ rule }) => rule);
  return new Set([
    ...caseFamilies.map(({ name }) => name),
    ...rules.map((rule) => rule.slice(rule.indexOf("/") + 1)),
    ...rules,
  ]);
}
