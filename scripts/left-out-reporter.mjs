// A reporter for node --test: one line of JSON for each test that was left out, with the reason it gave.
export default async function* leftOut(source) {
  for await (const { type, data } of source) {
    if ((type !== "test:pass" && type !== "test:fail") || data.skip === undefined || data.skip === false) continue;
    yield `${JSON.stringify({ name: data.name, reason: typeof data.skip === "string" ? data.skip : "" })}\n`;
  }
}
