import type { RecordedLimits } from "../record.ts";

/** The limits and deadlines of a server that was asked for no others. */
export const sampleLimits: RecordedLimits = {
  requestLineOctetsMax: 8192,
  headerSectionOctetsMax: 16_384,
  headerLinesMax: 100,
  trailerLinesMax: 100,
  headersTimeoutMs: 15_000,
  idleTimeoutMs: 75_000,
  receiveTimeoutMs: 30_000,
  sendTimeoutMs: 30_000,
};
