const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** RFC 9110 §5.6.7: "Sunday, 06-Nov-94 08:49:37 GMT". */
export function rfc850Date(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(" ");
  return `${dayNames[date.getUTCDay()]}, ${day}-${month}-${year!.slice(2)} ${time} GMT`;
}

/** RFC 9110 §5.6.7: "Sun Nov  6 08:49:37 1994". */
export function asctimeDate(date: Date): string {
  const [, , month, year, time] = date.toUTCString().split(" ");
  const day = String(date.getUTCDate()).padStart(2, " ");
  return `${dayNames[date.getUTCDay()]!.slice(0, 3)} ${month} ${day} ${time} ${year}`;
}
