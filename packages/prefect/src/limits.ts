/**
 * Third seam: named concurrency limits across processes (a provider's host, a database). Alone they are kept in a file of this host, on
 * Prefect they are the server's global concurrency limits. A name that nobody limits is free.
 */
export interface ConcurrencyLimits {
  /**
   * Waits until every name has a free slot and takes one of each, all or none: a waiter holds nothing that another one needs.
   * @param holder who takes them, for people who look at the limits
   * @param signal ends the waiting; the promise then rejects with the signal's reason, and for no other reason: limits that cannot be
   *   asked (a server that is away, a broken file) let the task go on unlimited, and say so on their own. Politeness is not worth a run.
   * @returns gives the slots back and never rejects; a second call does nothing. A process that dies gives them back too.
   */
  acquire(names: readonly string[], holder: LimitHolder, signal: AbortSignal): Promise<ReleaseSlots>;
}

export interface LimitHolder {
  readonly flowRunId: string;
  readonly taskRunId: string;
}

export type ReleaseSlots = () => Promise<void>;
