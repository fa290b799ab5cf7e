import { foldedFrames } from "../trace/index.ts";

/** The folder of this package's code, as it stands in stack frames. */
const ownCode = new URL("..", import.meta.url).href;

const causesMax = 5;
const lengthMax = 8_000;

/** What was thrown, with its stack, our own frames folded, and the causes beneath it, for a developer to read; `undefined` for nothing. */
export function causeText(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  const parts: string[] = [];
  let current: unknown = cause;
  while (current !== undefined && parts.length < causesMax) {
    parts.push(current instanceof Error ? stackOf(current) : plainText(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  const text = foldedFrames(parts.join("\n\nCaused by ").split("\n"), ownCode).join("\n");
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}

/** The stack, which begins with name and message on some engines and for some errors only. */
function stackOf(error: Error): string {
  const head = `${error.name}: ${error.message}`;
  const stack = typeof error.stack === "string" ? error.stack : "";
  return stack.includes(error.message) ? stack || head : `${head}\n${stack}`;
}

function plainText(value: unknown): string {
  try {
    if (typeof value === "object") return JSON.stringify(value) ?? "an object";
    return String(value);
  } catch {
    return "something that cannot be shown";
  }
}
