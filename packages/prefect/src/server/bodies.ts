import { basename } from "node:path";
import type { ArtifactInfo, EventInfo, EventResource, FindingOrigin } from "../findings.ts";
import type { FlowRunInfo, LogEntry, LogLevel, RetryInfo, TaskInput, TaskRunInfo } from "../runs.ts";
import { stateMessage } from "../states.ts";
import type { TaskItem } from "./item.ts";
import { LONGEST_MESSAGE } from "./state-body.ts";
import { toIsoMicros, toStorable, toStorableJson } from "./text.ts";

/**
 * The bodies this package sends, pure. Their fields are checked against the OpenAPI document of a running server (tests/prefect).
 * Source: Prefect 3.8's request schemas, which refuse unknown keys.
 */

/** A flow run as the server knows it; what every report about it carries. */
export interface ServerRun {
  readonly id: string;
  readonly name: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly tags: readonly string[];
  readonly deploymentId: string | null;
}

/** Larger parameters are refused. */
const LARGEST_PARAMETERS = 524_288;
/** Prefect's own clients cut a log message here. */
const LONGEST_LOG = 1_000_000;
const LEVELS: Record<LogLevel, number> = { debug: 10, info: 20, warning: 30, error: 40 };

export function flowRunBody(run: FlowRunInfo, flowId: string): Record<string, unknown> {
  return {
    flow_id: flowId,
    name: toStorable(run.name, 1_000),
    parameters: parametersBody(run.parameters),
    tags: run.tags,
    parent_task_run_id: run.parentTaskRunId,
    // The same run created twice, by a repeated request or by whoever finds this outbox, is one run.
    idempotency_key: run.flowRunId,
    empirical_policy: policyBody(run.retries),
    state: { type: "PENDING", name: "Pending" },
  };
}

function parametersBody(parameters: unknown): unknown {
  const text = JSON.stringify(parameters ?? {});
  const bytes = Buffer.byteLength(text);
  if (bytes > LARGEST_PARAMETERS) return { parameters_not_shown: `${bytes.toLocaleString("en-US")} bytes; Prefect takes ${LARGEST_PARAMETERS.toLocaleString("en-US")}` };
  const value: unknown = toStorableJson(JSON.parse(text), Infinity);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : { value };
}

function policyBody(retries: RetryInfo): Record<string, unknown> {
  return { retries: retries.limit, retry_delay: Math.round(retries.delaySeconds) };
}

export function placeholderBody(info: TaskRunInfo, parentId: string): Record<string, unknown> {
  return {
    id: info.taskRunId,
    flow_run_id: parentId,
    task_key: info.taskKey,
    dynamic_key: info.dynamicKey,
    name: toStorable(info.name, 1_000),
    tags: info.tags,
    task_inputs: info.taskInputs,
    state: { type: "PENDING", name: "Pending" },
  };
}

export function logBody(entry: LogEntry, flowRunId: string, skewMicros: number): Record<string, unknown> {
  return {
    name: entry.taskRunId === null ? "prefect.flow_runs" : "prefect.task_runs",
    level: LEVELS[entry.level],
    message: toStorable(entry.message, LONGEST_LOG),
    timestamp: toIsoMicros(entry.at + skewMicros),
    flow_run_id: flowRunId,
    task_run_id: entry.taskRunId,
  };
}

export function artifactBody(origin: FindingOrigin, artifact: ArtifactInfo, flowRunId: string): Record<string, unknown> {
  const { content } = artifact;
  return {
    key: artifact.key,
    type: content.type,
    // Prefect's pages expect a table as JSON text.
    data: content.type === "table" ? JSON.stringify(toStorableJson(content.rows, LONGEST_LOG)) : toStorable(content.text, LONGEST_LOG),
    description: artifact.description === null ? null : toStorable(artifact.description, LONGEST_MESSAGE),
    flow_run_id: flowRunId,
    task_run_id: origin.taskRunId,
  };
}

