import { type FieldEdit, type Resource, withEditedSections } from "../semantics/index.ts";
import type { FieldEditsOf } from "./field-rules.ts";

/** A Resource whose responses have their fields edited by path and status code. What was answered at once still is. */
export function withFieldRules(resource: Resource, editsOf: FieldEditsOf): Resource {
  return withEditedSections(resource, (_section, request, statusCode) =>
    request === undefined ? none : editsOf(request.path, statusCode),
  );
}

const none: readonly FieldEdit[] = [];
