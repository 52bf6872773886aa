import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { ConfigError } from "../core/errors.ts";
import type { PayloadFormat } from "../http/http.ts";

/** One file at a provider: the unit of fetching and archiving (architecture, invariant 8). */
export interface Asset {
  /** As an operator knows it, and as errors name it: `stats_player_week_2024.parquet`. */
  readonly label: string;
  readonly url: string;
  /** The season it holds, or null when it holds everything. */
  readonly season: number | null;
  /** Why a 404 for this file is an expected answer while others of the dataset are there; absent: a 404 is a failure. */
  readonly mayBeAbsent?: string;
}

/** A dataset that is fetched as whole files and combined by column name. The shared flow needs nothing beyond this. */
export interface FetchedDataset extends DatasetDescription {
  /** Oldest season there is a file for; null where seasons are no address. */
  readonly firstSeason: number | null;
  /** Which calendar decides the running season: `roster` turns on 15 March, `season` on the Thursday after Labor Day. */
  readonly seasonRule: "season" | "roster";
  /** Pure: the files that hold `seasons`, oldest first. Datasets of scope `whole` have the same files whatever the seasons. */
  assets(seasons: readonly number[]): readonly Asset[];
  /** Takes personal data (phone, e-mail) out of a payload before it is archived, hashed or logged; absent: the source has none. */
  readonly redact?: (bytes: Uint8Array) => Uint8Array;
  /** Formats the stager may get, by magic bytes. */
  readonly expect: readonly PayloadFormat[];
  /** Upstream name -> snapshot name. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Texts that mean null in CSV, beside the empty cell. */
  readonly nulls?: readonly string[];
  /** One file holds all seasons, and `--seasons` keeps rows of the asked ones by the column `season`. */
  readonly filterSeasons: boolean;
  /** `--weeks` keeps rows by the column `week`; where false, a run narrowed by weeks is refused for this dataset. */
  readonly filterWeeks: boolean;
}

export interface FetchedSource extends SourceDescription {
  readonly datasets: readonly FetchedDataset[];
  /** A cheap address whose host all datasets come from, asked before a run. */
  readonly probeUrl: string;
  /** Every host that the assets name. */
  readonly politeness: readonly PoliteHost[];
}

/** What a host is asked at once at most, by all processes of a home together. */
export interface PoliteHost {
  readonly host: string;
  readonly requests: number;
  readonly reason: string;
  /** Pause between two requests of a run, in milliseconds; absent: none is asked for. */
  readonly pauseMs?: number;
}

/** What a manifest's `loader_path` says: the code that wrote the file. */
export function loaderPath(source: SourceDescription, dataset: DatasetDescription): string {
  return `snapcount:${source.name}.${dataset.name}`;
}

/** @returns the dataset. @throws ConfigError naming the known ones. */
export function requireDataset(source: FetchedSource, name: string): FetchedDataset {
  const dataset = source.datasets.find((candidate) => candidate.name === name);
  if (dataset !== undefined) return dataset;
  const known = source.datasets.map((candidate) => candidate.name).join(", ");
  throw new ConfigError(`${source.name} has no dataset '${name}'`, `Datasets of ${source.name}: ${known}.`);
}
