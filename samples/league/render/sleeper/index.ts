import { DRAFT_ID, LEAGUE_ID } from "../../fantasy/franchises.ts";
import { LAST_MATCHUP_WEEK, rosterWeeks } from "../../fantasy/matchups.ts";
import { playersOf } from "../../fantasy/players.ts";
import type { FantasyDay } from "../../fantasy/season.ts";
import { type League, type LeagueDay, SEED } from "../../model.ts";
import { createRng } from "../../rng.ts";
import type { Answer } from "../answer.ts";
import { draftOf, draftPicksOf, leagueOf, matchupsOf, rostersOf, stateOf, tradedPicksOf, usersOf } from "./league.ts";
import { playersOfSleeper } from "./players.ts";
import { transactionsOf } from "./transactions.ts";

const API = "https://api.sleeper.app/v1";
const LAST_LEG = 18;
const TRENDING = 25;

/** @returns what Sleeper answers on a day to everything that can be asked about the league */
export function renderSleeper(league: League, day: LeagueDay, fantasy: FantasyDay): readonly Answer[] {
  const { deals } = fantasy;
  const weeks = rosterWeeks(league, day, fantasy);
  const legs = Array.from({ length: LAST_LEG }, (_, index) => index + 1);
  const ofLeague = `/league/${LEAGUE_ID}`;
  return [
    answer("/state/nfl", stateOf(day)),
    answer(ofLeague, leagueOf(day)),
    answer(`${ofLeague}/rosters`, rostersOf(fantasy, weeks)),
    answer(`${ofLeague}/users`, usersOf()),
    answer("/players/nfl", playersOfSleeper(league, day, fantasy)),
    ...legs.map((leg) => answer(`${ofLeague}/transactions/${leg}`, transactionsOf(deals, leg))),
    ...legs.map((leg) => answer(`${ofLeague}/matchups/${leg}`, leg > LAST_MATCHUP_WEEK ? [] : matchupsOf(weeks, leg))),
    answer(`${ofLeague}/drafts`, [draftOf(deals)]),
    answer(`${ofLeague}/traded_picks`, tradedPicksOf(fantasy)),
    answer(`/draft/${DRAFT_ID}`, draftOf(deals)),
    answer(`/draft/${DRAFT_ID}/picks`, draftPicksOf(deals)),
    answer(`/draft/${DRAFT_ID}/traded_picks`, []),
    ...(["add", "drop"] as const).map((kind) => answer(`/players/nfl/trending/${kind}?lookback_hours=24&limit=${TRENDING}`, trending(league, day, fantasy, kind))),
  ];
}

function answer(path: string, body: unknown): Answer {
  const name = `sleeper${(path.split("?")[0] ?? "").replaceAll(/\/\d+/g, "").replaceAll("/", "-")}`;
  return { url: `${API}${path}`, body: JSON.stringify(body), name, extension: "json", headers: { "content-type": "application/json; charset=utf-8" } };
}

/** Whom people add are the best whom nobody here has; whom they drop, the least of those somebody has. */
function trending(league: League, { lastWeek }: LeagueDay, { state }: FantasyDay, kind: "add" | "drop"): readonly { readonly player_id: string; readonly count: number }[] {
  const taken = new Set(state.franchises.flatMap(({ contracts }) => contracts.map(({ player }) => player.id)));
  const candidates = playersOf(league).filter(({ id }) => taken.has(id) === (kind === "drop"));
  const nearest = (kind === "add" ? candidates : candidates.toReversed()).slice(0, TRENDING * 2);
  const chosen = createRng(SEED, "trending", kind, lastWeek).shuffle(nearest).slice(0, TRENDING);
  return chosen.map(({ id }, index) => ({ player_id: id, count: Math.round(420_000 / (index + 3)) }));
}
