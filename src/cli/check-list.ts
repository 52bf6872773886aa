import type { Check } from "../core/check.ts";
import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { checkName } from "../core/measurement.ts";
import { type AppliedOverride, THRESHOLDS } from "../core/overrides.ts";
import { datasetLabel } from "../core/partition.ts";
import type { Terminal } from "./terminal.ts";

/** @returns the lines of `snapcount doctor --checks`: every check of every dataset, its thresholds here and by default, and the reason */
export function listChecks(terminal: Terminal, governed: readonly SourceDescription[], applied: readonly AppliedOverride[]): readonly string[] {
  return governed.flatMap((source) => source.datasets.flatMap((dataset) => listDataset(terminal, datasetLabel({ source: source.name, dataset: dataset.name }), dataset, applied)));
}

function listDataset({ paint }: Terminal, label: string, { checks, freshness }: DatasetDescription, applied: readonly AppliedOverride[]): readonly string[] {
  const own = applied.filter((override) => override.of === label);
  const ages = (["inSeason", "offSeason"] as const).map((phase) => ({ name: `freshness ${phase}`, shown: describe({ warnAfterHours: freshness[phase].warnAfterHours, failAfterHours: freshness[phase].failAfterHours }, `freshness: ${phase}.`, own), reason: freshness[phase].reason }));
  const lines = [...checks.map((check) => ({ name: checkName(check), shown: describe(thresholdsOf(check), `${checkName(check)}: `, own), reason: check.reason ?? null })), ...ages];
  return [paint.bold(label), ...lines.map(({ name, shown, reason }) => `  ${[name, shown].filter((part) => part !== "").join("  ")}${reason === null ? "" : `\n      ${paint.dim(reason)}`}`)];
}

function thresholdsOf(check: Check): Readonly<Record<string, unknown>> {
  const fields = check as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries([...Object.keys(THRESHOLDS[check.kind]), "onViolation"].map((key) => [key, fields[key]]));
}

/** `min 300 (default 400), max 650` */
function describe(values: Readonly<Record<string, unknown>>, prefix: string, own: readonly AppliedOverride[]): string {
  return Object.entries(values)
    .flatMap(([key, value]) => {
      if (typeof value !== "number" && typeof value !== "string") return [];
      const override = own.find(({ name }) => name === `${prefix}${key}`);
      return [`${key} ${value}${override === undefined ? "" : ` (default ${override.byDefault ?? "none"})`}`];
    })
    .join(", ");
}
