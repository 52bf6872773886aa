import { POSITIONS, type Position } from "../projection.ts";
import { may, need } from "./columns.ts";
import { type CsvLayout, readCsvList } from "./csv-list.ts";
import { decode } from "./decode.ts";
import { positionOf } from "./positions.ts";
import type { Rules } from "./reading.ts";
import { describeHorizon, positionsFor, type Site } from "./site.ts";

/** Number of the position. */
const IDS: Readonly<Record<Position, number>> = { QB: 1, RB: 2, WR: 4, TE: 5, DST: 6, K: 7, DL: 8, LB: 9, DB: 10 };
/** The segment of 2024; each year is 32 further, its weeks begin eight behind it (provider facts, 4.2: 2017 to 2025). */
const BASE_2024 = 810;
const SEGMENTS_A_YEAR = 32;
const WEEKS_BEHIND = 8;

const POINTS = need("site_pts", "Pts");
const RUSHING = [may("rush_att", "Rush"), need("rush_yds", "Rush Yds"), need("rush_tds", "Rush TDs")];
const RECEIVING = [may("rec_tgt", "Tgt"), need("rec", "Rec"), need("rec_yds", "Rec Yds"), need("rec_tds", "Rec TDs")];
const SOME_RUSHING = RUSHING.map((column) => ({ ...column, isRequired: false }));
const FUMBLES = may("fumbles_lost", "Fum Lost");
const IDP = [
  need("idp_solo", "Tack"), need("idp_asst", "Asst"), need("idp_sacks", "Scks"), may("idp_pd", "PassDef"), may("idp_int", "Int"), may("idp_fum_force", "FumFrc"), may("idp_fum_rec", "Fum"), may("idp_td", "DefTD"), may("idp_safety", "Safts"), POINTS,
];

const layout: CsvLayout = {
  names: { player: "Player Name", team: "Team", id: "Player ID", position: "Position" },
  opponent: "Opp",
  columns: {
    QB: [may("pass_att", "Att"), may("pass_comp", "Comp"), need("pass_yds", "Pass Yds"), need("pass_tds", "Pass TDs"), need("pass_int", "Int"), ...RUSHING, FUMBLES, POINTS],
    RB: [...RUSHING, ...RECEIVING, FUMBLES, POINTS],
    WR: [...RECEIVING, ...SOME_RUSHING, FUMBLES, POINTS],
    TE: [...RECEIVING, ...SOME_RUSHING, FUMBLES, POINTS],
    // `Att` is what a kicker tries.
    K: [need("fg", "FG"), may("fg_att", "Att", "FGA"), may("fg_0019", "10-19"), may("fg_2029", "20-29"), may("fg_3039", "30-39"), may("fg_4049", "40-49"), may("fg_50", "50+"), need("xp", "XP"), may("xp_att", "XPA"), POINTS],
    DST: [
      need("dst_sacks", "Scks"), need("dst_int", "Int"), may("dst_fum_rec", "Fum"), may("dst_td", "DefTD"), may("dst_safety", "Safts"), may("dst_pts_allowed", "Pts Agn"), may("dst_yds_allowed", "Yds Allowed"), POINTS,
    ],
    DL: IDP, LB: IDP, DB: IDP,
  },
  known: [
    "Rank", "Opp", "Sacked", "Scoring Opps", "RZTgt", "Miss", "Punt Ret Yds", "Kick Ret Yds",
    ...["0-9", "10-19", "20-29", "30-39", "40-49", "50+"].flatMap((yards) => [`${yards} PassTDs`, `${yards} RushTDs`, `${yards} RecTDs`]),
    ...[50, 100, 150, 200, 250, 300, 350].map((yards) => `>= ${yards}yds`),
    ...["100-199", "200-299", "300-349", "350-399", "400-449", "450-499", "500-549", "550+", "1-6", "7-13", "14-17", "18-20", "21-27", "28-34", "35-45", "46+"],
  ],
  labelsOf: (header) => header.map((name) => ({ group: "", name: name.trim() })),
  positionOf,
};

const rules: Rules = { name: "fantasysharks", displayName: "FantasySharks", idKind: "mfl_id", dropsWithoutPoints: () => true };

/** @returns the number that the site knows a week, or a whole season, as */
export function segmentOf({ season, week }: { readonly season: number; readonly week: number }): number {
  const base = BASE_2024 + (season - 2024) * SEGMENTS_A_YEAR;
  return week === 0 ? base : base + WEEKS_BEHIND + week;
}

/** fantasysharks.com: CSV, by MyFantasyLeague's ids, and defenders every week. Real file: week 3 of 2026, QB. Of which week it is, only whom a club plays tells. */
export const fantasysharks: Site = {
  ...rules,
  verified: true,
  positions: { weekly: POSITIONS, season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "www.fantasysharks.com", requests: 1, pauseMs: 2000, reason: "a small site for people: one file at a time, as the R package asks them" },
  inquiries: (horizon) => positionsFor(fantasysharks, horizon).map((position) => ({
    label: `FantasySharks ${position} ${describeHorizon(horizon)}`,
    url: `https://www.fantasysharks.com/apps/bert/forecasts/projections.php?csv=1&Sort=&League=-1&Position=${IDS[position]}&scoring=1&Segment=${segmentOf(horizon)}&uid=4`,
    expect: ["csv"],
    horizon,
    positions: [position],
    page: 0,
  })),
  parse: (document, inquiry) => {
    const reading = readCsvList(decode(document, inquiry), rules, layout, inquiry);
    return inquiry.positions.includes("DST") ? { ...reading, projections: reading.projections.map(withPaddedId), withheld: reading.withheld.map(withPaddedId) } : reading;
  },
};

/** MyFantasyLeague's ids of clubs have four digits: `0501`; the file drops the zero. */
function withPaddedId<P extends { readonly siteId: string | null }>(projection: P): P {
  return projection.siteId === null ? projection : { ...projection, siteId: projection.siteId.padStart(4, "0") };
}
