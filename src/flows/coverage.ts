import { judgeAgainstHistory } from "../core/against-history.ts";
import { foldCoverage } from "../core/coverage.ts";
import type { Check, Verdict } from "../core/check.ts";
import { type CoverageAnswer, type CoverageGap, type CoverageQuestion, judgeCoverage, type PlayedWeeks } from "../core/coverage-matrix.ts";
import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import type { Manifest } from "../core/manifest.ts";
import { type MappingRate, mappingSql, readMappingRates } from "../core/mapping-rate.ts";
import { type DatasetId, datasetLabel } from "../core/partition.ts";
import { seasonsOf, toEarlierSnapshot } from "../core/snapshot-history.ts";
import { finishedBy, planTeamCoverage, type TeamCoverage } from "../core/team-coverage.ts";
import { POSITION_GROUPS } from "../identity/index.ts";
import { GAMES } from "../sources/nflverse/games.ts";
import { askFiles, type FileAnswer } from "../store/stage/ask-files.ts";
import { stagedRelation } from "../store/stage/sql.ts";
import type { SnapshotStore } from "../store/store.ts";
import { CROSSWALK } from "./crosswalk.ts";
import { publishedFile } from "./published-file.ts";

/** What is there of one snapshot that readers see, against what should be. */
export interface SnapshotCoverage extends CoverageAnswer {
  readonly dt: string;
  readonly role: Manifest["role"];
  readonly rows: number;
  /** Null: it has no seasons to miss. */
  readonly spanned: { readonly first: number; readonly last: number } | null;
  /** Why cells could not be judged as they should be. */
  readonly problem: string | null;
}

export interface DatasetCoverage extends DatasetId {
  /** The current one, and the baseline where there is one. */
  readonly snapshots: readonly SnapshotCoverage[];
  /** Of the current one against the last comparable one, by the dataset's bounds. */
  readonly change: { readonly verdict: Verdict; readonly percent: number | null; readonly threshold: string; readonly message: string };
  /** Null: its rows are of no players. */
  readonly mapping: { readonly id: string; readonly knownAs: string; readonly crosswalk: string | null; readonly rates: readonly MappingRate[]; readonly problem: string | null } | null;
}

export interface CoverageReport {
  /** dt of the schedule that says what is expected; null: none is published. */
  readonly schedule: string | null;
  readonly datasets: readonly DatasetCoverage[];
}

/** @returns every gap of a dataset's snapshots */
export function gapsOf({ snapshots }: DatasetCoverage): readonly CoverageGap[] {
  return snapshots.flatMap(({ gaps }) => gaps);
}

interface Published {
  readonly id: DatasetId;
  readonly dataset: DatasetDescription;
  readonly current: Manifest;
  /** The current one first. */
  readonly served: readonly Manifest[];
  /** Oldest first, the current one left out. */
  readonly earlier: readonly Manifest[];
}

/** Published bounds of datasets that have none of their own (governance, section 4: anything else). */
const ANY_OTHER = { minPercent: -50, maxPercent: 50 } as const;

/**
 * Expected against present, for the published datasets that are asked for: reads manifests, and what they do not tell from the Parquet files
 * in one go.
 * @param sources with the thresholds of the home
 */
export async function readCoverage(store: SnapshotStore, sources: readonly SourceDescription[], runAt: Date, isAsked: (id: DatasetId) => boolean): Promise<CoverageReport> {
  const published = await readPublished(store, sources, isAsked);
  const [schedule, crosswalk] = [await store.newest(GAMES), await store.newest(CROSSWALK)];
  const others = { games: relationOf(store, GAMES, schedule), crosswalk: relationOf(store, CROSSWALK, crosswalk) };
  const asking = [...(others.games === null ? [] : [["played", `SELECT DISTINCT season, week FROM ${others.games} WHERE ${finishedBy(runAt)}`] as const]), ...published.flatMap((entry) => questionsOf(store, entry, others, runAt))];
  const answers = await askFiles(asking.map(([, sql]) => sql), new AbortController().signal);
  const answered = new Map(asking.map(([key], index) => [key, answers[index]] as const));
  const context = { runAt, played: readPlayed(answered.get("played")), games: schedule?.dt ?? null, crosswalk: crosswalk?.dt ?? null, answered };
  return { schedule: context.games, datasets: published.map((entry) => coverageOf(entry, context)) };
}

