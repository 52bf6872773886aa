import type { SourceDescription } from "../core/dataset.ts";
import { findSource } from "../sources/index.ts";
import { knownContracts } from "../sources/contracts.ts";
import type { SnapshotStore } from "../store/store.ts";
import { type ValidateOptions, validatePartitions, type ValidationResult } from "../store/validate.ts";
import { judgeAge } from "./judge-age.ts";

/** A partition, and of a current one, where it was asked for, how old it is. */
export type Validated = ValidationResult & { readonly freshness?: string };

/**
 * Validates published partitions against their manifests, footers, the registry and the contracts of this version.
 * @param sources with the thresholds of the home
 * @param freshAt the instant at which current snapshots' ages are judged; null: nobody asks. A stale snapshot is not valid: what
 *   readers see is too old to be trusted. Superseded ones are as old as they are.
 */
export async function validateStore(store: SnapshotStore, sources: readonly SourceDescription[], options: Omit<ValidateOptions, "contracts">, freshAt: Date | null): Promise<readonly Validated[]> {
  const results = await validatePartitions(store, { ...options, contracts: knownContracts() });
  return freshAt === null ? results : Promise.all(results.map(async (result) => (result.current ? withFreshness(store, sources, result, freshAt) : result)));
}

async function withFreshness(store: SnapshotStore, sources: readonly SourceDescription[], result: ValidationResult, runAt: Date): Promise<Validated> {
  const source = findSource(result.source, sources);
  const dataset = source?.datasets.find((candidate) => candidate.name === result.dataset);
  if (source === null || dataset === undefined) return result;
  const { level, message } = await judgeAge({ store, runAt }, { source, dataset }, null);
  if (level === "fail") return { ...result, valid: false, issues: [...result.issues, `stale: ${message}`], freshness: message };
  return { ...result, warnings: level === "warn" ? [...result.warnings, `getting old: ${message}`] : result.warnings, freshness: message };
}
