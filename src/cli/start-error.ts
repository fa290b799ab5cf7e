import { isConfigError, textExcerpt } from "../config/index.ts";
import type { Paint } from "../server/index.ts";
import { causeText, visibleText } from "../trace/index.ts";
import { TransportError } from "../transport/index.ts";

/** Exit codes of the commands: what was cut is told by those that serve, who is not there by `porthole check`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, cut: 3, unreachable: 3 } as const;

/** A command cannot go on, for a reason a person can act on: its message and hint are all that is shown. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(message: string, exitCode: number, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = exitCode;
    this.hint = options.hint;
  }
}

/** An option that is out of its range, or that there is not, is a wrong use of the command, or a wrong site file; all else stays what it is. */
export function optionError(error: unknown): unknown {
  const isOption = error instanceof RangeError || error instanceof TypeError;
  return isOption ? new CommandError(error.message, exitCodes.usage, { cause: error }) : error;
}

export interface StartErrorStyle {
  readonly paint: Paint;
  /** Whether the stack is shown too. */
  readonly isVerbose: boolean;
  /** Lines of a text file, or `undefined` where it cannot be read. */
  readonly linesOf: (file: string) => readonly string[] | undefined;
  /** A path as a person would type it here. */
  readonly shownPath: (file: string) => string;
}

/** The exit code that goes with what was thrown. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  return isConfigError(error) ? exitCodes.usage : exitCodes.failed;
}

/** What went wrong, for a person: one message, the line of the file it lies in, what to do; the stack only if asked for. */
export function startErrorText(error: unknown, style: StartErrorStyle): string {
  const { paint } = style;
  const lines = [`${paint.red("✖")} ${messageOf(error, style)}`, ...excerpt(error, style)];
  const hint = hintOf(error);
  if (hint !== undefined) lines.push(...foldedLines(visibleText(hint), HINT_COLUMNS).map((line) => `  ${line}`));
  if (style.isVerbose)
    lines.push(
      "",
      ...causeText(error)
        .split("\n")
        .map((line) => paint.dim(`  ${visibleText(line)}`)),
    );
  else if (isUnexpected(error)) lines.push(paint.dim("  --verbose shows where it was thrown"));
  return lines.join("\n");
}

const HINT_COLUMNS = 96;

/** Text broken between words into lines of so many characters, where words allow. */
function foldedLines(text: string, columns: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

function isUnexpected(error: unknown): boolean {
  return !(error instanceof CommandError || error instanceof TransportError) && !isConfigError(error);
}

function messageOf(error: unknown, style: StartErrorStyle): string {
  const message = error instanceof Error ? error.message : String(error);
  const shown = message.split("\n").map(visibleText).join("\n  ");
  if (!isConfigError(error) || error.file === undefined) return shown;
  const place = [style.shownPath(error.file), error.line, error.line === undefined ? undefined : error.column];
  return `${style.paint.bold(place.filter((part) => part !== undefined).join(":"))}  ${shown}`;
}

function hintOf(error: unknown): string | undefined {
  return error instanceof CommandError || isConfigError(error) ? error.hint : undefined;
}

/** The lines that are wrong, between empty ones. */
function excerpt(error: unknown, { paint, linesOf }: StartErrorStyle): readonly string[] {
  if (!isConfigError(error) || error.file === undefined || error.line === undefined) return [];
  const style = { visible: visibleText, dim: paint.dim, mark: paint.red };
  const lines = textExcerpt(linesOf(error.file) ?? [], error.line, error.column, style);
  return lines.length === 0 ? [] : ["", ...lines.map((line) => `  ${line}`), ""];
}
