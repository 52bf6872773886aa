import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun, type RunRequest } from "../../src/flows/execute.ts";
import type { ProgressEvent } from "../../src/flows/progress.ts";
import type { RunReport } from "../../src/flows/run-days.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { renderSample } from "../../samples/league/render.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

const REPO = join(import.meta.dirname, "..", "..");
const RENDERED = join(REPO, "samples", "rendered");

/** One recorded answer as a test writes it: bytes, or a status without any. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

interface IndexEntry {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** Retries and time-outs a hundred times faster: nothing waits for real seconds. */

export interface RecordedLeague {
  readonly home: string;
  /** The recording as the last run wrote it. */
  readonly profile: string;
  /** Replaces what the provider answers for a URL from now on; several answers are served in order. */
  answer(url: string, ...answers: readonly Answer[]): void;
  /** The bytes the sample has for a dataset on a day (0 to 2). */
  bytes(dataset: string, day?: number): Buffer;
  url(dataset: string, season?: number): string;
  /** Plays a day of the sample (0 to 2) with the answers as changed. */
  run(request?: Partial<RunRequest> & { readonly day?: number; readonly now?: string; readonly env?: Record<string, string>; readonly flowRunId?: string; readonly onProgress?: (event: ProgressEvent) => void }): Promise<RunReport>;
  remove(): void;
}

/** A home and a recording of the sample league that a test may spoil. The sample is rendered once, by `make setup` or here. */
export async function createRecordedLeague(): Promise<RecordedLeague> {
  if (!existsSync(join(RENDERED, "profile.yaml"))) await renderSample(RENDERED);
  const root = mkdtempSync(join(tmpdir(), "snapcount-league-"));
  const home = join(root, "home");
  const profile = join(root, "profile");
  mkdirSync(home);
  mkdirSync(profile);
  const changed = new Map<string, readonly Answer[]>();
  let written = 0;

  const days = ["2025-11-04", "2025-11-11", "2025-11-18"] as const;
  const indexOf = (day: number): readonly IndexEntry[] => JSON.parse(readFileSync(join(RENDERED, `payloads-${days[day] ?? days[0]}.json`), "utf8")) as readonly IndexEntry[];
  const url = (dataset: string, season = 2025): string => nflverse.datasets.find((candidate) => candidate.name === dataset)?.assets([season])[0]?.url ?? "";

  const writeProfile = (day: number, now: string): void => {
    const kept = indexOf(day).filter((entry) => !changed.has(entry.url)).map((entry) => ({ ...entry, file: join(RENDERED, entry.file ?? "") }));
    const replaced = [...changed].flatMap(([changedUrl, answers]) =>
      answers.map((answer) => {
        const entry = { method: "GET", url: changedUrl, status: answer.status ?? 200, ...(answer.headers === undefined ? {} : { headers: answer.headers }) };
        if (answer.body === undefined) return entry;
        written += 1;
        const file = join(profile, `answer-${written}`);
        writeFileSync(file, answer.body);
        return { ...entry, file };
      }),
    );
    writeFileSync(join(profile, "index.json"), JSON.stringify([...kept, ...replaced]));
    writeFileSync(join(profile, "profile.yaml"), `now: ${now}\npayloads: index.json\n`);
  };

  return {
    home,
    profile,
    answer: (changedUrl, ...answers) => void changed.set(changedUrl, answers),
    bytes: (dataset, day = 0) => readFileSync(join(RENDERED, indexOf(day).find((entry) => entry.url === url(dataset))?.file ?? "")),
    url,
    run: async ({ day = 0, now, env = {}, flowRunId, onProgress, ...request } = {}) => {
      writeProfile(day, now ?? `${days[day] ?? days[0]}T12:00:00Z`);
      const loaded = loadConfig({ profile }, { SNAPCOUNT_HOME: home, ...env }, REPO);
      const reports = await executeRun(
        loaded,
        { flows: ["nfl_data_pipeline"], parameters: {}, dbt: false, out: null, ...request },
        { progress: onProgress ?? (() => undefined), signal: new AbortController().signal, clock: () => new Date(now ?? `${days[day] ?? days[0]}T12:00:05Z`), env: {}, engineClock: hurriedClock, ...(flowRunId === undefined ? {} : { existingRunId: flowRunId }) },
      );
      const report = reports[0];
      if (report === undefined) throw new Error("nothing was run");
      return report;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
