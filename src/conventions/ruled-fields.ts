import {
  editedFields,
  type IncomingRequest,
  isPromise,
  type OutgoingResponse,
  type Resource,
} from "../semantics/index.ts";
import type { FieldEditsOf } from "./field-rules.ts";

/** A Resource whose responses have their fields edited by path and status code. What was answered at once still is. */
export function withFieldRules(resource: Resource, edits: FieldEditsOf): Resource {
  return (request, exchange) => {
    const answer = resource(request, exchange);
    return isPromise(answer) ? answer.then((late) => edited(late, edits, request)) : edited(answer, edits, request);
  };
}

function edited(response: OutgoingResponse, edits: FieldEditsOf, { path }: IncomingRequest): OutgoingResponse {
  const headerSection = editedFields(response.headerSection, edits(path, response.statusCode));
  return headerSection === response.headerSection ? response : { ...response, headerSection };
}
