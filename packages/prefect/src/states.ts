/**
 * Where a run stands, in Prefect's nine types and names. A state carries only what is true in it, so nobody asks whether a
 * field is set. Instants (`at`, `scheduledAt`) are microseconds since the epoch, strictly increasing within a run.
 */
export type StateType = "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "CRASHED" | "PAUSED" | "CANCELLING";

/** What is recorded of a thrown value: never a stack; `fix` is the error's own next step, when it has one. */
export interface ErrorSummary {
  readonly name: string;
  readonly message: string;
  readonly fix: string | null;
}

interface Instant {
  readonly at: number;
}

export type State =
  | (Instant & { readonly type: "SCHEDULED"; readonly name: "Scheduled" | "Late" | "AwaitingRetry" | "AwaitingConcurrencySlot" | "Resuming"; readonly scheduledAt: number; readonly message: string | null })
  | (Instant & { readonly type: "PENDING"; readonly name: "Pending" | "Submitting" | "InfrastructurePending" })
  | (Instant & { readonly type: "PENDING"; readonly name: "NotReady"; readonly message: string })
  | (Instant & { readonly type: "RUNNING"; readonly name: "Running" | "Retrying"; /** 1-based. */ readonly attempt: number })
  | (Instant & { readonly type: "COMPLETED"; /** Completed, Cached, Skipped, PartialSuccess or a name of one's own. */ readonly name: string; readonly message: string | null })
  | (Instant & { readonly type: "FAILED"; /** Failed, TimedOut or a name of one's own. */ readonly name: string; readonly message: string; /** null when the body returned and declared itself failed. */ readonly error: ErrorSummary | null })
  | (Instant & { readonly type: "CANCELLING"; readonly name: "Cancelling"; readonly message: string })
  | (Instant & { readonly type: "CANCELLED"; readonly name: "Cancelled"; readonly message: string })
  | (Instant & { readonly type: "CRASHED"; readonly name: "Crashed"; readonly message: string })
  | (Instant & { readonly type: "PAUSED"; readonly name: "Paused" | "Suspended"; readonly message: string | null });

/** The legal moves. Terminal types have none; RUNNING to RUNNING is a retry without a pause, PENDING to PENDING a change of name. */
export const nextStateTypes = {
  SCHEDULED: ["PENDING", "RUNNING", "CANCELLING", "CANCELLED", "CRASHED"],
  PENDING: ["PENDING", "SCHEDULED", "RUNNING", "COMPLETED", "FAILED", "PAUSED", "CANCELLING", "CANCELLED", "CRASHED"],
  RUNNING: ["RUNNING", "SCHEDULED", "COMPLETED", "FAILED", "PAUSED", "CANCELLING", "CANCELLED", "CRASHED"],
  PAUSED: ["SCHEDULED", "PENDING", "RUNNING", "FAILED", "CANCELLING", "CANCELLED", "CRASHED"],
  CANCELLING: ["CANCELLED", "CRASHED"],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
  CRASHED: [],
} as const satisfies Record<StateType, readonly StateType[]>;

/** @param from null before the first state, which is Scheduled or Pending. */
export function isLegalMove(from: StateType | null, to: StateType): boolean {
  if (from === null) return to === "PENDING" || to === "SCHEDULED";
  return (nextStateTypes[from] as readonly StateType[]).includes(to);
}

export function isTerminal(state: { readonly type: StateType }): boolean {
  return nextStateTypes[state.type].length === 0;
}

/** The sentence a state was given, or null. */
export function stateMessage(state: State): string | null {
  return "message" in state ? state.message : null;
}

/** @returns the recordable form of anything thrown; causes are joined into the message, innermost last. */
export function summarizeError(error: unknown): ErrorSummary {
  if (!(error instanceof Error)) return { name: "Error", message: describeThrown(error), fix: null };
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 3; cause = cause.cause) causes.push(cause.message);
  const message = causes.length === 0 ? error.message : `${error.message} (${causes.join("; ")})`;
  const fix = (error as { readonly fix?: unknown }).fix;
  return { name: error.name, message, fix: typeof fix === "string" ? fix : null };
}

/** Anything can be thrown, also what has no readable form. */
function describeThrown(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "a value without a readable form was thrown";
  }
}
