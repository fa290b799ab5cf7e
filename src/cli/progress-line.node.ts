import { writeSync } from "node:fs";
import { writeErrorLine, writeOutputLine } from "./log-writer.node.ts";

/** Redrawn no oftener. */
const REDRAWN_AFTER_MS = 50;

/** One line at the foot of a terminal that is drawn over and over; lines that stay are written above it. */
export class ProgressLine {
  readonly #isShown: boolean;
  readonly #descriptor: 1 | 2;
  #drawnMs = -REDRAWN_AFTER_MS;
  #isDrawn = false;

  /**
   * @param isShown whether what it is drawn on is a terminal that can go back in a line
   * @param descriptor standard output, or standard error
   */
  constructor(isShown: boolean, descriptor: 1 | 2 = 1) {
    this.#isShown = isShown;
    this.#descriptor = descriptor;
  }

  /** @param text made when it is drawn: most are not */
  draw(text: () => string): void {
    if (!this.#isShown || performance.now() - this.#drawnMs < REDRAWN_AFTER_MS) return;
    this.#drawnMs = performance.now();
    this.#write(`\r\u001b[2K${text()}`);
    this.#isDrawn = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isDrawn) this.#write("\r\u001b[2K");
    this.#isDrawn = false;
    this.#drawnMs = -REDRAWN_AFTER_MS;
  }

  outputLine(text: string): void {
    this.clear();
    writeOutputLine(text);
  }

  errorLine(text: string): void {
    this.clear();
    writeErrorLine(text);
  }

  #write(text: string): void {
    try {
      writeSync(this.#descriptor, text);
    } catch {
      // A terminal that is stopped, or gone, shows no progress.
    }
  }
}
