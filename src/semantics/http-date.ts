/** Milliseconds from 1970 to the first and past the last second that IMF-fixdate can say: years 0000 to 9999. */
const EARLIEST_MS = Date.UTC(2000, 0, 1) - 2000 * 365.2425 * 86_400_000;
const PAST_LATEST_MS = Date.UTC(10_000, 0, 1);

/**
 * Writes IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
 * @param timeMs milliseconds since 1970; the fraction of a second is dropped
 * @throws RangeError where the year is not between 0000 and 9999
 */
export function writeHttpDate(timeMs: number): string {
  if (!(timeMs >= EARLIEST_MS && timeMs < PAST_LATEST_MS)) {
    throw new RangeError(`writeHttpDate: ${timeMs} ms is not in the years 0000 to 9999`);
  }
  // ECMAScript defines this text to be IMF-fixdate's form for those years (ECMA-262 §21.4.4.43).
  return new Date(timeMs).toUTCString();
}

const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const RFC850_DATE =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
const ASCTIME_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d\d| \d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

const months: ReadonlyMap<string, number> = new Map(
  ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((name, at) => [name, at]),
);

/**
 * Parses an HTTP-date in any of its three forms (RFC 9110 §5.6.7). The name of the day has to be one, and is not
 * compared with the date.
 * @param nowMs milliseconds since 1970: the year of two digits is the latest that is not more than 50 years ahead
 * @returns milliseconds since 1970, or `undefined` where the text is no HTTP-date
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const fixdate = IMF_FIXDATE.exec(text);
  if (fixdate !== null) return timeOf(fixdate[3]!, fixdate[2]!, fixdate[1]!, fixdate[4]!, fixdate[5]!, fixdate[6]!);
  const asctime = ASCTIME_DATE.exec(text);
  if (asctime !== null) return timeOf(asctime[6]!, asctime[1]!, asctime[2]!, asctime[3]!, asctime[4]!, asctime[5]!);
  const obsolete = RFC850_DATE.exec(text);
  if (obsolete === null) return undefined;
  const [, day, month, year, hours, minutes, seconds] = obsolete;
  const century = Math.floor(new Date(nowMs).getUTCFullYear() / 100) + 1;
  for (let candidate = century; candidate >= century - 2; candidate--) {
    const timeMs = timeOf(`${candidate}${year}`, month!, day!, hours!, minutes!, seconds!);
    if (timeMs !== undefined && timeMs <= yearsLater(nowMs, 50)) return timeMs;
  }
  return undefined;
}

function timeOf(
  year: string,
  monthName: string,
  day: string,
  hours: string,
  minutes: string,
  seconds: string,
): number | undefined {
  const month = months.get(monthName);
  // 60 is a leap second (§5.6.7's grammar); it counts as the first second of the next minute.
  if (month === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999: setUTCFullYear does not.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), month, Number(day));
  if (date.getUTCMonth() !== month || date.getUTCDate() !== Number(day)) return undefined;
  return date.setUTCHours(Number(hours), Number(minutes), Number(seconds), 0);
}

function yearsLater(timeMs: number, years: number): number {
  const date = new Date(timeMs);
  return date.setUTCFullYear(date.getUTCFullYear() + years);
}
