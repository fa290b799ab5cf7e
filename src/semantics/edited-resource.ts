import { editedFields, editRows, type FieldEdit } from "./field-edits.ts";
import type { FieldSection } from "./field-section.ts";
import type { IncomingRequest } from "./request.ts";
import { type DecisionNotes, isPromise, type Resource } from "./resource.ts";
import type { OutgoingResponse } from "./response.ts";
import type { ErrorPage } from "./response-error.ts";

/**
 * What is to become of a response's header section; the same list for the same request's fields where that can be, for
 * what it makes of a section is then kept.
 */
export type SectionEdits = (
  section: FieldSection,
  request: IncomingRequest | undefined,
  statusCode: number,
) => readonly FieldEdit[];

/** A Resource whose responses have their header section edited, and noted who did it. What was answered at once still is. */
export function withEditedSections(resource: Resource, editsFor: SectionEdits): Resource {
  return (request, exchange) => editedAnswer(resource(request, exchange), editsFor, request, exchange.decisions);
}

/** The same for the pages that are made of faults, of requests that never became one too. */
export function pageWithEditedSections(errorPage: ErrorPage, editsFor: SectionEdits): ErrorPage {
  return (fault, request) => editedAnswer(errorPage(fault, request), editsFor, request, undefined);
}

function editedAnswer(
  answer: OutgoingResponse | Promise<OutgoingResponse>,
  editsFor: SectionEdits,
  request: IncomingRequest | undefined,
  decisions: DecisionNotes | undefined,
): OutgoingResponse | Promise<OutgoingResponse> {
  return isPromise(answer)
    ? answer.then((late) => editedResponse(late, editsFor, request, decisions))
    : editedResponse(answer, editsFor, request, decisions);
}

function editedResponse(
  response: OutgoingResponse,
  editsFor: SectionEdits,
  request: IncomingRequest | undefined,
  decisions: DecisionNotes | undefined,
): OutgoingResponse {
  const before = response.headerSection;
  const edits = editsFor(before, request, response.statusCode);
  const headerSection = editedFields(before, edits);
  if (headerSection === before) return response;
  if (decisions !== undefined) noteEdits(decisions, before, edits);
  return { ...response, headerSection };
}

function noteEdits(decisions: DecisionNotes, before: FieldSection, edits: readonly FieldEdit[]): void {
  const rows = editRows(before, edits);
  if (rows.length > 0) decisions.note("fields", rows.map(([name]) => name).join(", "), rows);
}
