import { ConfigError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import type { QuarantineReport } from "../store/store.ts";

/** A folder in quarantine and its report. */
export interface RejectedEntry {
  readonly path: string;
  readonly report: QuarantineReport;
}

/** @returns the newest entry of a dataset (`ktc.players`) or of a run (its id's beginning). @throws ConfigError when there is none */
export function findRejected(entries: readonly RejectedEntry[], wanted: string): RejectedEntry {
  const [newest] = matching(entries, wanted);
  if (newest !== undefined) return newest;
  const known = [...new Set(entries.map(({ report }) => datasetLabel(report.id)))];
  throw new ConfigError(`nothing in quarantine for '${wanted}'`, known.length === 0 ? "Nothing is in quarantine at all." : `In quarantine: ${known.join(", ")}.`);
}

/**
 * @returns the entries that were put aside together with the wanted one, in their order
 * @throws ConfigError when there is none, when a run put aside several groups, or when the group is not whole any more
 */
export function findRejectedGroup(entries: readonly RejectedEntry[], wanted: string): readonly RejectedEntry[] {
  const chosen = findRejected(entries, wanted);
  const groups = new Map((isDataset(wanted) ? [chosen] : matching(entries, wanted)).map(({ report }) => [`${report.run_id} ${groupOf(report).join()}`, groupOf(report)]));
  if (groups.size > 1) throw new ConfigError(`'${wanted}' put aside ${groups.size} groups of snapshots that are published each by itself`, `Name a dataset of the one you mean: ${[...groups.values()].map(([first]) => first ?? "").join(", ")}.`);
  return groupOf(chosen.report).map((label) => {
    const member = entries.find(({ report }) => report.run_id === chosen.report.run_id && datasetLabel(report.id) === label);
    if (member !== undefined) return member;
    throw new ConfigError(`${datasetLabel(chosen.report.id)} is published only together with ${label}, which run ${chosen.report.run_id.slice(0, 8)} no longer has in quarantine`, "Tables of one group are statements about one moment. Run the flow again, then release what it puts aside.");
  });
}

function groupOf({ candidate, id }: QuarantineReport): readonly string[] {
  return candidate?.group ?? [datasetLabel(id)];
}

/** Newest first. */
function matching(entries: readonly RejectedEntry[], wanted: string): readonly RejectedEntry[] {
  return entries.filter(({ report }) => (isDataset(wanted) ? datasetLabel(report.id) === wanted : wanted.length >= 4 && report.run_id.startsWith(wanted)));
}

function isDataset(wanted: string): boolean {
  return wanted.includes(".");
}
