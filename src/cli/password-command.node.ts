import { isatty } from "node:tty";
import { hashPassword, isUserName, parseAuthFlag } from "../access/index.ts";
import { newCommand, parseArguments } from "./command-line.ts";
import { writeErrorLine, writeOutputLine } from "./log-writer.node.ts";
import { PasswordTerminal, readPipedPassword } from "./password-input.node.ts";
import { CommandError, exitCodes } from "./start-error.ts";
import { failToStart } from "./start-failure.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";

/** How often two entries may differ. */
const ATTEMPTS_MAX = 3;
/** Fewer characters than that are told of: they are soon tried. */
const SHORT_CHARACTERS = 8;

/** `porthole password [--user name]`: asks for a password and prints its hash, for --auth and site files. */
export async function passwordCommand(args: readonly string[]): Promise<void> {
  const isVerbose = args.includes("--verbose");
  const streams = standardStreams(process.env, isVerbose);
  try {
    const command = newCommand("porthole password", streams.paint)
      .description(
        "Prints the hash of a password, for --auth and site files. The password is typed unseen, or read " +
          "from standard input where that is no terminal.",
      )
      .option("-u, --user <name>", "prints user:HASH, as --auth takes it")
      .option("--verbose", "stack traces")
      .allowExcessArguments(true)
      .helpOption("-h, --help", "show this");
    if (!parseArguments(command, args)) return;
    if (command.args.length > 0) {
      throw new CommandError("a password is not given as an argument: others see it there", exitCodes.usage, {
        hint: "Write `porthole password` alone and type it, or pipe it in.",
      });
    }
    await printHash(command.opts<{ user?: string }>().user, streams);
  } catch (error) {
    failToStart(error, isVerbose, streams);
  }
}

async function printHash(user: string | undefined, streams: Streams): Promise<void> {
  if (user !== undefined && !isUserName(user)) {
    throw new CommandError("the user's name is empty, or has a colon or a control character in it", exitCodes.usage);
  }
  const isTyped = isatty(0);
  const password = isTyped ? await typedPassword() : await readPipedPassword(process.stdin);
  if ([...password].length < SHORT_CHARACTERS) {
    writeErrorLine(streams.errorPaint.yellow(`This is short: under ${SHORT_CHARACTERS} characters are soon guessed.`));
  }
  const hash = await hashPassword(password);
  // What is printed is what --auth takes.
  parseAuthFlag(`${user ?? "user"}:${hash}`);
  writeOutputLine(user === undefined ? hash : `${user}:${hash}`);
  if (streams.isTerminal) writeErrorLine(howToUse(user ?? "anna", hash, streams));
}

/** @throws CommandError nothing was entered, or never the same twice */
async function typedPassword(): Promise<string> {
  const terminal = new PasswordTerminal(process.stdin);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const first = entered(await terminal.ask("Password: "));
    if (first === entered(await terminal.ask("Once more: "))) return first;
    terminal.tell("These were not the same.\n");
  }
  throw new CommandError("no password was entered twice", exitCodes.failed);
}

function entered(line: string | undefined): string {
  if (line === undefined) throw new CommandError("cancelled", exitCodes.failed);
  if (line === "") throw new CommandError("no password was entered", exitCodes.failed);
  return line;
}

function howToUse(user: string, hash: string, { errorPaint }: Streams): string {
  const json = JSON.stringify({ [user]: hash });
  return [
    "",
    errorPaint.dim("On the command line, in single quotes:"),
    `  porthole --auth '/admin/*=${user.replaceAll("'", "'\\''")}:${hash}'`,
    errorPaint.dim("In site.json, beside the routes:"),
    `  "auth": { "/admin/*": { "users": ${json} } }`,
    errorPaint.dim("In site.ts, the second argument of site(…):"),
    `  { auth: { "/admin/*": { users: ${json} } } }`,
  ].join("\n");
}
