import { CLUBS } from "../../clubs.ts";
import { sleeperTeam } from "../../fantasy/players.ts";
import type { FantasyDay } from "../../fantasy/season.ts";
import { ids } from "../../ids.ts";
import { type League, type LeagueDay, SEASON } from "../../model.ts";
import type { Person, Position } from "../../people.ts";
import { talentOf } from "../../talent.ts";

type Json = Readonly<Record<string, unknown>>;

const SLEEPER_POSITION: Readonly<Record<Position, readonly [position: string, fantasy: string]>> = {
  QB: ["QB", "QB"], RB: ["RB", "RB"], WR: ["WR", "WR"], TE: ["TE", "TE"], K: ["K", "K"], LB: ["LB", "LB"], DE: ["DE", "DL"], DT: ["DT", "DL"], CB: ["CB", "DB"], S: ["S", "DB"], T: ["OT", "OL"],
};
/** Sleeper's own sentinel of a player without a rank. */
const NO_RANK = 9_999_999;
/** Without a club: some of the youngest, and Sleeper keeps them listed. */
const UNSIGNED = 60;

/** `/players/nfl`: one object keyed by id. A sample of it: clubs' linemen beyond the first are left out. */
export function playersOfSleeper(league: League, day: LeagueDay, { lineups }: FantasyDay): Json {
  const hurt = new Set(lineups.flatMap(({ slots }) => slots.flatMap(({ slot, contract }) => (slot === "IR" && contract !== null ? [contract.player.id] : []))));
  const withClub = league.people.filter(({ club, position, depth }) => club !== null && (position !== "T" || depth === 1));
  const unsigned = league.people.filter(({ club, draftYear }) => club === null && draftYear >= SEASON - 4).slice(0, UNSIGNED);
  const people = [...withClub, ...unsigned].map((person): [string, Json] => [String(ids.sleeper(person)), personOf(person, league.clubOf(person, day.lastWeek + 1), hurt.has(String(ids.sleeper(person))))]);
  return Object.fromEntries([...people, ...CLUBS.map(({ code, location, nickname }): [string, Json] => [sleeperTeam(code), defenseOf(sleeperTeam(code), location, nickname)])]);
}

function personOf(person: Person, club: string | null, isHurt: boolean): Json {
  const { first, last, number } = person;
  const [position, fantasyPosition] = SLEEPER_POSITION[person.position];
  const team = club === null ? null : sleeperTeam(club);
  const isRetired = person.club === null && number % 3 === 0;
  return {
    player_id: String(ids.sleeper(person)),
    first_name: first,
    last_name: last,
    full_name: `${first} ${last}`,
    search_first_name: plain(first),
    search_last_name: plain(last),
    search_full_name: plain(`${first}${last}`),
    search_rank: person.club === null ? NO_RANK : 1 + Math.round((1 - talentOf(person)) * 900),
    sport: "nfl",
    position,
    fantasy_positions: [fantasyPosition],
    team,
    team_abbr: team,
    team_changed_at: null,
    depth_chart_position: team === null ? null : position,
    depth_chart_order: team === null ? null : person.depth,
    active: !isRetired,
    status: isRetired ? "Inactive" : isHurt ? "Injured Reserve" : "Active",
    injury_status: isHurt ? "IR" : null,
    injury_body_part: isHurt ? "Ankle" : null,
    injury_notes: null,
    injury_start_date: null,
    practice_participation: null,
    practice_description: null,
    number: number % 100,
    age: SEASON - Number(person.birthdate.slice(0, 4)),
    years_exp: SEASON - person.draftYear,
    birth_date: person.birthdate,
    birth_city: null,
    birth_state: null,
    birth_country: null,
    height: String(70 + (number % 9)),
    weight: String(180 + (number % 140)),
    college: "Invented State",
    high_school: null,
    hashtag: `#${plain(first)}${plain(last)}-NFL-${team ?? "FA"}-${number % 100}`,
    competitions: [],
    metadata: null,
    news_updated: null,
    // Some of Sleeper's ids begin with a blank, and the younger ones are not there yet.
    gsis_id: person.gsisId === null || person.draftYear > SEASON - 2 ? null : number % 5 === 0 ? ` ${person.gsisId}` : person.gsisId,
    espn_id: ids.espn(person),
    sportradar_id: ids.sportradar(person),
    yahoo_id: null, rotowire_id: null, rotoworld_id: null, stats_id: null, fantasy_data_id: null, swish_id: null, opta_id: null, oddsjam_id: null, pandascore_id: null,
  };
}

function defenseOf(code: string, location: string, nickname: string): Json {
  return { player_id: code, first_name: location, last_name: nickname, position: "DEF", fantasy_positions: ["DEF"], team: code, active: true, sport: "nfl", injury_status: null };
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, "");
