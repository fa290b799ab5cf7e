import { ConfigError, placed } from "../config/index.ts";

/** One line of a `_headers` or `_redirects` file that says something. */
export interface ConventionLine {
  /** Without white space around it. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where the text begins, counted from 1. */
  readonly column: number;
}

/** A line longer than this is refused: it would not fit into what most recipients take. */
export const LINE_UNITS_MAX = 8_000;
/** Rules of one file. */
export const RULES_MAX = 10_000;
/** Rules of one file with placeholders: each of them may be tried for a request. */
export const DYNAMIC_RULES_MAX = 1_000;

/**
 * The lines of a file but for empty ones and comments, which begin with "#". Lines end in LF or CRLF.
 * @param path of the file, for messages
 * @throws ConfigError with the line that is too long or has control characters
 */
export function conventionLines(source: string, path: string): readonly ConventionLine[] {
  const lines: ConventionLine[] = [];
  source
    .replace(/^\ufeff/, "")
    .split("\n")
    .forEach((whole, index) => {
      const text = whole.trim();
      if (text === "" || text.startsWith("#")) return;
      const line = { text, line: index + 1, column: whole.length - whole.trimStart().length + 1 };
      if (text.length > LINE_UNITS_MAX) {
        throw lineError(path, line, `a line of ${text.length} characters`, `${LINE_UNITS_MAX} are taken at the most.`);
      }
      if (/[\0-\x08\x0a-\x1f\x7f]/.test(text)) throw lineError(path, line, "a control character stands in this line");
      lines.push(line);
    });
  return lines;
}

export function lineError(path: string, line: ConventionLine, message: string, hint?: string): ConfigError {
  return new ConfigError(message, { file: path, line: line.line, column: line.column, hint });
}

/** What `read` answers; an error that it throws gets the place of the line. */
export function atLine<Value>(path: string, { line, column }: ConventionLine, read: () => Value): Value {
  return placed(read, () => ({ file: path, line, column }));
}

/** @throws ConfigError where the rules of a file, or those with placeholders, are too many */
export function requireFewRules(path: string, line: ConventionLine, rules: number, dynamicRules: number): void {
  if (rules > RULES_MAX) throw lineError(path, line, `more than ${RULES_MAX} rules`);
  if (dynamicRules <= DYNAMIC_RULES_MAX) return;
  throw lineError(path, line, `more than ${DYNAMIC_RULES_MAX} rules with placeholders`, "Join some of them.");
}
