/**
 * The JSON Schema of site.json, made of the schema that the server reads it by. Run to write site.schema.json:
 * `node scripts/site-schema.ts` (Node 22.18 or later).
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import { editorSchema } from "../src/site/site-file-schema.ts";

export function siteSchemaText(): string {
  const schema = toJsonSchema(editorSchema, { typeMode: "input", target: "draft-07", errorMode: "throw" });
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../site.schema.json", import.meta.url), siteSchemaText());
}
