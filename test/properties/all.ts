import { differentialProperties } from "./differential.ts";
import { engineProperties } from "./engine.ts";
import type { Property } from "./property.ts";
import { responseProperties } from "./responses.ts";
import { semanticsProperties } from "./semantics.ts";
import { serverProperties } from "./server.ts";
import { siteProperties } from "./site.ts";

/** Everything that must hold for anything. */
export const properties: readonly Property[] = [
  ...engineProperties,
  ...responseProperties,
  ...semanticsProperties,
  ...serverProperties,
  ...siteProperties,
  ...differentialProperties,
];
