import type { Document, PublishGroup } from "../parsed-source.ts";
import { isFreeAgent } from "./free-agents.ts";
import { askLeagues } from "./league-chain.ts";
import type { KnownLeague } from "./leagues.ts";
import { judgeList, judgeMapping } from "./mapping-checks.ts";
import { playersTable, readPlayers } from "./players.ts";
import { type Answered, askEach, inquire } from "./questions.ts";
import { judgeRosters } from "./roster-checks.ts";
import { readRosters, rosteredIn } from "./rosters.ts";
import type { SleeperSettings } from "./settings.ts";
import { readUsers } from "./users.ts";

/** What the teams are made of. */
interface TeamAnswers {
  readonly leagues: readonly KnownLeague[];
  readonly rosters: readonly Answered[];
  readonly users: readonly Answered[];
  readonly players: Document;
}

/** Sleeper asks for the list at most once a day; half an hour less, or a daily run that begins a minute earlier than yesterday's skips a day. */
const PLAYERS_REST_HOURS = 23.5;
/** The league whose free agents are meant. */
const THE_LEAGUE = 1;

/**
 * Rosters, users, players and free agents: a player is free when no roster of the same moment has him. Earlier seasons have no part in it:
 * who was on a roster then is no longer taken.
 */
export const teams: PublishGroup<SleeperSettings, TeamAnswers> = {
  label: "Sleeper's rosters and players",
  datasets: ["rosters", "users", "players", "fa_pool"],
  inputsOf: ({ leagues }) => ({ leagues: leagues.join(", ") }),
  gather: async (asker, { leagues: ids }) => {
    const leagues = await askLeagues(asker, { leagues: ids, seasonsBack: 0 });
    const [rosters, users, players] = await Promise.all([askEach(asker, leagues, "rosters"), askEach(asker, leagues, "users"), asker.ask(inquire("players", "/players/nfl", PLAYERS_REST_HOURS))]);
    return { leagues, rosters, users, players };
  },
  parse: ({ leagues, rosters: answers, users, players: list }, _, { crosswalk }) => {
    const rosters = answers.flatMap(readRosters);
    const players = readPlayers(list);
    const taken = rosteredIn(rosters, THE_LEAGUE);
    const mapping = judgeMapping(players, taken, crosswalk);
    return {
      tables: {
        rosters: { rows: rosters.map(({ row }) => row) },
        users: { rows: users.flatMap(readUsers) },
        players: playersTable(list, players),
        fa_pool: playersTable(list, players.filter((player) => isFreeAgent(player, taken))),
      },
      checks: { rosters: [...judgeRosters(leagues, rosters), mapping.rosters], players: [judgeList(players, taken), mapping.players] },
    };
  },
};
