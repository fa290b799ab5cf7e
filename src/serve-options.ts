import type { PrepareOptions } from "./prepare.ts";
import { requireSettings, settingNames, unknownOption } from "./site/index.ts";

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

/** Of `serve` alone; those of {@link PrepareOptions} are both's. */
const serveNames = [
  "port",
  "host",
  "timeouts",
  "limits",
  "log",
  "trace",
  "recordsDecisions",
  "trustProxy",
  "graceSeconds",
  "inspect",
  "mask",
  "record",
];
const prepareNames = Object.keys({
  root: 0,
  development: 0,
  readsAnew: 0,
  dotfiles: 0,
  symlinks: 0,
} satisfies Record<Exclude<keyof PrepareOptions, (typeof settingNames)[number]>, 0>);
const optionNames: readonly string[] = [...serveNames, ...prepareNames, ...settingNames];

/**
 * Refuses options of `serve` that there are not, and settings that cannot be meant.
 * @throws ConfigError naming the option, with what it may be
 */
export function requireServeOptions(options: PrepareOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) throw unknownOption("serve", unknown, optionNames);
  requireSettings("serve", options);
}

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
