export type Values = Readonly<Record<string, unknown>>;

/**
 * What a check must ask the staged data, as DuckDB SQL. Aggregates of all checks run in one pass over the file; a follow-up runs by
 * itself. Names and values come from descriptions of datasets, and are quoted all the same.
 */
export interface Measurement {
  /** Aggregate expressions by local name. */
  readonly aggregates: Readonly<Record<string, string>>;
  /**
   * Some aggregate is more than a plain `count`, `min` or `max` of a column. DuckDB answers the plain ones from the file's statistics,
   * but reads all rows for all of them when one in the query is not plain (measured: 104 ms together, 6 and 10 ms apart).
   */
  readonly readsRows: boolean;
  /** Columns the aggregates are grouped by; empty: one row for the whole file. Checks of the same columns share a pass. */
  readonly by: readonly string[];
  /** One more query, asked when the aggregates leave a question; `relation` is the staged file. */
  readonly followUp: FollowUp | null;
  /** The rows a person should see when the check is violated. */
  readonly evidence: ((relation: string, limit: number) => string) | null;
}

export interface FollowUp {
  /** @param table one row a segment, for a check that is asked `by` something */
  readonly isNeeded: (values: Values, table: readonly Values[]) => boolean;
  readonly sql: (relation: string) => string;
  /** `values`: its one row joins the aggregates. `table`: its rows are the check's table, in place of the segments. */
  readonly gives: "values" | "table";
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** Answered from what is known of the file without asking it. */
export const NOTHING: Measurement = { aggregates: {}, readsRows: false, by: [], followUp: null, evidence: null };
