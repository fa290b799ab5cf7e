import { writeSync } from "node:fs";
import { HiddenLine } from "./hidden-line.ts";
import { CommandError, exitCodes } from "./start-error.ts";

/** Octets of standard input that are read at the most: more is a file given by mistake. */
const PIPED_OCTETS_MAX = 64 * 1024;

/**
 * A password from standard input that is a pipe or a file: its one line.
 * @throws CommandError it is none, several, or not UTF-8
 */
export async function readPipedPassword(input: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for await (const piece of input) {
    pieces.push(piece);
    octets += piece.length;
    if (octets > PIPED_OCTETS_MAX) throw wrongInput("standard input is too long for a password");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw new CommandError("standard input is not UTF-8", exitCodes.usage, { cause });
  }
  const line = text.replace(/\r?\n$/, "");
  if (/[\r\n]/.test(line)) throw wrongInput("standard input has more than one line");
  if (/\p{Cc}/u.test(line)) throw wrongInput("a password has no control characters");
  if (line === "") throw wrongInput("there is no password on standard input");
  return line;
}

function wrongInput(message: string): CommandError {
  return new CommandError(message, exitCodes.usage, {
    hint: "Type it at a terminal, or write it to standard input as one line.",
  });
}

/** A terminal in which passwords are typed unseen. */
export class PasswordTerminal {
  readonly #input: NodeJS.ReadStream;
  /** What was pasted beyond the line's end. */
  #rest = "";

  constructor(input: NodeJS.ReadStream) {
    this.#input = input;
    input.setEncoding("utf8");
  }

  /**
   * Asks for one line, on standard error: standard output is for the answer alone.
   * @returns `undefined` where the person would rather not, or the terminal has gone
   */
  async ask(prompt: string): Promise<string | undefined> {
    this.tell(prompt);
    const line = new HiddenLine();
    const input = this.#input;
    let receive = (_typed: string) => {};
    let gone = () => {};
    input.setRawMode(true);
    try {
      await new Promise<void>((resolve) => {
        gone = resolve;
        receive = (typed) => {
          this.#rest = line.receive(typed);
          if (line.state !== "open") resolve();
        };
        input.on("data", receive).on("end", gone).on("error", gone);
        receive(this.#rest);
        if (line.state === "open") input.resume();
      });
    } finally {
      input.pause();
      // The stream has listeners of its own, without which a pause would not let the process end.
      input.off("data", receive).off("end", gone).off("error", gone);
      input.setRawMode(false);
      this.tell("\n");
    }
    return line.state === "entered" ? line.text : undefined;
  }

  /** Shows a text. */
  tell(text: string): void {
    writeSync(2, text);
  }
}
