import { describe, expect, it } from "vitest";
import type { GameOfWeek } from "../../core/game-week.ts";
import type { Consensus } from "./consensus.ts";
import { judgeConsensus } from "./consensus-checks.ts";
import type { Position } from "./projection.ts";

const TEAMS = Array.from({ length: 32 }, (_, index) => `T${index}`);
/** An invented player of a week; `crosswalk` is the position there. */
const player = (pos: Position, index: number, means: Consensus["means"] = {}, crosswalk: string = pos): Consensus => ({
  subject: { key: `mfl:${pos}${crosswalk}${index}`, mflId: `${index}`, defenseId: null, position: crosswalk, team: null }, season: 2025, week: 12, player: `Invented ${pos}${index}`, pos, team: TEAMS[index % 32] ?? null, teamAsWritten: null, sites: ["cbs"], totalWeight: 1, means, deviations: {},
});
const many = (pos: Position, count: number, means: Consensus["means"] = {}, crosswalk?: string): readonly Consensus[] => Array.from({ length: count }, (_, index) => player(pos, index, means, crosswalk));
const whole: readonly Consensus[] = [
  ...many("QB", 32, { pass_yds: 240 }), ...many("RB", 64, { rec_yds: 20 }), ...many("WR", 96, { rec_yds: 55 }), ...many("TE", 32, { rec_yds: 30 }), ...many("K", 32),
  ...(["DE", "DT"] as const).flatMap((own) => many("DL", 100, {}, own)), ...many("LB", 100), ...(["CB", "S"] as const).flatMap((own) => many("DB", 100, {}, own)),
];
const games: readonly GameOfWeek[] = Array.from({ length: 16 }, () => ({ season: 2025, week: 12, type: "regular", kickoff: 0, clubs: null }));
const verdicts = (rows: readonly Consensus[], crosswalk = true, schedule: readonly GameOfWeek[] | null = games): Readonly<Record<string, string>> => Object.fromEntries(judgeConsensus(rows, { crosswalk, games: schedule }).map(({ name, verdict }) => [name, verdict]));
const unknown = (row: Consensus): Consensus => ({ ...row, subject: { ...row.subject, mflId: null } });

const GOOD = { "mapped_players(offense)": "pass", "mapped_players(idp)": "pass", players_per_position: "pass", idp_coverage: "pass", team_sums: "pass", teams_present: "pass" };

describe("a consensus", () => {
  it("that is whole", () => {
    expect(verdicts(whole)).toEqual(GOOD);
  });

  it.each<[string, readonly Consensus[], Readonly<Record<string, string>>]>([
    ["a tenth of the offense is nobody", whole.map((row, index) => (row.pos === "WR" && index % 2 === 0 ? unknown(row) : row)), { "mapped_players(offense)": "warn" }],
    ["defenders are nobody", whole.map((row) => (row.pos === "LB" ? unknown(row) : row)), { "mapped_players(idp)": "warn" }],
    ["kickers of a week are few", whole.filter(({ pos }) => pos !== "K"), { players_per_position: "warn" }],
    ["nobody projects corners", whole.filter(({ subject }) => subject.position !== "CB"), { idp_coverage: "warn" }],
    ["a quarterback throws what nobody catches", whole.map((row, index) => (index === 0 ? { ...row, means: { pass_yds: 390 } } : row)), { team_sums: "warn" }],
    ["a club throws nothing", whole.map((row, index) => (index === 0 ? { ...row, means: {} } : row)), { team_sums: "warn" }],
    ["clubs that play are missing", whole.map((row) => (row.team !== null && TEAMS.indexOf(row.team) < 5 ? { ...row, team: null } : row)), { teams_present: "warn" }],
  ])("warns where %s", (_, rows, expected) => {
    expect(verdicts(rows)).toEqual({ ...GOOD, ...expected });
  });

  it("says of clubs that play nothing where no schedule is known", () => {
    expect(verdicts(whole.map((row) => ({ ...row, team: null })), true, null)).toMatchObject({ teams_present: "skipped" });
    expect(verdicts(whole.map((row) => ({ ...row, week: 0 })), true, null)).toMatchObject({ teams_present: "skipped" });
  });

  it("says what cannot be told without a crosswalk, and of a season without weeks", () => {
    expect(verdicts(whole, false)).toEqual({ ...GOOD, "mapped_players(offense)": "skipped", "mapped_players(idp)": "skipped", idp_coverage: "skipped" });
    expect(verdicts(whole.map((row) => ({ ...row, week: 0 })))).toEqual({ ...GOOD, team_sums: "skipped" });
  });
});
