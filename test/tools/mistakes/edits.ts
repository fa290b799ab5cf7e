/** The head with lines of these names taken out. */
export function without(head: string, ...names: readonly string[]): string {
  return head.replace(new RegExp(`^(?:${names.join("|")}):.*\\r\\n`, "gim"), "");
}

/** The head with one more line at its end. */
export function withLine(head: string, line: string): string {
  return head.replace(/\r\n$/, `${line}\r\n\r\n`);
}

/** The head with the value of that field edited, on each line of that name. */
export function withValue(head: string, name: string, edit: string | ((value: string) => string)): string {
  return head.replace(new RegExp(`^(${name}:[ \\t]*)([^\\r\\n]*)`, "gim"), (_, start: string, value: string) => {
    return start + (typeof edit === "string" ? edit : edit(value));
  });
}

/** The value of the first line of that name; "" where there is none. */
export function fieldOf(head: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*([^\\r\\n]*?)[ \\t]*\\r?$`, "im").exec(head)?.[1] ?? "";
}

export function has(head: string, name: string): boolean {
  return new RegExp(`^${name}:`, "im").test(head);
}

export function statusOf(head: string): number {
  return Number(head.slice(9, 12));
}

export function methodOf(head: string): string {
  return /^\s*([!-~]+) /.exec(head)?.[1] ?? "";
}

/** The request with a head that no server takes: it is answered 400, and the connection is closed. */
export function malformed(head: string): string {
  return `(${head}`;
}

/** The request for a page that is not there. */
export function notThere(head: string): string {
  return head.replace(/^(\s*\S+ )\S+/, "$1/there-is-no-such-page");
}

/** A response of this status with some text. */
export function response(status: string, lines: readonly string[] = [], content = "Here it is.\n"): string {
  const fields = [`Date: ${new Date().toUTCString()}`, "Content-Type: text/plain", `Content-Length: ${content.length}`];
  return [`HTTP/1.1 ${status}`, ...fields, ...lines, "", content].join("\r\n");
}

/** The response as that of a server that failed. */
export function failing(head: string): string {
  const failed = head.replace(/ \d{3} .*/, " 500 Internal Server Error");
  return has(failed, "Content-Length|Transfer-Encoding") ? failed : withLine(failed, "Content-Length: 0");
}
