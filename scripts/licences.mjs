// The licences of what is copied into the files that are built.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The licences of the packages that are copied into a file. */
export function licences(moduleIds) {
  const folders = new Set(
    moduleIds.flatMap((id) => /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1] ?? []),
  );
  return [...folders].map(licence).join("\n");
}

function licence(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} brings no licence along`);
  return `/*!\n${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n*/`;
}