/** By the key under which the answer is looked up. */
type Question = readonly [key: string, sql: string];

function questionsOf(store: SnapshotStore, { id, dataset, current, served }: Published, others: { readonly games: string | null; readonly crosswalk: string | null }, runAt: Date): readonly Question[] {
  const label = datasetLabel(id);
  const clubs = clubsCheck(dataset);
  const questions: Question[] = [];
  for (const manifest of served) {
    const file = relationOf(store, id, manifest);
    if (file === null) continue;
    if (clubs !== null && others.games !== null) questions.push([`clubs ${label} ${manifest.dt}`, planTeamCoverage(clubs, others.games, runAt).followUp?.sql(file) ?? ""]);
    if (manifest.rebuilt && manifest.coverage !== null) questions.push([`weeks ${label} ${manifest.dt}`, weeksSql(manifest, file)]);
    if (manifest === current && dataset.players !== undefined && others.crosswalk !== null) questions.push([`players ${label}`, mappingSql(dataset.players, file, others.crosswalk, POSITION_GROUPS)]);
  }
  return questions;
}

/** A manifest that was rebuilt from its file's footer knows the first and the last season, and no week. */
function weeksSql({ columns }: Manifest, file: string): string {
  const week = columns.some(({ name }) => name === "week") ? "try_cast(week AS INTEGER)" : "CAST(NULL AS INTEGER)";
  return `SELECT DISTINCT try_cast(season AS INTEGER) AS season, ${week} AS week FROM ${file} WHERE try_cast(season AS INTEGER) IS NOT NULL`;
}

interface Context {
  readonly runAt: Date;
  readonly played: PlayedWeeks | null;
  /** dt of the published schedule and crosswalk. */
  readonly games: string | null;
  readonly crosswalk: string | null;
  readonly answered: ReadonlyMap<string, FileAnswer | undefined>;
}

async function readPublished(store: SnapshotStore, sources: readonly SourceDescription[], isAsked: (id: DatasetId) => boolean): Promise<readonly Published[]> {
  const known = sources.flatMap(({ name: source, datasets }) => datasets.map((dataset) => ({ id: { source, dataset: dataset.name }, dataset }))).filter(({ id }) => isAsked(id));
  const found = known.map(async ({ id, dataset }): Promise<readonly Published[]> => {
    const manifests = (await store.listPartitions(id)).flatMap(({ manifest }) => manifest ?? []);
    const snapshots = manifests.filter(({ role }) => role === "snapshot");
    const current = snapshots.at(-1);
    return current === undefined ? [] : [{ id, dataset, current, served: [current, ...manifests.filter(({ role }) => role === "baseline")], earlier: snapshots.slice(0, -1) }];
  });
  return (await Promise.all(found)).flat();
}

function coverageOf({ id, dataset, current, served, earlier }: Published, context: Context): DatasetCoverage {
  const bounds = dataset.checks.find((check): check is Extract<Check, { kind: "row_count_change" }> => check.kind === "row_count_change") ?? ANY_OTHER;
  const { verdict, percent, threshold, message } = judgeAgainstHistory({
    rows: current.row_count, seasons: seasonsOf(current.coverage), bounds, mayBeEmpty: dataset.mayBeEmpty !== undefined,
    history: { dt: current.dt, exemption: null, earlier: earlier.map(toEarlierSnapshot) },
  });
  return { ...id, snapshots: served.map((manifest) => snapshotCoverage(id, dataset, manifest, context)), change: { verdict, percent, threshold, message }, mapping: mappingOf(id, dataset, context) };
}

