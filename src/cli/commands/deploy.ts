import { applyDeploy, type Change, type Difference, planDeploy, readFound } from "@snapcount/prefect/deployments";
import { createPrefectApi } from "@snapcount/prefect/server";
import { loadSchedules } from "../../config/schedules.ts";
import { ConfigError } from "../../core/errors.ts";
import { describeDeployments, type HouseDeployments, WORK_POOL } from "../../flows/deployments.ts";
import { findPrefect } from "../../flows/prefect-settings.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import { formatTable, type Terminal } from "../terminal.ts";

/** `snapcount deploy`: makes a Prefect server hold what the flows and config/schedules.yaml ask for. Sends nothing when nothing differs. */
export async function deploy({ options }: CommandContext): Promise<number> {
  const { terminal, loaded } = readSurroundings({ profile: options["profile"] });
  const settings = findPrefect(process.env);
  if (settings === null) throw new ConfigError("no Prefect server is set up", "Start one (`make prefect-server`) and set PREFECT_API_URL=http://127.0.0.1:4200/api, or choose a profile with `prefect profile use`.");
  const { set, planned } = describeDeployments(loadSchedules(loaded.paths.home, loaded.packageRoot), loaded);
  const api = createPrefectApi(settings);
  try {
    const changes = planDeploy(set, await readFound(api, set));
    const dryRun = options["dryRun"] === true;
    if (!dryRun) await applyDeploy(api, set, changes, () => undefined);
    if (options["json"] === true) terminal.out(formatJson("deploy", { server: api.apiUrl, applied: !dryRun, changes: changes.map(toJson), planned }));
    else print(terminal, changes, planned, dryRun, api.uiUrl);
    return EXIT.success;
  } finally {
    await api.close();
  }
}

function toJson({ kind, name, action, differences, keeps }: Change): object {
  return { kind, name, action, differences, keeps };
}

function print(terminal: Terminal, changes: readonly Change[], planned: HouseDeployments["planned"], dryRun: boolean, uiUrl: string): void {
  const { paint } = terminal;
  const verb: Record<Change["action"], string> = dryRun
    ? { create: paint.green("would be made"), update: paint.yellow("would be changed"), unchanged: paint.dim("as it is"), "left over": paint.red("left over") }
    : { create: paint.green("made"), update: paint.yellow("changed"), unchanged: paint.dim("as it is"), "left over": paint.red("left over") };
  terminal.out(formatTable(terminal, [{ head: "what" }, { head: "name" }, { head: "" }], changes.map(({ kind, name, action }) => [paint.dim(kind), name, verb[action]])));
  for (const { name, differences, keeps } of changes) {
    for (const difference of differences) terminal.out(`${name} ${describe(terminal, difference)}`);
    for (const kept of keeps) terminal.out(paint.dim(`${name} ${kept}`));
  }
  for (const { name } of changes.filter(({ action }) => action === "left over")) terminal.out(`${paint.yellow("left over")} ${name}: its flow is gone; remove it with: prefect deployment delete ${name}`);
  for (const { flow, slugs } of planned) terminal.out(paint.dim(`${flow} is not written yet; waiting for it: ${slugs.join(", ")}`));
  const sent = changes.filter(({ action }) => action === "create" || action === "update").length;
  terminal.out("");
  terminal.out(sent === 0 ? "The server holds what the files say; nothing was sent." : dryRun ? `${sent} would be sent; without --dry-run they are.` : `${sent} sent to ${uiUrl}`);
  if (!dryRun) terminal.out(`${paint.dim("next")} prefect worker start --type process --pool ${WORK_POOL}`);
}

function describe({ paint }: Terminal, { path, found, wanted }: Difference): string {
  return `${path}: ${paint.dim(shorten(found))} -> ${shorten(wanted)}`;
}

function shorten(value: unknown): string {
  const text = value === undefined || value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
