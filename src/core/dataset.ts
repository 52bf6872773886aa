import type { Check, CheckResult } from "./check.ts";
import type { PlayerColumns } from "./mapping-rate.ts";
import type { FileNaming } from "./partition.ts";
import type { ValueColumns } from "./value-moves.ts";

/** DuckDB types a snapshot may hold; a contract column has exactly one of them in every retained partition. */
export type ColumnType = "VARCHAR" | "INTEGER" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "DATE" | "TIMESTAMP" | "BIGINT[]" | "DOUBLE[]" | "VARCHAR[]";

/** A column that readers rely on. Upstream columns beyond these are kept, and a new one is a recorded, additive drift. */
export interface ColumnContract {
  readonly name: string;
  readonly type: ColumnType;
  /** Upstream may lack it (an older season); the snapshot then has it as typed nulls. Default true. */
  readonly required?: boolean;
  /**
   * Other types seen upstream that convert without loss (`season` as text). Numbers among themselves are always accepted when every
   * value survives; any other change of type of a required column fails the dataset.
   */
  readonly accepts?: readonly ColumnType[];
}

/** An age in hours up to which something is fresh; the limit itself is still good. */
export interface FreshnessThreshold {
  readonly warnAfterHours: number;
  readonly failAfterHours: number;
  readonly reason: string;
}

/** Providers publish, and we ask, in another rhythm while games are played (core/nfl-calendar.ts says when). */
export type SeasonThresholds = Readonly<Record<"inSeason" | "offSeason", FreshnessThreshold>>;

/**
 * Where a dataset's rows tell when what they hold happened, and how old the newest of it may be.
 * `column`: a date or an instant (UTC). `gameWeeks`: rows have a season and a week; the newest event is the last finished game, by the
 * published schedule, of the weeks that have rows. What lies after the run's instant is a plan and no event.
 */
export type NewestEvent = SeasonThresholds & ({ readonly column: string; /** SQL: only these rows have happened. */ readonly where?: string } | { readonly gameWeeks: true });

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What the shared code needs to know of a dataset; how it is fetched and parsed stays in the source's folder. */
export interface DatasetDescription {
  readonly name: string;
  /** One line, shown by `doctor` and the docs. */
  readonly about: string;
  /** The measured row key. Rows where a part is null are kept and counted. */
  readonly key: readonly string[];
  readonly columns: readonly ColumnContract[];
  readonly checks: readonly Check[];
  /** Upstream's rhythm: how long ago it may have published, and the published data may have changed. */
  readonly freshness: SeasonThresholds;
  /** Absent: no row tells when something happened. */
  readonly newestEvent?: NewestEvent;
  /** People edit the source: what has not changed since it was last looked at is fresh, whatever its age. */
  readonly unchangedIsFresh?: true;
  readonly naming?: FileNaming;
  /** What checks over columns cannot say: judged over the rows themselves, and those of the last good snapshot (null: none). */
  readonly judgeRows?: { readonly columns: readonly string[]; judge(rows: Rows, before: Rows | null): readonly CheckResult[] };
  /** Its rows are of players, who should be in the crosswalk: `snapcount coverage` tells how many are. */
  readonly players?: PlayerColumns;
  /** Its rows carry a value that moves from snapshot to snapshot: a run's report shows the largest moves. */
  readonly movesOf?: ValueColumns;
  /** Zero rows may be published, with this reason (invariant 7). */
  readonly mayBeEmpty?: string;
  /** In the default set of `snapcount run`. */
  readonly byDefault: boolean;
  /** `seasons`: one upstream file a season; `whole`: one file holds everything. */
  readonly scope: "seasons" | "whole";
}

export interface SourceDescription {
  /** Folder name on disk and in commands. */
  readonly name: string;
  /** Other names commands accept for it. */
  readonly aliases?: readonly string[];
  readonly displayName: string;
  /** Version of its parsers: part of the decision `unchanged`. Raise it when the rows made from equal bytes change. */
  readonly version: string;
  readonly flow: string;
  /** How old the last good snapshot may be to stand in when a load is lost (`lkg`); beyond it the dataset is `failed`. */
  readonly lastKnownGoodHours: number;
  /** Our own rhythm: how long ago the provider may last have been asked with success. dbt's sources hold the same numbers. */
  readonly checking: SeasonThresholds;
  readonly datasets: readonly DatasetDescription[];
}
