import { CLUBS, type Club } from "./clubs.ts";
import { type League, type LeagueDay, SEASON, SEED } from "./model.ts";
import type { Person } from "./people.ts";
import { createRng, type Rng } from "./rng.ts";
import { talentOf } from "./talent.ts";

export type ProjectedPosition = "QB" | "RB" | "WR" | "TE" | "K" | "DST" | "DL" | "LB" | "DB";

/** What somebody is expected to do in a week, before any site has its own opinion. Numbers are of the size real ones have. */
export interface Expectation {
  readonly position: ProjectedPosition;
  /** Null for a club's defense. */
  readonly person: Person | null;
  readonly club: Club;
  readonly opponent: Club;
  readonly isHome: boolean;
  readonly stats: Readonly<Record<string, number>>;
}

/** The last week of the fantasy season; what comes after is nobody's business. */
export const LAST_PROJECTED_WEEK = 17;
/** How far ahead opinions change from one Tuesday to the next; later weeks stay as they were first thought of. */
const FORESIGHT_WEEKS = 2;
/** Who is projected: the places on a depth chart that matter, and the share of a club's passing game that is theirs. */
const SHARE: Readonly<Partial<Record<ProjectedPosition, readonly number[]>>> = { WR: [0.24, 0.18, 0.12, 0.05], TE: [0.15, 0.04], RB: [0.1, 0.06, 0.02] };
/** The rest goes to those whom nobody projects. */
const CAUGHT = 0.94;
const DEPTH: Readonly<Record<string, readonly [position: ProjectedPosition, depth: number]>> = {
  QB: ["QB", 2], RB: ["RB", 3], WR: ["WR", 4], TE: ["TE", 2], K: ["K", 1], LB: ["LB", 2], DE: ["DL", 1], DT: ["DL", 1], CB: ["DB", 2], S: ["DB", 1],
};

/** @returns everybody whose club plays in the week, the most promising first within a position */
export function expectationsOf(league: League, day: LeagueDay, week: number): readonly Expectation[] {
  const games = league.games.filter((game) => game.season === SEASON && game.type === "REG" && game.week === week);
  const thoughtOn = week - day.lastWeek <= FORESIGHT_WEEKS ? day.lastWeek : 0;
  return games
    .flatMap(({ home, away }) => [{ club: home, opponent: away, isHome: true }, { club: away, opponent: home, isHome: false }])
    .flatMap(({ club, opponent, isHome }) => {
      const between = { club: clubOf(club), opponent: clubOf(opponent), isHome };
      const members = league.people.slice(0, CLUBS.length * 29).filter((person) => league.clubOf(person, day.lastWeek + 1) === club);
      const passing = passingOf(members, createRng(SEED, "passing", club, week, thoughtOn));
      const people = members.flatMap((person): readonly Expectation[] => {
        const place = DEPTH[person.position];
        if (place === undefined || person.depth > place[1]) return [];
        const rng = createRng(SEED, "expected", person.number, week, thoughtOn);
        return [{ ...between, position: place[0], person, stats: expect(place[0], person, passing, rng) }];
      });
      return [...people, { ...between, position: "DST", person: null, stats: expectDefense(createRng(SEED, "expected-club", club, week, thoughtOn)) } satisfies Expectation];
    })
    .toSorted((a, b) => pointsOf(b.stats) - pointsOf(a.stats));
}

function clubOf(code: string): Club {
  const club = CLUBS.find((candidate) => candidate.code === code);
  if (club === undefined) throw new Error(`no club ${code}`);
  return club;
}

interface Passing {
  readonly attempts: number;
  readonly completions: number;
  readonly yards: number;
  readonly tds: number;
  /** What a share of SHARE is worth in this club. */
  readonly aShare: number;
}

/** What receivers catch is what their club throws: who was traded away leaves a share to the others. */
function passingOf(members: readonly Person[], rng: Rng): Passing {
  const quarterback = members.find(({ position, depth }) => position === "QB" && depth === 1);
  const talent = quarterback === undefined ? 0.4 : talentOf(quarterback);
  const attempts = 29 + talent * 6 + rng.next() * 3;
  const completions = attempts * (0.6 + talent * 0.08);
  const shares = members.reduce((sum, person) => sum + shareOf(person), 0);
  return { attempts, completions, yards: completions * (9.8 + talent * 1.6), tds: 1 + talent * 0.9 + rng.next() * 0.2, aShare: CAUGHT / Math.max(shares, CAUGHT / 2) };
}

const shareOf = ({ position, depth }: Person): number => SHARE[position as ProjectedPosition]?.[depth - 1] ?? 0;

