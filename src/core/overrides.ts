import type { Check, CheckKind } from "./check.ts";
import type { DatasetDescription, FreshnessThreshold, SeasonThresholds, SourceDescription } from "./dataset.ts";
import { checkName } from "./measurement.ts";
import { whyNeverMuted } from "./mutes.ts";
import { datasetLabel } from "./partition.ts";

/**
 * What config/governance.yaml says instead of the thresholds in the sources' folders.
 *
 * Invariants
 * 1. An override changes numbers and what a violation costs; no check comes or goes by it, and none gets another name.
 * 2. Each has a reason, which stands in the place of the default's.
 * 3. What readers rely on is never relaxed (core/mutes.ts, `whyNeverMuted`).
 */
export interface CheckOverride {
  readonly reason: string;
  readonly onViolation?: "warn" | "fail" | undefined;
  /** By threshold (`THRESHOLDS`). */
  readonly [threshold: string]: number | string | undefined;
}

export interface AgeOverride {
  readonly reason: string;
  readonly inSeason?: { readonly warnAfterHours?: number | undefined; readonly failAfterHours?: number | undefined } | undefined;
  readonly offSeason?: AgeOverride["inSeason"];
}

export interface DatasetOverride {
  /** By the check's name: `not_null(player_id)`. */
  readonly checks?: Readonly<Record<string, CheckOverride>> | undefined;
  /** How long ago upstream may have published, and the data may have changed. */
  readonly freshness?: AgeOverride | undefined;
  /** How old the newest event in the data may be. */
  readonly newestEvent?: AgeOverride | undefined;
}

export interface Overrides {
  /** By `nflverse.weekly`. */
  readonly datasets: Readonly<Record<string, DatasetOverride>>;
  /** By source. How old the last good snapshot may be to stand in for a lost load. */
  readonly sources: Readonly<Record<string, { readonly lastKnownGoodHours: number; readonly reason: string }>>;
}

type Bounds = readonly [low: number, high: number];
const COUNT: Bounds = [0, Number.MAX_SAFE_INTEGER];
const SHARE: Bounds = [0, 1];
const ANY: Bounds = [-Infinity, Infinity];

/** The thresholds of each kind of check, with what they may be. */
export const THRESHOLDS: Readonly<Record<CheckKind, Readonly<Record<string, Bounds>>>> = {
  row_count: { min: COUNT, max: COUNT },
  required_columns: {},
  unique: { allowed: COUNT },
  not_null: { maxNullRatio: SHARE },
  range: { min: ANY, max: ANY },
  accepted_values: {},
  references: { maxMissingRatio: SHARE },
  outliers: { maxDeviations: [1, 1000], minRows: COUNT, maxRows: COUNT },
  team_coverage: { lateHours: [0, 24 * 14] },
  coverage: {},
  row_count_change: { minPercent: [-100, 0], maxPercent: [0, Infinity] },
  running_season: {},
};

/** Of two thresholds the first may not be above the second. */
const PAIRS = [["min", "max"], ["minPercent", "maxPercent"], ["warnAfterHours", "failAfterHours"]] as const;

/** A threshold as it is in the source's folder and as it is here. */
export interface AppliedOverride {
  /** `nflverse.weekly`, or a source. */
  readonly of: string;
  /** `row_count: min` */
  readonly name: string;
  readonly byDefault: number | string | null;
  readonly here: number | string;
  readonly reason: string;
}

/** Overrides held against the sources: what they change, and what is wrong with them. */
export interface CheckedOverrides {
  readonly applied: readonly AppliedOverride[];
  /** One sentence each; with any of them nothing may be run. */
  readonly problems: readonly string[];
}

/** @returns what the overrides change of the sources; every mistake, not only the first */
export function checkOverrides(overrides: Overrides, sources: readonly SourceDescription[]): CheckedOverrides {
  const parts = [
    ...Object.entries(overrides.sources).map(([name, override]) => checkSource(name, override, sources)),
    ...Object.entries(overrides.datasets).map(([label, override]) => checkDataset(label, override, sources)),
  ];
  return { applied: parts.flatMap(({ applied }) => applied), problems: parts.flatMap(({ problems }) => problems) };
}

function checkSource(name: string, { lastKnownGoodHours: here, reason }: Overrides["sources"][string], sources: readonly SourceDescription[]): CheckedOverrides {
  const source = sources.find((known) => known.name === name);
  if (source === undefined) return problem(`sources.${name}: there is no such source; there are ${sources.map((known) => known.name).join(", ")}`);
  return { applied: [{ of: name, name: "lastKnownGoodHours", byDefault: source.lastKnownGoodHours, here, reason }], problems: [] };
}

function checkDataset(label: string, override: DatasetOverride, sources: readonly SourceDescription[]): CheckedOverrides {
  const source = sources.find(({ name }) => label.startsWith(`${name}.`));
  if (source === undefined) return problem(`datasets.${label}: names no source; there are ${sources.map(({ name }) => name).join(", ")}, as in ${exampleOf(sources)}`);
  const dataset = source.datasets.find(({ name }) => label === datasetLabel({ source: source.name, dataset: name }));
  if (dataset === undefined) return problem(`datasets.${label}: ${source.name} has no such dataset; it has ${source.datasets.map(({ name }) => name).join(", ")}`);
  const parts = [
    ...Object.entries(override.checks ?? {}).map(([name, change]) => checkCheck(label, dataset, name, change)),
    ...(override.freshness === undefined ? [] : [checkAge(label, "freshness", dataset.freshness, override.freshness)]),
    ...(override.newestEvent === undefined ? [] : [checkAge(label, "newestEvent", dataset.newestEvent, override.newestEvent)]),
  ];
  return { applied: parts.flatMap(({ applied }) => applied), problems: parts.flatMap(({ problems }) => problems) };
}

