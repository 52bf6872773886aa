import { automationBody, deploymentBody, limitBody, workPoolBody } from "./bodies.ts";
import { type Difference, findDifferences } from "./differences.ts";
import { deploymentKey, type DeploymentSet } from "./spec.ts";

/** What stands on the server, by name; as it answered. */
export interface FoundSet {
  readonly workPool: Found | null;
  readonly limits: ReadonlyMap<string, Found>;
  /** By `<flow>/<name>`; also those of ours that nobody wants any more. */
  readonly deployments: ReadonlyMap<string, Found>;
  readonly automations: ReadonlyMap<string, Found>;
}

export type Found = Readonly<Record<string, unknown>> & { readonly id: string };

/** One object and what is to be done about it: inert, so that it can be shown, compared and tested before anything is sent. */
export interface Change {
  readonly kind: "work pool" | "limit" | "deployment" | "automation";
  readonly name: string;
  /** `left over`: ours, on the server, wanted by nobody; it is told, never deleted. */
  readonly action: "create" | "update" | "unchanged" | "left over";
  /** For an update: what differs, as somebody changed it here or there. */
  readonly differences: readonly Difference[];
  /** The whole body to create it, or the differing fields to update it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly found: Found | null;
  /** What an operator did to it on the server's pages, and what is left so. */
  readonly keeps: readonly string[];
}

/** @returns what is to be done, in the order in which it can be done; nothing is sent. */
export function planDeploy(wanted: DeploymentSet, found: FoundSet): readonly Change[] {
  const idOf = (key: string): string => found.deployments.get(key)?.id ?? "(made first)";
  const names = new Set(wanted.deployments.map(deploymentKey));
  return [
    planOne("work pool", wanted.workPool.name, workPoolBody(wanted.workPool), found.workPool),
    ...wanted.limits.map((spec) => planOne("limit", spec.name, limitBody(spec), found.limits.get(spec.name) ?? null)),
    ...wanted.deployments.map((spec) => planDeployment(deploymentKey(spec), deploymentBody(spec, wanted.workPool.name), found.deployments.get(deploymentKey(spec)) ?? null)),
    ...wanted.automations.map((spec) => planOne("automation", spec.name, automationBody(spec, wanted.tag, idOf), found.automations.get(spec.name) ?? null)),
    ...[...found.deployments].filter(([key]) => !names.has(key)).map(([key, deployment]): Change => ({ kind: "deployment", name: key, action: "left over", differences: [], body: {}, found: deployment, keeps: [] })),
  ];
}

function planOne(kind: Change["kind"], name: string, body: Change["body"], found: Found | null): Change {
  if (found === null) return { kind, name, action: "create", differences: [], body, found, keeps: [] };
  // A person who switched an automation off on the server's pages meant it.
  const { enabled: _, ...held } = body;
  const differences = findDifferences(held, found);
  const keeps = kind === "automation" && found["enabled"] === false ? ["switched off on the server: stays off"] : [];
  return { kind, name, action: differences.length === 0 ? "unchanged" : "update", differences, body: fieldsOf(held, differences), found, keeps };
}

function planDeployment(name: string, body: Change["body"], found: Found | null): Change {
  const limit = found?.["global_concurrency_limit"] as { readonly limit?: number } | null | undefined;
  // The server keeps a deployment's limit as a global one and answers null under the name it was given by.
  const change = planOne("deployment", name, body, found === null ? null : { ...found, concurrency_limit: limit?.limit ?? null });
  const schedules = (found?.["schedules"] ?? []) as readonly { readonly slug: string | null; readonly active: boolean }[];
  const off = schedules.filter(({ active }) => !active).map(({ slug }) => `schedule ${slug ?? ""} switched off on the server: stays off`);
  return { ...change, keeps: [...(found?.["paused"] === true ? ["paused on the server: stays paused"] : []), ...off] };
}

function fieldsOf(body: Change["body"], differences: readonly Difference[]): Change["body"] {
  const fields = new Set(differences.map(({ path }) => path.split(".")[0] ?? ""));
  return Object.fromEntries(Object.entries(body).filter(([key]) => fields.has(key)));
}
