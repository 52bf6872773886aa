import type { CheckResult } from "../../core/check.ts";
import { readRecords } from "./answer.ts";
import type { Fields } from "./fields.ts";
import { type KnownLeague, ofLeague } from "./leagues.ts";
import type { Answered } from "./questions.ts";
import { answerFindings, sourceRule } from "../source-rule.ts";

type Row = Readonly<Record<string, unknown>>;

/** A transaction, and what it lacks of the fields that Sleeper always sends. */
export interface Transaction {
  readonly row: Row;
  readonly missing: readonly string[];
}

/** Without these the moves are still told: some recordings lack them. */
const OPTIONAL = ["creator", "consenter_ids", "waiver_budget", "settings", "metadata"] as const;

/**
 * @param document `GET /league/{id}/transactions/{week}`, the newest first. `adds` and `drops` are null or `{player: roster}`; those of a
 * failed waiver or a pending trade did not happen.
 * @throws PayloadError naming transaction and field
 */
export function readTransactions({ league, document }: Answered): readonly Transaction[] {
  return readRecords("transactions", document, "transaction").map((record) => ({ row: rowOf(record, league), missing: record.missing(OPTIONAL) }));
}

function rowOf(record: Fields, league: KnownLeague): Row {
  const [adds, drops, status] = [record.wholesByKeyOrNull("adds"), record.wholesByKeyOrNull("drops"), record.text("status")];
  const settings = record.optional.recordOrNull("settings")?.optional ?? null;
  return {
    ...ofLeague(league),
    week: record.whole("leg"),
    transaction_id: record.text("transaction_id"),
    type: record.text("type"),
    status,
    is_move: status === "complete",
    created_at: record.instant("created"),
    status_updated_at: record.instant("status_updated"),
    creator: record.optional.textOrNull("creator"),
    roster_ids: record.wholesOrNull("roster_ids"),
    consenter_ids: record.optional.wholesOrNull("consenter_ids"),
    added_player_ids: [...(adds?.keys() ?? [])],
    added_to_roster_ids: [...(adds?.values() ?? [])],
    dropped_player_ids: [...(drops?.keys() ?? [])],
    dropped_from_roster_ids: [...(drops?.values() ?? [])],
    ...picksOf(record),
    ...moneyOf(record),
    waiver_bid: settings?.wholeOrNull("waiver_bid") ?? null,
    waiver_seq: settings?.wholeOrNull("seq") ?? null,
    notes: record.optional.recordOrNull("metadata")?.optional.textOrNull("notes") ?? null,
  };
}

function picksOf(record: Fields): Row {
  const picks = record.records("draft_picks");
  const ids = (name: string): readonly number[] => picks.map((pick) => pick.whole(name));
  return { pick_seasons: picks.map((pick) => pick.season("season")), pick_rounds: ids("round"), pick_roster_ids: ids("roster_id"), pick_previous_owner_ids: ids("previous_owner_id"), pick_owner_ids: ids("owner_id") };
}

function moneyOf(record: Fields): Row {
  const payments = record.optional.records("waiver_budget");
  const column = (name: string): readonly number[] => payments.map((payment) => payment.whole(name));
  return { faab_sender_ids: column("sender"), faab_receiver_ids: column("receiver"), faab_amounts: column("amount") };
}

/** Sleeper sends the same fields with every transaction: one that lacks some has lost more than its notes. */
export function completeTransactions(transactions: readonly Transaction[]): CheckResult {
  const lacking = transactions.filter(({ missing }) => missing.length > 0);
  const names = [...new Set(lacking.flatMap(({ missing }) => missing))].toSorted();
  const message = lacking.length === 0 ? "every transaction has all fields" : `${lacking.length} of ${transactions.length} transactions lack ${names.join(", ")}`;
  return sourceRule("complete_transactions", lacking.length === 0 ? "pass" : "warn", lacking.length, 0, message, lacking.map(({ row, missing }) => ({ transaction_id: row["transaction_id"], missing: missing.join(", ") })));
}

/** Clocks differ by minutes; a day is a wrong unit, or another time's answer. */
const MOST_AHEAD_MS = 86_400_000;

/** What has not happened yet would be the newest event for years, and nothing after it would ever look stale. */
export function pastTransactions(transactions: readonly Transaction[], runAt: Date): CheckResult {
  const latest = runAt.getTime() + MOST_AHEAD_MS;
  const ahead = transactions.map(({ row }) => row).filter((row) => ["created_at", "status_updated_at"].some((name) => Date.parse(String(row[name])) > latest));
  return answerFindings("past_transactions", ahead, { verdict: "fail", none: "every transaction has happened", some: "transaction(s) are of the future", describe: (row) => `${String(row["transaction_id"])} on ${String(row["status_updated_at"])}` });
}
