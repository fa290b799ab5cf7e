export { type AccessSettings, type Answering, withAccess } from "./access.ts";
export { type AuthOption, authWithFlags, parseAuthFlag } from "./auth-option.ts";
export type { CorsOption } from "./cors.ts";
export { hashPassword } from "./password-hash.node.ts";
export { parseResponseFieldFlag } from "./response-fields.ts";
