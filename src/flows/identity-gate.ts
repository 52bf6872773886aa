/**
 * Within one command the crosswalk and the schedule are published before anybody looks a player up: the sources fetch beside each other,
 * and wait here where they need to know who is who. Runs of other processes use what is published.
 */
export interface IdentityGate {
  /** @returns when nobody is loading the crosswalk in this command, at once when nobody has begun to */
  ready(): Promise<void>;
  /** Whoever loads it: everybody waits until `loading` has ended, however it ended. */
  hold(loading: Promise<unknown>): void;
}

export function createIdentityGate(): IdentityGate {
  let held: Promise<unknown> = Promise.resolve();
  return {
    ready: async () => void (await held),
    hold: (loading) => {
      held = loading.catch(() => undefined);
    },
  };
}
