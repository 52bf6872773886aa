import { join } from "node:path";
import { combineRecorders, type ConcurrencyLimits, type Orchestrator, type Recorder } from "@snapcount/prefect";
import { createPrefectLimits, openPrefectSession, type PrefectLimits, type PrefectSession } from "@snapcount/prefect/server";
import type { LoadedConfig } from "../config/load.ts";
import { isWriterAlive, type Ledger } from "../ops/index.ts";
import { findPrefect } from "./prefect-settings.ts";

/** Where a run is recorded and who decides about its states: this host's ledger alone, or a Prefect server as well. */
export interface Reporting {
  readonly recorder: Recorder;
  /** Absent: nobody objects. */
  readonly orchestrator?: Orchestrator;
  readonly prefect: PrefectSession | null;
  /** @returns the server's limits, with `local` for what it does not limit and while it is away; `local` when there is no server */
  limits(local: ConcurrencyLimits): ConcurrencyLimits;
  /** Everything recorded is where other readers see it; what the server could not be told stays in the outbox. */
  close(): Promise<void>;
}

export interface ReportingOptions {
  readonly loaded: LoadedConfig;
  readonly ledger: Ledger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly note: (text: string) => void;
  /** The flow run that a Prefect worker started this process for. */
  readonly existingRunId?: string;
}

/** @throws ConfigError when Prefect is set up, but wrongly */
export function openReporting({ loaded, ledger, env, note, existingRunId }: ReportingOptions): Reporting {
  const settings = findPrefect(env);
  if (settings === null) return { recorder: ledger, prefect: null, limits: (local) => local, close: () => ledger.close() };
  const prefect = openPrefectSession({
    settings,
    outboxDir: outboxDir(loaded),
    owner: ledger.owner.processId,
    isAlive: (owner) => isWriterAlive(ledger.path, owner),
    note,
    ...(existingRunId === undefined ? {} : { existingRunId }),
  });
  const opened: PrefectLimits[] = [];
  return {
    // The ledger first: it takes the lock that tells others that this process lives.
    recorder: combineRecorders(ledger, prefect.recorder),
    orchestrator: prefect.orchestrator,
    prefect,
    limits: (fallback) => {
      const limits = createPrefectLimits({ api: prefect.api, fallback, note });
      opened.push(limits);
      return limits;
    },
    close: async () => {
      await Promise.all(opened.map((limits) => limits.close()));
      await prefect.close();
      await ledger.close();
    },
  };
}

/** Reports that a Prefect server has not taken yet. */
export function outboxDir(loaded: LoadedConfig): string {
  return join(loaded.paths.dataRoot, "ops", "outbox");
}
