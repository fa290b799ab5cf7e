import type { ExchangeEntry, NoticeEntry, ServerLog } from "../../src/server/index.ts";

/** A log that keeps its entries, and lets a test wait for one. */
export class RecordedLog implements ServerLog {
  readonly exchanges: ExchangeEntry[] = [];
  readonly notices: NoticeEntry[] = [];
  readonly #waiters = new Set<() => void>();

  exchange(entry: ExchangeEntry): void {
    this.exchanges.push(entry);
    this.#look();
  }

  notice(entry: NoticeEntry): void {
    this.notices.push(entry);
    this.#look();
  }

  /** The first exchange entry of which this holds; waits for it where there is none yet. */
  entry(holds: (entry: ExchangeEntry) => boolean): Promise<ExchangeEntry> {
    return this.#first(() => this.exchanges.find(holds));
  }

  noticed(message: RegExp): Promise<NoticeEntry> {
    return this.#first(() => this.notices.find((entry) => message.test(entry.message)));
  }

  #first<Entry>(find: () => Entry | undefined): Promise<Entry> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.#waiters.delete(look);
        resolve(found);
      };
      this.#waiters.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of [...this.#waiters]) look();
  }
}
