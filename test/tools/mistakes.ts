import { connectionMistakes } from "./mistakes/connection.ts";
import { fieldMistakes } from "./mistakes/fields.ts";
import { fileMistakes } from "./mistakes/files.ts";
import { framingMistakes } from "./mistakes/framing.ts";
import { responseMistakes } from "./mistakes/responses.ts";
import type { Mistake } from "./wrong-server.ts";

/** Mistakes that servers make, each alone. */
export const mistakes: readonly Mistake[] = [
  ...responseMistakes,
  ...fieldMistakes,
  ...framingMistakes,
  ...connectionMistakes,
  ...fileMistakes,
];
