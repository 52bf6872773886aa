import { parse } from "csv-parse/sync";
import { compareTexts } from "./compare.ts";
import { type Decision, inOrderOfTime } from "./decisions.ts";
import type { Manifest } from "./manifest.ts";
import { isDt, type PartitionId, partitionPath } from "./partition.ts";

/**
 * The registry of all snapshots is a fold: it has no memory of its own, so building it again gives the same bytes.
 *
 * Invariants
 * 1. current = the greatest dt with a file in the raw root, which is what dbt's max(dt) sees; exactly one for each dataset that has any.
 * 2. historical = the baseline (role in the manifest, or a decision); archived = moved out; superseded = the rest.
 * 3. The order in which partitions, decisions and legacy rows are given does not matter.
 * 4. What is on disk outranks what was written about it; a snapshot without data is never current.
 */
export interface RegistryRow {
  readonly source: string;
  readonly dataset: string;
  readonly snapshot_date: string;
  readonly status: "current" | "historical" | "superseded" | "archived";
  readonly coverage_start_season: number | null;
  readonly coverage_end_season: number | null;
  readonly row_count: number | null;
  readonly notes: string;
}

export interface RegistrySources {
  /** Partitions in the raw root; `manifest` null where it is broken. */
  readonly partitions: readonly { readonly id: PartitionId; readonly manifest: Manifest | null }[];
  readonly decisions: readonly Decision[];
  /** Rows of an adopted tree's registry; those without data are kept for the record. */
  readonly legacy: readonly LegacyRow[];
}

export type LegacyRow = Omit<RegistryRow, "status"> & { readonly status: RegistryRow["status"] | "pending" };

export const REGISTRY_COLUMNS = ["source", "dataset", "snapshot_date", "status", "coverage_start_season", "coverage_end_season", "row_count", "notes"] as const;

export function foldRegistry({ partitions, decisions, legacy }: RegistrySources): readonly RegistryRow[] {
  const rows = new Map<string, RegistryRow>();
  const say = decisionIndex(decisions);
  for (const row of [...legacy].sort(byContent)) rows.set(keyOf(row), describeLegacy(row));
  // What was archived and is there again is a snapshot like others: only an adopted tree's remarks stay.
  const adopted = new Map(rows);
  for (const decision of say.archived) rows.set(keyOf(addressOf(decision)), describeArchived(decision, rows.get(keyOf(addressOf(decision)))));
  const newest = newestDates(partitions);
  for (const { id, manifest } of partitions) {
    const isCurrent = newest.get(`${id.source}/${id.dataset}`) === id.dt;
    rows.set(keyOf({ ...id, snapshot_date: id.dt }), describePartition(id, manifest, isCurrent, say.baseline.get(partitionPath(id)), adopted.get(keyOf({ ...id, snapshot_date: id.dt }))));
  }
  return [...rows.values()].sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
}

function describePartition(id: PartitionId, manifest: Manifest | null, isCurrent: boolean, baseline: Decision | undefined, legacy: RegistryRow | undefined): RegistryRow {
  const isBaseline = manifest?.role === "baseline" || baseline !== undefined;
  const notes = [
    isBaseline ? `baseline${baseline === undefined ? "" : `: ${baseline.reason}`}` : null,
    manifest === null ? "manifest missing or broken" : null,
    manifest?.rebuilt === true ? "manifest rebuilt from the file" : null,
    manifest?.verdict === "warn" ? `${manifest.warnings.length} warning(s)` : null,
    manifest?.released === undefined ? null : `released: ${manifest.released.reason}`,
    legacy?.notes ? legacy.notes : null,
  ];
  let status: RegistryRow["status"] = "superseded";
  if (isCurrent) status = "current";
  else if (isBaseline) status = "historical";
  return {
    source: id.source,
    dataset: id.dataset,
    snapshot_date: id.dt,
    status,
    coverage_start_season: manifest?.coverage?.season_min ?? legacy?.coverage_start_season ?? null,
    coverage_end_season: manifest?.coverage?.season_max ?? legacy?.coverage_end_season ?? null,
    row_count: manifest?.row_count ?? legacy?.row_count ?? null,
    notes: notes.filter((note) => note !== null).join("; "),
  };
}