function expect(position: ProjectedPosition, person: Person, passing: Passing, rng: Rng): Record<string, number> {
  const talent = talentOf(person);
  const luck = 0.92 + rng.next() * 0.16;
  const share = shareOf(person) * passing.aShare * luck;
  const caught = { rec: passing.completions * share, rec_tgt: passing.attempts * share, rec_yds: passing.yards * share * (position === "RB" ? 0.75 : 1.05), rec_tds: passing.tds * share };
  switch (position) {
    case "QB": return quarterback(passing, talent, luck, person.depth === 1 ? 1 - RELIEF : RELIEF);
    case "RB": return { rush_att: (19 - person.depth * 6) * luck, rush_yds: (19 - person.depth * 6) * luck * (3.8 + talent), rush_tds: (0.9 - person.depth * 0.3) * luck, ...caught, fumbles_lost: 0.1 };
    case "WR": case "TE": return { rush_att: 0.1, rush_yds: 0.6, rush_tds: 0, ...caught, fumbles_lost: 0.1 };
    case "K": {
      const [near, middle, far] = [1.1 * luck, 0.45 * luck, 0.3 * luck];
      return { fg_1019: 0.05, fg_2029: near * 0.4, fg_3039: near * 0.6, fg_4049: middle, fg_50: far, fg: near + middle + far + 0.05, fg_att: (near + middle + far) * 1.15 + 0.05, xp: 2.1 * luck, xp_att: 2.2 * luck };
    }
    case "DL": return { ...tackles(2.4, luck), idp_sacks: 0.45 * luck, idp_pd: 0.15, idp_int: 0.02, idp_fum_force: 0.12, idp_fum_rec: 0.06, idp_td: 0.01 };
    case "LB": return { ...tackles(5 - person.depth, luck), idp_sacks: 0.18 * luck, idp_pd: 0.25, idp_int: 0.06, idp_fum_force: 0.08, idp_fum_rec: 0.06, idp_td: 0.02 };
    case "DB": return { ...tackles(4.2 - person.depth * 0.4, luck), idp_sacks: 0.05, idp_pd: 0.7 * luck, idp_int: 0.14, idp_fum_force: 0.05, idp_fum_rec: 0.04, idp_td: 0.03 };
    case "DST": return {};
  }
}

/** The share of a week that sites expect of the one who stands by. */
const RELIEF = 0.04;

function quarterback({ attempts, completions, yards, tds }: Passing, talent: number, luck: number, share: number): Record<string, number> {
  const stats = { pass_att: attempts, pass_comp: completions, pass_yds: yards, pass_tds: tds, pass_int: 1.1 - talent * 0.6, rush_att: 2 + talent * 4, rush_yds: (8 + talent * 24) * luck, rush_tds: talent * 0.3, fumbles_lost: 0.2 };
  return Object.fromEntries(Object.entries(stats).map(([stat, value]) => [stat, value * share]));
}

const tackles = (solo: number, luck: number): Record<string, number> => ({ idp_solo: solo * luck, idp_asst: solo * 0.55 * luck });

function expectDefense(rng: Rng): Record<string, number> {
  const strength = 0.8 + rng.next() * 0.4;
  return { dst_sacks: 2.3 * strength, dst_int: 0.8 * strength, dst_fum_rec: 0.5 * strength, dst_fum_force: 0.9 * strength, dst_td: 0.15 * strength, dst_safety: 0.03, dst_pts_allowed: 22 / strength, dst_yds_allowed: 335 / strength };
}

const POINTS: Readonly<Record<string, number>> = {
  pass_yds: 0.04, pass_tds: 4, pass_int: -2, rush_yds: 0.1, rush_tds: 6, rec_yds: 0.1, rec_tds: 6, fumbles_lost: -2, fg: 3, fg_50: 2, xp: 1,
  idp_solo: 1, idp_asst: 0.5, idp_sacks: 2, idp_pd: 1, idp_int: 3, idp_fum_force: 2, idp_fum_rec: 2, idp_td: 6, dst_sacks: 1, dst_int: 2, dst_fum_rec: 2, dst_td: 6, dst_safety: 2, dst_pts_allowed: -0.15,
};
/** So that a defense's points are above 0, as sites list them. */
const DEFENSE_BASE = 7;

/** Points as most sites count them: nothing for a catch. */
export function pointsOf(stats: Readonly<Record<string, number>>): number {
  const sum = Object.entries(POINTS).reduce((total, [stat, points]) => total + (stats[stat] ?? 0) * points, 0);
  return stats["dst_sacks"] === undefined ? sum : sum + DEFENSE_BASE;
}
