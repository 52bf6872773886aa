import type { FlowRunInfo } from "./runs.ts";
import type { State } from "./states.ts";

/** The four answers to a proposed state of a flow run. */
export type Verdict =
  | { readonly verdict: "ACCEPT" }
  /** The run is in another state now; the engine adopts it and acts on it. */
  | { readonly verdict: "REJECT"; readonly state: State; readonly reason: string }
  /** Nothing changed; propose the same again after this time. */
  | { readonly verdict: "WAIT"; readonly delaySeconds: number; readonly reason: string }
  /** Nothing changed; let go of this run without proposing anything more. */
  | { readonly verdict: "ABORT"; readonly reason: string };

/**
 * First seam: who decides about the states of flow runs. Alone nobody objects; on Prefect the server is asked.
 * (Task runs are orchestrated by the engine itself, as in Prefect 3, and only reported.)
 */
export interface Orchestrator {
  /**
   * @param transitionId one for each logical transition: the same id is the same proposal, sent again.
   * @returns the verdict. An unreachable server is the implementation's matter: a rejected promise crashes the run.
   */
  propose(run: FlowRunInfo, state: State, transitionId: string): Promise<Verdict>;
  /**
   * Watches whether somebody asks from outside to cancel this run, from its first state to its last.
   * @param onCancel called at most once, with the reason in words
   * @returns ends the watching
   */
  watch(run: FlowRunInfo, onCancel: (reason: string) => void): () => void;
}

/** Accepts everything: the engine's own rules are the only ones. */
export class LocalOrchestrator implements Orchestrator {
  async propose(): Promise<Verdict> {
    return { verdict: "ACCEPT" };
  }

  watch(): () => void {
    return () => undefined;
  }
}
