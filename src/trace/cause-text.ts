/** How deep a chain of causes is followed, so that one that loops ends. */
const CAUSES_MAX = 5;

/** Everything known of what was thrown, with line feeds between lines. Never throws, whatever was thrown. */
export function causeText(cause: unknown): string {
  const texts: string[] = [];
  let each: unknown = cause;
  try {
    for (let depth = 0; depth < CAUSES_MAX && each !== undefined; depth++) {
      texts.push((depth === 0 ? "" : "caused by: ") + oneCauseText(each));
      each = each instanceof Error ? each.cause : undefined;
    }
  } catch {
    texts.push("(what was thrown cannot be shown as text)");
  }
  return texts.join("\n");
}

function oneCauseText(cause: unknown): string {
  if (!(cause instanceof Error))
    return `${typeof cause === "object" ? JSON.stringify(cause) : String(cause)} was thrown`;
  const head = `${cause.name}: ${cause.message}`;
  if (typeof cause.stack !== "string") return head;
  // An error whose message was changed after its making keeps the old one in its stack.
  return cause.stack.includes(cause.message) ? cause.stack : `${head}\n${cause.stack}`;
}
