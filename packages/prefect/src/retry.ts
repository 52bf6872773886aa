import { severityOf } from "./errors.ts";
import type { RetryInfo } from "./runs.ts";

/** Milliseconds: always the same, a list whose last entry repeats, or growing by `factor` up to `maxMs`. */
export type RetryDelays = number | readonly number[] | { readonly firstMs: number; readonly factor: number; readonly maxMs: number };

export interface RetryPolicy {
  /** Retries after the first attempt: `limit: 3` is at most four attempts. */
  readonly limit: number;
  readonly delays: RetryDelays;
  /** Adds up to this share of the delay at random (0-1), so that many waiters do not come back at one instant. Default 0. */
  readonly jitterRatio?: number;
  /**
   * Decides instead of the error's severity (default: only `severity: "retryable"`). `attempt` is the one that just failed, 1-based.
   * An error of severity `stop-run` is never retried, whatever this says.
   */
  readonly retryIf?: (error: unknown, attempt: number) => boolean;
}

export type RetryDecision =
  | { readonly retry: true; readonly delayMs: number }
  | { readonly retry: false; readonly reason: "no-policy" | "not-retryable" | "attempts-spent" };

/**
 * Decides only: never sleeps, never reads a clock.
 * @param attempt the attempt that just failed, 1-based
 * @param random 0 (inclusive) to 1 (exclusive)
 * @returns a delay of at least the error's own `retryAfterMs`, and at most `1 + jitterRatio` times the longer of the two.
 */
export function decideRetry(policy: RetryPolicy | undefined, attempt: number, error: unknown, random: () => number): RetryDecision {
  if (policy === undefined) return { retry: false, reason: "no-policy" };
  const severity = severityOf(error);
  if (severity === "stop-run") return { retry: false, reason: "not-retryable" };
  const wanted = policy.retryIf === undefined ? severity === "retryable" : policy.retryIf(error, attempt);
  if (!wanted) return { retry: false, reason: "not-retryable" };
  if (attempt > policy.limit) return { retry: false, reason: "attempts-spent" };
  const delayMs = Math.max(delayOf(policy.delays, attempt), retryAfterMs(error));
  return { retry: true, delayMs: delayMs * (1 + (policy.jitterRatio ?? 0) * random()) };
}

const NO_RETRIES: RetryInfo = { limit: 0, delaySeconds: 0 };

/** @returns what is shown of a policy; how later retries wait is the engine's own matter. */
export function describeRetries(policy: RetryPolicy | undefined): RetryInfo {
  return policy === undefined ? NO_RETRIES : { limit: policy.limit, delaySeconds: policy.limit === 0 ? 0 : delayOf(policy.delays, 1) / 1000 };
}

function delayOf(delays: RetryDelays, attempt: number): number {
  if (typeof delays === "number") return delays;
  if ("factor" in delays) return Math.min(delays.firstMs * delays.factor ** (attempt - 1), delays.maxMs);
  return delays[Math.min(attempt, delays.length) - 1] ?? 0;
}

/** What the other side asked for (HTTP `Retry-After`), when the error carries it. */
function retryAfterMs(error: unknown): number {
  const value = typeof error === "object" && error !== null ? (error as { readonly retryAfterMs?: unknown }).retryAfterMs : undefined;
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}

/** @throws RangeError when a policy could not be obeyed; called where a task or flow is made, not when it fails. */
export function assertRetryPolicy(owner: string, policy: RetryPolicy | undefined): void {
  if (policy === undefined) return;
  const { delays } = policy;
  const numbers = typeof delays === "number" ? [delays] : "factor" in delays ? [delays.firstMs, delays.factor, delays.maxMs] : delays;
  if (!Number.isInteger(policy.limit) || policy.limit < 0) throw new RangeError(`${owner}: retries.limit must be a whole number of at least 0, not ${policy.limit}`);
  if (numbers.some((value) => !Number.isFinite(value) || value < 0)) throw new RangeError(`${owner}: retries.delays must be finite and at least 0, not ${JSON.stringify(delays)}`);
  const jitter = policy.jitterRatio ?? 0;
  if (!(jitter >= 0 && jitter <= 1)) throw new RangeError(`${owner}: retries.jitterRatio must lie between 0 and 1, not ${jitter}`);
}
