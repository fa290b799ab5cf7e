import { fileMediaType } from "../files/index.ts";
import {
  type DecisionNotes,
  type Exchange,
  FieldSection,
  type IncomingRequest,
  isPromise,
  type OutgoingResponse,
} from "../semantics/index.ts";
import { isQuerySpec, type QuerySpec } from "./query-spec.ts";
import { RequestContext } from "./request-context.ts";
import type { Params } from "./route-map.ts";
import type { RouteResource } from "./route-resource.ts";
import type { TemplateFunction, TemplateValue } from "./site-values.ts";
import { answeringFailure, type TemplateSet } from "./template-set.ts";

/** What a template prints, taken apart once: what is the same for all requests, what the query says, what is computed. */
interface ValueSources {
  readonly constants: Readonly<Record<string, unknown>>;
  readonly specs: Readonly<Record<string, QuerySpec>> | undefined;
  readonly functions: readonly (readonly [name: string, compute: TemplateFunction])[];
}

/** A template as what answers requests: at once, unless one of its functions answers a promise or it is to be read. */
export function compileTemplate(value: TemplateValue, templates: TemplateSet): RouteResource {
  const sources = valueSources(value);
  const headerSection = FieldSection.of([["Content-Type", fileMediaType(value.path)]]);
  const reason = `template ${value.path}`;
  return function serveTemplate(request, exchange, params) {
    const { decisions } = exchange;
    decisions?.note("handler", `run the ${reason}`);
    const values = readValues(sources, request, exchange, params);
    const template = templates.current(value.path);
    if (template !== undefined && !isPromise(values)) return rendered(template.render(values), decisions);
    return renderLater(templates, value.path, values).then((content) => rendered(content, decisions));
  };

  function rendered(content: string, decisions: DecisionNotes | undefined): OutgoingResponse {
    decisions?.note("handler", `the template made ${content.length} characters`);
    return { statusCode: 200, headerSection, content, reason };
  }
}

async function renderLater(
  templates: TemplateSet,
  path: string,
  values: Record<string, unknown> | Promise<Record<string, unknown>>,
): Promise<string> {
  const loading = templates.load(path).catch((error: unknown) => {
    throw answeringFailure(error);
  });
  const [template, read] = await Promise.all([loading, values]);
  return template.render(read);
}

function valueSources({ values }: TemplateValue): ValueSources {
  const constants: Record<string, unknown> = {};
  const specs: Record<string, QuerySpec> = {};
  const functions: [string, TemplateFunction][] = [];
  for (const [name, value] of Object.entries(values)) {
    if (isQuerySpec(value)) specs[name] = value;
    else if (typeof value === "function") functions.push([name, value as TemplateFunction]);
    else constants[name] = value;
  }
  return { constants, specs: Object.keys(specs).length === 0 ? undefined : specs, functions };
}

/** @throws ResponseError 400 where a query parameter is not what its spec says */
function readValues(
  { constants, specs, functions }: ValueSources,
  request: IncomingRequest,
  exchange: Exchange,
  params: Params,
): Record<string, unknown> | Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = { params, ...constants };
  if (specs === undefined && functions.length === 0) return values;
  const context = new RequestContext(request, exchange, params);
  if (specs !== undefined) Object.assign(values, context.query.read(specs));
  return functions.length === 0 ? values : computeValues(functions, context, values);
}

function computeValues(
  functions: ValueSources["functions"],
  context: RequestContext,
  values: Record<string, unknown>,
): Record<string, unknown> | Promise<Record<string, unknown>> {
  const awaited: Promise<unknown>[] = [];
  const given = { ...values };
  for (const [name, compute] of functions) {
    let value: unknown;
    try {
      value = compute(context, given);
    } catch (error) {
      if (awaited.length === 0) throw error;
      // What the functions before it promised may be rejected too, and is to be heard with it.
      awaited.push(Promise.reject(error));
      break;
    }
    if (!isPromise(value)) values[name] = value;
    else {
      const settled = value.then((answer) => {
        values[name] = answer;
      });
      awaited.push(settled);
    }
  }
  return awaited.length === 0 ? values : Promise.all(awaited).then(() => values);
}
