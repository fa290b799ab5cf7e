/** Where the window is. What lies below is Porthole's own: it is no part of the site, and is not recorded. */
export const WINDOW_PATH = "/~porthole/";

/**
 * Below the window's path. Of exchanges, `<connection>.<exchange>` follows. `send` and `clear` act: they take POST.
 */
export const windowPaths = {
  script: `${WINDOW_PATH}window.js`,
  style: `${WINDOW_PATH}window.css`,
  events: `${WINDOW_PATH}events`,
  exchanges: `${WINDOW_PATH}exchanges/`,
  session: `${WINDOW_PATH}session`,
  cases: `${WINDOW_PATH}cases`,
  send: `${WINDOW_PATH}send`,
  clear: `${WINDOW_PATH}clear`,
} as const;

/** The field by which a request that acts shows that it comes from the page: the token in the page's head. */
export const PAGE_TOKEN_FIELD = "X-Porthole-Page";
/** The name of the `meta` element that has the token. */
export const PAGE_TOKEN_NAME = "porthole-page";

/** Whether a path is Porthole's own rather than the site's. */
export function isOwnPath(path: string): boolean {
  return path.startsWith(WINDOW_PATH);
}

/** Whether a request target, in any form, is for what is Porthole's own. */
export function isOwnTarget(requestTarget: string | undefined): boolean {
  if (requestTarget === undefined) return false;
  return isOwnPath(requestTarget.replace(/^https?:\/\/[^/?#]*/i, ""));
}
