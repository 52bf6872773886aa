/** What became of one dbt node: a seed, a model or a test. Verdict words of dbt's tests are ours: pass is `success`. */
export type NodeState = "success" | "warn" | "fail" | "error" | "skipped" | "no_data";
export type NodeKind = "seed" | "model" | "test" | "source" | "other";

export interface NodeReport {
  /** `model.ff_data_transform.dim_team` */
  readonly uniqueId: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly state: NodeState;
  /** Rows of the built table; null for views, tests and when the warehouse could not be asked. */
  readonly rows: number | null;
  readonly seconds: number;
  /** What dbt said, without its own formatting; for a failing test, which rule of which model. */
  readonly message: string | null;
  /** Rows that violate a test; null for anything else. */
  readonly failures: number | null;
  /** Models a test looks at. */
  readonly tests: readonly string[];
  /** The SQL as sent to DuckDB; null when dbt never got so far. */
  readonly compiledSql: string | null;
  /** Datasets (`nflverse.weekly`) without a snapshot, for `no_data`. */
  readonly missing: readonly string[];
  /** `"dev"."main"."dim_team"`, or null. */
  readonly relation: string | null;
}

/** Violating rows of one failed or warned test, at most five. */
export interface FailedTest {
  readonly name: string;
  readonly state: "fail" | "warn" | "error";
  readonly models: readonly string[];
  readonly failures: number | null;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** One sentence: `not_null_dim_team_conference: 2 rows of dim_team break the rule`. */
  readonly message: string;
}

/** A model that people open, and whether it may be exported. */
export interface Mart {
  readonly name: string;
  /** `"dev"."main"."mart_cap_situation"` */
  readonly relation: string;
  /** One sentence: what it tells. */
  readonly description: string;
  /** Its tests and those of all it is built on were asked and passed. */
  readonly passed: boolean;
}

export interface DbtMetrics {
  readonly total: number;
  readonly byState: Readonly<Record<NodeState, number>>;
  readonly rows: number;
  readonly seconds: number;
  /** The slowest nodes, at most five. */
  readonly slowest: readonly { readonly name: string; readonly seconds: number }[];
}

export type DbtCommand = "seed" | "run" | "test" | "build" | "freshness";

export interface DbtReport {
  readonly command: DbtCommand;
  /** No node failed, errored or was skipped because of one. */
  readonly ok: boolean;
  readonly nodes: readonly NodeReport[];
  readonly failedTests: readonly FailedTest[];
  /** Names of models without data. */
  readonly noData: readonly string[];
  /** The project's marts; none is passed where no tests ran. */
  readonly marts: readonly Mart[];
  readonly metrics: DbtMetrics;
  /** Wall time with dbt's own start. */
  readonly durationMs: number;
  readonly warehouse: string;
}
