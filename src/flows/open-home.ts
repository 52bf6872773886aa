import { join } from "node:path";
import type { LoadedConfig } from "../config/load.ts";
import { createHttpClient, createLiveTransport, createReplayTransport, describeRecording, type HttpClient, type ProfileDay } from "../http/index.ts";
import { type Ledger, openLimits, openResultCache } from "../ops/index.ts";
import { hostLimits } from "../sources/index.ts";
import { openLocalStore } from "../store/local/index.ts";
import { createStager } from "../store/stage/duckdb-stager.ts";
import { createDbtRunner, writeRegistrySeed } from "../transform/index.ts";
import type { ChosenProfile } from "./choose-profile.ts";
import { createChangesDesk } from "./changes-desk.ts";
import { governHome } from "./govern.ts";
import type { Home } from "./home.ts";
import { readCrosswalk } from "./crosswalk.ts";
import { createIdentityGate } from "./identity-gate.ts";
import { createNotifier, openMessenger } from "./notifier.ts";
import { readSchedule } from "./schedule.ts";
import type { ProgressSink } from "./progress.ts";

export interface OpenedHome {
  readonly home: Home;
  close(): Promise<void>;
}

export interface HomeOptions {
  readonly loaded: LoadedConfig;
  readonly profile: ChosenProfile;
  readonly day: ProfileDay | null;
  /** `--out DIR`: the store is that folder. */
  readonly out: string | null;
  readonly ledger: Ledger;
  readonly progress: ProgressSink;
  readonly clock: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stands between the flows and the providers: a recording keeps what passes. */
  readonly wrapHttp?: (http: HttpClient) => HttpClient;
}

/**
 * How long what a fetch_season brought is not asked for again by the run that combines the seasons: time enough for many of them, and
 * little beside how often providers publish (nflverse: every few hours).
 */
const FETCHED_IS_GOOD_MS = 60 * 60_000;

/** Opens everything a flow works with. @throws WrongProfileError when the store belongs to another profile; ConfigError for overrides that cannot be */
export async function openHome(options: HomeOptions): Promise<OpenedHome> {
  const { loaded, profile, day, clock, ledger } = options;
  const { config, paths } = loaded;
  const { govern } = governHome(loaded);
  const rawRoot = options.out ?? paths.rawRoot;
  const store = await openLocalStore({ rawRoot, dataRoot: paths.dataRoot, now: clock });
  await store.claimProfile(profile.name);
  const healed = await store.heal();
  for (const action of healed.actions) options.progress({ kind: "note", text: `healed: ${action}` });

  const transport = day === null ? createLiveTransport() : createReplayTransport(day.payloads);
  const client = createHttpClient({ transport, payloads: store.payloads, now: clock, userAgent: "snapcount/0.1 (fantasy football league data)" });
  const http = options.wrapHttp?.(client) ?? client;
  const stager = createStager();
  const seedDirs = [paths.dbtSeeds, ...(profile.recording?.seeds == null ? [] : [profile.recording.seeds])];
  const runAt = day?.now ?? clock();
  const dbt = createDbtRunner({
    dbtPath: paths.dbtCommand,
    home: paths.home,
    projectDir: paths.dbtProject,
    targetDir: paths.dbtTarget,
    duckdbPath: paths.warehouse,
    rawRoot: paths.rawRoot,
    opsRoot: join(paths.dataRoot, "ops"),
    runAt,
    seedDirs,
    threads: config.dbt.threads,
    env: options.env,
  });
  const limits = openLimits(join(paths.dataRoot, "ops", "limits.db"), hostLimits(), { onNote: (text) => options.progress({ kind: "note", text }) });
  const home: Home = {
    config,
    paths,
    profile: profile.name,
    runAt,
    clock,
    env: options.env,
    seedDirs: [join(paths.dbtProject, "seeds"), ...seedDirs],
    recorded: describeRecording(day),
    out: options.out,
    store,
    http,
    stager,
    dbt,
    writeRegistrySeed: async () => void (await writeRegistrySeed(await store.registry(), paths.dbtSeeds)),
    limits,
    cache: openResultCache(join(paths.dataRoot, "ops", "results"), { ttlMs: FETCHED_IS_GOOD_MS, now: clock }),
    findings: ledger,
    changes: createChangesDesk(),
    govern,
    identity: createIdentityGate({ crosswalk: () => readCrosswalk(home), schedule: () => readSchedule(home) }),
    progress: options.progress,
    notifier: createNotifier({ store, messenger: openMessenger(config, options.env), runAt, profile: profile.name }),
  };
  return {
    home,
    close: async () => {
      await http.close();
      stager.close();
      limits.close();
      store.close();
    },
  };
}
