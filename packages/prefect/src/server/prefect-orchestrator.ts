import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Orchestrator, Verdict } from "../orchestrator.ts";
import type { FlowRunInfo } from "../runs.ts";
import { isTerminal, type State } from "../states.ts";
import type { PrefectApi } from "./api.ts";
import { isTransient, PrefectApiError } from "./api-errors.ts";
import type { Delivery } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";
import type { Presence } from "./presence.ts";
import type { FlowRunAnswer, ServerRuns } from "./server-runs.ts";
import { readState, ServerState, stateBody } from "./state-body.ts";

/**
 * Asks the server about every state of a flow run, and obeys. Invariants:
 * 1. The same transition id is one transition: an answer that was lost is asked for again and counts as accepted.
 * 2. A server that does not answer within `patienceMs` costs the run that long once: the state then stands, and is told to the server
 *    later, before anything else is asked about this run.
 * 3. Before a final state is proposed everything that was recorded of the run has been sent, unless the server is away.
 */
export interface PrefectOrchestratorOptions {
  readonly api: PrefectApi;
  readonly runs: ServerRuns;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly presence: Presence;
  readonly note: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly skewMs: () => Promise<number>;
  readonly patienceMs: number;
  readonly flushMs: number;
}

const Answer = z.looseObject({
  state: ServerState.nullable(),
  status: z.enum(["ACCEPT", "REJECT", "WAIT", "ABORT"]),
  details: z.looseObject({ reason: z.string().nullish(), delay_seconds: z.number().nullish() }).nullish(),
});

export class PrefectOrchestrator implements Orchestrator {
  readonly #options: PrefectOrchestratorOptions;

  constructor(options: PrefectOrchestratorOptions) {
    this.#options = options;
  }

  async propose(run: FlowRunInfo, state: State, transitionId: string): Promise<Verdict> {
    const { delivery, outbox, now, flushMs } = this.#options;
    // Who cancels waits for the end of the run, and a run of many tasks and subflows has much to tell: the end goes first, the rest follows.
    const isCancelled = state.type === "CANCELLED";
    if (isTerminal(state) && !isCancelled) await delivery.flush(now() + flushMs, "leave");
    const verdict = isCancelled && run.parentFlowRunId !== null ? this.#owe(run, state, transitionId) : await this.#ask(run, state, transitionId);
    if (verdict.verdict === "ABORT" || (verdict.verdict === "ACCEPT" ? isTerminal(state) : verdict.verdict === "REJECT" && isTerminal(verdict.state))) outbox.append({ kind: "ended", flowRunId: run.flowRunId });
    return verdict;
  }

  watch(run: FlowRunInfo, onCancel: (reason: string) => void): () => void {
    return this.#options.presence.watch(run, onCancel);
  }

