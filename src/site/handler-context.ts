import type { FetchContext } from "../fetch/index.ts";
import type { IncomingRequest, RequestContent } from "../semantics/index.ts";
import type { Form, ReadFormOptions, ReadJsonOptions, ReadTextOptions } from "./form-content.ts";
import type { QuerySpec, QueryValues } from "./query-spec.ts";

/** What a handler is given: the request and all that may be wanted of it, each made when it is first read. */
export interface HandlerContext<Params = Readonly<Record<string, string>>> {
  /** The pattern's parameters, decoded once. A "/" that was sent as %2F stays in its segment; under "*" it stays %2F. */
  readonly params: Params;
  readonly query: RequestQuery;
  /** The request as a standard Request. */
  readonly request: Request;
  /** What a standard Request hides: the target as it was sent, field lines, trailers, addresses, interim responses. */
  readonly ctx: FetchContext;
  /** The request as the server sees it: plain values, nothing made for them. */
  readonly incoming: IncomingRequest;
  /** The content's octets, of any method; `undefined` where the request has none. */
  readonly content: RequestContent | undefined;
  /**
   * The content of a form, urlencoded or multipart.
   * @throws ResponseError 400, 413 or 415, which says what was wrong
   */
  form(options?: ReadFormOptions): Promise<Form>;
  /**
   * The content as JSON. It is checked for syntax, size and depth, not for what you expect in it.
   * @throws ResponseError 400, 413 or 415, which says what was wrong
   */
  json(options?: ReadJsonOptions): Promise<unknown>;
  /**
   * The content as text.
   * @throws ResponseError 400, 413 or 415, which says what was wrong
   */
  text(options?: ReadTextOptions): Promise<string>;
}

/** The query's parameters, decoded once. Each call throws a ResponseError 400 where the query cannot be decoded. */
export interface RequestQuery {
  /** The first value of that name. */
  get(name: string): string | undefined;
  /** All values of that name. */
  getAll(name: string): readonly string[];
  has(name: string): boolean;
  /**
   * Parameters by their specs: `const { size } = query.read({ size: spec.integer({ min: 1, default: 1 }) })`.
   * @throws ResponseError 400 that names the parameter and says what it should be
   */
  read<const Specs extends Readonly<Record<string, QuerySpec>>>(specs: Specs): QueryValues<Specs>;
}
