import type { ErrorPage } from "./semantics/index.ts";
import { causeText, type ExchangeEntry, HttpServer, type NoticeEntry, type ServerSettings } from "./server/index.ts";
import { foldedFrames, visibleText } from "./trace/index.ts";

/** The folder of this package's code, as it stands in stack frames. */
const ownCode = new URL(".", import.meta.url).href;

/** What is told of an exchange that failed. */
export type FailedExchange = Pick<ExchangeEntry, "statusCode" | "method" | "requestTarget" | "isCut" | "cause">;

export interface FailureLog {
  exchange(entry: FailedExchange): void;
  notice(entry: NoticeEntry): void;
}

/**
 * A log of failures alone, for a program that hands in none: what was thrown for a 5xx or cut a response, and notices
 * that are no mere information. What a handler threw would otherwise be lost.
 * @param writeLines takes lines without a line end after the last; standard error by default
 */
export function failureLog(writeLines: (text: string) => void = writeToStandardError): FailureLog {
  return {
    exchange(entry) {
      if (isFailure(entry)) writeLines(failureText(exchangeText(entry), entry.cause));
    },
    notice({ level, message, cause }: NoticeEntry) {
      if (level !== "info")
        writeLines(failureText(`${level}: ${message.split("\n").map(visibleText).join("\n")}`, cause));
    },
  };
}

function isFailure({ statusCode, isCut, cause }: FailedExchange): boolean {
  return cause !== undefined && (statusCode >= 500 || isCut);
}

function exchangeText({ statusCode, method, requestTarget, isCut }: FailedExchange): string {
  const request = method === undefined ? "" : ` ${visibleText(method)} ${visibleText(requestTarget ?? "")}`;
  return `${statusCode}${request}${isCut ? ", cut" : ""}`;
}

function failureText(what: string, cause: unknown): string {
  const lines = cause === undefined ? [] : foldedFrames(causeText(cause).split("\n"), ownCode);
  return [`porthole: ${what}`, ...lines.map((line) => `  ${visibleText(line)}`)].join("\n");
}

/**
 * A server without a log that tells its failures all the same, and where they are answered: no exchange is timed or
 * described for that.
 */
export class FailureTellingServer extends HttpServer {
  readonly #failures: FailureLog;

  constructor(settings: ServerSettings, failures: FailureLog) {
    super(settings);
    this.#failures = failures;
    this.errorPage = this.toldPage(settings.errorPage);
  }

  /** The same page, whose faults are told. */
  toldPage(errorPage: ErrorPage): ErrorPage {
    return (fault, request) => {
      const { method, requestTarget } = request ?? {};
      this.#failures.exchange({ ...fault, method, requestTarget, isCut: false, cause: fault.cause });
      return errorPage(fault, request);
    };
  }

  override tellFailure(message: string, cause: unknown): void {
    this.#failures.notice({ timeMs: Date.now(), level: "error", message, cause });
  }
}

/** The console outlives a standard error that nobody reads. */
function writeToStandardError(text: string): void {
  console.error(text);
}
