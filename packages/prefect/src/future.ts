import type { TaskRunInfo } from "./runs.ts";
import type { State } from "./states.ts";

export type Settled<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: unknown; readonly state: State };

/** A submitted task's result. Awaiting it gives the value or throws; never awaiting it is harmless. */
export interface TaskFuture<R> extends PromiseLike<R> {
  readonly taskRun: TaskRunInfo;
  /** The end of the task run, whatever it was. Never rejects. */
  settled(): Promise<Settled<R>>;
}

/** An input where every property may also be the future that will bring it. */
export type Futures<I> = I extends readonly unknown[] | ((...args: never[]) => unknown) ? I : I extends object ? { readonly [K in keyof I]: I[K] | TaskFuture<I[K]> } : I;

/** What stands behind a future; the engine's task execution. */
export interface FutureSource<R> {
  readonly info: TaskRunInfo;
  readonly state: State;
  readonly end: Promise<Settled<R>>;
}

/**
 * A thenable and no Promise: its rejection comes into being only where somebody calls `then`, so a failed task that nobody
 * awaits can never become an unhandled rejection.
 */
export class EngineFuture<R> implements TaskFuture<R> {
  readonly source: FutureSource<R>;

  constructor(source: FutureSource<R>) {
    this.source = source;
  }

  get taskRun(): TaskRunInfo {
    return this.source.info;
  }

  settled(): Promise<Settled<R>> {
    return this.source.end;
  }

  then<A = R, B = never>(onValue?: ((value: R) => A | PromiseLike<A>) | null, onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.source.end.then(unwrap<R>).then(onValue, onError);
  }
}

function unwrap<R>(settled: Settled<R>): R {
  if (settled.ok) return settled.value;
  throw settled.error;
}
