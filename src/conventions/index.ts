export { withRules } from "./conventions-resource.ts";
export { conventionFiles, type FolderConventions, loadFolderConventions } from "./folder-conventions.ts";
export type { RedirectRules } from "./redirect-rules.ts";
export { withFieldRules } from "./ruled-fields.ts";
