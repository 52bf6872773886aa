import { join } from "node:path";
import { type AutomationSpec, type DeploymentSet, type DeploymentSpec, toParameterForm } from "@snapcount/prefect/deployments";
import type { LoadedConfig } from "../config/load.ts";
import type { Chain, Schedule, Schedules } from "../core/schedules.ts";
import { hostLimits } from "../sources/index.ts";
import { OUR_TAG } from "./our-tag.ts";
import { flows } from "./registry.ts";
import type { HouseFlow } from "./house-flow.ts";

export const WORK_POOL = "snapcount";
const DEPLOYMENT = "snapcount";

export interface HouseDeployments {
  readonly set: DeploymentSet;
  /** Schedules and chains of the file that wait for a flow that is not written yet. */
  readonly planned: readonly { readonly flow: string; readonly slugs: readonly string[] }[];
}

/** @returns what the flows of this repository and config/schedules.yaml ask of a Prefect server, for this home. Pure. */
export function describeDeployments(schedules: Schedules, loaded: Pick<LoadedConfig, "config" | "paths" | "packageRoot">): HouseDeployments {
  const wanted = schedules.schedules.filter((schedule) => schedule.startedBy === undefined);
  const chains = schedules.chains.filter(({ after, run }) => after in flows && run in flows);
  return {
    set: {
      tag: OUR_TAG,
      workPool: { name: WORK_POOL, description: "Snapcount's flows, executed by Prefect's own process workers: prefect worker start --pool snapcount" },
      limits: [...hostLimits()].map(([name, limit]) => ({ name, limit })),
      deployments: Object.values(flows).map((flow) => describeDeployment(flow, wanted, schedules, loaded)),
      automations: [...chains.map(describeChain), ...describeSilence(schedules.crashedAfterSeconds)],
    },
    planned: describePlanned(wanted, schedules.chains),
  };
}

function describePlanned(schedules: readonly Schedule[], chains: readonly Chain[]): HouseDeployments["planned"] {
  const waiting = [...schedules.map(({ slug, flow }) => ({ slug, flow })), ...chains.map(({ slug, after, run }) => ({ slug, flow: after in flows ? run : after }))].filter(({ flow }) => !(flow in flows));
  return [...new Set(waiting.map(({ flow }) => flow))].map((flow) => ({ flow, slugs: waiting.filter((entry) => entry.flow === flow).map(({ slug }) => slug) }));
}

function describeDeployment(flow: HouseFlow, schedules: readonly Schedule[], file: Schedules, { config, paths, packageRoot }: Pick<LoadedConfig, "config" | "paths" | "packageRoot">): DeploymentSpec {
  const limit = file.flows[flow.name];
  return {
    flow: flow.name,
    name: DEPLOYMENT,
    description: flow.description,
    tags: [OUR_TAG, ...(flow.options.tags ?? [])],
    parameterSchema: toParameterForm(flow.parameters),
    schedules: schedules
      .filter((schedule) => schedule.flow === flow.name)
      .map(({ slug, cron, timezone, when, parameters }) => ({ slug, cron, timezone, parameters: { ...(when === "always" ? {} : { when }), ...parameters } })),
    command: `${quote(join(packageRoot, "bin", "snapcount"))} flow-run execute`,
    env: {
      SNAPCOUNT_HOME: paths.home,
      ...(config.profile === "live" ? {} : { SNAPCOUNT_PROFILE: config.profile }),
      ...(config.externalRoot === undefined ? {} : { EXTERNAL_ROOT: paths.rawRoot }),
    },
    workingDir: packageRoot,
    concurrency: limit === undefined ? null : { limit: limit.concurrency, onCollision: limit.onCollision === "enqueue" ? "ENQUEUE" : "CANCEL_NEW" },
  };
}

function describeChain({ slug, after, run, delayMinutes, about }: Chain): AutomationSpec {
  return { kind: "chain", name: `snapcount: ${slug}`, description: `${run} ${delayMinutes} minutes after ${after} ended Completed: ${about}`, after: `${after}/${DEPLOYMENT}`, run: `${run}/${DEPLOYMENT}`, delaySeconds: delayMinutes * 60 };
}

function describeSilence(crashedAfterSeconds: number): readonly AutomationSpec[] {
  return [
    { kind: "silence", name: "snapcount: silent runs", description: "A run whose signs of life stop is Crashed, and its slots are free", after: ["prefect.flow-run.heartbeat"], seconds: crashedAfterSeconds },
    {
      kind: "silence",
      name: "snapcount: claimed and left",
      description: "A run that a worker claimed and never started is Crashed: the worker is gone",
      after: ["prefect.flow-run.Pending", "prefect.flow-run.Submitting", "prefect.flow-run.InfrastructurePending"],
      // It starts within seconds; one that waits for a slot is Scheduled again meanwhile.
      seconds: crashedAfterSeconds,
    },
  ];
}

/** Workers split a command as a shell would. */
function quote(path: string): string {
  return /^[\w/.-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
