/** Rules that no wrong server fails, each with its reason. */
export const uncaughtRules: Readonly<Record<string, string>> = {
  "RFC9110-3.4/RESPONSE": "who answers nothing is not checked at all",
  "RFC9112-2.1/REQUEST": "nor is who does not answer the plainest request",
};
