/**
 * The same text in memory of its own. What was cut from a request keeps all of that request's header section alive for
 * as long as it is kept itself.
 */
export function ownText(text: string): string {
  return Array.from(text).join("");
}
