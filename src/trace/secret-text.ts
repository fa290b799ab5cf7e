import { commonSecretNames, type SecretNames } from "./secret-names.ts";
import { SP } from "./secret-octets.ts";
import { SecretScanner } from "./secret-scanner.ts";
import { SecretSpans } from "./secret-spans.ts";

/** What every secret has somewhere before it, or after it. */
const mayHoldSecret = /[=:@]/;
/** What stands for a character that is no octet. */
const OTHER = 0x80;

/**
 * A short text, such as a request target, what came of a decision, or an error's stack, with each character of a secret
 * replaced by "*".
 */
export function maskedText(text: string, names: SecretNames = commonSecretNames): string {
  if (!mayHoldSecret.test(text)) return text;
  // After SP it is known whether userinfo came before.
  const octets = new Uint8Array(text.length + 1).fill(SP, text.length);
  for (let at = 0; at < text.length; at++) octets[at] = Math.min(text.charCodeAt(at), OTHER);
  const spans = new SecretSpans();
  const scanner = new SecretScanner(names, "request", spans, true);
  for (let at = 0; at < octets.length; ) at = scanner.scan(octets, at, octets.length);
  let masked = "";
  let shown = 0;
  for (const { start, end } of spans.take()) {
    const textEnd = Math.min(end, text.length);
    masked += text.slice(shown, start) + "*".repeat(textEnd - start);
    shown = textEnd;
  }
  return masked + text.slice(shown);
}
