import type { Inspector, InspectorOptions } from "./inspector.ts";

export type { Inspector, InspectorOptions } from "./inspector.ts";
export { isOwnTarget, WINDOW_PATH } from "./paths.ts";
export type { RecordedLimits } from "./record.ts";

/** What watches a server, whose code is loaded where it is asked for and nowhere else. */
export async function loadInspector(options: InspectorOptions): Promise<Inspector> {
  const module = await import("./inspector.ts");
  return new module.Inspector(options);
}
