export { type LiveReload, type LiveReloadOptions, loadLiveReload } from "./live-reload-loading.ts";
