/** JSON without "<": markup nowhere, whatever it is taken for. */
export function json(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replaceAll("<", "\\u003c");
}
