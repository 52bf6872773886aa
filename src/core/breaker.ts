/** What a source's latest runs came to: kept with its store, so that the next run can spare a provider that is away. */
export interface BreakerState {
  readonly schema: "snapcount.breaker/1";
  /** Failed runs since the last one that brought something. */
  readonly failedRuns: number;
  /** UTC instant of the last of them, ISO 8601; null: none. */
  readonly lastFailedAt: string | null;
}

export const CLOSED_BREAKER: BreakerState = { schema: "snapcount.breaker/1", failedRuns: 0, lastFailedAt: null };

/** After so many failed runs in a row nobody asks for a while (governance, section 8). */
const FAILED_RUNS = 3;
const OPEN_HOURS = 6;
const HOUR_MS = 3_600_000;

export type BreakerAnswer =
  | { readonly kind: "closed" }
  /** Nobody asks before `until`. */
  | { readonly kind: "open"; readonly until: Date }
  /** The pause is over: this run tries. If it fails, the pause begins again. */
  | { readonly kind: "trial" };

/** A clock that went back locks nobody out: an instant to come is no pause but a trial. */
export function judgeBreaker({ failedRuns, lastFailedAt }: BreakerState, now: Date): BreakerAnswer {
  if (failedRuns < FAILED_RUNS || lastFailedAt === null) return { kind: "closed" };
  const failedAt = Date.parse(lastFailedAt);
  const until = failedAt + OPEN_HOURS * HOUR_MS;
  return now.getTime() >= failedAt && now.getTime() < until ? { kind: "open", until: new Date(until) } : { kind: "trial" };
}

/**
 * @param came what the run came to for the source: `something` was published or was unchanged or at least answered, `nothing` came.
 * @returns the state after it. A run that did not ask is none, and must not be told here.
 */
export function breakerAfter(state: BreakerState, came: "something" | "nothing", at: Date): BreakerState {
  return came === "something" ? CLOSED_BREAKER : { ...state, failedRuns: state.failedRuns + 1, lastFailedAt: at.toISOString() };
}

/** @returns the state in a file's text; a text that is none is a closed breaker: asking once too often harms nobody */
export function parseBreaker(text: string): BreakerState {
  try {
    const json = JSON.parse(text) as Partial<BreakerState> | null;
    const isOne = json?.schema === CLOSED_BREAKER.schema && Number.isSafeInteger(json.failedRuns) && (json.lastFailedAt === null || !Number.isNaN(Date.parse(json.lastFailedAt ?? "")));
    return isOne ? (json as BreakerState) : CLOSED_BREAKER;
  } catch {
    return CLOSED_BREAKER;
  }
}
