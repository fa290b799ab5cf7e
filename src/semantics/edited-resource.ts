import type { FieldSection } from "./field-section.ts";
import type { IncomingRequest } from "./request.ts";
import { isPromise, type Resource } from "./resource.ts";
import type { OutgoingResponse } from "./response.ts";
import type { ErrorPage } from "./response-error.ts";

/** What becomes of a response's header section; the same section for the same request's fields where that can be. */
export type SectionEdit = (
  section: FieldSection,
  request: IncomingRequest | undefined,
  statusCode: number,
) => FieldSection;

/** A Resource whose responses have their header section edited. What was answered at once still is. */
export function withEditedSections(resource: Resource, edit: SectionEdit): Resource {
  return (request, exchange) => editedAnswer(resource(request, exchange), edit, request);
}

/** The same for the pages that are made of faults, of requests that never became one too. */
export function pageWithEditedSections(errorPage: ErrorPage, edit: SectionEdit): ErrorPage {
  return (fault, request) => editedAnswer(errorPage(fault, request), edit, request);
}

function editedAnswer(
  answer: OutgoingResponse | Promise<OutgoingResponse>,
  edit: SectionEdit,
  request: IncomingRequest | undefined,
): OutgoingResponse | Promise<OutgoingResponse> {
  return isPromise(answer)
    ? answer.then((late) => editedResponse(late, edit, request))
    : editedResponse(answer, edit, request);
}

function editedResponse(
  response: OutgoingResponse,
  edit: SectionEdit,
  request: IncomingRequest | undefined,
): OutgoingResponse {
  const headerSection = edit(response.headerSection, request, response.statusCode);
  return headerSection === response.headerSection ? response : { ...response, headerSection };
}
