import type { PublishedCrosswalk } from "./crosswalk.ts";
import type { PublishedSchedule } from "./schedule.ts";

/**
 * Who everybody is and when they play, for all flows of one command. The sources fetch beside each other; where they look a player up or
 * must know the week, they wait until nobody in this command is loading the crosswalk and the schedule any more. Runs of other processes
 * use what is published.
 *
 * Invariants
 * 1. Each is read once a command, whoever asks.
 * 2. A loading that failed holds nobody: the newest good snapshots are used.
 * 3. Nobody is told of snapshots from before a loading that was announced.
 */
export interface IdentityGate {
  /** @returns the newest published crosswalk, null where none is published. @throws what reading it throws; the next who asks reads again */
  crosswalk(): Promise<PublishedCrosswalk | null>;
  /** @returns the newest published schedule, in the same way */
  schedule(): Promise<PublishedSchedule | null>;
  /** Whoever loads them: everybody waits until `loading` has ended, however it ended. */
  hold(loading: Promise<unknown>): void;
}

/** How the newest published ones are read. */
export interface IdentityReaders {
  readonly crosswalk: () => Promise<PublishedCrosswalk | null>;
  readonly schedule: () => Promise<PublishedSchedule | null>;
}

export function createIdentityGate(readers: IdentityReaders): IdentityGate {
  let held: Promise<unknown> = Promise.resolve();
  const crosswalk = readOnce(() => held.then(readers.crosswalk));
  const schedule = readOnce(() => held.then(readers.schedule));
  return {
    crosswalk: crosswalk.read,
    schedule: schedule.read,
    hold: (loading) => {
      held = loading.catch(() => undefined);
      crosswalk.forget();
      schedule.forget();
    },
  };
}

/** A reading that is kept until it is forgotten, or fails. */
function readOnce<T>(read: () => Promise<T>): { readonly read: () => Promise<T>; readonly forget: () => void } {
  let reading: Promise<T> | null = null;
  return {
    read: () => {
      const asked = (reading ??= read());
      asked.catch(() => {
        if (reading === asked) reading = null;
      });
      return asked;
    },
    forget: () => {
      reading = null;
    },
  };
}
