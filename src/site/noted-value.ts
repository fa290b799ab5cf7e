import { isSecretName } from "../trace/index.ts";

const SHOWN_MAX = 80;

/** What stands for a secret: always as long, for its length would tell something too. */
const HIDDEN = "********";

/** The value of a parameter as the decision record may hold it: shortened, and nothing of what is secret by its name. */
export function notedValue(name: string, value: unknown): string {
  if (isSecretName(name)) return HIDDEN;
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}