function snapshotCoverage(id: DatasetId, dataset: DatasetDescription, manifest: Manifest, context: Context): SnapshotCoverage {
  const { dt, role, row_count: rows } = manifest;
  const coverage = knownCoverage(id, manifest, context);
  if (coverage === null) return { dt, role, rows, spanned: null, seasons: [], gaps: [], problem: null };
  const { promise, problem } = promiseOf(id, dataset, dt, context);
  const running = role === "baseline" ? undefined : dataset.checks.find((check): check is Extract<Check, { kind: "running_season" }> => check.kind === "running_season");
  const answer = judgeCoverage({ coverage, promise, played: context.played, running: running === undefined ? null : { orComing: running.orComing === true }, runAt: context.runAt });
  return { dt, role, rows, spanned: { first: coverage.season_min, last: coverage.season_max }, ...answer, problem };
}

function knownCoverage(id: DatasetId, { dt, coverage }: Manifest, { answered }: Context): Manifest["coverage"] {
  const asked = answered.get(`weeks ${datasetLabel(id)} ${dt}`);
  if (asked === undefined || "problem" in asked) return coverage;
  return foldCoverage(asked.rows.map(({ season, week }) => ({ season: Number(season), week: week === null ? null : Number(week) })));
}

/** What the dataset's own checks promise; where the schedule or the file cannot say it, the weeks that its manifest tells of. */
function promiseOf(id: DatasetId, dataset: DatasetDescription, dt: string, { games, answered }: Context): { readonly promise: CoverageQuestion["promise"]; readonly problem: string | null } {
  const check = clubsCheck(dataset);
  const isWeekly = check !== null || dataset.checks.some((other) => other.kind === "coverage" && other.weeks);
  if (!isWeekly) return { promise: { kind: "none" }, problem: null };
  if (games === null) return { promise: { kind: "weeks" }, problem: "no schedule is published: only holes below a season's last week are known" };
  if (check === null) return { promise: { kind: "weeks" }, problem: null };
  const answer = answered.get(`clubs ${datasetLabel(id)} ${dt}`);
  if (answer === undefined || "problem" in answer) return { promise: { kind: "weeks" }, problem: `clubs could not be asked for: ${answer?.problem ?? "no answer"}` };
  return { promise: { kind: "clubs", check, table: answer.rows, dt: games }, problem: null };
}

function mappingOf(id: DatasetId, { players }: DatasetDescription, { crosswalk, answered }: Context): DatasetCoverage["mapping"] {
  if (players === undefined) return null;
  const of = { id: players.id, knownAs: players.knownAs, crosswalk };
  const answer = answered.get(`players ${datasetLabel(id)}`);
  if (crosswalk === null || answer === undefined) return { ...of, rates: [], problem: "no crosswalk is published: run nfl_data_pipeline, then players are looked up" };
  return "problem" in answer ? { ...of, rates: [], problem: answer.problem } : { ...of, rates: readMappingRates(answer.rows), problem: null };
}

function clubsCheck(dataset: DatasetDescription): TeamCoverage | null {
  return dataset.checks.find((check): check is TeamCoverage => check.kind === "team_coverage") ?? null;
}

function readPlayed(answer: FileAnswer | undefined): PlayedWeeks | null {
  if (answer === undefined || "problem" in answer) return null;
  const weeksOf = new Map<number, Set<number>>();
  for (const { season, week } of answer.rows) weeksOf.set(Number(season), (weeksOf.get(Number(season)) ?? new Set()).add(Number(week)));
  return weeksOf;
}

function relationOf(store: SnapshotStore, id: DatasetId, manifest: Manifest | null): string | null {
  const path = publishedFile(store, id, manifest);
  return path === null ? null : stagedRelation(path);
}
