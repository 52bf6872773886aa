import type { ConcurrencyLimits, ResultCache } from "@snapcount/prefect";
import type { Config, HomePaths } from "../config/config.ts";
import type { PublishedChanges } from "../core/change-report.ts";
import type { CheckResult } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import type { DatasetId } from "../core/partition.ts";
import type { HttpClient, Recording } from "../http/index.ts";
import type { DbtNode } from "../ops/index.ts";
import type { Stager } from "../store/stage/stage.ts";
import type { SnapshotStore } from "../store/store.ts";
import type { DbtRunner } from "../transform/index.ts";
import type { ChangesDesk } from "./changes-desk.ts";
import type { Governed } from "./govern.ts";
import type { IdentityGate } from "./identity-gate.ts";
import type { Notifier } from "./notifier.ts";
import type { ProgressSink } from "./progress.ts";

/** Where a run's findings are kept beyond the run: the ledger at home, nothing for a dry run. */
export interface Findings {
  recordChecks(runId: string, checks: readonly (CheckResult & { readonly source: string; readonly dataset: string })[]): void;
  recordOutcomes(runId: string, outcomes: readonly DatasetOutcome[]): void;
  /** Beside an outcome that was recorded before. */
  recordChanges(runId: string, id: DatasetId, changes: PublishedChanges): void;
  recordDbtNodes(runId: string, nodes: readonly DbtNode[]): void;
}

/** Everything a flow works with; opened once per command, handed to flows as their environment. */
export interface Home {
  readonly config: Config;
  readonly paths: HomePaths;
  readonly profile: string;
  /** The run's one instant: real time, or the profile's `now`. It fixes dt and asof_datetime of all tables. */
  readonly runAt: Date;
  /** Real time, for durations and for when something was checked. */
  readonly clock: () => Date;
  /** The environment of the command: only for credentials, which no setting holds. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders of dbt seeds in use; of two files of one name the later wins. */
  readonly seedDirs: readonly string[];
  /** What a recorded profile's day answers in place of providers; null: the run is live. */
  readonly recorded: Recording | null;
  /** `--out DIR`: the store below is that folder; null: the home's own store. */
  readonly out: string | null;
  readonly store: SnapshotStore;
  readonly http: HttpClient;
  readonly stager: Stager;
  readonly dbt: DbtRunner;
  /** Writes the registry as a dbt seed of this home. */
  readonly writeRegistrySeed: () => Promise<void>;
  /** How many may ask a provider's host at once, over all processes of this home (`hostLimits`). */
  readonly limits: ConcurrencyLimits;
  /** What tasks of other runs have brought and is still good. */
  readonly cache: ResultCache;
  readonly findings: Findings;
  /** What the run's publishes changed for readers. */
  readonly changes: ChangesDesk;
  /** Gives a source the thresholds of this home: whatever judges, judges by them. */
  readonly govern: Governed["govern"];
  /** Who everybody is; where flows of this command wait for the crosswalk and the schedule. */
  readonly identity: IdentityGate;
  readonly progress: ProgressSink;
  readonly notifier: Notifier;
}
