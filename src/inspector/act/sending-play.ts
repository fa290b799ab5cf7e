import type { Step } from "../../cases/index.ts";
import { readResponses, type Wire } from "../../conformance/index.ts";
import type { SendingEnding } from "./sending-messages.ts";
import { isAction } from "./sending-reading.ts";

/** When nothing has come for so long after the last response that was waited for, it was all. */
const QUIET_MS = 1000;
/** How often it is looked whether what came was all. */
const LOOK_MS = 250;

/** Steps that are played on a connection until the server ends it, all has come, or someone ends it. */
export class StepPlay {
  readonly #wire: Wire;
  readonly #steps: readonly Step[];
  readonly #eachOctetMs: number | undefined;
  readonly #untilMs: number;
  readonly #methods: readonly string[];
  #taken = 0;
  #isReset = false;
  #hasLeft = false;
  #isOver = false;

  constructor(wire: Wire, steps: readonly Step[], eachOctetMs: number | undefined, totalMs: number) {
    this.#wire = wire;
    this.#steps = steps;
    this.#eachOctetMs = eachOctetMs;
    this.#methods = methodsIn(steps);
    this.#untilMs = performance.now() + totalMs;
  }

  get stepsTaken(): number {
    return this.#taken;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether there is nothing more to send, only to wait for. */
  get isWaiting(): boolean {
    return this.#taken === this.#steps.length;
  }

  get ending(): SendingEnding {
    if (this.#isReset) return "reset-here";
    // Whoever leaves a connection sees it end as a reset.
    return this.#hasLeft ? "left" : this.#wire.ending;
  }

  /** Status codes of all responses that have come. */
  get statusCodes(): readonly number[] {
    const { interim, final } = this.#read();
    return [...interim, ...final.map(({ statusCode }) => statusCode).filter((code) => code > 0)];
  }

  /** Closes the connection. */
  leave(): void {
    if (this.#wire.ending === "open" && !this.#isReset) this.#hasLeft = true;
    this.#wire.leave();
  }

  /** Takes the steps, then waits for what comes; settles when the connection is over. */
  async complete(): Promise<void> {
    for (const step of this.#steps) {
      if (!this.#goesOn()) break;
      await this.#take(step);
      this.#taken++;
    }
    while (this.#goesOn() && !this.#hasAll()) await this.#wire.change(Math.min(LOOK_MS, this.#leftMs()));
    this.leave();
    this.#isOver = true;
  }

  async #take(step: Step): Promise<void> {
    if (typeof step === "object") return this.#pause(step.pauseMs);
    if (step === "half-close") return this.#wire.halfClose();
    if (step === "await-response") return this.#awaitResponse();
    if (step === "reset") {
      this.#isReset = true;
      return this.#wire.reset();
    }
    await this.#send(step);
  }

  /** Nothing waits for the system: what the server does not read stays in memory, and is bounded. */
  async #send(octets: string): Promise<void> {
    if (this.#eachOctetMs === undefined) return void this.#wire.send(octets);
    for (const octet of octets) {
      if (!this.#goesOn()) return;
      void this.#wire.send(octet);
      await this.#pause(this.#eachOctetMs);
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    const untilMs = performance.now() + pauseMs;
    do {
      await this.#wire.change(Math.min(untilMs - performance.now(), this.#leftMs()));
    } while (this.#goesOn() && performance.now() < untilMs);
  }

  async #awaitResponse(): Promise<void> {
    const before = this.#count();
    while (this.#goesOn() && this.#count() === before) await this.#wire.change(this.#leftMs());
  }

  /** Responses that have wholly come. */
  #count(): number {
    const { interim, final } = this.#read();
    return interim.length + final.filter(({ isComplete }) => isComplete).length;
  }

  /** Whether as many responses as there were request lines have come, and nothing after them for a while. */
  #hasAll(): boolean {
    if (this.#wire.receivedOctets === 0 || this.#wire.quietMs < QUIET_MS) return false;
    // What is too long to be kept says no more.
    if (this.#wire.receivedOctets > this.#wire.text.length) return true;
    const { final } = this.#read();
    return final.length >= this.#methods.length && final.at(-1)?.isComplete === true;
  }

  #read() {
    return readResponses(this.#wire.text, this.#methods, this.#wire.ending !== "open");
  }

  #goesOn(): boolean {
    return this.#wire.ending === "open" && !this.#isReset && !this.#hasLeft && this.#leftMs() > 0;
  }

  #leftMs(): number {
    return Math.max(0, this.#untilMs - performance.now());
  }
}

/** The methods of what looks like request lines: content may have some too, and is then waited for in vain. */
function methodsIn(steps: readonly Step[]): readonly string[] {
  const octets = steps.filter((step) => typeof step === "string" && !isAction(step)).join("");
  const lines = octets.split("\n").filter((line) => / HTTP\/\d/.test(line));
  return lines.map((line) => line.slice(0, line.indexOf(" ")));
}
