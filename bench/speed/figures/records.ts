// What a run keeps: docs/performance.json, from which docs/performance.md is written and with which a later run
// compares itself.
import type { Spread } from "./statistics.ts";

/** One contestant of a scenario. */
export interface ContestantRecord {
  readonly name: string;
  readonly version: string;
  readonly setup: string;
  /** The size of what grows, where something does. */
  readonly at?: number;
  readonly requestsPerSecond: Spread;
  /** Processor time that its processes spent on a request. */
  readonly processorMicroseconds?: Spread;
  readonly octetsPerSecond: Spread;
  /** Within which ninety-nine of a hundred requests were answered. */
  readonly latency99Ms?: Spread;
}

/** Two contestants that took turns: how many times the other's rate one has. */
export interface PairRecord {
  readonly one: string;
  readonly oneAt?: number;
  readonly other: string;
  readonly otherAt?: number;
  readonly rate: Spread;
  /** How many times the other's processor time a request of one takes: less is better. */
  readonly processorTime?: Spread;
}

export interface LeftOut {
  readonly name: string;
  readonly at?: number;
  readonly reason: string;
}

export interface ScenarioRecord {
  readonly id: string;
  readonly title: string;
  readonly told: string;
  readonly counts: "requests" | "octets";
  readonly contestants: readonly ContestantRecord[];
  readonly pairs: readonly PairRecord[];
  readonly leftOut: readonly LeftOut[];
}

/** A figure that no load yields: memory, time to start. Less is better. */
export interface FigureRecord {
  readonly name: string;
  readonly version: string;
  readonly setup: string;
  readonly value: Spread;
}

export interface FiguresRecord {
  readonly id: string;
  readonly title: string;
  readonly told: string;
  /** "ms" */
  readonly unit: string;
  readonly figures: readonly FigureRecord[];
  readonly leftOut: readonly LeftOut[];
}

/** Where a run was made, and with what. */
export interface MachineRecord {
  /** "2026-11-23" */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryOctets: number;
  readonly system: string;
  /** Versions of what runs servers and makes load, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What was not there, in a sentence each. */
  readonly missing: readonly string[];
}

export interface BarRecord {
  readonly scenario: string;
  readonly title: string;
  /** "≥ 0.95 × nginx" */
  readonly wanted: string;
  readonly measured?: Spread;
  readonly verdict: "met" | "unmet" | "not measured";
}

/** All of a run. */
export interface RunRecord {
  /** What is to be known before its numbers are believed, where it is no whole run: shown at the top of the page. */
  readonly remark?: string;
  readonly machine: MachineRecord;
  readonly rounds: number;
  readonly seconds: number;
  readonly bars: readonly BarRecord[];
  readonly scenarios: readonly ScenarioRecord[];
  readonly figures: readonly FiguresRecord[];
}
