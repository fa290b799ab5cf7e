import type { RulePath } from "./rule-path.ts";
import type { RuleSource } from "./rule-pattern.ts";

/**
 * Rules in their order, found by path: those for one path by a look into a table, so that a thousand of them cost a
 * request no more than one.
 */
export class RuleIndex<Rule extends { readonly source: RuleSource }> {
  readonly rules: readonly Rule[];
  readonly #exact = new Map<string, number[]>();
  readonly #dynamic: number[] = [];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
    rules.forEach(({ source: { exact } }, index) => {
      if (exact === undefined) this.#dynamic.push(index);
      else if (!this.#exact.get(exact)?.push(index)) this.#exact.set(exact, [index]);
    });
  }

  /** The indexes of the rules that may match a path, in their order: no other does. */
  candidates({ text }: RulePath): readonly number[] {
    const exact = this.#exact.get(text);
    if (exact === undefined) return this.#dynamic;
    return this.#dynamic.length === 0 ? exact : [...exact, ...this.#dynamic].sort((one, other) => one - other);
  }
}
