import type { StateType } from "@snapcount/prefect";
import type { DatasetOutcome } from "../../core/outcome.ts";
import type { DatasetCheck, DbtNode } from "../ledger-rows.ts";

/** A flow run as the ledger has it: one of a run and the subflows it called. */
export interface RecordedFlow {
  readonly runId: string;
  readonly flow: string;
  readonly tags: readonly string[];
  readonly stateType: StateType;
  readonly stateName: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Name of the error that ended it; null where none did. */
  readonly errorClass: string | null;
  /** Attempts beyond the first, of the flow and of its tasks. */
  readonly retries: number;
}

/** All that the ledger knows of one run, each entry with the flow run that left it. */
export interface RunRecord {
  /** The run itself first. */
  readonly flows: readonly RecordedFlow[];
  readonly checks: readonly (DatasetCheck & { readonly runId: string })[];
  readonly outcomes: readonly (DatasetOutcome & { readonly runId: string })[];
  readonly dbtNodes: readonly DbtNode[];
}
