/** What each group of options may hold, with the names of `Timeouts` and `Limits`. */
const groupNames = {
  timeouts: ["headers", "idle", "receive", "send"],
  limits: [
    "maxRequestLine",
    "maxHeaderSize",
    "maxHeaderLines",
    "maxRequestBodySize",
    "maxRequestsPerConnection",
    "maxConnections",
  ],
} as const;

const PORT_MAX = 65_535;

/**
 * A port that can be listened on.
 * @throws RangeError it is none
 */
export function listeningPort(port: unknown): number {
  if (typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return port;
  throw new RangeError(`port is ${shownOption(port)}; expected a whole number from 0 to ${PORT_MAX}`);
}

/**
 * Refuses what a misspelt option would leave out in silence.
 * @throws TypeError naming the option that there is not, or the group that is no object
 */
export function requireKnownNames(group: keyof typeof groupNames, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null) throw new TypeError(`${group} is ${shownOption(given)}, no object`);
  const known: readonly string[] = groupNames[group];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`${group}.${unknown} is no option; there are ${known.join(", ")}`);
}

function shownOption(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
