import type { LiveReload, LiveReloadOptions } from "./live-reload.ts";

export type { LiveReload, LiveReloadOptions } from "./live-reload.ts";

/** Live reload, whose code is loaded where it is asked for and nowhere else. */
export async function loadLiveReload(options: LiveReloadOptions): Promise<LiveReload> {
  const module = await import("./live-reload.ts");
  return new module.LiveReload(options);
}
