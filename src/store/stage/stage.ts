import type { TableChanges } from "../../core/change-report.ts";
import type { Check, CheckResult } from "../../core/check.ts";
import type { ColumnContract } from "../../core/dataset.ts";
import type { NewestEventAt } from "../../core/freshness.ts";
import type { ManifestCoverage, Provenance } from "../../core/manifest.ts";
import type { Span } from "../../core/plan.ts";
import type { SnapshotHistory } from "../../core/snapshot-history.ts";
import type { Surroundings } from "../../core/surroundings.ts";
import type { StagedFile } from "../store.ts";
import type { CompareQuestion } from "./compare.ts";
import type { NewestEventQuestion } from "./newest-event.ts";

export interface StageInput {
  /** Archived bytes. */
  readonly path: string;
  readonly format: "parquet" | "csv" | "json";
  /** As an operator knows it: `stats_player_week_2024.parquet`. */
  readonly label: string;
}

export type { Span };

export interface StageRequest {
  /** Label for errors: `nflverse.weekly`. */
  readonly label: string;
  readonly dir: string;
  readonly fileName: string;
  /** Upstream files in order, seasons ascending; combined by column name, row order kept. */
  readonly inputs: readonly StageInput[];
  readonly columns: readonly ColumnContract[];
  /** Upstream name -> snapshot name, applied before the contract is looked at (`dt` -> `chart_at`). */
  readonly renames?: Readonly<Record<string, string>>;
  /** Texts that mean null in CSV, beside the empty cell. */
  readonly nulls?: readonly string[];
  /** Rows kept; both ends of a span included. */
  readonly seasons?: Span | readonly number[];
  readonly weeks?: Span;
  readonly provenance: Provenance;
}

/** What a parser made a table of. */
export type TableContent =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /**
   * Many rows that would be costly as objects: NDJSON, one object a line, whose fields are the dataset's columns by name. DuckDB reads
   * them in the contract's types (a number becomes text where the column is one, whole numbers are exact up to 2^53), and what does not fit
   * is an error that names line and field. `trimmed`: text columns that lose blanks at both ends.
   */
  | { readonly lines: Uint8Array; readonly trimmed?: readonly string[] };

/** A parsed table, instead of upstream files; and what is asked about it. */
export interface TableRequest extends Pick<StageRequest, "label" | "dir" | "fileName" | "columns" | "provenance">, Omit<AuditRequest, "label" | "columns" | "staged" | "coverage"> {
  readonly content: TableContent;
}

export interface TableResult extends StageResult {
  readonly answers: readonly CheckResult[];
}

export interface StageResult {
  readonly staged: StagedFile;
  readonly coverage: ManifestCoverage | null;
  /** Findings of the combination itself: additive drift (warn), columns filled with nulls, and so on. */
  readonly findings: readonly CheckResult[];
}

export interface AuditRequest {
  readonly label: string;
  readonly staged: StagedFile;
  readonly coverage: ManifestCoverage | null;
  readonly checks: readonly Check[];
  readonly key: readonly string[];
  /** What `required_columns` looks for; without it, the columns of the key. */
  readonly columns?: readonly ColumnContract[];
  /** Weeks the run was narrowed to; others are not expected. */
  readonly expectedWeeks?: Span | null;
  readonly mayBeEmpty: string | null;
  /** Seasons the run asked for, or null when the dataset has none. */
  readonly expectedSeasons: readonly number[] | null;
  /** What it is compared with. */
  readonly history: SnapshotHistory;
  /** The run's instant, and published snapshots that checks name; without it, what needs another dataset is skipped. */
  readonly surroundings?: Surroundings;
}

/** DuckDB in one process: combines upstream files into one staged Parquet file, and measures it for the audit. */
export interface Stager {
  /** @throws SchemaDriftError, PayloadError (naming the file), StoreWriteError (disk) */
  stage(request: StageRequest, signal: AbortSignal): Promise<StageResult>;
  /**
   * Tables of one publish group, staged and audited in one go: they are small, and opening DuckDB for each would take most of the time.
   * @throws SchemaDriftError naming row and column, StoreWriteError (disk)
   */
  loadTables(requests: readonly TableRequest[], signal: AbortSignal): Promise<readonly TableResult[]>;
  /** Every check leaves exactly one result; a check that throws is a fail, never a pass. */
  audit(request: AuditRequest, signal: AbortSignal): Promise<readonly CheckResult[]>;
  /** Rows for a person: the offending rows of a rejected file, at most `limit`. */
  sample(parquetPath: string, limit: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** @returns every row of a Parquet file, these columns of it */
  rows(parquetPath: string, columns: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** @returns an answer for each question, in order; a file that cannot be read is the answer to its own question only */
  newestEvents(questions: readonly NewestEventQuestion[]): Promise<readonly NewestEventAt[]>;
  /**
   * @returns an answer for each question, in order: what differs between two files, or the error that stands in the way of knowing
   * @throws signal.reason when aborted
   */
  compare(questions: readonly CompareQuestion[], signal: AbortSignal): Promise<readonly (TableChanges | Error)[]>;
  close(): void;
}
