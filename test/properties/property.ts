import type fc from "fast-check";

/** Something that holds for any octets: run a little in CI, and for long by `npm run fuzz`. */
export interface Property {
  /** As a test's title: "<noun>: <what holds> when <for what> (RFC9112§2.2)". */
  readonly title: string;
  /** How often it is tried in CI. */
  readonly runs: number;
  readonly property: fc.IRawProperty<unknown>;
}
