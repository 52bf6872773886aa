import type { CheckResult } from "./check.ts";
import type { Manifest } from "./manifest.ts";
import { datasetLabel, type PartitionId } from "./partition.ts";

/** A person's word that a rejected snapshot is to be published all the same. */
export type ReleaseWord = NonNullable<Manifest["released"]>;

/** A rejected snapshot: its manifest as it would have been, and its audit. */
export interface RejectedSnapshot {
  readonly manifest: Manifest;
  readonly checks: readonly CheckResult[];
}

/**
 * @param group the snapshots that are published together
 * @returns their manifests: verdict warn; the warnings name the reason, the failed checks (of others of the group, for one that passed itself), and what had been warned of
 */
export function describeReleased(group: readonly RejectedSnapshot[], released: ReleaseWord): readonly Manifest[] {
  const culprits = group.filter(({ checks }) => failed(checks).length > 0).map(({ manifest, checks }) => `${datasetLabel(manifest)} (${failed(checks).map(({ name }) => name).join(", ")})`);
  return group.map(({ manifest, checks }) => {
    const own = failed(checks);
    const said = `released by ${released.by} at ${released.at}: ${released.reason}`;
    const why = own.length > 0 ? own.map(sentence) : [`published together with ${culprits.join(", ")}, which failed`];
    return { ...manifest, verdict: "warn", warnings: [said, ...why, ...manifest.warnings], released };
  });
}

function failed(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter(({ verdict }) => verdict === "fail");
}

function sentence({ name, message }: CheckResult): string {
  return `${name}: ${message}`;
}

/**
 * A release must not take something newer and good from readers, nor be hidden behind it: dbt reads the greatest dt. A baseline competes
 * only with its own date.
 * @param partitions what readers see of the dataset
 * @returns the dt of the snapshot that has taken the rejected one's place since, or null
 */
export function supersededBy(rejected: Pick<Manifest, "dt" | "role" | "asof_datetime">, partitions: readonly { readonly id: PartitionId; readonly manifest: Manifest | null }[]): string | null {
  const later = partitions.find(({ id, manifest }) => (id.dt > rejected.dt && rejected.role === "snapshot" && manifest?.role !== "baseline") || (id.dt === rejected.dt && (manifest?.asof_datetime ?? "") > rejected.asof_datetime));
  return later?.id.dt ?? null;
}
