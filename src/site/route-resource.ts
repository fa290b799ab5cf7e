import type { Exchange, IncomingRequest, OutgoingResponse } from "../semantics/index.ts";
import type { Params } from "./route-map.ts";

/** What answers at a route: a Resource that knows the params of its pattern. */
export type RouteResource = (
  request: IncomingRequest,
  exchange: Exchange,
  params: Params,
) => OutgoingResponse | Promise<OutgoingResponse>;
