import { parseWeightedList } from "../semantics/index.ts";

/** The forms in which an error or status page can be had. */
export type AnswerFormat = "html" | "json" | "text";

/**
 * The form a client wants (RFC 9110 §12.5.1). HTML and JSON are for those who name them: browsers name text/html, and
 * programs that say no more than that they take anything read plain text best.
 * @param accept the Accept field's value, `undefined` where there was none
 */
export function answerFormat(accept: string | undefined): AnswerFormat {
  if (accept === undefined || accept === "*/*") return "text";
  let best: AnswerFormat = "text";
  let bestWeight = 0;
  for (const { value, weight } of parseWeightedList(accept)) {
    const format = formats.get(value.split(";", 1)[0]!);
    if (format === undefined || weight === 0) continue;
    if (weight > bestWeight || (weight === bestWeight && precedence[format] < precedence[best])) {
      best = format;
      bestWeight = weight;
    }
  }
  return best;
}

const precedence: Readonly<Record<AnswerFormat, number>> = { html: 0, json: 1, text: 2 };

/** What the media ranges that name a form stand for. */
const formats: ReadonlyMap<string, AnswerFormat> = new Map([
  ["text/html", "html"],
  ["application/xhtml+xml", "html"],
  ["text/*", "html"],
  ["application/json", "json"],
  ["application/problem+json", "json"],
  ["application/*", "json"],
  ["text/plain", "text"],
]);
