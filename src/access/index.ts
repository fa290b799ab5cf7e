export { type AccessSettings, type Answering, withAccess } from "./access.ts";
export { type AuthOption, authOfFlags, authOver, parseAuthFlag, parseAuthOption } from "./auth-option.ts";
export { isUserName } from "./basic-credentials.ts";
export { type CorsOption, parseCorsOption } from "./cors.ts";
export { hashPassword } from "./password-hash.node.ts";
export { parseResponseFieldFlag, parseResponseFields } from "./response-fields.ts";
