import type { CheckResult } from "../../core/check.ts";
import type { Asker, Document } from "../parsed-source.ts";
import { sourceRule } from "../source-rule.ts";
import { readRecord, readRecords } from "./answer.ts";
import type { Fields } from "./fields.ts";
import { type KnownLeague, ofLeague } from "./leagues.ts";
import { askEach, inquire, restOf } from "./questions.ts";

type Row = Readonly<Record<string, unknown>>;

/** A draft of a league, and who was picked in it. */
export interface DraftAnswers {
  readonly league: KnownLeague;
  readonly draft: Document;
  readonly picks: Document;
}

/** Asks for the league's drafts, and for each of them: the list does not say which roster picks in which place. */
export async function askDrafts(asker: Asker, leagues: readonly KnownLeague[]): Promise<readonly DraftAnswers[]> {
  const lists = await askEach(asker, leagues, "drafts");
  const drafts = lists.flatMap(({ league, document }) => readRecords("drafts", document, "draft").map((record) => ({ league, id: record.text("draft_id") })));
  return Promise.all(drafts.map(async ({ league, id }) => {
    const rest = restOf(league);
    const [draft, picks] = await Promise.all([asker.ask(inquire(`draft ${id}`, `/draft/${id}`, rest)), asker.ask(inquire(`picks of draft ${id}`, `/draft/${id}/picks`, rest))]);
    return { league, draft, picks };
  }));
}

export interface Draft {
  readonly id: string;
  readonly league: KnownLeague;
  readonly status: string;
  readonly rounds: number | null;
  readonly teams: number | null;
  readonly row: Row;
}

/** @param document `GET /draft/{id}`. @throws PayloadError naming the field */
export function readDraft({ league, draft }: Pick<DraftAnswers, "league" | "draft">): Draft {
  return draftOf(readRecord("drafts", draft), league);
}

/** A draft as it stands alone, or in the list of its league. */
export function draftOf(record: Fields, league: KnownLeague): Draft {
  const settings = record.recordOrNull("settings")?.optional ?? null;
  const [id, status] = [record.text("draft_id"), record.text("status")];
  const [rounds, teams] = [settings?.wholeOrNull("rounds") ?? null, settings?.wholeOrNull("teams") ?? null];
  const order = record.wholesByKeyOrNull("draft_order");
  return {
    id, league, status, rounds, teams,
    row: {
      draft_id: id, ...ofLeague(league), season: record.season("season"), season_type: record.optional.textOrNull("season_type"), type: record.text("type"), status, rounds, teams,
      created_at: record.instantOrNull("created"), start_at: record.instantOrNull("start_time"), last_picked_at: record.optional.instantOrNull("last_picked"),
      slot_roster_ids: bySlot([...(record.optional.wholesByKeyOrNull("slot_to_roster_id") ?? [])].map(([slot, roster]) => [Number(slot), roster]), teams),
      slot_user_ids: bySlot([...(order ?? [])].map(([user, slot]) => [slot, user]), teams),
    },
  };
}

/** @returns what stands in the places 1 to `teams`; null unless each has one */
function bySlot<T>(entries: readonly (readonly [slot: number, value: T])[], teams: number | null): readonly T[] | null {
  const slots = new Map(entries);
  const list = Array.from({ length: teams ?? 0 }, (_, index) => slots.get(index + 1));
  return list.length > 0 && list.every((value) => value !== undefined) ? list : null;
}

/**
 * @param picks `GET /draft/{id}/picks`. `picked_by` is blank for what the computer chose; numbers of `metadata` are texts.
 * @throws PayloadError naming pick and field
 */
export function readDraftPicks({ league, picks }: Pick<DraftAnswers, "league" | "picks">): readonly Row[] {
  return readRecords("draft_picks", picks, "pick").map((record) => {
    const player = record.optional.recordOrNull("metadata")?.optional ?? null;
    const name = [player?.textOrNull("first_name") ?? null, player?.textOrNull("last_name") ?? null].filter((part) => part !== null).join(" ");
    return {
      draft_id: record.text("draft_id"), ...ofLeague(league),
      pick_no: record.whole("pick_no"), round: record.whole("round"), draft_slot: record.whole("draft_slot"), roster_id: record.wholeOrNull("roster_id"),
      picked_by: record.textOrNull("picked_by"), player_id: record.text("player_id"), player_name: name === "" ? null : name,
      position: player?.textOrNull("position") ?? null, team: player?.textOrNull("team") ?? null,
      is_keeper: record.optional.flagOrNull("is_keeper"), amount: player?.wholeOfTextOrNull("amount") ?? null,
    };
  });
}

/** A draft that is over has a pick for each team and round; a commissioner may have ended it early. */
export function wholeDrafts(drafts: readonly Draft[], picks: readonly Row[]): CheckResult {
  const over = drafts.filter(({ status, rounds, teams }) => status === "complete" && rounds !== null && teams !== null);
  const counted = over.map(({ id, league, rounds, teams }) => ({ draft_id: id, league_id: league.id, expected: (rounds ?? 0) * (teams ?? 0), picks: picks.filter((pick) => pick["draft_id"] === id).length }));
  const short = counted.filter((entry) => entry.picks < entry.expected);
  const [first] = short;
  const message = first === undefined ? `${counted.length} drafts that are over have all their picks` : `draft ${first.draft_id} is over with ${first.picks} of ${first.expected} picks`;
  return sourceRule("whole_drafts", first === undefined ? "pass" : "warn", short.length, 0, message, short);
}
