import type { DbtCommand, DbtReport, NodeState } from "./report.ts";

export interface DbtOptions {
  /** The dbt executable of the pinned venv. */
  readonly dbtPath: string;
  /** Working directory of dbt: relative paths of a foreign project mean this folder. */
  readonly home: string;
  readonly projectDir: string;
  /** Artifacts, logs and the project's overlay. */
  readonly targetDir: string;
  readonly duckdbPath: string;
  readonly rawRoot: string;
  /** Where `source_status` lies: data/ops. */
  readonly opsRoot: string;
  /** The run's instant: ages are counted to it. */
  readonly runAt: Date;
  /** Seed CSVs laid over the project's own, later folders win: the profile's, the home's derived ones. */
  readonly seedDirs: readonly string[];
  readonly threads: number;
  /** The caller's environment: RAW_*_GLOB, DBT_TARGET and others set there win. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One step of dbt, as it happens. */
export interface DbtEvent {
  readonly node: string;
  readonly status: "started" | NodeState;
  readonly index: number;
  readonly total: number;
  /** 0 while it runs. */
  readonly seconds: number;
}

export interface DbtRequest {
  readonly command: DbtCommand;
  /** Only what is downstream of these sources (`nflverse`); empty or absent: everything. */
  readonly sources?: readonly string[];
  /** dbt selectors, beside `sources`. */
  readonly select?: readonly string[];
  readonly signal: AbortSignal;
  readonly onEvent?: (event: DbtEvent) => void;
  /** Warnings and errors of dbt, one line each. */
  readonly onLine?: (line: string) => void;
}

/** Runs dbt as a child process. Failing models and tests are in the report; a dbt that could not work at all throws. */
export interface DbtRunner {
  /** @throws ConfigError when dbt is not installed, DbtError when it stopped before any node ran, the signal's reason on abort */
  invoke(request: DbtRequest): Promise<DbtReport>;
}
