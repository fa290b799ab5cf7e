// A client that asks a server for its page again and again while others attack it, each time over a new connection and
// over one that it keeps, in a process of its own, so that nobody's work but the server's delays it. At the same times it
// asks a bare server of its own, whose delays are the machine's. `witness-client.js <port>`
import { connect, createServer, type Socket } from "node:net";

/** What the witness saw of one server. */
export interface Testimony {
  readonly asked: number;
  readonly answered: number;
  /** How often the kept connection was closed without a word while it was asked, or a new one told that all are in use. */
  readonly askedAgain: number;
  /** The longest that an answer took; what has not come yet counts as coming now. */
  readonly slowestMs: number;
  /** What came in place of the page. */
  readonly failures: readonly string[];
}

export interface WitnessReport {
  readonly server: Testimony;
  readonly machine: Testimony;
}

const INTERVAL_MS = 50;
const FAILURES_MAX = 10;
const ASKED_AGAIN_MAX = 3;
const REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const PAGE = /^HTTP\/1\.1 200 OK\r\n(?:[!-~][ -~]*\r\n)+\r\nhere$/;
const CONTROL_RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere";

/** Asks one server, and remembers the slowest answer. */
class Witness {
  readonly #port: number;
  readonly #pending = new Set<{ readonly sinceMs: number }>();
  #kept: Socket | undefined;
  #isKeptBusy = false;
  #keptText = "";
  #asked = 0;
  #answered = 0;
  #askedAgain = 0;
  #slowestMs = 0;
  #failures: string[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  ask(): void {
    this.#askAnew();
    if (!this.#isKeptBusy) this.#askKept();
  }

  get testimony(): Testimony {
    const nowMs = performance.now();
    const slowestMs = Math.max(this.#slowestMs, ...[...this.#pending].map(({ sinceMs }) => nowMs - sinceMs));
    return {
      asked: this.#asked,
      answered: this.#answered,
      askedAgain: this.#askedAgain,
      slowestMs,
      failures: this.#failures,
    };
  }

  get isWaiting(): boolean {
    return this.#pending.size > 0;
  }

  /** Forgets what was seen. */
  forget(): void {
    this.#asked = 0;
    this.#answered = 0;
    this.#askedAgain = 0;
    this.#slowestMs = 0;
    this.#failures = [];
  }

  #askAnew(): void {
    this.#sendAnew(this.#begin("a new connection"), ASKED_AGAIN_MAX);
  }

  #sendAnew(over: (outcome: string) => void, retriesLeft: number): void {
    let text = "";
    const socket = connect(this.#port, "127.0.0.1", () => socket.write(REQUEST));
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      text += piece;
      if (!PAGE.test(text)) return;
      over(text);
      socket.destroy();
    });
    socket.on("error", (error) => over(`${error.message} ${text}`));
    socket.on("close", () => {
      // For a moment there may be nobody who could make room: who is told so tries again, as a browser's user would.
      if (text.startsWith("HTTP/1.1 503 ") && retriesLeft > 0) {
        this.#askedAgain++;
        this.#sendAnew(over, retriesLeft - 1);
        return;
      }
      over(`closed after ${JSON.stringify(text)}`);
    });
  }

  #askKept(): void {
    this.#isKeptBusy = true;
    this.#sendKept(this.#begin("the kept connection"), ASKED_AGAIN_MAX);
  }

  #sendKept(over: (outcome: string) => void, retriesLeft: number): void {
    this.#keptText = "";
    const socket = this.#keptSocket();
    const ended = () => {
      if (this.#kept !== socket) return;
      this.#kept = undefined;
      if (!this.#isKeptBusy) return;
      // A kept connection may be closed just when a request is on its way: who asks for a page asks again then.
      if (this.#keptText === "" && retriesLeft > 0) {
        this.#askedAgain++;
        this.#sendKept(over, retriesLeft - 1);
        return;
      }
      this.#isKeptBusy = false;
      over(`closed after ${JSON.stringify(this.#keptText)}`);
    };
    socket.removeAllListeners();
    socket.on("data", (piece: string) => {
      this.#keptText += piece;
      if (!PAGE.test(this.#keptText)) return;
      this.#isKeptBusy = false;
      over(this.#keptText);
    });
    socket.on("error", ended);
    socket.on("close", ended);
    socket.write(REQUEST);
  }

  #keptSocket(): Socket {
    if (this.#kept === undefined) {
      this.#kept = connect(this.#port, "127.0.0.1");
      this.#kept.setEncoding("latin1");
    }
    return this.#kept;
  }

  /** @returns to be told what came: the page, or what went wrong; only the first counts */
  #begin(over: string): (outcome: string) => void {
    const question = { sinceMs: performance.now() };
    this.#pending.add(question);
    this.#asked++;
    return (outcome) => {
      if (!this.#pending.delete(question)) return;
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - question.sinceMs);
      if (PAGE.test(outcome)) this.#answered++;
      else if (this.#failures.length < FAILURES_MAX) this.#failures.push(`${over}: ${outcome}`);
    };
  }
}

const control = createServer({ noDelay: true }, (socket) => {
  socket.on("data", () => socket.write(CONTROL_RESPONSE)).on("error", () => undefined);
});
await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
const { port: controlPort } = control.address() as { readonly port: number };
const witnesses = { server: new Witness(Number(process.argv[2])), machine: new Witness(controlPort) };
let timer: NodeJS.Timeout | undefined;

process.on("message", (message) => {
  if (message === "begin") begin();
  else void end();
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

function begin(): void {
  for (const witness of Object.values(witnesses)) witness.forget();
  const ask = () => {
    for (const witness of Object.values(witnesses)) witness.ask();
  };
  ask();
  timer = setInterval(ask, INTERVAL_MS);
}

/** Tells what was seen when the last answers have come, or have let wait too long. */
async function end(): Promise<void> {
  clearInterval(timer);
  const untilMs = performance.now() + 5_000;
  while (Object.values(witnesses).some(({ isWaiting }) => isWaiting) && performance.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const report: WitnessReport = { server: witnesses.server.testimony, machine: witnesses.machine.testimony };
  process.send?.(report);
}
