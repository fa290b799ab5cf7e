import type { Mistake } from "./mistake.ts";
import { conditionMistakes } from "./mistakes/conditions.ts";
import { connectionMistakes } from "./mistakes/connection.ts";
import { fieldMistakes } from "./mistakes/fields.ts";
import { framingMistakes } from "./mistakes/framing.ts";
import { methodMistakes } from "./mistakes/methods.ts";
import { rangeMistakes } from "./mistakes/ranges.ts";
import { requestMistakes } from "./mistakes/requests.ts";
import { responseMistakes } from "./mistakes/responses.ts";

/** Mistakes that servers make, each alone. */
export const mistakes: readonly Mistake[] = [
  ...responseMistakes,
  ...requestMistakes,
  ...fieldMistakes,
  ...framingMistakes,
  ...connectionMistakes,
  ...methodMistakes,
  ...conditionMistakes,
  ...rangeMistakes,
];
