import type { Document, PublishGroup } from "../parsed-source.ts";
import { askDrafts, type DraftAnswers, readDraft, readDraftPicks, wholeDrafts } from "./drafts.ts";
import { askLeagues } from "./league-chain.ts";
import { type KnownLeague, ofLeague } from "./leagues.ts";
import { readMatchups, wholeWeeks } from "./matchups.ts";
import { type Answered, type AnsweredWeek, askEach, askWeeks, inquire } from "./questions.ts";
import type { SleeperSettings } from "./settings.ts";
import { readState } from "./state.ts";
import { readTradedPicks } from "./traded-picks.ts";
import { LOOKBACK_HOURS, readTrend, TRENDS } from "./trending.ts";
import { completeTransactions, pastTransactions, readTransactions } from "./transactions.ts";

/** Most wanted players that are asked for: what Sleeper gives unless it is told otherwise. */
const TRENDING_PLAYERS = 25;

type Group<Gathered> = PublishGroup<SleeperSettings, Gathered>;

/** Which leagues and seasons the rows are of. */
const inputsOf = ({ leagues, seasonsBack }: SleeperSettings): Readonly<Record<string, string>> => ({ leagues: leagues.join(", "), seasons_back: String(seasonsBack) });

export const leagueGroup: Group<readonly KnownLeague[]> = {
  label: "Sleeper's leagues",
  datasets: ["league"],
  inputsOf,
  gather: askLeagues,
  parse: (leagues) => ({ tables: { league: { rows: leagues.map((league) => ({ ...league.row, ...ofLeague(league) })) } }, checks: {} }),
};

export const transactionsGroup: Group<readonly AnsweredWeek[]> = {
  label: "Sleeper's transactions",
  datasets: ["transactions"],
  inputsOf,
  gather: async (asker, settings) => askWeeks(asker, await askLeagues(asker, settings), "transactions"),
  parse: (weeks, _, { runAt }) => {
    const transactions = weeks.flatMap(readTransactions);
    return { tables: { transactions: { rows: transactions.map(({ row }) => row) } }, checks: { transactions: [completeTransactions(transactions), pastTransactions(transactions, runAt)] } };
  },
};

export const draftsGroup: Group<readonly DraftAnswers[]> = {
  label: "Sleeper's drafts",
  datasets: ["drafts", "draft_picks"],
  inputsOf,
  gather: async (asker, settings) => askDrafts(asker, await askLeagues(asker, settings)),
  parse: (answers) => {
    const [drafts, picks] = [answers.map(readDraft), answers.flatMap(readDraftPicks)];
    return { tables: { drafts: { rows: drafts.map(({ row }) => row) }, draft_picks: { rows: picks } }, checks: { draft_picks: [wholeDrafts(drafts, picks)] } };
  },
};

export const tradedPicksGroup: Group<readonly Answered[]> = {
  label: "Sleeper's traded picks",
  datasets: ["traded_picks"],
  inputsOf,
  gather: async (asker, settings) => askEach(asker, await askLeagues(asker, settings), "traded_picks"),
  parse: (answers) => ({ tables: { traded_picks: { rows: answers.flatMap(readTradedPicks) } }, checks: {} }),
};

export const matchupsGroup: Group<readonly AnsweredWeek[]> = {
  label: "Sleeper's matchups",
  datasets: ["matchups"],
  inputsOf,
  gather: async (asker, settings) => askWeeks(asker, await askLeagues(asker, settings), "matchups"),
  parse: (answers) => {
    const weeks = answers.map(readMatchups);
    return { tables: { matchups: { rows: weeks.flatMap(({ rows }) => rows) } }, checks: { matchups: [wholeWeeks(weeks)] } };
  },
};

export const stateGroup: Group<Document> = {
  label: "Sleeper's state of the season",
  datasets: ["state"],
  inputsOf: () => ({}),
  gather: (asker) => asker.ask(inquire("state of the season", "/state/nfl", null)),
  parse: (document) => ({ tables: { state: { rows: [readState(document)] } }, checks: {} }),
};

export const trendingGroup: Group<readonly Document[]> = {
  label: "Sleeper's trending players",
  datasets: ["trending"],
  inputsOf: () => ({}),
  gather: (asker) => Promise.all(TRENDS.map((trend) => asker.ask(inquire(`trending players, ${trend}`, `/players/nfl/trending/${trend}?lookback_hours=${LOOKBACK_HOURS}&limit=${TRENDING_PLAYERS}`, null)))),
  parse: (documents) => ({ tables: { trending: { rows: TRENDS.flatMap((trend, index) => { const document = documents[index]; return document === undefined ? [] : readTrend(trend, document); }) } }, checks: {} }),
};
