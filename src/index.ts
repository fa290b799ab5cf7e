export type { AuthOption, CorsOption } from "./access/index.ts";
export { ConfigError } from "./config/index.ts";
export type { FetchContext, FetchHandler } from "./fetch/index.ts";
export type { CacheRule, FilesOptions } from "./files/index.ts";
export {
  type Address,
  type FieldLine,
  FieldSection,
  type FieldSectionInit,
  type RequestContent,
  ResponseError,
  type ResponseErrorOptions,
} from "./semantics/index.ts";
export { type Servable, type ServeOptions, type Server, serve } from "./serve.ts";
export type { ExchangeEntry, Limits, NoticeEntry, ServerLog, Stopped, Timeouts } from "./server/index.ts";
export {
  type FileOptions,
  type Form,
  file,
  files,
  type Handler,
  type HandlerAnswer,
  type HandlerContext,
  json,
  query,
  type ReadFormOptions,
  type ReadJsonOptions,
  type ReadTextOptions,
  type RouteEntry,
  redirect,
  respond,
  route,
  type Site,
  type SiteOptions,
  type SiteValue,
  site,
  status,
  template,
  text,
  type Upload,
} from "./site/index.ts";
export type { ConnectionTrace, KeptOctets, Refusal, RefusalReport, RuleCount } from "./trace/index.ts";
export { TransportError, type TransportErrorKind } from "./transport/index.ts";
