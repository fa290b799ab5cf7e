import type { ExchangeEntry, NoticeEntry, ServerLog } from "../server/index.ts";

/** An object's JSON, on one line or indented, with the number of the worker that wrote it: `undefined` where there are none. */
export function jsonOfWorker(json: string, worker: number | undefined): string {
  if (worker === undefined) return json;
  const isIndented = json.endsWith("\n}");
  return isIndented
    ? `${json.slice(0, -2)},\n  "porthole.worker": ${worker}\n}`
    : `${json.slice(0, -1)},"porthole.worker":${worker}}`;
}

/** A log for people that says which worker speaks: in notices, and beside the decisions where these are shown. */
export function logOfWorker(log: ServerLog, worker: number): ServerLog {
  const exchange = (entry: ExchangeEntry): void => {
    const { decisions } = entry;
    if (decisions === undefined) log.exchange(entry);
    else log.exchange({ ...entry, decisions: [...decisions, { subject: "worker", outcome: String(worker) }] });
  };
  const notice = (entry: NoticeEntry) => log.notice({ ...entry, message: `worker ${worker}: ${entry.message}` });
  return { ...log, exchange, notice };
}
