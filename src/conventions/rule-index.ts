import type { RulePath } from "./rule-path.ts";
import type { RuleSource } from "./rule-pattern.ts";

/**
 * Rules in their order, found by path: those for one path and those below one segment by a look into a table each, so
 * that a thousand of them cost a request little more than one.
 */
export class RuleIndex<Rule extends { readonly source: RuleSource }> {
  readonly rules: readonly Rule[];
  readonly #exact = new Map<string, number[]>();
  readonly #below = new Map<string, number[]>();
  readonly #anywhere: number[] = [];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
    rules.forEach(({ source: { exact, firstSegment } }, index) => {
      if (exact !== undefined) listAt(this.#exact, exact).push(index);
      else if (firstSegment !== undefined) listAt(this.#below, firstSegment).push(index);
      else this.#anywhere.push(index);
    });
  }

  /** The indexes of the rules that may match a path, in their order: no other does. */
  candidates({ text, segments }: RulePath): readonly number[] {
    const exact = this.#exact.get(text) ?? none;
    const below = this.#below.get(segments[0] ?? "") ?? none;
    if (exact.length === 0 && below.length === 0) return this.#anywhere;
    return [...exact, ...below, ...this.#anywhere].sort((one, other) => one - other);
  }
}

const none: readonly number[] = [];

function listAt(lists: Map<string, number[]>, key: string): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
