import type { OctetsAt } from "../record.ts";
import type { Dissection } from "./dissection.ts";
import { nameFieldLines } from "./field-lines.ts";

/**
 * Names what no rule has named: octets after some that were not kept are "unplaced", others "unread".
 * @param endsChunked whether the message is chunked and its end is known: then it ends with its last chunk
 */
export function nameTail(dissection: Dissection, endsChunked: boolean): void {
  const { cursor } = dissection;
  if (cursor.at >= cursor.end) return;
  const lastChunk = endsChunked ? lastChunkAt(dissection.kept.at(-1), cursor.end) : undefined;
  if (!cursor.isAtGap || lastChunk === undefined || lastChunk <= cursor.at) {
    dissection.nameRest(cursor.isAtGap ? "unplaced" : "unread");
    return;
  }
  cursor.at = lastChunk;
  dissection.name("unplaced");
  while (cursor.octet === ZERO) cursor.at++;
  dissection.name("last-chunk");
  while (cursor.octet !== CR && cursor.at < cursor.end) cursor.at++;
  dissection.name("chunk-extension");
  dissection.nameCrlf("crlf");
  nameFieldLines(dissection, "trailer");
  if (cursor.at < cursor.end) dissection.nameRest("unplaced");
}

/**
 * Where the last chunk of a message begins, sought from its end: before the empty line stand trailer lines, each with
 * a colon behind a token, and before those a line that begins with zeros, which no trailer line is.
 */
function lastChunkAt(last: OctetsAt | undefined, end: number): number | undefined {
  if (last === undefined) return undefined;
  const { at, octets } = last;
  if (at + octets.length !== end || !octets.endsWith("\r\n\r\n")) return undefined;
  let lineEnd = octets.length - "\r\n\r\n".length;
  for (;;) {
    const before = octets.lastIndexOf("\r\n", lineEnd - 1);
    if (before === -1) return undefined;
    const line = octets.slice(before + 2, lineEnd);
    if (/^0+(?:[\t ;]|$)/.test(line)) return at + before + 2;
    if (!/^[^\t :]+:/.test(line)) return undefined;
    lineEnd = before;
  }
}

const CR = 0x0d;
const ZERO = 0x30;
