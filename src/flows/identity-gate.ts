import type { PublishedCrosswalk } from "./crosswalk.ts";

/**
 * Who everybody is, for all flows of one command. The sources fetch beside each other; where they look a player up, they wait until
 * nobody in this command is loading the crosswalk and the schedule any more. Runs of other processes use what is published.
 *
 * Invariants
 * 1. The crosswalk is read once a command, whoever asks.
 * 2. A loading that failed holds nobody: the newest good crosswalk is used.
 * 3. Nobody is told of a crosswalk from before a loading that was announced.
 */
export interface IdentityGate {
  /** @returns the newest published crosswalk, null where none is published. @throws what reading it throws; the next who asks reads again */
  known(): Promise<PublishedCrosswalk | null>;
  /** Whoever loads the crosswalk: everybody waits until `loading` has ended, however it ended. */
  hold(loading: Promise<unknown>): void;
}

export function createIdentityGate(read: () => Promise<PublishedCrosswalk | null>): IdentityGate {
  let held: Promise<unknown> = Promise.resolve();
  let reading: Promise<PublishedCrosswalk | null> | null = null;
  return {
    known: () => {
      const asked = (reading ??= held.then(read));
      asked.catch(() => {
        if (reading === asked) reading = null;
      });
      return asked;
    },
    hold: (loading) => {
      held = loading.catch(() => undefined);
      reading = null;
    },
  };
}
