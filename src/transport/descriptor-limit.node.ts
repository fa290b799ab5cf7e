import { readFileSync } from "node:fs";

/** How many file descriptors this process may have open; `undefined` where the system sets no limit or does not tell. */
export function descriptorLimit(): number | undefined {
  const limit = limitOfKernel() ?? limitOfReport();
  return typeof limit === "number" ? limit : undefined;
}

/** From Linux itself, which takes a tenth of a millisecond; the report takes two to ten. */
function limitOfKernel(): number | "unlimited" | undefined {
  try {
    const soft = /^Max open files +(\d+|unlimited) /m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
    return soft === undefined || soft === "unlimited" ? soft : Number(soft);
  } catch {
    return undefined;
  }
}

function limitOfReport(): unknown {
  const settings: typeof process.report & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = settings;
  // The report would else look up the name of each peer.
  settings.excludeNetwork = true;
  try {
    const { userLimits } = settings.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
    return userLimits?.open_files?.soft;
  } catch {
    return undefined;
  } finally {
    settings.excludeNetwork = excludeNetwork;
  }
}
