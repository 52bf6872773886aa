import { type Projection, type Stat, STATS } from "./projection.ts";
import type { Subject, Voice } from "./subjects.ts";
import { mflTeam } from "./teams.ts";

/** How the sites' numbers become one. */
export interface Averaging {
  /** `weighted`: a site counts by its weight; `plain`: every site counts alike. */
  readonly average: "weighted" | "plain";
  /** By site, above 0; a site without one takes no part in a weighted consensus. */
  readonly weights: Readonly<Record<string, number>>;
}

/** What the sites together say of somebody in one week. */
export interface Consensus {
  readonly subject: Subject;
  readonly season: number;
  /** 0: the whole season. */
  readonly week: number;
  /** Name, position and team as the heaviest site has them. */
  readonly player: string;
  readonly pos: Projection["pos"];
  readonly teamAsWritten: string | null;
  /** MFL's code: the heaviest site's that tells one, else the crosswalk's. */
  readonly team: string | null;
  /** Ascending. */
  readonly sites: readonly string[];
  readonly totalWeight: number;
  /** Only of what at least one site tells. */
  readonly means: Readonly<Partial<Record<Stat, number>>>;
  /** Weighted sample standard deviation, where at least two sites tell. */
  readonly deviations: Readonly<Partial<Record<Stat, number>>>;
}

/** Of one site: its weight, and its numbers (of several rows for one player their mean). */
interface Say {
  readonly projection: Projection;
  readonly weight: number;
  readonly stats: Projection["stats"];
}

/**
 * The consensus (data contract, section 5, with its REQ corrections: one row per player, not per spelling of team or id). For each
 * statistic x the mean Σ w·x / Σ w over the sites that have x, and the deviation sqrt(W / (W² - Σ w²) · Σ w (x - mean)²) with W = Σ w:
 * the unbiased one of the ffanalytics package; with equal weights it is the sample standard deviation.
 *
 * Invariants
 * 1. One row per subject, season and week; rows are ordered by season, week and key.
 * 2. The order of the voices changes no bit of the result: sums run over sites by name.
 * 3. Where sites agree, their number comes out unchanged: the mean is summed as differences from the first.
 * @param voices numbers are finite
 */
export function buildConsensus(voices: readonly Voice[], { average, weights }: Averaging): readonly Consensus[] {
  const weightOf = (site: string): number => (average === "plain" ? 1 : (weights[site] ?? 0));
  const groups = new Map<string, Voice[]>();
  for (const voice of voices) {
    const { site, season, week } = voice.projection;
    if (!(weightOf(site) > 0)) continue;
    const key = `${season}|${week}|${voice.subject.key}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [voice]);
    else group.push(voice);
  }
  const rows = [...groups.values()].map((group) => merge(group, weightOf, weights));
  return rows.sort((a, b) => a.season - b.season || a.week - b.week || compare(a.subject.key, b.subject.key));
}

function merge(group: readonly Voice[], weightOf: (site: string) => number, weights: Averaging["weights"]): Consensus {
  const says = saysOf(group, weightOf);
  const heaviest = says.toSorted((a, b) => (weights[b.projection.site] ?? 0) - (weights[a.projection.site] ?? 0) || compare(a.projection.site, b.projection.site));
  const { season, week, player, pos, team } = (heaviest[0] ?? fail()).projection;
  const { subject } = group[0] ?? fail();
  return {
    subject, season, week, player, pos,
    teamAsWritten: team,
    team: heaviest.map(({ projection }) => mflTeam(projection.team)).find((code) => code !== null) ?? subject.team,
    sites: says.map(({ projection }) => projection.site),
    totalWeight: says.reduce((sum, { weight }) => sum + weight, 0),
    ...averages(says),
  };
}

/** A group has a voice: it was made for one. */
function fail(): never {
  throw new RangeError("a consensus of nobody");
}

/** One say per site, by the site's name. */
function saysOf(group: readonly Voice[], weightOf: (site: string) => number): readonly Say[] {
  const sorted = group.length === 1 ? group : group.toSorted((a, b) => compareProjections(a.projection, b.projection));
  const says: Say[] = [];
  for (let from = 0; from < sorted.length; ) {
    const projection = sorted[from]?.projection ?? fail();
    let to = from + 1;
    while (sorted[to]?.projection.site === projection.site) to += 1;
    const stats = to - from === 1 ? projection.stats : meanOfRows(sorted.slice(from, to).map((voice) => voice.projection.stats));
    says.push({ projection, weight: weightOf(projection.site), stats });
    from = to;
  }
  return says;
}

/** A site that lists a player twice (two positions, two pages) has one say: the plain mean of its rows, statistic by statistic. */
function meanOfRows(rows: readonly Projection["stats"][]): Projection["stats"] {
  const means: Partial<Record<Stat, number>> = {};
  for (const stat of STATS) {
    const values = rows.flatMap((row) => row[stat] ?? []).sort((a, b) => a - b);
    const [first] = values;
    if (first !== undefined) means[stat] = first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
  }
  return means;
}

/** What is summed of one statistic over the sites that have it. */
interface Tally {
  /** Of the first site: sums run over differences from it. */
  readonly first: number;
  shift: number;
  weight: number;
  squares: number;
  count: number;
  mean: number;
  scatter: number;
}

/** Two passes over the sites: means first, since deviations are from them. */
function averages(says: readonly Say[]): Pick<Consensus, "means" | "deviations"> {
  const tallies = new Map<Stat, Tally>();
  for (const { stats, weight } of says) forEachStat(stats, (stat, value) => add(tallies, stat, value, weight));
  for (const tally of tallies.values()) tally.mean = tally.first + tally.shift / tally.weight;
  for (const { stats, weight } of says) {
    forEachStat(stats, (stat, value) => {
      const tally = tallies.get(stat);
      if (tally !== undefined) tally.scatter += weight * (value - tally.mean) ** 2;
    });
  }
  const means: Partial<Record<Stat, number>> = {};
  const deviations: Partial<Record<Stat, number>> = {};
  for (const [stat, { mean, count, weight, squares, scatter }] of tallies) {
    means[stat] = mean;
    if (count > 1) deviations[stat] = Math.sqrt((weight / (weight * weight - squares)) * scatter);
  }
  return { means, deviations };
}

function forEachStat(stats: Projection["stats"], each: (stat: Stat, value: number) => void): void {
  for (const stat in stats) each(stat as Stat, stats[stat as Stat] ?? Number.NaN);
}

function add(tallies: Map<Stat, Tally>, stat: Stat, value: number, weight: number): void {
  const tally = tallies.get(stat);
  if (tally === undefined) {
    tallies.set(stat, { first: value, shift: 0, weight, squares: weight * weight, count: 1, mean: value, scatter: 0 });
    return;
  }
  tally.shift += weight * (value - tally.first);
  tally.weight += weight;
  tally.squares += weight * weight;
  tally.count += 1;
}

function compareProjections(a: Projection, b: Projection): number {
  return compare(a.site, b.site) || compare(a.player, b.player) || compare(a.team ?? "", b.team ?? "") || compare(a.pos, b.pos) || compare(a.siteId ?? "", b.siteId ?? "");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