export function eventBody(eventId: string, origin: FindingOrigin, event: EventInfo, run: ServerRun, skewMicros: number): Record<string, unknown> {
  return {
    id: eventId,
    occurred: toIsoMicros(origin.at + skewMicros),
    event: event.event,
    resource: labelsOf(event.resource),
    related: [
      ...(event.related ?? []).map((related) => ({ ...labelsOf(related), "prefect.resource.role": related.role })),
      ...(origin.taskRunId === null ? [] : [{ "prefect.resource.id": `prefect.task-run.${origin.taskRunId}`, "prefect.resource.role": "task-run" }]),
      ...relatedOf(run),
    ],
    payload: toStorableJson(event.payload ?? {}, LONGEST_MESSAGE),
  };
}

function labelsOf(resource: EventResource): Record<string, string> {
  const name = resource.name ?? basename(resource.id);
  return { "prefect.resource.id": toStorable(resource.id, 2_000), "prefect.resource.name": toStorable(name, 2_000), ...resource.labels };
}

/** @returns the run, its flow, deployment and tags: without them no automation that looks at those would match. */
export function relatedOf(run: ServerRun): readonly Record<string, string>[] {
  return [
    { "prefect.resource.id": `prefect.flow-run.${run.id}`, "prefect.resource.role": "flow-run", "prefect.resource.name": run.name },
    { "prefect.resource.id": `prefect.flow.${run.flowId}`, "prefect.resource.role": "flow", "prefect.resource.name": run.flowName },
    ...(run.deploymentId === null ? [] : [{ "prefect.resource.id": `prefect.deployment.${run.deploymentId}`, "prefect.resource.role": "deployment" }]),
    ...run.tags.map((tag) => ({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" })),
  ];
}

/** A state of a task run as the event from which the server makes the task run. */
export function taskEventBody(item: TaskItem, run: ServerRun, skewMicros: number): Record<string, unknown> {
  const { info, state, from } = item;
  const message = toStorable(stateMessage(state) ?? "", LONGEST_MESSAGE);
  const occurred = toIsoMicros(state.at + skewMicros);
  const iso = (micros: number | null): string | undefined => (micros === null ? undefined : toIsoMicros(micros + skewMicros));
  const details = state.type === "SCHEDULED" ? { scheduled_time: iso(state.scheduledAt) } : {};
  return {
    id: item.eventId,
    occurred,
    event: `prefect.task-run.${state.name}`,
    ...(item.follows === null ? {} : { follows: item.follows }),
    resource: {
      "prefect.resource.id": `prefect.task-run.${info.taskRunId}`,
      "prefect.resource.name": toStorable(info.name, 1_000),
      "prefect.run-count": String(item.progress.runCount),
      "prefect.state-message": message,
      "prefect.state-name": state.name,
      "prefect.state-timestamp": occurred,
      "prefect.state-type": state.type,
      "prefect.orchestration": "client",
    },
    related: [...relatedOf(run), ...info.tags.map((tag) => ({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" }))],
    payload: {
      intended: { from, to: state.type },
      initial_state: from === null ? null : { type: from, name: from.charAt(0) + from.slice(1).toLowerCase(), message: "", state_details: {} },
      validated_state: { type: state.type, name: state.name, message, state_details: details, data: null },
      task_run: {
        name: toStorable(info.name, 1_000),
        task_key: info.taskKey,
        dynamic_key: info.dynamicKey,
        empirical_policy: policyBody(info.retries),
        tags: info.tags,
        task_inputs: info.taskInputs satisfies Readonly<Record<string, readonly TaskInput[]>>,
        run_count: item.progress.runCount,
        flow_run_run_count: 1,
        expected_start_time: iso(info.createdAt),
        start_time: iso(item.progress.startedAt),
        end_time: iso(item.progress.endedAt),
        total_run_time: item.progress.totalMicros / 1_000_000,
      },
    },
  };
}

/** A sign of life of a running flow. */
export function heartbeatBody(eventId: string, run: ServerRun, at: number, skewMicros: number): Record<string, unknown> {
  const [self, ...related] = relatedOf(run);
  return {
    id: eventId,
    occurred: toIsoMicros(at + skewMicros),
    event: "prefect.flow-run.heartbeat",
    resource: { "prefect.resource.id": self?.["prefect.resource.id"], "prefect.resource.name": run.name },
    related,
    payload: {},
  };
}
