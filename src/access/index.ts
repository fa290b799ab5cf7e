export { type AccessSettings, type Answering, withAccess } from "./access.ts";
export { type AuthOption, authOfFlags, authOver, parseAuthFlag } from "./auth-option.ts";
export { isUserName } from "./basic-credentials.ts";
export type { CorsOption } from "./cors.ts";
export { hashPassword } from "./password-hash.node.ts";
export { parseResponseFieldFlag } from "./response-fields.ts";
