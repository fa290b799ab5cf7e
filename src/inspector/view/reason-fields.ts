import { type FieldOrigin, fieldOrigins, fieldsTakenAway, type TakenField } from "../../trace/index.ts";
import type { ExchangeRecord, MessageRecord } from "../record.ts";

/** One field line of a response as it was sent, and who added it. */
export interface ExplainedField extends FieldOrigin {
  readonly name: string;
  /** Each character one octet; a secret's are "*". */
  readonly value: string;
}

/** The head of a response, explained. */
export interface ExplainedHead {
  readonly statusLine: string;
  readonly fields: readonly ExplainedField[];
  /** Fields that somebody took away. */
  readonly taken: readonly TakenField[];
  /** Whether the head was kept to its empty line. */
  readonly isWhole: boolean;
}

/** Reads the head of the final response from what was kept of it; `undefined` where none was, or none was sent. */
export function explainedHead({ response, statusCode = 0, decisions }: ExchangeRecord): ExplainedHead | undefined {
  const head = headText(response);
  if (head === undefined || head.text === "") return undefined;
  const [statusLine = "", ...lines] = head.text.split("\r\n");
  const named = lines.flatMap((line): [name: string, value: string][] => {
    const colon = line.indexOf(":");
    return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  });
  const names = named.map(([name]) => name);
  const origins = fieldOrigins(names, { statusCode, decisions });
  return {
    statusLine,
    fields: named.map(([name, value], index) => ({ name, value, ...origins[index]! })),
    taken: fieldsTakenAway(names, decisions),
    isWhole: head.isWhole,
  };
}

/** The final response's head, without its empty line. Interim responses may come before it. */
function headText({ start, finalStart = start, kept }: MessageRecord) {
  const piece = kept.find(({ at, octets }) => at <= finalStart && finalStart < at + octets.length);
  if (piece === undefined) return undefined;
  const text = piece.octets.slice(finalStart - piece.at);
  const end = text.indexOf("\r\n\r\n");
  return end === -1 ? { text, isWhole: false } : { text: text.slice(0, end), isWhole: true };
}