function describeLegacy(row: LegacyRow): RegistryRow {
  return { ...row, status: row.status === "historical" || row.status === "archived" ? row.status : "superseded" };
}

function describeArchived(decision: Decision, legacy: RegistryRow | undefined): RegistryRow {
  return {
    ...addressOf(decision),
    status: "archived",
    coverage_start_season: decision.coverage_start_season ?? legacy?.coverage_start_season ?? null,
    coverage_end_season: decision.coverage_end_season ?? legacy?.coverage_end_season ?? null,
    row_count: decision.row_count ?? legacy?.row_count ?? null,
    notes: decision.reason,
  };
}

function addressOf({ source, dataset, dt }: Decision): Pick<RegistryRow, "source" | "dataset" | "snapshot_date"> {
  return { source, dataset, snapshot_date: dt };
}

function newestDates(partitions: RegistrySources["partitions"]): ReadonlyMap<string, string> {
  const newest = new Map<string, string>();
  for (const { id } of partitions) {
    const dataset = `${id.source}/${id.dataset}`;
    if ((newest.get(dataset) ?? "") < id.dt) newest.set(dataset, id.dt);
  }
  return newest;
}

/** Of several decisions about one snapshot the latest counts. */
function decisionIndex(decisions: readonly Decision[]): { readonly archived: readonly Decision[]; readonly baseline: ReadonlyMap<string, Decision> } {
  const inOrder = inOrderOfTime(decisions);
  const latest = (kind: Decision["kind"]): ReadonlyMap<string, Decision> => new Map(inOrder.filter((decision) => decision.kind === kind).map((decision) => [partitionPath(decision), decision]));
  return { archived: [...latest("archive").values()], baseline: latest("baseline") };
}

function keyOf(row: Pick<RegistryRow, "source" | "dataset" | "snapshot_date">): string {
  return `${row.source}/${row.dataset}/${row.snapshot_date}`;
}

function byContent(a: object, b: object): number {
  return compareTexts(JSON.stringify(a), JSON.stringify(b));
}

/** @returns the bytes of `snapshot_registry.csv`: one header, `\n` line ends, empty cells for null. */
export function formatRegistryCsv(rows: readonly RegistryRow[]): string {
  const lines = rows.map((row) => REGISTRY_COLUMNS.map((column) => formatCell(row[column])).join(","));
  return `${[REGISTRY_COLUMNS.join(","), ...lines].join("\n")}\n`;
}

function formatCell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const STATUSES: ReadonlySet<string> = new Set(["current", "historical", "superseded", "archived", "pending"]);

/** @returns the rows of a registry CSV that have an address; others (and unknown statuses) are left out. Never throws. */
export function parseRegistryCsv(text: string): readonly LegacyRow[] {
  let records: readonly Record<string, string>[];
  try {
    records = parse(text, { columns: true, skip_empty_lines: true, bom: true, relax_column_count: true }) as unknown as readonly Record<string, string>[];
  } catch {
    return [];
  }
  return records.flatMap((record) => {
    const { source = "", dataset = "", snapshot_date: date = "", status = "", notes = "" } = record;
    if (source === "" || dataset === "" || !isDt(date) || !STATUSES.has(status)) return [];
    return [{
      source,
      dataset,
      snapshot_date: date,
      status: status as LegacyRow["status"],
      coverage_start_season: wholeNumber(record["coverage_start_season"]),
      coverage_end_season: wholeNumber(record["coverage_end_season"]),
      row_count: wholeNumber(record["row_count"]),
      notes,
    }];
  });
}

/** The reference writes some counts as `12201.0`. */
function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.0+)?$/.test(text.trim()) ? Number(text) : null;
}
