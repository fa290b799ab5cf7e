import { ConfigError } from "../config/index.ts";

/**
 * Whether a whole text matches, in time linear in its length whatever the glob: its states are followed side by side,
 * with no way back. (A regular expression made of a glob takes minutes for `*a*a*a*b` and a path of a few hundred a's.)
 */
export type GlobMatch = (text: string) => boolean;

export interface GlobOptions {
  /** Whether `*` and `?` match slashes too. Default false. */
  readonly takesSlashes?: boolean | undefined;
}

export const GLOB_UNITS_MAX = 1_000;

/**
 * Parses a glob over paths: `*` and `?` within a segment, `**` as a segment for any number of them, `[a-z]`, `{a,b}`,
 * `@(a|b)`, `?(a)`, `*(a)`, `+(a)`, `\` before what is meant as it is; "!" before the whole for all else.
 * @throws ConfigError without a place
 */
export function parseGlob(glob: string, options: GlobOptions = {}): GlobMatch {
  if (glob.length > GLOB_UNITS_MAX) {
    throw new ConfigError(`a glob of ${glob.length} characters`, { hint: `${GLOB_UNITS_MAX} are taken at the most.` });
  }
  const isNegated = glob.startsWith("!") && glob[1] !== "(";
  const machine = new GlobMachine();
  const start = machine.add(new GlobParser(isNegated ? glob.slice(1) : glob, options).parse(), MATCHED);
  return (text) => machine.matches(start, text) !== isNegated;
}

type GlobNode =
  | { readonly kind: "one"; readonly accepts: (unit: number) => boolean }
  | { readonly kind: "all"; readonly nodes: readonly GlobNode[] }
  | { readonly kind: "either"; readonly nodes: readonly GlobNode[] }
  /** Any number of times, from none or from once. */
  | { readonly kind: "often" | "once-or-more"; readonly node: GlobNode };

const SLASH = 0x2f;

const anyUnit: GlobNode = { kind: "one", accepts: () => true };
const notSlash: GlobNode = { kind: "one", accepts: (unit) => unit !== SLASH };
const nothing: GlobNode = { kind: "all", nodes: [] };

function literal(unit: string): GlobNode {
  const wanted = unit.charCodeAt(0);
  return { kind: "one", accepts: (each) => each === wanted };
}

function often(node: GlobNode): GlobNode {
  return { kind: "often", node };
}

class GlobParser {
  readonly #glob: string;
  readonly #any: GlobNode;
  #at = 0;

  constructor(glob: string, { takesSlashes = false }: GlobOptions) {
    this.#glob = glob;
    this.#any = takesSlashes ? anyUnit : notSlash;
  }

  parse(): GlobNode {
    return this.#sequence("");
  }

  /** Up to the end, or to one of the characters that end a group. */
  #sequence(ends: string): GlobNode {
    const nodes: GlobNode[] = [];
    while (this.#at < this.#glob.length) {
      const character = this.#glob[this.#at]!;
      if (ends.includes(character)) break;
      nodes.push(this.#next(character));
    }
    return { kind: "all", nodes };
  }

