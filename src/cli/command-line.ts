import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { Paint } from "../server/index.ts";
import { writeOutputLine } from "./log-writer.node.ts";
import { CommandError, exitCodes } from "./start-error.ts";

/** A command, by its whole name, whose help is painted, and which throws where it was used wrongly. */
export function newCommand(name: string, paint: Paint): Command {
  return (
    new Command(name)
      .exitOverride()
      // "-so" is "-s -o", and no file "o".
      .combineFlagAndOptionalValue(false)
      .allowExcessArguments(false)
      .showSuggestionAfterError(true)
      .configureHelp({
        // Environment variables are told of once, below; choices and defaults stand in the descriptions.
        optionDescription: (option) => option.description,
        styleTitle: paint.bold,
        styleOptionText: paint.cyan,
        styleArgumentText: paint.cyan,
        styleSubcommandText: paint.cyan,
      })
      .configureOutput({ writeOut: (text) => writeOutputLine(text.replace(/\n$/, "")), writeErr: () => {} })
  );
}

/**
 * Parses the arguments.
 * @returns false where the command has nothing more to do, for it showed its help or version
 * @throws CommandError the arguments are wrong
 */
export function parseArguments(command: Command, args: readonly string[]): boolean {
  try {
    command.parse(args, { from: "user" });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    throw usageError(command, error);
  }
}

/**
 * What `read` makes of arguments that were parsed.
 * @throws CommandError where it throws an InvalidArgumentError
 */
export function readArguments<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new CommandError(error.message, exitCodes.usage, { cause: error });
  }
}

/** What a person is told who used a command wrongly. */
function usageError(command: Command, error: CommanderError): CommandError {
  const [message = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = more.join(" ").replace(/^\(|\)$/g, "");
  const help = `${command.name()} --help lists what there is.`;
  const flag = /^unknown option '(--[a-z-]+)/.exec(message)?.[1];
  if (message.includes("=") && command.options.some(({ long }) => long === flag)) {
    return new CommandError(`${flag} takes no value`, exitCodes.usage, { hint: `Write ${flag} alone.` });
  }
  if (flag === "--no-cache" && command.options.some(({ long }) => long === "--cache")) {
    const hint = "--cache no-store lets nobody keep anything; --cache no-cache, the default, has them ask each time.";
    return new CommandError(message, exitCodes.usage, { hint });
  }
  return new CommandError(message, exitCodes.usage, { hint: suggestion === "" ? help : suggestion });
}