function exampleOf([source]: readonly SourceDescription[]): string {
  return source === undefined ? "source.dataset" : datasetLabel({ source: source.name, dataset: source.datasets[0]?.name ?? "" });
}

function checkCheck(label: string, dataset: DatasetDescription, name: string, override: CheckOverride): CheckedOverrides {
  const place = `datasets.${label}.checks.${name}`;
  const checks = dataset.checks.filter((check) => checkName(check) === name);
  const [check] = checks;
  if (check === undefined) return problem(`${place}: the dataset has no such check; it has ${[...new Set(dataset.checks.map(checkName))].join(", ")}`);
  const never = whyNeverMuted(name, dataset.key);
  if (never !== null) return problem(`${place}: it is never relaxed: ${never}`);
  const { reason, ...changes } = override;
  const allowed = THRESHOLDS[check.kind];
  const problems = Object.entries(changes).flatMap(([key, value]) => (key === "onViolation" || value === undefined ? [] : judgeThreshold(`${place}.${key}`, key, Number(value), allowed)));
  const effective: Readonly<Record<string, unknown>> = { ...check, ...changes };
  const applied = Object.entries(changes).flatMap(([key, here]) => (here === undefined ? [] : [{ of: label, name: `${name}: ${key}`, byDefault: defaultOf(check, key), here, reason }]));
  return { applied, problems: [...problems, ...contradictions(place, effective), ...(applied.length === 0 ? [`${place}: changes nothing; ${describeAllowed(allowed)}`] : [])] };
}

function defaultOf(check: Check, key: string): number | string | null {
  const value: unknown = (check as unknown as Readonly<Record<string, unknown>>)[key];
  if (typeof value === "number" || typeof value === "string") return value;
  return key === "onViolation" ? "fail" : null;
}

function judgeThreshold(place: string, key: string, value: number, allowed: Readonly<Record<string, Bounds>>): readonly string[] {
  const bounds = allowed[key];
  if (bounds === undefined) return [`${place}: the check has no such threshold; ${describeAllowed(allowed)}`];
  return value >= bounds[0] && value <= bounds[1] ? [] : [`${place}: ${value} is not between ${bounds[0]} and ${bounds[1]}`];
}

function describeAllowed(allowed: Readonly<Record<string, Bounds>>): string {
  return `it has ${[...Object.keys(allowed), "onViolation"].join(", ")}`;
}

function checkAge(label: string, name: "freshness" | "newestEvent", defaults: SeasonThresholds | undefined, override: AgeOverride): CheckedOverrides {
  const place = `datasets.${label}.${name}`;
  if (defaults === undefined) return problem(`${place}: no row of the dataset tells when something happened`);
  const parts = SEASON_PHASES.map((phase): CheckedOverrides => {
    const changes = override[phase] ?? {};
    const applied = Object.entries(changes).flatMap(([key, here]) => (here === undefined ? [] : [{ of: label, name: `${name}: ${phase}.${key}`, byDefault: defaults[phase][key as "warnAfterHours"], here, reason: override.reason }]));
    return { applied, problems: contradictions(`${place}.${phase}`, { ...defaults[phase], ...changes }) };
  });
  const applied = parts.flatMap((part) => part.applied);
  return { applied, problems: [...parts.flatMap(({ problems }) => problems), ...(applied.length === 0 ? [`${place}: changes nothing; it has inSeason and offSeason, each with warnAfterHours and failAfterHours`] : [])] };
}

function contradictions(place: string, thresholds: Readonly<Record<string, unknown>>): readonly string[] {
  return PAIRS.flatMap(([low, high]) => {
    const [from, to] = [thresholds[low], thresholds[high]];
    return typeof from === "number" && typeof to === "number" && from > to ? [`${place}: ${low} ${from} contradicts ${high} ${to}: nothing lies between them`] : [];
  });
}

function problem(text: string): CheckedOverrides {
  return { applied: [], problems: [text] };
}

const SEASON_PHASES = ["inSeason", "offSeason"] as const;

/** @param overrides without problems. @returns the source as it is governed here */
export function governSource<S extends SourceDescription>(source: S, { datasets, sources }: Overrides): S {
  const own = sources[source.name];
  return {
    ...source,
    ...(own === undefined ? {} : { lastKnownGoodHours: own.lastKnownGoodHours }),
    datasets: source.datasets.map((dataset) => governDataset(dataset, datasets[datasetLabel({ source: source.name, dataset: dataset.name })])),
  };
}

function governDataset(dataset: DatasetDescription, override: DatasetOverride | undefined): DatasetDescription {
  if (override === undefined) return dataset;
  return {
    ...dataset,
    checks: dataset.checks.map((check) => governCheck(check, override.checks?.[checkName(check)])),
    freshness: governAge(dataset.freshness, override.freshness),
    ...(dataset.newestEvent === undefined ? {} : { newestEvent: { ...dataset.newestEvent, ...governAge(dataset.newestEvent, override.newestEvent) } }),
  };
}

function governCheck(check: Check, override: CheckOverride | undefined): Check {
  return override === undefined ? check : { ...check, ...withoutUndefined(override) };
}

function governAge(defaults: SeasonThresholds, override: AgeOverride | undefined): SeasonThresholds {
  if (override === undefined) return defaults;
  const of = (phase: (typeof SEASON_PHASES)[number]): FreshnessThreshold => (override[phase] === undefined ? defaults[phase] : { ...defaults[phase], ...withoutUndefined(override[phase]), reason: override.reason });
  return { inSeason: of("inSeason"), offSeason: of("offSeason") };
}

function withoutUndefined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
