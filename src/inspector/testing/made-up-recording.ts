import type { ConnectionSummary, ExchangeRecord, MessageRecord, RecordingFacts, RecordingTotals } from "../record.ts";
import type { RecordedChanges, RecordingSource } from "../recording-source.ts";
import { sampleLimits } from "./sample-limits.ts";

const empty: MessageRecord = { start: 0, kept: [], masked: [], reads: [] };

/** A recording that a test fills: each exchange on a connection of its own. */
export class MadeUpRecording implements RecordingSource {
  listeners: (() => void)[] = [];
  clearedCount = 0;
  #epoch = 1;
  #mark = 0;
  #connections: ConnectionSummary[] = [];
  #exchanges: { readonly mark: number; readonly record: ExchangeRecord }[] = [];
  #count = 0;

  get facts(): RecordingFacts {
    return { version: "0.0.0", url: "http://localhost:5000/", beganMs: 1, nowUs: 2, limits: sampleLimits };
  }

  get totals(): RecordingTotals {
    return { connections: this.#count, openConnections: 0, exchanges: this.#count, refused: 0 };
  }

  /** One more exchange, on the next connection. */
  add(requestTarget: string, parts: Partial<ExchangeRecord> = {}): void {
    this.#count += 1;
    this.#mark += 1;
    const id = this.#count;
    const address = { host: "127.0.0.1", port: id };
    const counts = { receivedOctets: 1, sentOctets: 1, exchanges: 1, forgottenExchanges: 0 };
    this.#connections.push({ id, remote: address, local: address, openedUs: id, ...counts });
    const record: ExchangeRecord = {
      connection: id,
      exchange: 1,
      phase: "ended",
      method: "GET",
      requestTarget,
      httpVersion: "HTTP/1.1",
      statusCode: 200,
      isCut: false,
      requestOctets: 1,
      responseOctets: 1,
      timeline: { acceptedUs: id, firstOctetUs: id },
      request: empty,
      response: empty,
      decisions: [],
      ...parts,
    };
    this.#exchanges.push({ mark: this.#mark, record });
    const listeners = this.listeners;
    this.listeners = [];
    for (const callback of listeners) callback();
  }

  /** An exchange is not kept any more. */
  forget(connection: number): void {
    this.#exchanges = this.#exchanges.filter(({ record }) => record.connection !== connection);
  }

  changesSince(mark: number, exchangesMax: number): RecordedChanges {
    const changed = this.#exchanges.filter((each) => each.mark > mark).map(({ record }) => record);
    const exchanges = changed.slice(-exchangesMax);
    const changedConnections = new Set(changed.map(({ connection }) => connection));
    return {
      mark: this.#mark,
      epoch: this.#epoch,
      connections: this.#connections.filter(({ id }) => changedConnections.has(id)),
      exchanges,
      untoldExchanges: changed.length - exchanges.length,
      oldest: { connectionEndedUs: 0, exchangeUs: 0 },
    };
  }

  onNextChange(callback: () => void): void {
    this.listeners.push(callback);
  }

  exchange(connection: number, exchange: number): ExchangeRecord | undefined {
    if (exchange !== 1) return undefined;
    return this.#exchanges.find(({ record }) => record.connection === connection)?.record;
  }

  connections(): readonly ConnectionSummary[] {
    return [...this.#connections];
  }

  *exchangeKeys(): Iterable<readonly [connection: number, exchange: number]> {
    for (const { record } of this.#exchanges) yield [record.connection, record.exchange];
  }

  clear(): void {
    this.clearedCount += 1;
    this.#epoch += 1;
    this.#connections = [];
    this.#exchanges = [];
  }
}
