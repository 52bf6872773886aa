import { CancelledError } from "./errors.ts";

interface SignalSource {
  once(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  off(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
}

/**
 * Makes Ctrl-C (SIGINT) and SIGTERM abort a signal for `runFlow`. Only the first one is caught: a second Ctrl-C ends the
 * process at once, as people expect. The exit code is the caller's.
 */
export function cancelOnSignals(source: SignalSource): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const controller = new AbortController();
  const dispose = (): void => {
    source.off("SIGINT", onInterrupt);
    source.off("SIGTERM", onTerminate);
  };
  const cancel = (name: string): void => {
    dispose();
    controller.abort(new CancelledError(`cancelled by ${name}`));
  };
  const onInterrupt = (): void => cancel("SIGINT (Ctrl-C)");
  const onTerminate = (): void => cancel("SIGTERM");
  source.once("SIGINT", onInterrupt);
  source.once("SIGTERM", onTerminate);
  return { signal: controller.signal, dispose };
}
