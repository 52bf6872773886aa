import type { Outcome, RunStatus } from "../../src/core/outcome.ts";
import type { HouseFlow } from "../../src/flows/house-flow.ts";
import type { Day } from "./day.ts";

/** Where a fault is tried: one source, a good day, the day that is spoilt, and a good day after it. */
export interface Ground {
  readonly source: string;
  readonly flow: string;
  /** Runs that the flow builds on, on the good day's answers. */
  readonly before: readonly { readonly flow: string; readonly parameters: Readonly<Record<string, unknown>> }[];
  days(): Promise<{ readonly good: Day; readonly spoilt: Day; readonly later: Day }>;
}

/** Who finds a fault. */
export interface Catcher {
  /** The dataset that is judged; for `config` and `store` the file. */
  readonly in: string;
  /** The check, by its name; `fetch` or `parse`: the answer is not taken, or cannot be read; `config`: nothing is run; `store`: the file is made anew. */
  readonly by: string;
  /** What it says of it. */
  readonly says: RegExp;
}

/** A failure that was seen in the wild, as data. */
export interface Fault {
  /** `ktc: a page of ten rows`: the source, then what is wrong. */
  readonly name: string;
  readonly ground: Ground;
  /** Where it was seen. */
  readonly seen: string;
  /** Those that are loaded on the spoilt day and the one after it; default: all of the source. */
  readonly datasets?: readonly string[];
  /** Pure: what it makes of the spoilt day's answers. */
  readonly spoil: (day: Day) => Day | Promise<Day>;
  /** What happened to the home since the good day: what people said there, what was damaged. */
  readonly atHome?: (home: string) => void | Promise<void>;
  /** What a person does about it before the next good day. */
  readonly mend?: (home: string) => void;
  /** The flow with a defect of ours, on the spoilt day. */
  readonly defect?: HouseFlow;
  /** Outcomes of the datasets that it harms; all others are published, or unchanged. None: everything is published, and the catcher warns. */
  readonly harms: Readonly<Record<string, Outcome>>;
  readonly caught: Catcher;
  /** Of the run; default: partial_success where it harms anything, else success. */
  readonly status?: RunStatus;
}

/** @returns an object that says the same of several datasets */
export function allOf(outcome: Outcome, ...datasets: readonly string[]): Readonly<Record<string, Outcome>> {
  return Object.fromEntries(datasets.map((dataset) => [dataset, outcome]));
}
