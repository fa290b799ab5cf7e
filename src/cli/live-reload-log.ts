import { isLiveReloadPath } from "../live-reload/index.ts";
import type { ExchangeEntry, ServerLog } from "../server/index.ts";

/**
 * A log without what pages ask for under --watch, which nobody who looks for their own requests wants to see. What
 * failed is told all the same.
 * @param isVerbose whether all of it is told; a stream that its page ended was not cut
 */
export function withoutLiveReload(log: ServerLog, isVerbose: boolean): ServerLog {
  const exchange = (entry: ExchangeEntry): void => {
    if (!isLiveReloadPath(entry.requestTarget) || entry.statusCode >= 500) log.exchange(entry);
    else if (isVerbose) log.exchange({ ...entry, isCut: false });
  };
  return { exchange, notice: (entry) => log.notice(entry) };
}
