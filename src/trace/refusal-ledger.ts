import type { Address } from "../semantics/index.ts";
import type { KeptOctets } from "./kept-octets.ts";
import { commonSecretNames, type SecretNames } from "./secret-names.ts";

/** A request, or octets that never became one, that the server refused by a rule of its own or of the protocol. */
export interface Refusal {
  /** In milliseconds since 1970. */
  readonly timeMs: number;
  /** "RFC9112-6.3/TE+CL", "PORTHOLE/HEAD-DEADLINE" */
  readonly rule: string;
  readonly message: string | undefined;
  /** What the client was told; `undefined` where nothing could be said any more. */
  readonly statusCode: number | undefined;
  /** The connection's number, and which exchange on it this would have been, both from 1. */
  readonly connection: number;
  readonly exchange: number;
  readonly remote: Address;
  readonly local: Address;
  /** Octets that the connection had received. */
  readonly receivedOctets: number;
  /** How many of them came before the one where the fault was seen; `undefined` where it is not about an octet. */
  readonly refusedAt: number | undefined;
  /** The head of the refused request, where it was understood. */
  readonly requestHead: KeptOctets | undefined;
  /** Of the octets received last, those that were still at hand and tell most, in order. */
  readonly received: readonly KeptOctets[];
  /** What the client was told, where the connection ends with it. */
  readonly sent: KeptOctets | undefined;
}

/** How often a rule was broken. */
export interface RuleCount {
  readonly rule: string;
  readonly count: number;
  /** When it was first and last broken, in milliseconds since 1970. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What a server has refused since it began. */
export interface RefusalReport {
  readonly total: number;
  /** The rule broken most often first. */
  readonly counts: readonly RuleCount[];
  /** The last of them, oldest first; those that brought no octet are only counted. */
  readonly last: readonly Refusal[];
}

/** Refusals that are kept with their octets. */
export const REFUSALS_KEPT_MAX = 32;
/** Rules that are counted each by itself. There are far fewer; the bound is for whoever might make them up. */
const RULES_MAX = 256;
const OTHER_RULES = "PORTHOLE/OTHER";

/** Counts refusals by their rule, and keeps the last ones. Its memory is bounded whatever comes. */
export class RefusalLedger {
  readonly #counts = new Map<string, { count: number; readonly firstMs: number; lastMs: number }>();
  readonly #keptMax: number;
  /** A ring: the oldest is overwritten. */
  readonly #kept: Refusal[] = [];
  #keptCount = 0;
  #total = 0;

  /** What is masked by its name in what is kept. */
  readonly names: SecretNames;

  constructor(keptMax = REFUSALS_KEPT_MAX, names: SecretNames = commonSecretNames) {
    this.#keptMax = keptMax;
    this.names = names;
  }

  /** Counts one refusal. */
  count(rule: string, timeMs: number): void {
    this.#total += 1;
    const counted = this.#counts.has(rule) || this.#counts.size < RULES_MAX ? rule : OTHER_RULES;
    const known = this.#counts.get(counted);
    if (known === undefined) this.#counts.set(counted, { count: 1, firstMs: timeMs, lastMs: timeMs });
    else {
      known.count += 1;
      known.lastMs = timeMs;
    }
  }

  /** How often the rule was broken so far. */
  countOf(rule: string): number {
    return this.#counts.get(rule)?.count ?? 0;
  }

  /** Keeps one refusal, in place of the oldest where there is no room. */
  keep(refusal: Refusal): void {
    this.#kept[this.#keptCount % this.#keptMax] = refusal;
    this.#keptCount += 1;
  }

  report(): RefusalReport {
    const counts = [...this.#counts].map(([rule, count]) => ({ rule, ...count }));
    counts.sort((one, other) => other.count - one.count);
    const oldest = this.#keptCount % this.#keptMax;
    const isFull = this.#kept.length === this.#keptMax;
    const last = isFull ? [...this.#kept.slice(oldest), ...this.#kept.slice(0, oldest)] : [...this.#kept];
    return { total: this.#total, counts, last };
  }
}