  async #ask(run: FlowRunInfo, state: State, transitionId: string): Promise<Verdict> {
    const { delivery, now, patienceMs, note } = this.#options;
    const deadline = now() + patienceMs;
    for (let pause = 250; ; pause *= 2) {
      if (delivery.isAway || delivery.owesStateOf(run.flowRunId)) {
        // What is owed of this run comes first (invariant 2).
        if (delivery.isAway || !(await delivery.flush(deadline, "wait"))) return this.#owe(run, state, transitionId);
      }
      try {
        const verdict = await this.#askOnce(run, state, transitionId, Math.max(1_000, deadline - now()));
        delivery.heard(true);
        return verdict;
      } catch (error) {
        const refused = error instanceof PrefectApiError && !isTransient(error.status) && error.status < 500;
        if (refused && error.status === 404) return { verdict: "ABORT", reason: `the run is not on the server any more (${error.detail})` };
        if (refused) {
          note(`${error.message}; the run goes on without asking the server. ${error.fix}`);
          return this.#owe(run, state, transitionId);
        }
        const wait = Math.max(pause, error instanceof PrefectApiError ? error.retryAfterMs : 0);
        if (now() + wait >= deadline) {
          delivery.heard(false);
          note(`${(error as Error).message}; the run goes on, its states are told to the server later.`);
          return this.#owe(run, state, transitionId);
        }
        await delay(wait);
      }
    }
  }

  /** The state stands without being asked about. */
  #owe(run: FlowRunInfo, state: State, transitionId: string): Verdict {
    if (state.type !== "PENDING") this.#options.delivery.enqueue({ kind: "state", flowRunId: run.flowRunId, state, transitionId });
    return { verdict: "ACCEPT" };
  }

  async #askOnce(run: FlowRunInfo, state: State, transitionId: string, timeoutMs: number): Promise<Verdict> {
    const server = await this.#options.runs.ensure(run.flowRunId);
    if (state.type === "PENDING") return this.#options.runs.isExisting(run.flowRunId) ? this.#takeUp(run, server.id) : { verdict: "ACCEPT" };
    if (state.type === "FAILED") await this.#forbidRetry(run, server.id);
    const asked = askedState(state);
    const skewMs = await this.#options.skewMs();
    const body = { state: stateBody(asked, transitionId, skewMs), force: state.type === "CRASHED" };
    const answer = Answer.parse(await this.#options.api.request("POST", `/flow_runs/${server.id}/set_state`, body, { retries: 0, timeoutMs }));
    if (state.type === "RUNNING" && answer.status === "ACCEPT") this.#options.presence.started(run, server);
    return this.#readVerdict(answer, asked === state, transitionId, skewMs);
  }

  #readVerdict(answer: z.infer<typeof Answer>, asAsked: boolean, transitionId: string, skewMs: number): Verdict {
    const reason = answer.details?.reason ?? "no reason was given";
    if (answer.status === "WAIT") return { verdict: "WAIT", delaySeconds: answer.details?.delay_seconds ?? 1, reason };
    if (answer.status === "ABORT") return { verdict: "ABORT", reason };
    if (answer.status === "ACCEPT" && asAsked) return { verdict: "ACCEPT" };
    if (answer.state === null) return { verdict: "ABORT", reason };
    // The answer to the first try was lost: the transition was made (invariant 1).
    if (asAsked && answer.state.state_details?.transition_id === transitionId) return { verdict: "ACCEPT" };
    return { verdict: "REJECT", state: readState(answer.state, this.#options.now() * 1000, skewMs), reason };
  }

  /** A run that a worker claimed is Pending already; one that somebody started by hand is still Scheduled. */
  async #takeUp(run: FlowRunInfo, id: string): Promise<Verdict> {
    const { api, now, skewMs } = this.#options;
    const found = await api.request<FlowRunAnswer>("GET", `/flow_runs/${id}`, undefined, { retries: 0 });
    if (found.empirical_policy.retries === null && run.retries.limit > 0) {
      await api.request("PATCH", `/flow_runs/${id}`, { empirical_policy: { ...found.empirical_policy, retries: run.retries.limit, retry_delay: Math.round(run.retries.delaySeconds) } }, { retries: 0 });
    }
    const state = found.state === null ? null : readState(found.state, now() * 1000, await skewMs());
    if (state === null || state.type === "PENDING" || state.type === "SCHEDULED") return { verdict: "ACCEPT" };
    if (isTerminal(state)) return { verdict: "ABORT", reason: `the run is ${state.name} already` };
    if (state.type === "RUNNING") return { verdict: "ABORT", reason: "the run is Running already, in another process" };
    return { verdict: "REJECT", state, reason: `the run is ${state.name}` };
  }

  /**
   * The engine knows which errors are worth a retry, the server only counts: a failure that the engine lets stand must not be retried.
   * A number of retries that somebody else gave the run (not the flow's own) is the server's matter, and obeyed.
   */
  async #forbidRetry(run: FlowRunInfo, id: string): Promise<void> {
    if (run.retries.limit === 0) return;
    const { api } = this.#options;
    const { empirical_policy: policy, run_count: count } = await api.request<FlowRunAnswer>("GET", `/flow_runs/${id}`, undefined, { retries: 0 });
    if (policy.retries === run.retries.limit && count <= policy.retries) await api.request("PATCH", `/flow_runs/${id}`, { empirical_policy: { ...policy, retries: 0 } }, { retries: 0 });
  }
}

/** A retry is asked for by proposing the failure: the server counts the attempts and answers AwaitingRetry. */
function askedState(state: State): State {
  if (state.type !== "SCHEDULED" || state.name !== "AwaitingRetry") return state;
  return { type: "FAILED", name: "Failed", message: state.message ?? "", error: null, at: state.at };
}
