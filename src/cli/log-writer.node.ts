import { constants, fstatSync, openSync, write, writeSync } from "node:fs";
import { isatty } from "node:tty";

/** Characters that wait at the most. A log whose reader stands still loses lines, and the server goes on. */
const WAITING_CHARACTERS_MAX = 4 * 1024 * 1024;
/** How long to wait before a descriptor that was not ready is tried again: at first, and at the most. */
const AGAIN_AFTER_MS_MIN = 1;
const AGAIN_AFTER_MS_MAX = 50;

/** Where lines are written to, and never waited for. */
export interface LineWriter {
  /** Text of one line or several, without a line end after the last. */
  writeLine(text: string): void;
  /** Settles when all has been written that can be, or after that time. */
  flush(timeoutMs: number): Promise<void>;
}

/** Writes octets to a descriptor as `fs.write` does; tests hand in their own. */
export type DescriptorWrite = (
  descriptor: number,
  octets: Uint8Array,
  done: (error: NodeJS.ErrnoException | null, octetsWritten: number) => void,
) => void;

/**
 * Lines for a file descriptor: all lines of one turn of the event loop leave in one write, one write is under way at a
 * time, and none of them is waited for, for a pipe nobody reads or a stopped terminal would hold up the server.
 * A reader that has gone (EPIPE) ends it in silence; what a full disk did not take is lost, and later lines are tried
 * again.
 */
export class LogWriter implements LineWriter {
  readonly #descriptor: number;
  readonly #write: DescriptorWrite;
  #waiting = "";
  #linesLost = 0;
  #isScheduled = false;
  #inFlight: Uint8Array | undefined;
  #isBroken = false;
  #againAfterMs = AGAIN_AFTER_MS_MIN;
  #flushed: (() => void)[] = [];

  constructor(descriptor: number, descriptorWrite: DescriptorWrite = defaultWrite(descriptor)) {
    this.#descriptor = unblocked(descriptor);
    this.#write = descriptorWrite;
  }

  writeLine(text: string): void {
    if (this.#isBroken) return;
    if (this.#waiting.length + text.length > WAITING_CHARACTERS_MAX) {
      this.#linesLost++;
      return;
    }
    this.#waiting += `${text}\n`;
    if (this.#isScheduled || this.#inFlight !== undefined) return;
    this.#isScheduled = true;
    setImmediate(this.#writeWaiting);
  }

  async flush(timeoutMs: number): Promise<void> {
    if (this.#isDone) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#flushed.push(resolve);
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }

  get #isDone(): boolean {
    return this.#isBroken || (this.#waiting === "" && this.#inFlight === undefined);
  }

  readonly #writeWaiting = (): void => {
    this.#isScheduled = false;
    let text = this.#waiting;
    this.#waiting = "";
    if (this.#linesLost > 0) text += `(${this.#linesLost} log lines were lost: the log's reader was too slow)\n`;
    this.#linesLost = 0;
    this.#send(new TextEncoder().encode(text));
  };

  #send(octets: Uint8Array): void {
    this.#inFlight = octets;
    this.#write(this.#descriptor, octets, this.#written);
  }

  readonly #written = (error: NodeJS.ErrnoException | null, octetsWritten: number): void => {
    const octets = this.#inFlight!;
    if (error?.code === "EAGAIN") {
      setTimeout(() => this.#send(octets), this.#againAfterMs);
      this.#againAfterMs = Math.min(this.#againAfterMs * 2, AGAIN_AFTER_MS_MAX);
      return;
    }
    this.#againAfterMs = AGAIN_AFTER_MS_MIN;
    if (error?.code === "EPIPE" || error?.code === "EBADF" || error?.code === "EIO") {
      this.#isBroken = true;
      this.#waiting = "";
    }
    if (error === null && octetsWritten > 0 && octetsWritten < octets.length) {
      this.#send(octets.subarray(octetsWritten));
      return;
    }
    this.#inFlight = undefined;
    if (this.#waiting !== "") this.#writeWaiting();
    else for (const resolve of this.#flushed.splice(0)) resolve();
  };
}

/**
 * A descriptor for the same pipe or terminal whose writes say EAGAIN instead of standing still: a write that stands
 * still would keep the process from ending. It is opened anew, for the mode of the one we were given is shared with
 * whoever else writes there. Where that is not possible, it is the one given.
 */
function unblocked(descriptor: number): number {
  if (process.platform !== "linux") return descriptor;
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFIFO() && !isatty(descriptor)) return descriptor;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return descriptor;
  }
}

/** On Windows a console is written to through its stream, which knows the console's characters. */
function defaultWrite(descriptor: number): DescriptorWrite {
  if (process.platform === "win32" && isatty(descriptor)) {
    const stream = descriptor === 2 ? process.stderr : process.stdout;
    return (_, octets, done) => {
      stream.write(octets, (error) => done(error ?? null, octets.length));
    };
  }
  return (_, octets, done) => {
    write(descriptor, octets, 0, octets.length, null, (error, octetsWritten) => done(error, octetsWritten));
  };
}

/** One line to standard error, at once, for what is said before or after the server runs. Never throws. */
export function writeErrorLine(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody reads it, and there is nowhere else to say so.
  }
}

/** One line to standard output, at once, for a command that answers and ends. Never throws. */
export function writeOutputLine(text: string): void {
  let octets: Uint8Array = new TextEncoder().encode(`${text}\n`);
  try {
    while (octets.length > 0) octets = octets.subarray(writeSync(1, octets));
  } catch {
    // The reader has gone ("| head"): it has what it wanted.
  }
}
