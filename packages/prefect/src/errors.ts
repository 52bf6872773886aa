/**
 * What a thrown value asks of the engine. Known by its `severity` property alone: this package knows no error classes but its own.
 * `retryable`: try again if the policy allows; `fatal`: this task is lost, others go on; `stop-run`: nothing else may start.
 */
export type Severity = "retryable" | "fatal" | "stop-run";

/** @returns the error's own severity, or null: our own bugs (TypeError ...) have none and are never retried. */
export function severityOf(error: unknown): Severity | null {
  const severity = typeof error === "object" && error !== null ? (error as { readonly severity?: unknown }).severity : undefined;
  return severity === "retryable" || severity === "fatal" || severity === "stop-run" ? severity : null;
}

/** The parameters do not fit the flow's schema: no run was created. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
  readonly severity = "fatal";
  readonly fix = "Correct the parameters that the message names.";
  /** @param issues zod's prettified issues, one a line. */
  constructor(flowName: string, issues: string) {
    super(`parameters of flow '${flowName}' are not valid:\n${issues}`);
  }
}

/** A body did not end within its `timeoutMs`. Slowness passes, so a retry policy applies. */
export class TimedOutError extends Error {
  override readonly name = "TimedOutError";
  readonly severity = "retryable";
  constructor(what: string, timeoutMs: number) {
    super(`${what} did not finish within ${timeoutMs} ms`);
  }
}

/** A task whose result this one needs did not complete; the body was not called. */
export class UpstreamFailedError extends Error {
  override readonly name = "UpstreamFailedError";
  readonly severity = "fatal";
  constructor(taskRunName: string, upstreamName: string, upstreamState: string, options?: ErrorOptions) {
    super(`${taskRunName} did not start: upstream ${upstreamName} ended ${upstreamState}`, options);
  }
}

/** The run was cancelled, or stopped because of another task. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  readonly severity = "fatal";
}

/**
 * The process is being ended from outside (SIGTERM) though nobody asked to cancel the run. As the reason of an aborted signal it ends
 * the run CRASHED and not CANCELLED: whoever looks at crashed runs starts it again.
 */
export class TerminatedError extends Error {
  override readonly name = "TerminatedError";
  readonly severity = "stop-run";
}

/** The orchestrator told the engine to let go of the run; no further state was proposed. */
export class RunAbortedError extends Error {
  override readonly name = "RunAbortedError";
  readonly severity = "stop-run";
}
