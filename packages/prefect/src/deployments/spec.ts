/**
 * What should stand on a Prefect server, as inert data: made from code and configuration, compared with what stands there, then applied.
 * Names are unique within their kind.
 */
export interface DeploymentSet {
  /** Marks what is ours: a deployment with this tag that nobody wants any more is reported. */
  readonly tag: string;
  readonly workPool: WorkPoolSpec;
  readonly limits: readonly GlobalLimitSpec[];
  readonly deployments: readonly DeploymentSpec[];
  readonly automations: readonly AutomationSpec[];
}

/** A pool that Prefect's own process workers serve. */
export interface WorkPoolSpec {
  readonly name: string;
  readonly description: string;
}

/** A global concurrency limit: slots that runs and tasks take by its name. */
export interface GlobalLimitSpec {
  readonly name: string;
  readonly limit: number;
}

export interface DeploymentSpec {
  readonly flow: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** JSON Schema as Prefect's form reads it: see `toParameterForm`. */
  readonly parameterSchema: Readonly<Record<string, unknown>>;
  readonly schedules: readonly ScheduleSpec[];
  /** What a worker starts for a run; it finds the run's id in PREFECT__FLOW_RUN_ID. */
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly concurrency: { readonly limit: number; readonly onCollision: "ENQUEUE" | "CANCEL_NEW" } | null;
}

export interface ScheduleSpec {
  readonly slug: string;
  readonly cron: string;
  /** IANA. */
  readonly timezone: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type AutomationSpec =
  /** Runs a deployment some time after a run of another one ended Completed; any other end starts nothing. */
  | { readonly kind: "chain"; readonly name: string; readonly description: string; readonly after: string; readonly run: string; readonly delaySeconds: number }
  /** Sets a run of ours to Crashed when nothing was heard of it for some time, after one of these events. */
  | { readonly kind: "silence"; readonly name: string; readonly description: string; readonly after: readonly string[]; readonly seconds: number };

/** How a deployment is named on the server: `<flow>/<name>`. */
export function deploymentKey(spec: Pick<DeploymentSpec, "flow" | "name">): string {
  return `${spec.flow}/${spec.name}`;
}
