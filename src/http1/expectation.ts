import { type HttpVersion, parseList } from "../semantics/index.ts";
import { refuse } from "./protocol-error.ts";

/**
 * Whether the client waits for 100 (Continue) before it sends its content (RFC 9110 §10.1.1). Never with HTTP/1.0,
 * whose expectations are not looked at, nor where there is no content.
 * @throws ProtocolError 417: something else is expected, which nobody here can meet
 */
export function expectsContinue(httpVersion: HttpVersion, value: string, hasContent: boolean): boolean {
  if (httpVersion === "HTTP/1.0") return false;
  const expectations = parseList(value);
  if (!expectations.every((expectation) => expectation.toLowerCase() === "100-continue")) {
    throw refuse("RFC9110-10.1.1/EXPECTATION");
  }
  return hasContent && expectations.length > 0;
}
