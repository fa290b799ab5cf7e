import type { CheckOptions } from "./check-options.ts";
import type { CheckReport } from "./report.ts";

/**
 * Checks a server against the cases.
 * @throws {TargetError} where it cannot be reached, or not be checked with what was given
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  throw new Error(`not yet: ${options.url}`);
}
