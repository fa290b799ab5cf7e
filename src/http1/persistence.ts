import { type HttpVersion, parseList } from "../semantics/index.ts";

/** What the connection options of a request mean here (RFC 9110 §7.6.1). */
export interface ConnectionOptions {
  readonly hasClose: boolean;
  readonly hasKeepAlive: boolean;
  readonly hasUpgrade: boolean;
}

/** Reads the options of a Connection field value; their case does not count. */
export function parseConnectionOptions(value: string): ConnectionOptions {
  const options = parseList(value).map((option) => option.toLowerCase());
  return {
    hasClose: options.includes("close"),
    hasKeepAlive: options.includes("keep-alive"),
    hasUpgrade: options.includes("upgrade"),
  };
}

/** Whether the connection persists after the response to this request (RFC 9112 §9.3), as far as it was asked. */
export function isPersistent(httpVersion: HttpVersion, options: ConnectionOptions): boolean {
  if (options.hasClose) return false;
  if (httpVersion !== "HTTP/1.0") return true;
  return options.hasKeepAlive;
}

/** The options of a request without Connection. */
export const noConnectionOptions: ConnectionOptions = { hasClose: false, hasKeepAlive: false, hasUpgrade: false };

/** The options of `Connection: keep-alive`, which most requests carry. */
export const keepAliveOption: ConnectionOptions = { hasClose: false, hasKeepAlive: true, hasUpgrade: false };
