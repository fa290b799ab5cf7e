import { visibleText } from "../trace/index.ts";

const SIZE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** A size as people say it, in decimal units with two or three digits: "0 B", "999 B", "1.4 kB", "23.5 MB", "120 GB". */
export function sizeText(sizeOctets: number): string {
  let scaled = sizeOctets;
  let unit = 0;
  // 999.5 would be rounded to four digits.
  while (scaled >= (unit === 0 ? 1000 : 999.5) && unit < SIZE_UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 || scaled >= 99.95 ? Math.round(scaled) : scaled.toFixed(1)} ${SIZE_UNITS[unit]}`;
}

/** A whole number with commas between the thousands: "1,234,567". */
export function countText(count: number): string {
  let text = String(count);
  for (let at = text.length - 3; at > 0; at -= 3) text = `${text.slice(0, at)},${text.slice(at)}`;
  return text;
}

/** A number of things in words: "1 file", "1,024 files". */
export function numberOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time as people read it, in UTC: "3 Feb 2026, 04:05". */
export function timeText(time: Date): string {
  const clock = `${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}`;
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}, ${clock}`;
}

/** A time in UTC to the second, as RFC 3339 has it: "2026-02-03T04:05:06Z". */
export function timestampText(time: Date): string {
  const year = `${time.getUTCFullYear()}`.padStart(4, "0");
  const month = twoDigits(time.getUTCMonth() + 1);
  const clock = `${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}:${twoDigits(time.getUTCSeconds())}`;
  return `${year}-${month}-${twoDigits(time.getUTCDate())}T${clock}Z`;
}

/** The time of a state; `undefined` where it is none that a calendar has. */
export function calendarTime(ms: number): Date | undefined {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999 ? undefined : time;
}

/** A name as it may be shown: what hides or reorders text is written out, and spaces at its ends are seen. */
export function visibleName(name: string): string {
  if (PLAIN_NAME.test(name)) return name;
  const shown = name.includes(JOINER) ? visibleBetweenEmoji(name) : visibleText(name);
  return shown.replace(/^ +| +$/g, (spaces) => "␣".repeat(spaces.length));
}

/** A joiner between two emoji makes one picture of them, and hides nothing. */
function visibleBetweenEmoji(name: string): string {
  // Every other part is what was split by.
  const parts = name.split(EMOJI_JOINED).map((part, at) => (at % 2 === 1 ? part : visibleText(part)));
  return parts.join("");
}

const JOINER = "\u200d";
const PLAIN_NAME = /^[!-~](?:[ -~]*[!-~])?$/;
const EMOJI_JOINED = /((?:\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*\u200d)+(?=\p{Extended_Pictographic}))/u;

/**
 * The reference (RFC 3986 §4.2) to a name in a directory, from what begins with {@link insideReference}.
 */
export function nameReference(inside: string, name: string, isDirectory: boolean): string {
  const segment = UNRESERVED_NAME.test(name) ? name : encodeURIComponent(wellFormed(name));
  return `${inside}${segment}${isDirectory ? "/" : ""}`;
}

const UNRESERVED_NAME = /^[\w.~-]+$/;

/** Half a surrogate pair is no character, and cannot be percent-encoded: such a file cannot be asked for by name. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * The reference from a directory's page to that page. This and the next begin with a dot segment, so that nothing in
 * them is taken for a scheme, an authority or a query.
 * @param path of the directory, not decoded, with its slash at the end or, where the site wants that, without
 */
export function selfReference(path: string): string {
  return `./${path.slice(path.lastIndexOf("/") + 1)}`;
}

/** The reference from a directory's page to what is in it: a name is to follow. @param path as above */
export function insideReference(path: string): string {
  return path.endsWith("/") ? "./" : `${selfReference(path)}/`;
}

/** The reference from a directory's page to a directory above it. @param path as above @param steps from 1 */
export function aboveReference(path: string, steps: number): string {
  return "../".repeat(path.endsWith("/") ? steps : steps - 1) || "./";
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
