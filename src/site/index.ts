export * from "./compile-site.ts";
export * from "./error-page.ts";
export * from "./form-content.ts";
export { notRun } from "./handler.ts";
export * from "./handler-context.ts";
export { type LiveReload, type LiveReloadOptions, loadLiveReload } from "./live-reload-loading.ts";
export { type LoadedSite, type LoadSiteOptions, loadSite } from "./load-site.node.ts";
export * from "./query-spec.ts";
export * from "./route-map.ts";
export * from "./route-pattern.ts";
export * from "./site.ts";
export * from "./site-file.ts";
export {
  cacheRules,
  isCacheRule,
  requireSettings,
  type SiteSettings,
  settingsOver,
  trailingSlashes,
} from "./site-settings.ts";
export * from "./site-values.ts";
export { deleteLeftoverUploads } from "./upload-folder.node.ts";
