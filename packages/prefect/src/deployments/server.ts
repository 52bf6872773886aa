import type { PrefectApi } from "../server/api.ts";
import { PrefectApiError } from "../server/api-errors.ts";
import { automationBody } from "./bodies.ts";
import { type Change, type Found, type FoundSet, planDeploy } from "./plan.ts";
import { deploymentKey, type DeploymentSet } from "./spec.ts";

/** @returns what stands on the server of everything that is wanted, and of everything that carries our tag */
export async function readFound(api: PrefectApi, wanted: DeploymentSet): Promise<FoundSet> {
  const [workPool, limits, tagged, automations] = await Promise.all([
    orNull(api.request<Found>("GET", `/work_pools/${encodeURIComponent(wanted.workPool.name)}`)),
    Promise.all(wanted.limits.map(async ({ name }) => [name, await orNull(api.request<Found>("GET", `/v2/concurrency_limits/${encodeURIComponent(name)}`))] as const)),
    readTagged(api, wanted.tag),
    readPages(api, "/automations/filter", {}),
  ]);
  const names = new Set(wanted.automations.map(({ name }) => name));
  const found = new Map(tagged);
  // One that lost its tag on the server's pages is still the one of that name.
  for (const spec of wanted.deployments) {
    const key = deploymentKey(spec);
    if (found.has(key)) continue;
    const deployment = await orNull(api.request<Found>("GET", `/deployments/name/${encodeURIComponent(spec.flow)}/${encodeURIComponent(spec.name)}`));
    if (deployment !== null) found.set(key, deployment);
  }
  return {
    workPool,
    limits: new Map(limits.flatMap(([name, limit]) => (limit === null ? [] : [[name, limit] as const]))),
    deployments: found,
    automations: new Map(automations.filter(({ name }) => names.has(String(name))).map((automation) => [String(automation["name"]), automation])),
  };
}

/**
 * Carries a plan out, in its order; automations are planned again when the deployments they speak of have their ids.
 * @param onDone called after each change that was sent
 * @throws PrefectApiError, PrefectUnreachableError: what was done before stays, a second call does the rest
 */
export async function applyDeploy(api: PrefectApi, wanted: DeploymentSet, changes: readonly Change[], onDone: (change: Change) => void): Promise<void> {
  const apply = async (change: Change): Promise<void> => {
    if (change.action !== "create" && change.action !== "update") return;
    await send(api, wanted, change);
    onDone(change);
  };
  for (const change of changes.filter(({ kind }) => kind !== "automation")) await apply(change);
  if (!changes.some(({ kind, action }) => kind === "automation" && action !== "unchanged")) return;
  for (const change of planDeploy(wanted, await readFound(api, wanted)).filter(({ kind }) => kind === "automation")) await apply(change);
}

async function send(api: PrefectApi, wanted: DeploymentSet, change: Change): Promise<void> {
  if (change.kind === "work pool") return sendSimple(api, change, "/work_pools/", `/work_pools/${encodeURIComponent(change.name)}`);
  if (change.kind === "limit") return sendSimple(api, change, "/v2/concurrency_limits/", `/v2/concurrency_limits/${change.found?.id ?? ""}`);
  if (change.kind === "automation") return sendAutomation(api, wanted, change);
  return sendDeployment(api, change);
}

async function sendSimple(api: PrefectApi, change: Change, create: string, update: string): Promise<void> {
  if (change.found === null) await api.request("POST", create, change.body);
  else await api.request("PATCH", update, change.body);
}

/** An automation is replaced whole; whether it is switched on stays as it was found. */
async function sendAutomation(api: PrefectApi, wanted: DeploymentSet, change: Change): Promise<void> {
  if (change.found === null) {
    await api.request("POST", "/automations/", change.body);
    return;
  }
  const spec = wanted.automations.find(({ name }) => name === change.name);
  if (spec === undefined) return;
  const ids = (await readFound(api, wanted)).deployments;
  const body = automationBody(spec, wanted.tag, (key) => ids.get(key)?.id ?? "");
  await api.request("PUT", `/automations/${change.found.id}`, { ...body, enabled: change.found["enabled"] });
}

async function sendDeployment(api: PrefectApi, change: Change): Promise<void> {
  if (change.found === null) {
    const [flow] = change.name.split("/");
    const { id } = await api.request<{ readonly id: string }>("POST", "/flows/", { name: flow });
    await api.request("POST", "/deployments/", { ...change.body, flow_id: id });
    return;
  }
  const { schedules, ...fields } = change.body;
  const wantedSlugs = ((schedules ?? []) as readonly { readonly slug: string }[]).map(({ slug }) => slug);
  await api.request("PATCH", `/deployments/${change.found.id}`, { ...fields, ...(schedules === undefined ? {} : { schedules }) });
  if (schedules === undefined) return;
  // A sent list adds and changes; what is not in it must be taken away by name.
  for (const { id, slug } of (change.found["schedules"] ?? []) as readonly { readonly id: string; readonly slug: string | null }[]) {
    if (slug === null || !wantedSlugs.includes(slug)) await api.request("DELETE", `/deployments/${change.found.id}/schedules/${id}`);
  }
}

async function readTagged(api: PrefectApi, tag: string): Promise<readonly (readonly [string, Found])[]> {
  const deployments = await readPages(api, "/deployments/filter", { deployments: { tags: { all_: [tag] } } });
  if (deployments.length === 0) return [];
  const flows = await readPages(api, "/flows/filter", { flows: { id: { any_: [...new Set(deployments.map((deployment) => deployment["flow_id"]))] } } });
  const names = new Map(flows.map((flow) => [flow.id, String(flow["name"])]));
  return deployments.map((deployment) => [`${names.get(String(deployment["flow_id"])) ?? "?"}/${String(deployment["name"])}`, deployment] as const);
}

const PAGE = 200;

async function readPages(api: PrefectApi, path: string, filter: Readonly<Record<string, unknown>>): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (;;) {
    const page = await api.request<readonly Found[]>("POST", path, { ...filter, limit: PAGE, offset: all.length });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PrefectApiError && error.status === 404) return null;
    throw error;
  }
}
