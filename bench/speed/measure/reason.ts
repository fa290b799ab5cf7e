import { tmpdir } from "node:os";
import { projectFolder } from "../../peers/index.ts";

const reasonLengthMax = 200;

/** What went wrong on one line: of what a program printed, the end tells most. No folder of this machine is named. */
export function reasonOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(projectFolder, ".").trim();
  const [first = "", ...lines] = message.split("\n").map((line) => line.replaceAll(tmpdir(), "").trim());
  const reason = lines.length === 0 ? first : `${first.slice(0, reasonLengthMax / 2)} … ${lines.at(-1)}`;
  return reason.slice(0, reasonLengthMax);
}
