import type { StoreLayout } from "./layout.ts";
import type { StoreLock } from "./lock.ts";
import type { Processes } from "./sessions.ts";
import type { StoreFs } from "./steps.ts";

/** What the parts of the local store work with. */
export interface StoreContext {
  readonly fs: StoreFs;
  readonly layout: StoreLayout;
  readonly processes: Processes;
  readonly now: () => Date;
  /** A name nobody else uses. */
  readonly newToken: () => string;
  /** Alone in the store: no reader, no other publisher. */
  readonly exclusive: StoreLock["exclusive"];
  /** With other readers, no publisher; unfinished publishes have been rolled forward. */
  readonly reading: StoreLock["shared"];
}
