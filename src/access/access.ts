import {
  type ErrorPage,
  type FieldEdit,
  type FieldSectionInit,
  isCacheField,
  pageWithEditedSections,
  type Resource,
  withEditedSections,
} from "../semantics/index.ts";
import type { AuthOption } from "./auth-option.ts";
import { withBasicAuth } from "./basic-auth.ts";
import { type CorsOption, pageWithCors, withCors } from "./cors.ts";
import { parseResponseFields } from "./response-fields.ts";

/** Who may read what, and which fields say so. */
export interface AccessSettings {
  /** Origins whose pages may read the responses. Default false. */
  readonly cors?: CorsOption | undefined;
  /** Fields that every response carries, in the place of its own of that name. */
  readonly headers?: FieldSectionInit | undefined;
  /** Who may ask for what, with HTTP Basic. */
  readonly auth?: AuthOption | undefined;
}

/** What answers, and what makes the pages of its errors. */
export interface Answering {
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
}

/**
 * Puts before a site what its settings ask for: passwords, then what pages of other origins may read, which a
 * preflight asks without a password, then the fields that are the site's own. What these tell caches comes before the
 * passwords, which have the last word there. What is not asked for costs nothing.
 * @throws ConfigError a setting is wrong
 */
export function withAccess(resource: Resource, errorPage: ErrorPage, settings: AccessSettings): Answering {
  const { auth, cors, headers } = settings;
  const edits = parseResponseFields(headers).map((edit) => ({ ...edit, by: "the headers setting, or -H" }));
  const tellsCaches = ({ name }: FieldEdit) => isCacheField(name.toLowerCase());
  let answering = withResponseFields({ resource, errorPage }, edits.filter(tellsCaches));
  if (auth !== undefined) {
    answering = { ...answering, resource: withBasicAuth(answering.resource, auth, { errorPage }) };
  }
  if (cors !== undefined && cors !== false) {
    answering = {
      resource: withCors(answering.resource, cors),
      errorPage: pageWithCors(answering.errorPage, cors),
    };
  }
  return withResponseFields(
    answering,
    edits.filter((edit) => !tellsCaches(edit)),
  );
}

function withResponseFields({ resource, errorPage }: Answering, edits: readonly FieldEdit[]): Answering {
  if (edits.length === 0) return { resource, errorPage };
  const editsFor = () => edits;
  return { resource: withEditedSections(resource, editsFor), errorPage: pageWithEditedSections(errorPage, editsFor) };
}
