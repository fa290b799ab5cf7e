/*
 * HAR 1.2, the members that are written here. A member whose name begins with "_" is no part of the format and is
 * ignored by whoever does not know it: it has what HAR has no place for.
 */

export interface Har {
  readonly log: HarLog;
}

export interface HarLog {
  readonly version: "1.2";
  readonly creator: { readonly name: string; readonly version: string };
  readonly entries: readonly HarEntry[];
  readonly comment?: string;
  /** Octets that never became a request: no entry, for an entry has one. */
  readonly _refused?: readonly HarRefused[];
}

export interface HarEntry {
  /** ISO 8601, with milliseconds. */
  readonly startedDateTime: string;
  /** Milliseconds: the sum of the timings that apply. */
  readonly time: number;
  readonly request: HarRequest;
  readonly response: HarResponse;
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: HarTimings;
  readonly serverIPAddress: string;
  readonly connection: string;
  readonly comment?: string;
  /** Which exchange on its connection, from 1. */
  readonly _exchange: number;
  readonly _clientAddress: string;
  readonly _reason?: string;
  readonly _refusal?: HarRefusal;
  readonly _isCut?: true;
  /** Why there is no whole response, as Chromium names it. */
  readonly _error?: string;
}

export interface HarNameValue {
  readonly name: string;
  readonly value: string;
}

export interface HarRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly cookies: readonly never[];
  readonly headers: readonly HarNameValue[];
  readonly queryString: readonly HarNameValue[];
  readonly postData?: HarPostData;
  /** Octets, the empty line among them; -1 where not known. */
  readonly headersSize: number;
  /** Octets on the wire; -1 where not known. */
  readonly bodySize: number;
  /** As it was sent, where that is not the URL's path and query. */
  readonly _requestTarget?: string;
}

export interface HarPostData {
  readonly mimeType: string;
  readonly text: string;
  readonly comment?: string;
  /** HAR has it for responses alone. */
  readonly _encoding?: "base64";
}

export interface HarResponse {
  /** 0 where there was no response. */
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly cookies: readonly never[];
  readonly headers: readonly HarNameValue[];
  readonly content: HarContent;
  readonly redirectURL: string;
  readonly headersSize: number;
  readonly bodySize: number;
}

export interface HarContent {
  /** Octets, without transfer coding. */
  readonly size: number;
  readonly mimeType: string;
  readonly text?: string;
  readonly encoding?: "base64";
  readonly comment?: string;
  /** Of octets that are left as they were coded. */
  readonly _contentCoding?: string;
}

/** Milliseconds; -1 where it does not apply. */
export interface HarTimings {
  readonly blocked: -1;
  readonly dns: -1;
  readonly connect: -1;
  readonly ssl: -1;
  readonly send: number;
  readonly wait: number;
  readonly receive: number;
}

export interface HarRefusal {
  readonly rule: string;
  readonly message?: string | undefined;
  /** How many octets of the connection had come before the one where the fault was seen. */
  readonly at?: number | undefined;
}

export interface HarRefused {
  readonly startedDateTime: string;
  readonly connection: string;
  readonly exchange: number;
  readonly clientAddress: string;
  readonly status: number;
  readonly refusal?: HarRefusal;
  /** What came and what was sent, as far as it was kept: pieces with their position, in base64. */
  readonly received: readonly HarOctets[];
  readonly sent: readonly HarOctets[];
}

export interface HarOctets {
  readonly at: number;
  readonly base64: string;
}
