const DIRECTORY = "/~porthole/";
export const SCRIPT_PATH: string = `${DIRECTORY}live.js`;
export const STREAM_PATH: string = `${DIRECTORY}live`;

/** Whether a request target, in origin-form, is one of what pages ask for under --watch. */
export function isLiveReloadPath(requestTarget: string | undefined): boolean {
  const path = requestTarget?.split("?", 1)[0];
  return path === SCRIPT_PATH || path === STREAM_PATH;
}
