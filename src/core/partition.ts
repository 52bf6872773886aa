import { ConfigError } from "./errors.ts";

/** A dataset of a source: `nflverse.weekly`. */
export interface DatasetId {
  readonly source: string;
  readonly dataset: string;
}

/** A snapshot's address: the dataset as of one UTC date `dt` (`YYYY-MM-DD`). */
export interface PartitionId extends DatasetId {
  readonly dt: string;
}

/** Names of sources and datasets become folder names and SQL identifiers: lower case, digits, underscore. */
const NAME = /^[a-z][a-z0-9_]*$/;
const DT = /^\d{4}-\d{2}-\d{2}$/;

/** @returns true for a real calendar date written `YYYY-MM-DD` (DuckDB infers `dt` as DATE only if every folder is one). */
export function isDt(text: string): boolean {
  if (!DT.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** @returns the UTC date of an instant. */
export function dtOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** @throws ConfigError when `text` is no date, or lies after the UTC date of `now`. */
export function parseDt(text: string, now: Date): string {
  if (!isDt(text)) throw new ConfigError(`--dt ${text}: not a calendar date`, "Write the date as YYYY-MM-DD, for example --dt 2025-11-23.");
  if (text > dtOf(now)) {
    throw new ConfigError(`--dt ${text}: lies in the future (today is ${dtOf(now)}, UTC)`, "Use today's date or an earlier one: a snapshot from the future would hide every later one.");
  }
  return text;
}

export function isName(text: string): boolean {
  return NAME.test(text);
}

export function datasetLabel(id: DatasetId): string {
  return `${id.source}.${id.dataset}`;
}

/** Relative to the raw root, POSIX separators. */
export function partitionPath(id: PartitionId): string {
  return `${id.source}/${id.dataset}/dt=${id.dt}`;
}

/** @returns the address a partition folder stands for, or null when the path is none. `path` is relative to the raw root. */
export function parsePartitionPath(path: string): PartitionId | null {
  const [source, dataset, folder, ...rest] = path.split("/");
  if (source === undefined || dataset === undefined || folder === undefined || rest.length > 0) return null;
  if (!isName(source) || !isName(dataset) || !folder.startsWith("dt=")) return null;
  const dt = folder.slice(3);
  return isDt(dt) ? { source, dataset, dt } : null;
}

/** How a dataset's file is called; fits every glob of the contract (layout, section 2). */
export type FileNaming = "dated" | "plain" | { readonly prefix: string };

/** @returns `weekly_2025-11-23.parquet` (dated), `contracts_cut.parquet` (plain), `projections_consensus_2025-11-23.parquet` (prefix). */
export function parquetFileName(id: PartitionId, naming: FileNaming = "dated"): string {
  if (naming === "dated") return `${id.dataset}_${id.dt}.parquet`;
  if (naming === "plain") return `${id.dataset}.parquet`;
  return `${naming.prefix}_${id.dt}.parquet`;
}
