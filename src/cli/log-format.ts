import {
  combinedExchange,
  commonExchange,
  type ExchangeEntry,
  jsonExchange,
  jsonNotice,
  type NoticeEntry,
  type PrettyStyle,
  prettyExchange,
  prettyNotice,
  type ServerLog,
} from "../server/index.ts";
import type { LogFormat } from "./serve-flags.ts";
import { jsonOfWorker, logOfWorker } from "./workers-log.ts";

/** Where the lines of a log go. */
export interface LogOutputs {
  /** Takes the lines of the access log. */
  readonly writeLine: (text: string) => void;
  /** Takes what went wrong, for formats that have no place for it. */
  readonly writeErrorLine: (text: string) => void;
  /** How lines for people look at this moment. */
  readonly style: () => PrettyStyle;
  readonly errorStyle: () => PrettyStyle;
  /** The number of the worker whose log it is, where it is one of several. */
  readonly worker?: number | undefined;
}

/** A log in a format. What a format has no place for, notices and what was thrown for a 5xx, goes to the error output. */
export function serverLogIn(format: LogFormat, outputs: LogOutputs): ServerLog {
  const { worker, writeLine } = outputs;
  if (worker === undefined) return logIn(format, outputs);
  if (format !== "json") return logOfWorker(logIn(format, outputs), worker);
  return logIn(format, { ...outputs, writeLine: (text) => writeLine(jsonOfWorker(text, worker)) });
}

function logIn(format: LogFormat, outputs: LogOutputs): ServerLog {
  const { writeLine, style } = outputs;
  switch (format) {
    case "pretty":
      return {
        exchange: (entry) => writeLine(prettyExchange(entry, style())),
        notice: (entry) => writeLine(prettyNotice(entry, style())),
      };
    case "json":
      return {
        exchange: (entry) => writeLine(jsonExchange(entry)),
        notice: (entry) => writeLine(jsonNotice(entry)),
      };
    case "common":
      return linesBesideErrors((entry) => writeLine(commonExchange(entry)), outputs);
    case "combined":
      return linesBesideErrors((entry) => writeLine(combinedExchange(entry)), outputs);
    case "none":
      return { ...linesBesideErrors(() => {}, outputs), takesFailuresAlone: true };
  }
}

function linesBesideErrors(writeExchange: (entry: ExchangeEntry) => void, outputs: LogOutputs): ServerLog {
  const { writeErrorLine, errorStyle } = outputs;
  return {
    exchange: (entry) => {
      writeExchange(entry);
      if (entry.statusCode >= 500 && entry.cause !== undefined) writeErrorLine(prettyExchange(entry, errorStyle()));
    },
    notice: (entry: NoticeEntry) => {
      if (entry.level !== "info") writeErrorLine(prettyNotice(entry, errorStyle()));
    },
  };
}
