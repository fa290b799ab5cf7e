import { ConfigError } from "./config/index.ts";
import { engineLimits } from "./http1/index.ts";
import { type Inspector, isOwnTarget, loadInspector, type RecordedLimits } from "./inspector/index.ts";
import { isLiveReloadPath } from "./live-reload/index.ts";
import { packageVersion } from "./package-version.node.ts";
import type { Resource } from "./semantics/index.ts";
import { type ExchangeEntry, onceAfter, type ServerLog, type ServerSettings } from "./server/index.ts";
import { bothTraces, commonSecretNames } from "./trace/index.ts";

/** What is asked for of the window and its recording. */
export interface InspectionOptions {
  /**
   * Whether the window is served at `/~porthole/`: a page that shows each connection octet by octet, and why each
   * response came. Default false.
   */
  readonly inspect?: boolean | undefined;
  /** A file that always has the last exchanges that were refused, failed or were cut. Default none. */
  readonly record?: string | undefined;
  /**
   * Names of fields, parameters and members whose values are masked wherever octets are kept, besides Cookie, Set-Cookie,
   * Authorization and Proxy-Authorization, and what goes by a password's name. Default none.
   */
  readonly mask?: readonly string[] | undefined;
}

/** A server's settings with what watches it. */
export interface Inspected {
  readonly settings: ServerSettings;
  readonly inspector: Inspector | undefined;
  /** What answers, with the window in it. */
  readonly wrap: (resource: Resource) => Resource;
}

/**
 * Has a server watched, where that is asked for; else its settings stay as they are.
 * @throws ConfigError the flight recorder's file cannot be written there
 */
export async function inspected(
  settings: ServerSettings,
  { inspect, record }: InspectionOptions,
  tellFailure: (message: string, cause: unknown) => void,
): Promise<Inspected> {
  if (inspect !== true && record === undefined) return { settings, inspector: undefined, wrap: (resource) => resource };
  // Without a window what others ask for at its place is the site's to answer, and as good to record as any.
  const isOwn = inspect === true ? isOwnTarget : isLiveReloadPath;
  const inspector = await loadInspector({
    version: packageVersion(),
    limits: recordedLimits(settings),
    hasWindow: inspect === true,
    isOwn,
    recordPath: record,
    names: settings.secretNames ?? commonSecretNames,
    after: onceAfter,
    tellFailure,
  });
  const fault = await inspector.recordFault();
  if (fault !== undefined) throw new ConfigError(`the exchanges cannot be recorded in ${record}: ${fault}`);
  const { trace, log, failures, recordsDecisions } = settings;
  const wrap = (resource: Resource) => inspector.wrap(resource, isLiveReloadPath);
  return {
    inspector,
    wrap,
    settings: {
      ...settings,
      resource: wrap(settings.resource),
      trace: trace === undefined ? inspector.watcher : bothTraces(inspector.watcher, trace),
      exchangeTrace: inspector.watcher,
      log: inspectedLog(inspector, log ?? failures, { isOwn, isVerbose: recordsDecisions === true }),
      failures: undefined,
      recordsDecisions: true,
    },
  };
}

function recordedLimits({ bounds, engineLimits: given }: ServerSettings): RecordedLimits {
  const { requestLineOctetsMax, headerSectionOctetsMax, headerLinesMax, trailerLinesMax } = engineLimits(given);
  const { headersTimeoutMs, idleTimeoutMs, receiveTimeoutMs, sendTimeoutMs } = bounds;
  return {
    requestLineOctetsMax,
    headerSectionOctetsMax,
    headerLinesMax,
    trailerLinesMax,
    headersTimeoutMs,
    idleTimeoutMs,
    receiveTimeoutMs,
    sendTimeoutMs,
  };
}

/**
 * Tells the inspector of each exchange, and the log what it would be told without one. Of the window's own exchanges
 * nobody who looks for their own requests wants to see a line, but for those that failed.
 * @param told whether a request target is Porthole's own, and whether the log is told decisions and of such exchanges
 */
function inspectedLog(
  inspector: Inspector,
  log: ServerLog | undefined,
  told: { readonly isOwn: (requestTarget: string | undefined) => boolean; readonly isVerbose: boolean },
): ServerLog {
  const exchange = (entry: ExchangeEntry): void => {
    inspector.exchangeEnded(entry);
    if (log === undefined || (log.takesFailuresAlone && entry.cause === undefined)) return;
    const isOwn = told.isOwn(entry.requestTarget);
    // The token may stand in a query, and a stream that its page has left was not cut.
    if (told.isVerbose) log.exchange(isOwn ? { ...entry, requestTarget: withoutQuery(entry), isCut: false } : entry);
    else if (!isOwn || entry.statusCode >= 500) log.exchange({ ...entry, decisions: undefined });
  };
  return { exchange, notice: (entry) => log?.notice(entry) };
}

function withoutQuery({ requestTarget }: ExchangeEntry): string | undefined {
  return requestTarget?.split("?", 1)[0];
}
