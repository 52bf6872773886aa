import type { Check } from "./check.ts";
import type { Column } from "./question.ts";
import { type DatasetId, datasetLabel } from "./partition.ts";
import { GAME_COLUMNS } from "./team-coverage.ts";

/** What an audit knows beside the staged file. */
export interface Surroundings {
  /** The run's instant. */
  readonly runAt: Date;
  /** Published snapshots of the datasets that checks name, by label (`nflverse.schedule`); one that is absent has none. */
  readonly published: ReadonlyMap<string, OtherSnapshot>;
}

/** A published snapshot of another dataset. */
export interface OtherSnapshot {
  readonly dt: string;
  /** Its Parquet file. */
  readonly path: string;
  readonly columns: readonly Column[];
}

/** What a question may read beside the staged file. */
export interface FilesBeside {
  /** The run's instant. */
  readonly runAt: Date;
  /** Files of other datasets as relations, by label; a check of one that is absent asks nothing. */
  readonly files: ReadonlyMap<string, string>;
}

/** Another dataset that a check reads, and the columns of it. */
export interface OtherDataset extends DatasetId {
  readonly columns: readonly string[];
}

/** @returns the dataset a check compares the staged one with, or null when it looks at the staged one alone */
export function otherNamed(check: Check): OtherDataset | null {
  if (check.kind === "references") return { source: check.to.source, dataset: check.to.dataset, columns: [check.to.column] };
  return check.kind === "team_coverage" ? { ...check.games, columns: GAME_COLUMNS } : null;
}

/** @returns the datasets that any of the checks names, each once */
export function othersNamed(checks: readonly Check[]): readonly DatasetId[] {
  const named = checks.flatMap((check) => otherNamed(check) ?? []);
  return [...new Map(named.map(({ source, dataset }) => [datasetLabel({ source, dataset }), { source, dataset }])).values()];
}
