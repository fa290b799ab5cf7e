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
  for (const item of accept.toLowerCase().split(",")) {
    const [range = "", ...parameters] = item.split(";");
    const format = formatOf(range.trim());
    if (format === undefined) continue;
    const weight = weightOf(parameters);
    const wins = weight > bestWeight || (weight === bestWeight && precedence[format] < precedence[best]);
    if (weight > 0 && wins) {
      best = format;
      bestWeight = weight;
    }
  }
  return best;
}

const precedence: Readonly<Record<AnswerFormat, number>> = { html: 0, json: 1, text: 2 };

function formatOf(range: string): AnswerFormat | undefined {
  if (range === "text/html" || range === "application/xhtml+xml" || range === "text/*") return "html";
  if (range === "application/json" || range === "application/problem+json" || range === "application/*") return "json";
  return range === "text/plain" ? "text" : undefined;
}

/** The weight of a media range, 0 to 1; one that is not a qvalue counts as 1 (RFC 9110 §12.4.2). */
function weightOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const weight = /^\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/.exec(parameter);
    if (weight !== null) return Number(weight[1]);
  }
  return 1;
}
