import type { FlowEntry } from "../core/flow-entry.ts";
import type { Chain, Schedule, Schedules } from "../core/schedules.ts";
import { CHECK_QUESTIONS } from "./checks.ts";
import type { WorkflowCron } from "./facts.ts";

interface Shown {
  readonly flows: readonly FlowEntry[];
  readonly schedules: Schedules;
  readonly workflowCrons: readonly WorkflowCron[];
}

/** The generated parts by name: what documents show of the flow registry, of config/schedules.yaml, of the workflows and of the kinds of checks. */
export function renderParts(facts: Shown): ReadonlyMap<string, string> {
  return new Map([
    ["flow-status", renderFlowStatus(facts.flows)],
    ["flow-summary", renderFlowSummary(facts.flows)],
    ["sources", renderSources(facts)],
    ["jobs-current", renderDiagram(facts.flows.filter((flow) => flow.status === "implemented"))],
    ["jobs-future", renderDiagram(facts.flows)],
    ["schedules", renderSchedules(facts.schedules.schedules, facts.flows)],
    ["chains", renderChains(facts.schedules.chains, facts.flows)],
    ["checks", table(["Check", "Asks"], Object.entries(CHECK_QUESTIONS).map(([kind, asks]) => [code(kind), asks]))],
  ]);
}

const code = (text: string): string => `\`${text}\``;
const list = (items: readonly string[]): string => (items.length === 0 ? "none" : items.join(", "));

/** A Markdown table; a bar in a cell would end the cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

function renderFlowStatus(flows: readonly FlowEntry[]): string {
  return table(
    ["Flow", "What it does", "Status", "File", "Datasets"],
    flows.map((flow) => [code(flow.name), flow.about, flow.status, flow.status === "implemented" ? code(flow.file) : "not written yet", flow.datasets.length === 0 ? "-" : flow.datasets.join(", ")]),
  );
}

function renderFlowSummary(flows: readonly FlowEntry[]): string {
  const named = (status: FlowEntry["status"]): string => list(flows.filter((flow) => flow.status === status).map((flow) => code(flow.name)));
  const done = flows.filter((flow) => flow.status === "implemented").length;
  return [`${done} of ${flows.length} flows are implemented.`, "", `- Implemented: ${named("implemented")}`, `- Planned: ${named("planned")}`].join("\n");
}

/** One row a source; its flow is the last one listed for it, since the parts of a source stand before their whole. */
function renderSources(shown: Shown): string {
  const { flows } = shown;
  const bySource = new Map(flows.flatMap((flow) => (flow.source === null ? [] : [[flow.source, flow] as const])));
  const rows = [...bySource].map(([source, flow]) => {
    const own = flows.filter((other) => other.source === source);
    const outside = [...new Set(own.flatMap((part) => part.dependsOn))].filter((name) => !own.some((part) => part.name === name));
    return [source, currentMethod(flow, own, shown), `${code(flow.name)}: ${flow.status}`, list(outside.map(code))];
  });
  const transforms = flows.filter((flow) => flow.source === null && flow.name.startsWith("dbt_"));
  const models = transforms.map((flow) => ["dbt models", currentMethod(flow, [flow], shown), `${code(flow.name)}: ${flow.status}`, list(flow.dependsOn.map(code))]);
  return table(["Source", "Current Method", "Prefect Status", "Dependencies"], [...rows, ...models]);
}

/** @param own the flow and its parts: a source whose parts are scheduled is */
function currentMethod(flow: FlowEntry, own: readonly FlowEntry[], { schedules: { schedules, chains }, workflowCrons }: Shown): string {
  if (flow.status === "planned") return "none: not loaded by this system yet";
  const isOwn = (name: string): boolean => own.some((part) => part.name === name);
  const workflows = workflowCrons.filter(({ flows }) => flows.some(isOwn)).map(({ file }) => `GitHub Actions (${code(file)})`);
  const isScheduled = schedules.some((schedule) => schedule.startedBy === undefined && isOwn(schedule.flow)) || chains.some((chain) => isOwn(chain.run));
  const command = flow.name.startsWith("dbt_") ? `snapcount ${flow.name.replace("_", " ")}` : `snapcount run ${flow.name}`;
  return [...new Set(workflows), ...(isScheduled ? ["schedules of a Prefect server or `snapcount serve`"] : []), `by hand (${code(command)})`].join("; ");
}

/** Arrows go the way of the data: from what is needed to what needs it. A parent flow is drawn with broken lines. */
function renderDiagram(flows: readonly FlowEntry[]): string {
  const shown = new Set(flows.map((flow) => flow.name));
  const nodes = flows.map((flow) => `  ${flow.name}["${flow.name}"]${flow.status === "planned" ? ":::planned" : ""}`);
  const edges = flows.flatMap((flow) => flow.dependsOn.filter((name) => shown.has(name)).map((name) => `  ${name} ${flow.name === "data_pipeline" ? "-.->" : "-->"} ${flow.name}`));
  const planned = flows.some((flow) => flow.status === "planned") ? ["  classDef planned stroke-dasharray: 4 4"] : [];
  return ["```mermaid", "flowchart LR", ...nodes, ...edges, ...planned, "```"].join("\n");
}

function renderSchedules(schedules: readonly Schedule[], flows: readonly FlowEntry[]): string {
  return table(
    ["Schedule", "Flow", "Cron", "Time zone", "When", "Meaning", "Started by"],
    schedules.map((schedule) => [schedule.slug, code(schedule.flow), code(schedule.cron), schedule.timezone, schedule.when, schedule.about, starterOf(schedule, flows)]),
  );
}

function starterOf(schedule: Schedule, flows: readonly FlowEntry[]): string {
  if (schedule.startedBy !== undefined) return code(schedule.startedBy);
  return isWritten(schedule.flow, flows) ? "a Prefect server, or `snapcount serve`" : "nobody yet: the flow is planned";
}

function renderChains(chains: readonly Chain[], flows: readonly FlowEntry[]): string {
  return table(
    ["Chain", "After", "Runs", "Delay", "Why", "Status"],
    chains.map((chain) => [chain.slug, code(chain.after), code(chain.run), `${chain.delayMinutes} min`, chain.about, isWritten(chain.after, flows) && isWritten(chain.run, flows) ? "implemented" : "planned"]),
  );
}

const isWritten = (name: string, flows: readonly FlowEntry[]): boolean => flows.some((flow) => flow.name === name && flow.status === "implemented");
