import type { ErrorPage, Resource } from "../semantics/index.ts";
import { withBasicAuth } from "./basic-auth.ts";
import { pageWithCors, withCors } from "./cors.ts";
import type { SitePage } from "./error-page.ts";
import { pageWithResponseFields, parseResponseFields, withResponseFields } from "./response-fields.ts";
import type { SiteSettings } from "./site-settings.ts";

/** What answers, and what makes the pages of its errors. */
export interface Answering {
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
}

/**
 * Puts before a site what its settings ask for: passwords, then what pages of other origins may read, which a
 * preflight asks without a password, then the fields that are the site's own. What is not asked for costs nothing.
 * @throws ConfigError a setting is wrong
 */
export function withAccess(resource: Resource, errorPage: SitePage, settings: SiteSettings): Answering {
  const { auth, cors, headers } = settings;
  let answering: Answering = { resource, errorPage };
  if (auth !== undefined) answering = { ...answering, resource: withBasicAuth(resource, auth, { errorPage }) };
  if (cors !== undefined && cors !== false) {
    answering = {
      resource: withCors(answering.resource, cors),
      errorPage: pageWithCors(answering.errorPage, cors),
    };
  }
  const edits = parseResponseFields(headers);
  if (edits.length === 0) return answering;
  return {
    resource: withResponseFields(answering.resource, edits),
    errorPage: pageWithResponseFields(answering.errorPage, edits),
  };
}
