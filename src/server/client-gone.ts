/** What is said to whoever waits for the rest of a request. @param reason why its connection ended from here, if it did */
export function contentCut(reason: string | undefined): string {
  return reason === undefined
    ? "The client went away before its content was complete."
    : `The content was not complete when the connection had to end: ${reason}.`;
}

/** What a signal is aborted with. */
export function clientGone(): DOMException {
  return new DOMException("The client went away before the response was complete.", "AbortError");
}

export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
