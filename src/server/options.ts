/** Deadlines in milliseconds; `undefined` or absent takes the default. The names follow the Fetch Server API draft. */
export interface Timeouts {
  /** From a head's first octet to its last, and from a connection's opening to its first octet. */
  readonly headers?: number | undefined;
  /** Between two exchanges of a connection. */
  readonly idle?: number | undefined;
  /** Between two reads of content that the site waits for. */
  readonly receive?: number | undefined;
  /** Between two signs that the client takes what is sent. */
  readonly send?: number | undefined;
}

/** Limits; absent takes the default. */
export interface Limits {
  /** Octets of the request line. */
  readonly maxRequestLine?: number | undefined;
  /** Octets of the header section. */
  readonly maxHeaderSize?: number | undefined;
  /** Field lines of a header section, and of a trailer section. */
  readonly maxHeaderLines?: number | undefined;
  /** Octets of content that one request may have where its route does not say otherwise. */
  readonly maxRequestBodySize?: number | undefined;
  /** Exchanges of one connection; 0 for no limit. */
  readonly maxRequestsPerConnection?: number | undefined;
  /** Connections at a time. */
  readonly maxConnections?: number | undefined;
}
