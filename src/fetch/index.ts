export { type FetchContext, fetchContext } from "./fetch-context.ts";
export { type FetchHandler, fetchResource, isFetchHandler } from "./fetch-resource.ts";
export { webRequest } from "./web-request.ts";
export { fromWebResponse, isWebResponse } from "./web-response.ts";
