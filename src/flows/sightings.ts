import type { CheckResult } from "../core/check.ts";
import { DATA_AGE } from "../core/freshness.ts";
import type { Finding, Sighting } from "../core/incidents.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import type { DbtReport } from "../transform/index.ts";
import type { FlowSummary, FreshnessLine } from "./summary.ts";

/** The dataset of what is about a source or a flow as a whole. */
const WHOLE = "*";

export interface SeenSource {
  readonly flow: string;
  readonly source: string;
  readonly preload: readonly CheckResult[];
  readonly datasets: readonly DatasetOutcome[];
  readonly freshness: readonly FreshnessLine[];
  readonly manifests: FlowSummary["manifests"];
}

/** Pure. What the end of a source's flow says of causes that people are told of. Warnings are none: they stand in the run's summary. */
export function sightingsOf({ flow, source, preload, datasets, freshness, manifests }: SeenSource): readonly Sighting[] {
  const isLost = ({ dataset }: Pick<DatasetOutcome, "dataset">): boolean => datasets.some((outcome) => outcome.dataset === dataset && !isGood(outcome));
  const broken = manifests === null || manifests.broken.length === 0 ? [] : [{ check: "validate_manifests", dataset: WHOLE, message: manifests.broken.join("; "), fix: `\`snapcount validate --sources ${source} --deep\` lists what is broken.` }];
  return [
    {
      source,
      good: [...datasets.filter(isGood).map(({ dataset }) => dataset), ...(manifests === null ? [] : [WHOLE])],
      // Of a dataset that was lost, its age is no news.
      bad: [...findLosses(preload, datasets), ...freshness.filter((line) => !isLost(line)).flatMap(findStale), ...broken],
    },
    // It came to its end: what it died of before is over.
    { source: flow, good: [WHOLE], bad: [] },
  ];
}

/** What a run of dbt says of each model and test. */
export function sightingsOfDbt(flow: string, report: DbtReport): readonly Sighting[] {
  const isBad = ({ state }: DbtReport["nodes"][number]): boolean => state === "error" || state === "fail";
  const judged = report.nodes.filter(({ state }) => state !== "skipped" && state !== "no_data");
  const bad = judged.filter(isBad).map(({ name, kind, message }): Finding => ({ check: `${kind === "test" ? "test" : "build"} failed`, dataset: name, message: message ?? `${kind} ${name} failed`, fix: null }));
  return [
    { source: "dbt", good: judged.filter((node) => !isBad(node)).map(({ name }) => name), bad },
    { source: flow, good: [WHOLE], bad: [] },
  ];
}

/** A run that never came to its end. @param name the class of its error */
export function sightingOfLoss(flow: string, { name, message, fix }: { readonly name: string; readonly message: string; readonly fix: string | null }): Sighting {
  return { source: flow, good: [], bad: [{ check: name, dataset: WHOLE, message, fix }] };
}

function isGood({ outcome }: Pick<DatasetOutcome, "outcome">): boolean {
  return outcome === "published" || outcome === "unchanged";
}

/** An outage that was met by the question before the load, or only by the load itself, is the same one. */
const SAME_CAUSE: Readonly<Record<string, string>> = { ProviderUnavailableError: "provider_reachable" };

function findLosses(preload: readonly CheckResult[], datasets: readonly DatasetOutcome[]): readonly Finding[] {
  const blockers = preload.filter(({ verdict }) => verdict === "fail");
  return datasets.filter((outcome) => !isGood(outcome) && outcome.outcome !== "skipped").flatMap(({ dataset, fix, causes = [] }) => {
    const own = blockers.length === 0 ? causes : blockers.filter(({ name }) => name !== "circuit_breaker").map(({ name, message }) => ({ check: name, message }));
    // The breaker itself is no cause: it is open because of one that has been told.
    return own.map(({ check, message }) => ({ check: SAME_CAUSE[check] ?? check, dataset, message, fix }));
  });
}

function findStale({ dataset, verdict, message, clocks }: FreshnessLine): readonly Finding[] {
  const event = clocks.find(({ name }) => name === DATA_AGE);
  return [
    ...(verdict === "fail" ? [{ check: "freshness", dataset, message, fix: null }] : []),
    ...(event?.verdict === "fail" ? [{ check: DATA_AGE, dataset, message: event.message, fix: null }] : []),
  ];
}
