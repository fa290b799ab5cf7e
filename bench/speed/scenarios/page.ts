import { readFileSync } from "node:fs";
import { Liquid } from "liquidjs";
import type { Asked } from "../answers/expected-answer.ts";
import { program } from "../servers/all.ts";
import { get } from "./requests.ts";

/** The page of the template, which must be what the template library itself makes of it. */
export async function askPage(): Promise<Asked> {
  const { kittens, title } = (await import(program("answers.mjs"))) as { kittens: object[]; title: string };
  const liquid = new Liquid({ outputEscape: "escape" });
  const text = readFileSync(program("kittens.liquid"), "utf8");
  const content = Buffer.from(await liquid.parseAndRender(text, { title, kittens, size: 300 }));
  return get("/page?size=300", { fields: { "content-type": /^text\/html\b/ }, content });
}
