import type { AutomationSpec, DeploymentSpec, GlobalLimitSpec, WorkPoolSpec } from "./spec.ts";

/** Bodies of the objects of a deployment set, pure. Source: Prefect 3.8's request schemas and its process worker's own template. */
type Body = Readonly<Record<string, unknown>>;

/** As the server's worker collection gives it for the type `process`: without it, stock workers refuse the pool's variables. */
const PROCESS_TEMPLATE = {
  job_configuration: { command: "{{ command }}", env: "{{ env }}", labels: "{{ labels }}", name: "{{ name }}", stream_output: "{{ stream_output }}", working_dir: "{{ working_dir }}" },
  variables: {
    type: "object",
    properties: {
      name: { title: "Name", description: "Name of the process", type: "string" },
      env: { title: "Environment Variables", description: "Set for the process of a flow run", type: "object", additionalProperties: { type: "string" } },
      labels: { title: "Labels", description: "Shown with the process", type: "object", additionalProperties: { type: "string" } },
      command: { title: "Command", description: "What is started for a flow run", type: "string" },
      stream_output: { title: "Stream Output", description: "Show what the process prints in the worker's output", default: true, type: "boolean" },
      working_dir: { title: "Working Directory", description: "Where the process is started", type: "string", format: "path" },
    },
  },
};

export function workPoolBody(spec: WorkPoolSpec): Body {
  return { name: spec.name, type: "process", description: spec.description, base_job_template: PROCESS_TEMPLATE };
}

export function limitBody(spec: GlobalLimitSpec): Body {
  return { name: spec.name, limit: spec.limit, active: true, slot_decay_per_second: 0 };
}

/** Without the flow's id, which the server knows. */
export function deploymentBody(spec: DeploymentSpec, workPool: string): Body {
  return {
    name: spec.name,
    description: spec.description,
    tags: spec.tags,
    work_pool_name: workPool,
    parameters: {},
    parameter_openapi_schema: spec.parameterSchema,
    enforce_parameter_schema: true,
    job_variables: { command: spec.command, env: spec.env, working_dir: spec.workingDir },
    concurrency_limit: spec.concurrency?.limit ?? null,
    concurrency_options: spec.concurrency === null ? null : { collision_strategy: spec.concurrency.onCollision },
    schedules: spec.schedules.map(({ slug, cron, timezone, parameters }) => ({ slug, schedule: { cron, timezone }, parameters })),
  };
}

/** @param idOf the server's id of a deployment `<flow>/<name>`, or what stands for it before it exists */
export function automationBody(spec: AutomationSpec, tag: string, idOf: (key: string) => string): Body {
  const common = { name: spec.name, description: spec.description, enabled: true };
  if (spec.kind === "chain") {
    return {
      ...common,
      trigger: {
        type: "event",
        posture: "Reactive",
        threshold: 1,
        within: 0,
        match: { "prefect.resource.id": "prefect.flow-run.*" },
        match_related: { "prefect.resource.id": `prefect.deployment.${idOf(spec.after)}`, "prefect.resource.role": "deployment" },
        for_each: ["prefect.resource.id"],
        // The name of the state, not its type: Skipped and PartialSuccess are COMPLETED too, and no reason to go on.
        expect: ["prefect.flow-run.Completed"],
      },
      actions: [{ type: "run-deployment", source: "selected", deployment_id: idOf(spec.run), schedule_after: spec.delaySeconds }],
    };
  }
  return {
    ...common,
    trigger: {
      type: "event",
      posture: "Proactive",
      threshold: 1,
      within: spec.seconds,
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      match_related: { "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" },
      for_each: ["prefect.resource.id"],
      after: spec.after,
      expect: ["prefect.flow-run.*"],
    },
    actions: [{ type: "change-flow-run-state", state: "CRASHED", name: "Crashed", message: `nothing was heard of this run for ${spec.seconds} s: its process or its machine is gone` }],
  };
}