  #next(character: string): GlobNode {
    if (this.#glob.startsWith("/**", this.#at) && /^(?:\/|$)/.test(this.#glob.slice(this.#at + 3, this.#at + 4))) {
      this.#at += 3;
      return often({ kind: "all", nodes: [literal("/"), often(notSlash)] });
    }
    if ("@?*+!".includes(character) && this.#glob[this.#at + 1] === "(") return this.#group(character);
    this.#at++;
    switch (character) {
      case "*":
        return this.#stars();
      case "?":
        return this.#any;
      case "[":
        return this.#class();
      case "{":
        return this.#choices("{", ",", "}");
      case "}":
        throw this.#wrong('has a "}" too many');
      case "\\":
        if (this.#at === this.#glob.length) throw this.#wrong("ends in a backslash");
        return literal(this.#glob[this.#at++]!);
      default:
        return literal(character);
    }
  }

  #stars(): GlobNode {
    const start = this.#at;
    while (this.#glob[this.#at] === "*") this.#at++;
    return often(this.#at > start ? anyUnitIn(this.#glob, start - 1, this.#at, this.#any) : this.#any);
  }

  #group(kind: string): GlobNode {
    if (kind === "!") throw this.#wrong('has "!(…)", which is not supported', "List what is meant: @(a|b)");
    this.#at += 2;
    const node = this.#choices(`${kind}(`, "|", ")");
    if (kind === "?") return { kind: "either", nodes: [node, nothing] };
    if (kind === "*") return often(node);
    return kind === "+" ? { kind: "once-or-more", node } : node;
  }

  #choices(open: string, divider: string, close: string): GlobNode {
    const nodes: GlobNode[] = [];
    for (;;) {
      nodes.push(this.#sequence(divider + close));
      const end = this.#glob[this.#at++];
      if (end === undefined) throw this.#wrong(`has a "${open}" without its "${close}"`);
      if (end === close) break;
    }
    if (open === "{" && nodes.length === 1) {
      throw this.#wrong("has braces around one choice", "Write choices with commas, {a,b}; ranges are not supported.");
    }
    return { kind: "either", nodes };
  }

  #class(): GlobNode {
    const isNegated = this.#glob[this.#at] === "!" || this.#glob[this.#at] === "^";
    const start = this.#at + (isNegated ? 1 : 0);
    const end = this.#glob.indexOf("]", start + 1);
    if (end === -1) throw this.#wrong('has a "[" without its "]"', "Write \\[ for the character itself.");
    const text = this.#glob.slice(start, end);
    if (/[[\\/]/.test(text)) throw this.#wrong(`has the class [${text}], which is not supported`);
    this.#at = end + 1;
    const ranges = [...text.matchAll(/(.)-(.)|./gs)].map(
      ([whole, from = whole, to = whole]) => [from.charCodeAt(0), to.charCodeAt(0)] as const,
    );
    const isListed = (unit: number) => ranges.some(([from, to]) => unit >= from && unit <= to);
    return { kind: "one", accepts: (unit) => unit !== SLASH && isListed(unit) !== isNegated };
  }

  #wrong(what: string, hint?: string): ConfigError {
    return new ConfigError(`the glob "${this.#glob}" ${what}`, { hint });
  }
}

/** `**` takes slashes where it is a whole segment, as at the glob's begin: `**` + `/*.js`; elsewhere it is a `*`. */
function anyUnitIn(glob: string, start: number, end: number, any: GlobNode): GlobNode {
  const isSegment =
    (start === 0 || /[/{(,|]/.test(glob[start - 1]!)) && (end === glob.length || /[/}),|]/.test(glob[end]!));
  return isSegment ? anyUnit : any;
}

/** Takes one unit of text and goes on, or goes on to several states at once. */
type GlobState =
  | { readonly kind: "one"; readonly accepts: (unit: number) => boolean; readonly next: number }
  | { readonly kind: "fork"; readonly nexts: readonly number[] };

const MATCHED = -1;

/** States that a text may be in at the same time, and where its next unit leads from there, once that was asked. */
interface StateSet {
  readonly states: readonly number[];
  readonly isMatched: boolean;
  readonly byUnit: Map<number, StateSet>;
}

/** How many of these a glob remembers: strangers choose the units. */
const LED_MAX = 1_024;

class GlobMachine {
  readonly #states: GlobState[] = [];
  readonly #sets = new Map<string, StateSet>();
  #ledCount = 0;

  /** @returns the state that matches the node, and what follows it at `next` */
  add(node: GlobNode, next: number): number {
    switch (node.kind) {
      case "one":
        return this.#states.push({ ...node, next }) - 1;
      case "all":
        return node.nodes.reduceRight((after, each) => this.add(each, after), next);
      case "either":
        return this.#states.push({ kind: "fork", nexts: node.nodes.map((each) => this.add(each, next)) }) - 1;
      case "often":
      case "once-or-more": {
        const fork = this.#states.push({ kind: "fork", nexts: [next] }) - 1;
        const again = this.add(node.node, fork);
        this.#states[fork] = { kind: "fork", nexts: [next, again] };
        return node.kind === "often" ? fork : again;
      }
    }
  }

  /** Where a unit leads is found out once for a set of states: a long path costs one look a unit. */
  matches(start: number, text: string): boolean {
    let set = this.#closure([start]);
    for (let at = 0; at < text.length; at++) {
      if (set.states.length === 0) return false;
      const unit = text.charCodeAt(at);
      set = set.byUnit.get(unit) ?? this.#after(set, unit);
    }
    return set.isMatched;
  }

  #after(set: StateSet, unit: number): StateSet {
    const nexts: number[] = [];
    for (const each of set.states) {
      const state = this.#states[each]!;
      if (state.kind === "one" && state.accepts(unit)) nexts.push(state.next);
    }
    if (this.#ledCount >= LED_MAX) this.#forget();
    const following = this.#closure(nexts);
    set.byUnit.set(unit, following);
    this.#ledCount++;
    return following;
  }

  /** All states that are reached from these without a unit. */
  #closure(from: readonly number[]): StateSet {
    const reached = new Set<number>();
    const waiting = [...from];
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      if (reached.has(state)) continue;
      reached.add(state);
      const each = this.#states[state];
      if (each?.kind === "fork") waiting.push(...each.nexts);
    }
    const states = [...reached]
      .filter((state) => this.#states[state]?.kind === "one")
      .sort((one, other) => one - other);
    const isMatched = reached.has(MATCHED);
    const key = `${states.join(" ")}${isMatched}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const set: StateSet = { states, isMatched, byUnit: new Map() };
    this.#sets.set(key, set);
    return set;
  }

  #forget(): void {
    for (const { byUnit } of this.#sets.values()) byUnit.clear();
    this.#sets.clear();
    this.#ledCount = 0;
  }
}
