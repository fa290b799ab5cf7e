/** One limit of what is received: how much is allowed, why there is a limit, and the status code of exceeding it. */
export interface Limit {
  readonly defaultMax: number;
  readonly statusCode: number;
  readonly reason: string;
}

/** Every limit of the engine. The unit stands in the name. */
export const limitTable = {
  /** Before a request line. */
  emptyLinesMax: {
    defaultMax: 1,
    statusCode: 400,
    reason: "RFC 9112 §2.2 asks for one to be ignored; more are no slip of an old client.",
  },
  methodOctetsMax: {
    defaultMax: 64,
    statusCode: 501,
    reason: "Longer than any registered method, and than any that a site may invent.",
  },
  /** Without its CRLF. */
  requestLineOctetsMax: {
    defaultMax: 8192,
    statusCode: 414,
    reason: "RFC 9112 §3 recommends 8000 octets at the least; browsers and proxies work with 8 KiB.",
  },
  /** From the first field line to the CRLF of the last. */
  headerSectionOctetsMax: {
    defaultMax: 16384,
    statusCode: 431,
    reason: "Cookies of a browser fit; a client cannot take much memory before anyone knows what it wants.",
  },
  headerLinesMax: {
    defaultMax: 100,
    statusCode: 431,
    reason: "A browser sends about 20; each line costs time at every lookup.",
  },
  contentLengthDigitsMax: {
    defaultMax: 15,
    statusCode: 413,
    reason: "A petabyte; 15 digits are exact in a JavaScript number. Leading zeros are none of them.",
  },
  chunkSizeDigitsMax: {
    defaultMax: 13,
    statusCode: 413,
    reason: "13 hexadecimal digits are exact in a JavaScript number. Leading zeros are none of them.",
  },
  /** Of all chunks of one message, each from the end of its chunk size to its CRLF, with the size's leading zeros. */
  chunkExtensionsOctetsMax: {
    defaultMax: 4096,
    statusCode: 413,
    reason: "RFC 9112 §7.1.1: unread extensions without a limit are octets that nobody counts.",
  },
  /** From the first trailer field line to the CRLF of the last. */
  trailerSectionOctetsMax: {
    defaultMax: 4096,
    statusCode: 431,
    reason: "Digests and signatures fit; trailers are for little.",
  },
  trailerLinesMax: {
    defaultMax: 100,
    statusCode: 431,
    reason: "As for header lines.",
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limitTable;

export type EngineLimits = { readonly [Name in LimitName]: number };

/** The limits with some of them set otherwise; `undefined` takes the default. */
export function engineLimits(overrides: { readonly [Name in LimitName]?: number | undefined } = {}): EngineLimits {
  const limits = {} as { [Name in LimitName]: number };
  for (const name of Object.keys(limitTable) as LimitName[]) {
    limits[name] = overrides[name] ?? limitTable[name].defaultMax;
  }
  return limits;
}
