export { type LiveReload, type LiveReloadOptions, loadLiveReload } from "./live-reload-loading.ts";
export { isLiveReloadPath } from "./live-reload-paths.ts";
