import type { Outcome } from "./outcome.ts";

/** What a dataset's latest run came to; small, and kept with the store (the ledger is history that may be deleted). */
export interface LastOutcome {
  readonly outcome: Outcome;
  /** The run's instant, ISO 8601. */
  readonly at: string;
}

/** By dataset name. */
export type LastOutcomes = Readonly<Record<string, LastOutcome>>;

const SCHEMA = "snapcount.last_outcomes/1";
const STALE: readonly Outcome[] = ["lkg", "quarantined", "failed"];

/** @returns true when readers see data that the run should have replaced */
export function isStale({ outcome }: Pick<LastOutcome, "outcome">): boolean {
  return STALE.includes(outcome);
}

export function formatLastOutcomes(datasets: LastOutcomes): string {
  return `${JSON.stringify({ schema: SCHEMA, datasets }, null, 2)}\n`;
}

/** @returns what a file's text says; nothing for a text that is none: the next run says it anew */
export function parseLastOutcomes(text: string): LastOutcomes {
  try {
    const json = JSON.parse(text) as { readonly schema?: unknown; readonly datasets?: unknown } | null;
    return json?.schema === SCHEMA && typeof json.datasets === "object" && json.datasets !== null ? (json.datasets as LastOutcomes) : {};
  } catch {
    return {};
  }
}
