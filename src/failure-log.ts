import type { ExchangeEntry, NoticeEntry } from "./server/index.ts";
import { causeText, foldedFrames, visibleText } from "./trace/index.ts";

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

/** The console outlives a standard error that nobody reads. */
function writeToStandardError(text: string): void {
  console.error(text);
}
