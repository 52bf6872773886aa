import type { FlowRunInfo, TaskRunInfo } from "../runs.ts";
import type { PrefectApi } from "./api.ts";
import { flowRunBody, placeholderBody, type ServerRun } from "./bodies.ts";
import type { ServerState } from "./state-body.ts";

/** What the server answers about a flow run, as far as it is used here. */
export interface FlowRunAnswer {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly tags: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly deployment_id: string | null;
  readonly empirical_policy: Readonly<Record<string, unknown>> & { readonly retries: number | null };
  readonly run_count: number;
  readonly state: ServerState | null;
}

/**
 * The flow runs of this process on the server: each is created when the server is first asked about it, once, and found again by its
 * idempotency key when the answer was lost. Invariant: a child is created after the task run that stands for it in its parent.
 */
export class ServerRuns {
  readonly #api: PrefectApi;
  readonly #runs = new Map<string, { readonly run: FlowRunInfo; readonly existing: boolean }>();
  readonly #placeholders = new Map<string, TaskRunInfo>();
  readonly #flowIds = new Map<string, Promise<string>>();
  readonly #created = new Map<string, Promise<ServerRun>>();
  readonly #known = new Map<string, ServerRun>();

  constructor(api: PrefectApi) {
    this.#api = api;
  }

  /** @param existing a worker started this run: the server has it under the same id */
  announce(run: FlowRunInfo, existing: boolean): void {
    this.#runs.set(run.flowRunId, { run, existing });
  }

  announcePlaceholder(info: TaskRunInfo): void {
    this.#placeholders.set(info.taskRunId, info);
  }

  isExisting(flowRunId: string): boolean {
    return this.#runs.get(flowRunId)?.existing ?? false;
  }

  /** @returns the run when the server has it already, without asking. */
  known(flowRunId: string): ServerRun | null {
    return this.#known.get(flowRunId) ?? null;
  }

  /** Ids of all runs that the server has. */
  serverIds(): readonly string[] {
    return [...this.#known.values()].map(({ id }) => id);
  }

  /** Creates the run where it is not there yet. @throws PrefectApiError, PrefectUnreachableError */
  ensure(flowRunId: string): Promise<ServerRun> {
    let created = this.#created.get(flowRunId);
    if (created === undefined) {
      created = this.#create(flowRunId);
      this.#created.set(flowRunId, created);
      created.then(
        (run) => this.#known.set(flowRunId, run),
        () => this.#created.delete(flowRunId),
      );
    }
    return created;
  }

  async #create(flowRunId: string): Promise<ServerRun> {
    const announced = this.#runs.get(flowRunId);
    if (announced === undefined) throw new Error(`flow run ${flowRunId} was never announced`);
    const { run, existing } = announced;
    if (existing) return describe(await this.#api.request<FlowRunAnswer>("GET", `/flow_runs/${flowRunId}`, undefined, { retries: 0 }), run.flowName);
    if (run.parentFlowRunId !== null && run.parentTaskRunId !== null) {
      const parent = await this.ensure(run.parentFlowRunId);
      const placeholder = this.#placeholders.get(run.parentTaskRunId);
      if (placeholder !== undefined) await this.#api.request("POST", "/task_runs/", placeholderBody(placeholder, parent.id), { retries: 0 });
    }
    const flowId = await this.#ensureFlow(run.flowName);
    return describe(await this.#api.request<FlowRunAnswer>("POST", "/flow_runs/", flowRunBody(run, flowId), { retries: 0 }), run.flowName);
  }

  #ensureFlow(name: string): Promise<string> {
    let id = this.#flowIds.get(name);
    if (id === undefined) {
      id = this.#api.request<{ readonly id: string }>("POST", "/flows/", { name }, { retries: 0 }).then((flow) => flow.id);
      this.#flowIds.set(name, id);
      id.catch(() => this.#flowIds.delete(name));
    }
    return id;
  }
}

function describe(answer: FlowRunAnswer, flowName: string): ServerRun {
  return { id: answer.id, name: answer.name, flowId: answer.flow_id, flowName, tags: answer.tags, deploymentId: answer.deployment_id };
}
