/** Deadlines in milliseconds; `undefined` or absent takes the default. The names follow the Fetch Server API draft. */
export interface Timeouts {
  /** From a head's first octet to its last, and from a connection's opening to its first octet. Default 15,000. */
  readonly headers?: number | undefined;
  /** Between two exchanges of a connection. Default 75,000. */
  readonly idle?: number | undefined;
  /** Between two reads of content that the site waits for. Default 30,000. */
  readonly receive?: number | undefined;
  /** Between two signs that the client takes what is sent. Default 30,000. */
  readonly send?: number | undefined;
}

/** Limits; absent takes the default. */
export interface Limits {
  /** Octets of the request line. Default 8,192. */
  readonly maxRequestLine?: number | undefined;
  /** Octets of the header section. Default 16,384. */
  readonly maxHeaderSize?: number | undefined;
  /** Field lines of a header section, and of a trailer section. Default 100. */
  readonly maxHeaderLines?: number | undefined;
  /** Octets of content that one request may have where its route does not say otherwise. Default 1 MiB. */
  readonly maxRequestBodySize?: number | undefined;
  /** Exchanges of one connection; 0 for no limit, which is the default. */
  readonly maxRequestsPerConnection?: number | undefined;
  /** Connections at a time. Default 10,000, or nine tenths of the file descriptors there are for them if fewer. */
  readonly maxConnections?: number | undefined;
}

/** Every deadline and bound that `server/` keeps, with its default. The protocol's own limits are the engine's. */
export interface ServerBounds {
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly receiveTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly contentOctetsMax: number;
  readonly exchangesPerConnectionMax: number;
  readonly connectionsMax: number;
  /** Newcomers over the cap that are being told 503 at a time; more are reset. */
  readonly turnedAwayMax: number;
}

export const SERVER_BOUNDS: ServerBounds = {
  headersTimeoutMs: 15_000,
  idleTimeoutMs: 75_000,
  receiveTimeoutMs: 30_000,
  sendTimeoutMs: 30_000,
  contentOctetsMax: 1_048_576,
  exchangesPerConnectionMax: Number.POSITIVE_INFINITY,
  connectionsMax: 10_000,
  turnedAwayMax: 64,
};

/** Content that came but was not asked for is kept up to this, so that a small form need not wait; then reading pauses. */
export const CONTENT_WINDOW_OCTETS = 65_536;
/** Content that nobody wants is read to its end up to this, to keep the connection; past it the connection closes. */
export const DRAIN_OCTETS_MAX = 262_144;
/** What is sent is handed to the transport at the latest when this much has gathered. */
export const OUTPUT_FLUSH_OCTETS = 65_536;
/**
 * What all responses together may stream in one turn of the event loop, some milliseconds' worth of copying, and one of
 * them: a client's system takes megabytes at once, also for one that reads nothing.
 */
export const STREAM_TURN_OCTETS = 4_194_304;
export const STREAM_SHARE_OCTETS = 262_144;
/**
 * What all connections together may do with what they received in one turn, and one of them, in steps: an event is a
 * step, a request some more. One read may bring ten thousand chunks of one octet, or two thousand requests. The first
 * steps after a read are free.
 */
export const STEPS_TURN_MAX = 32_768;
export const STEPS_SHARE_MAX = 2_048;
export const STEPS_FREE_MAX = 256;
export const STEPS_OF_REQUEST = 16;
/** How far a client is followed while its connection closes in stages (RFC 9112 §9.6). */
export const CLOSING_BOUNDS = { drainOctetsMax: 1_048_576, patienceMs: 2_000 } as const;
/** A client that has closed its side, and to which nothing is sent for so long, is asked whether it is still there. */
export const HALF_CLOSED_PATIENCE_MS = 1_000;
export const PROBE_INTERVAL_MS = 15_000;
/** At shutdown, a connection whose last exchange ended less than this ago may send one more request. */
export const STOPPING_IDLE_MS = 250;
/** Connections come in a surge where there are so many more at a sweep than at the one before. */
export const SURGE_CONNECTIONS = 64;
/** With more connections than this each is read once a turn, so that nobody waits for those that are always ready. */
export const CROWD_CONNECTIONS = 500;
/** File descriptors that the process itself needs. The tenth that connections leave is for files. */
export const DESCRIPTORS_OF_PROCESS = 32;
/**
 * Connections that could make room are looked for once in this time, so that a flood does not cost a search each; or at
 * once where the last search, which looks at every connection, has made room for at least this part of them.
 */
export const ROOM_SEARCH_INTERVAL_MS = 50;
export const ROOM_SEARCH_YIELD_MIN = 1 / 8;
/** Newcomers that wait for a burst to end, as a part of the cap: they are silent meanwhile, and could be made to make room. */
export const BURST_WAITING_MAX = 1 / 4;
/** Notices of one kind are given once in this time. */
export const NOTICE_INTERVAL_MS = 60_000;

/**
 * The bounds that result from what was asked for.
 * @throws RangeError naming the option, where a value is not a whole number in its range
 */
export function serverBounds(timeouts: Timeouts = {}, limits: Limits = {}, descriptorsMax?: number): ServerBounds {
  const connectionsDefault = Math.min(
    SERVER_BOUNDS.connectionsMax,
    descriptorsMax === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(1, Math.floor((descriptorsMax - DESCRIPTORS_OF_PROCESS) * 0.9)),
  );
  const connectionsMax = wholeNumber("limits.maxConnections", limits.maxConnections, connectionsDefault, 1);
  const exchangesMax = wholeNumber("limits.maxRequestsPerConnection", limits.maxRequestsPerConnection, 0, 0);
  return {
    headersTimeoutMs: wholeNumber("timeouts.headers", timeouts.headers, SERVER_BOUNDS.headersTimeoutMs, 1),
    idleTimeoutMs: wholeNumber("timeouts.idle", timeouts.idle, SERVER_BOUNDS.idleTimeoutMs, 1),
    receiveTimeoutMs: wholeNumber("timeouts.receive", timeouts.receive, SERVER_BOUNDS.receiveTimeoutMs, 1),
    sendTimeoutMs: wholeNumber("timeouts.send", timeouts.send, SERVER_BOUNDS.sendTimeoutMs, 1),
    contentOctetsMax: wholeNumber(
      "limits.maxRequestBodySize",
      limits.maxRequestBodySize,
      SERVER_BOUNDS.contentOctetsMax,
      0,
    ),
    exchangesPerConnectionMax: exchangesMax === 0 ? SERVER_BOUNDS.exchangesPerConnectionMax : exchangesMax,
    connectionsMax,
    turnedAwayMax: Math.min(SERVER_BOUNDS.turnedAwayMax, descriptorsToSpare(connectionsMax, descriptorsMax)),
  };
}

/** Half of what connections leave to files. */
function descriptorsToSpare(connectionsMax: number, descriptorsMax = Number.POSITIVE_INFINITY): number {
  return Math.max(0, Math.floor((descriptorsMax - DESCRIPTORS_OF_PROCESS - connectionsMax) / 2));
}

function wholeNumber(option: string, value: number | undefined, otherwise: number, least: number): number {
  if (value === undefined) return otherwise;
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${option} is ${value}; expected a whole number of at least ${least}`);
  }
  return value;
}
