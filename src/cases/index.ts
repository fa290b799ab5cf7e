import { semanticsCases } from "./9110-semantics.ts";
import { messageCases } from "./9112-2-message.ts";
import { hostCases } from "./9112-3-2-host.ts";
import { requestLineCases } from "./9112-3-request-line.ts";
import { fieldCases } from "./9112-5-fields.ts";
import { framingCases } from "./9112-6-framing.ts";
import { chunkedCases } from "./9112-7-chunked.ts";
import { incompleteCases } from "./9112-8-incomplete.ts";
import { connectionCases } from "./9112-9-connection.ts";
import type { Case } from "./case.ts";

export type { Case, Level, Need, Outcome, Step } from "./case.ts";

/** All cases, in the order of the RFC's sections. */
export const cases: readonly Case[] = [
  ...messageCases,
  ...requestLineCases,
  ...hostCases,
  ...fieldCases,
  ...framingCases,
  ...chunkedCases,
  ...incompleteCases,
  ...connectionCases,
  ...semanticsCases,
];
