import type { CheckResult } from "../../core/check.ts";
import { answerFindings, sourceRule } from "../source-rule.ts";
import { findContradictions } from "./cap-arithmetic.ts";
import { type CellIssue, describeIssue, findUncomputed, type Grid } from "./cells.ts";
import type { GmTab } from "./gm-tab.ts";
import { judgePicks } from "./pick-checks.ts";
import type { SheetSettings } from "./settings.ts";
import type { KnownTimeFrame } from "./time-frames.ts";
import { judgeTransactions, type PreviousLog } from "./transaction-checks.ts";
import type { TransactionsTab } from "./transactions.ts";

/** What the sheet says of itself; beside it only what was published before. */
export interface SheetJudgement {
  readonly franchises: readonly GmTab[];
  readonly transactions: TransactionsTab;
  /** All tabs as they were read. */
  readonly tabs: readonly { readonly title: string; readonly values: Grid }[];
  readonly proposedTimeFrames: readonly KnownTimeFrame[];
  readonly settings: SheetSettings;
  readonly previous: PreviousLog | null;
}

/**
 * The checks that need more than one table, or the cells themselves (data contract of the sheet, section 7). All of them are exact.
 * @returns results by dataset
 */
export function judgeSheet({ franchises, transactions, tabs, proposedTimeFrames, settings, previous }: SheetJudgement): Readonly<Record<string, readonly CheckResult[]>> {
  const uncomputed = tabs.flatMap(({ title, values }) => findUncomputed(title, values));
  const isLog = ({ tab }: CellIssue): boolean => tab === settings.transactionsTab;
  const cuts = franchises.flatMap(({ tab, cut }) => cut.map(({ player, position }) => ({ where: `${tab} ${player}`, position })));
  const named = transactions.transactions.flatMap(({ uniqueId, texts: { Position: position } }) => (position === null || position === "-" ? [] : [{ where: uniqueId, position }]));
  return {
    contracts_active: [judgeComputed(uncomputed.filter((issue) => !isLog(issue))), judgeCells(franchises.flatMap(({ issues }) => issues)), judgeTabs(franchises), judgeYears(franchises)],
    contracts_cut: [judgePositions(cuts, settings.positions)],
    cap_space: [judgeArithmetic(franchises, settings.capLimit)],
    draft_picks: judgePicks(franchises, settings.draftRounds),
    transactions: [judgeComputed(uncomputed.filter(isLog)), judgePositions(named, settings.positions), ...judgeTransactions(transactions, proposedTimeFrames, previous)],
  };
}

function judgeComputed(cells: readonly CellIssue[]): CheckResult {
  return answerFindings("computed_cells", cells, { verdict: "fail", none: "no cell holds a formula's error", some: "cell(s) hold no value", describe: describeIssue });
}

/** Of the franchises' tabs. A remark loses nothing; whatever else cannot be read keeps the whole sheet from readers. */
function judgeCells(cells: readonly CellIssue[]): CheckResult {
  const isLoss = ({ isRemark }: CellIssue): boolean => isRemark !== true;
  const worstFirst = cells.toSorted((a, b) => Number(isLoss(b)) - Number(isLoss(a)));
  return answerFindings("readable_cells", worstFirst, { verdict: cells.some(isLoss) ? "fail" : "warn", none: "every cell of the franchises' tabs could be read", some: "cell(s) are not what they should be", describe: describeIssue });
}

/** Some 30 slots must be paid for in the running season; in spring, when contracts have run out, fewer are left. */
const FEW_CONTRACTS = 20;

function judgeTabs(franchises: readonly GmTab[]): CheckResult {
  const name = "tab_set";
  const counts = franchises.map(({ tab, active, cap }) => ({ tab, contracts: active.filter(({ year }) => year === cap[0]?.season).length, all: active.length }));
  const empty = counts.filter(({ all }) => all === 0);
  const few = counts.filter(({ contracts }) => contracts < FEW_CONTRACTS);
  if (counts.length === 0) return sourceRule(name, "fail", 0, null, "there is no franchise's tab");
  if (empty.length > 0) return sourceRule(name, "fail", counts.length, null, `no contract on ${empty.map(({ tab }) => tab).join(", ")}`, empty);
  if (few.length > 0) return sourceRule(name, "warn", counts.length, null, `fewer than ${FEW_CONTRACTS} contracts in the first year: ${few.map(({ tab, contracts }) => `${tab} ${contracts}`).join(", ")}`, few);
  return sourceRule(name, "pass", counts.length, null, `${counts.length} franchises have contracts`);
}

/** A sheet is put on for the next season tab by tab; meanwhile they speak of different years. */
function judgeYears(franchises: readonly GmTab[]): CheckResult {
  const yearsOf = ({ cap, pickYears }: GmTab): string => `${cap.map(({ season }) => season).join(" ")}, picks ${pickYears.join(" ")}`;
  const [first, ...others] = franchises.map((franchise) => ({ tab: franchise.tab, years: yearsOf(franchise) }));
  const different = others.filter(({ years }) => years !== first?.years);
  return answerFindings("tab_years", different, { verdict: "warn", none: "all tabs have the same years", some: `tab(s) with other years than ${first?.tab ?? ""} (${first?.years ?? ""})`, describe: ({ tab, years }) => `${tab} (${years})` });
}

function judgePositions(named: readonly { readonly where: string; readonly position: string }[], positions: readonly string[]): CheckResult {
  const known = new Set(positions.map((position) => position.toUpperCase()));
  const isKnown = (text: string): boolean => known.has(text) || text.split("/").every((part) => known.has(part.trim()));
  const foreign = named.filter(({ position }) => !isKnown(position.toUpperCase()));
  return answerFindings("known_positions", foreign, { verdict: "warn", none: "positions are the league's", some: "row(s) with a position that the league does not have", describe: ({ where, position }) => `${where} '${position}'` });
}

function judgeArithmetic(franchises: readonly GmTab[], limit: number): CheckResult {
  const seasons = franchises.reduce((sum, { cap }) => sum + cap.length, 0);
  return answerFindings("cap_arithmetic", franchises.flatMap((franchise) => findContradictions(franchise, limit)), {
    verdict: "fail", none: `limit, contracts, cuts and trades add up in ${seasons} franchise seasons`, some: "contradiction(s)", describe: ({ tab, season, problem }) => `${tab} ${season}: ${problem}`,
  });
}
