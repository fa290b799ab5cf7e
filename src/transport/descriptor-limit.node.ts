import { report } from "node:process";

/** How many file descriptors this process may have open; `undefined` where the system sets no limit or does not tell. */
export function descriptorLimit(): number | undefined {
  const settings: typeof report & { excludeNetwork?: boolean } = report;
  const { excludeNetwork = false } = settings;
  // The report would else look up the name of each peer.
  settings.excludeNetwork = true;
  try {
    const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
    const limit = userLimits?.open_files?.soft;
    return typeof limit === "number" ? limit : undefined;
  } catch {
    return undefined;
  } finally {
    settings.excludeNetwork = excludeNetwork;
  }
}
