import type { CheckResult, Verdict } from "../../core/check.ts";
import { findContradictions } from "./cap-arithmetic.ts";
import { type CellIssue, findUncomputed, type Grid } from "./cells.ts";
import type { GmTab } from "./gm-tab.ts";
import { meet, namesOf } from "./names.ts";
import type { SheetSettings } from "./settings.ts";
import type { KnownTimeFrame } from "./time-frames.ts";
import type { TransactionsTab } from "./transactions.ts";

/** What the sheet says of itself; beside it only what was published before. */
export interface SheetJudgement {
  readonly franchises: readonly GmTab[];
  readonly transactions: TransactionsTab;
  /** All tabs as they were read. */
  readonly tabs: readonly { readonly title: string; readonly values: Grid }[];
  readonly proposedTimeFrames: readonly KnownTimeFrame[];
  readonly settings: SheetSettings;
  readonly previous: { readonly dt: string; readonly rows: number; readonly newestId: number | null } | null;
}

const EVIDENCE = 20;

/**
 * The checks that need more than one table, or the cells themselves (data contract of the sheet, section 7). All of them are exact.
 * @returns results by dataset
 */
export function judgeSheet(sheet: SheetJudgement): Readonly<Record<string, readonly CheckResult[]>> {
  const contradictions = sheet.franchises.flatMap((franchise) => findContradictions(franchise, sheet.settings.capLimit));
  const cells = sheet.franchises.flatMap(({ issues }) => issues);
  const uncomputed = sheet.tabs.flatMap(({ title, values }) => findUncomputed(title, values));
  const isLog = ({ tab }: CellIssue): boolean => tab === sheet.settings.transactionsTab;
  const picks = sheet.franchises.flatMap((franchise) => judgePickBlock(franchise, sheet.settings));
  const orphans = findOrphanPicks(sheet.franchises);
  return {
    contracts_active: [
      judgeComputed(uncomputed.filter((issue) => !isLog(issue))),
      result("readable_cells", cells.length === 0 ? "pass" : worstOf(cells), cells.length, 0, cells.length === 0 ? "every cell of the franchises' tabs could be read" : `${cells.length} cell(s) could not be read; first: ${describeIssue(cells[0])}`, cells),
      result("tab_set", sheet.franchises.every(({ active }) => active.length > 0) && sheet.franchises.length > 0 ? "pass" : "fail", sheet.franchises.length, null, describeTabs(sheet.franchises), []),
    ],
    cap_space: [
      result("cap_arithmetic", contradictions.length === 0 ? "pass" : "fail", contradictions.length, 0,
        contradictions.length === 0 ? `limit, contracts, cuts and trades add up in ${sheet.franchises.reduce((sum, { cap }) => sum + cap.length, 0)} franchise seasons` : `${contradictions.length} contradiction(s); first: ${contradictions[0]?.tab ?? ""} ${contradictions[0]?.season ?? ""}: ${contradictions[0]?.problem ?? ""}`,
        contradictions),
    ],
    draft_picks: [
      result("pick_block", picks.length === 0 ? "pass" : "fail", picks.length, 0, picks.length === 0 ? "every franchise lists each pick of its own once" : `${picks.length} pick(s) missing or doubled; first: ${picks[0]?.tab ?? ""} ${picks[0]?.problem ?? ""}`, picks),
      result("pick_symmetry", orphans.length === 0 ? "pass" : "warn", orphans.length, 0, orphans.length === 0 ? "every traded pick stands on the tab of who holds it" : `${orphans.length} traded pick(s) stand on no other tab; first: ${orphans[0]?.tab ?? ""} ${orphans[0]?.pick ?? ""} to ${orphans[0]?.recipient ?? ""}`, orphans),
    ],
    transactions: [judgeComputed(uncomputed.filter(isLog)), ...judgeTransactions(sheet), ...judgeShrinkage(sheet)],
  };
}

function judgeTransactions({ transactions, proposedTimeFrames, settings }: SheetJudgement): readonly CheckResult[] {
  const [lost, remarks] = [transactions.issues.filter(({ isRemark }) => isRemark !== true), transactions.issues.filter(({ isRemark }) => isRemark === true)];
  const known = new Set(settings.positions.map((position) => position.toLowerCase()));
  const foreign = transactions.transactions.filter(({ texts }) => texts.Position !== null && texts.Position !== "-" && !texts.Position.split("/").every((part) => known.has(part.trim().toLowerCase())) && !known.has(texts.Position.toLowerCase()));
  return [
    result("readable_cells", lost.length === 0 ? "pass" : "warn", lost.length, 0, lost.length === 0 ? "every transaction could be read whole" : `${lost.length} cell(s) could not be read, every row is kept; first: ${describeIssue(lost[0])}`, lost),
    result("splits_fit_contracts", "pass", remarks.length, null, remarks.length === 0 ? "every split fits its contract" : `${remarks.length} split(s) do not fit their contract and are kept as they stand (extensions list all remaining years); newest: ${describeIssue(remarks[0])}`, remarks),
    result("known_positions", foreign.length === 0 ? "pass" : "warn", foreign.length, 0, foreign.length === 0 ? "positions are the league's" : `${foreign.length} row(s) with a position that the league does not have; first: ${foreign[0]?.texts.Position ?? ""}`, foreign.map(({ uniqueId, texts }) => ({ transaction: uniqueId, position: texts.Position }))),
    result("known_time_frames", proposedTimeFrames.length === 0 ? "pass" : "warn", proposedTimeFrames.length, 0, proposedTimeFrames.length === 0 ? "every time frame is known" : `add to the seed dim_timeframe: ${proposedTimeFrames.map(seedLine).join("; ")}`, proposedTimeFrames.map((frame) => ({ ...frame }))),
  ];
}

function judgeComputed(cells: readonly CellIssue[]): CheckResult {
  return result("computed_cells", cells.length === 0 ? "pass" : "fail", cells.length, 0, cells.length === 0 ? "no cell holds a formula's error" : `${cells.length} cell(s) hold no value; first: ${describeIssue(cells[0])}`, cells);
}

/** A line of dim_timeframe.csv. */
const seedLine = ({ text, season, period, week, sequence }: KnownTimeFrame): string => [text, season, period, week ?? "", sequence ?? ""].join(",");

/** Transactions are a log: it never gets shorter. */
function judgeShrinkage({ transactions: { transactions }, previous }: SheetJudgement): readonly CheckResult[] {
  if (previous === null) return [result("log_grows", "skipped", null, null, "no_comparable_snapshot: there is no earlier snapshot", [])];
  const newest = transactions.reduce<number>((max, { id }) => Math.max(max, id ?? 0), 0);
  const shorter = transactions.length < previous.rows;
  const older = previous.newestId !== null && newest < previous.newestId;
  const message = shorter ? `${transactions.length} rows, the snapshot of ${previous.dt} has ${previous.rows}` : older ? `the newest transaction is ${newest}, the snapshot of ${previous.dt} has ${previous.newestId ?? ""}` : `${transactions.length} rows, ${previous.rows} in the snapshot of ${previous.dt}`;
  return [result("log_grows", shorter || older ? "fail" : "pass", transactions.length, previous.rows, message, [])];
}

/** Each franchise lists every pick that was its own, once: held or traded away. */
function judgePickBlock({ tab, picks }: GmTab, { draftRounds }: SheetSettings): readonly { readonly tab: string; readonly problem: string }[] {
  const own = picks.filter(({ source }) => source !== "acquired");
  const years = [...new Set(own.map(({ year }) => year))].sort();
  const counts = new Map<string, number>();
  for (const { year, round } of own) counts.set(`${year} round ${round}`, (counts.get(`${year} round ${round}`) ?? 0) + 1);
  const expected = years.flatMap((year) => Array.from({ length: draftRounds }, (_, index) => `${year} round ${index + 1}`));
  const wrongYears = years.length === 5 ? [] : [{ tab, problem: `lists own picks of ${years.length} years, not of five` }];
  return [
    ...wrongYears,
    ...expected.filter((pick) => counts.get(pick) !== 1).map((pick) => ({ tab, problem: `${pick} stands ${counts.get(pick) ?? 0} times among its own picks` })),
    ...own.filter(({ round }) => round > draftRounds).map(({ year, round, cell }) => ({ tab, problem: `${cell}: ${year} round ${round}, there are ${draftRounds}` })),
  ];
}

/** A pick that was traded away must stand on the recipient's tab, or on a third one that names its owner when it was traded on. */
function findOrphanPicks(franchises: readonly GmTab[]): readonly { readonly tab: string; readonly pick: string; readonly recipient: string }[] {
  const held = franchises.flatMap(({ gm, tab, picks }) => picks.filter(({ source }) => source === "acquired").map((pick) => ({ gm, tab, pick })));
  return franchises.flatMap(({ gm, tab, picks }) => {
    const names = new Set([...namesOf(gm), ...namesOf(tab)]);
    return picks
      .filter(({ source }) => source === "trade_out")
      .filter(({ year, round, recipient }) => franchises.some((other) => meet(nameSet(other), namesOf(recipient ?? ""))) && !held.some((other) => other.pick.year === year && other.pick.round === round && (meet(nameSet(other), namesOf(recipient ?? "")) || meet(namesOf(other.pick.note ?? ""), names))))
      .map(({ year, round, recipient }) => ({ tab, pick: `${year} round ${round}`, recipient: recipient ?? "" }));
  });
}

const nameSet = ({ gm, tab }: { readonly gm: string; readonly tab: string }): ReadonlySet<string> => new Set([...namesOf(gm), ...namesOf(tab)]);

function describeTabs(franchises: readonly GmTab[]): string {
  const empty = franchises.filter(({ active }) => active.length === 0).map(({ tab }) => tab);
  if (franchises.length === 0) return "there is no franchise's tab";
  return empty.length === 0 ? `${franchises.length} franchises have contracts` : `no contract on ${empty.join(", ")}`;
}

const worstOf = (issues: readonly CellIssue[]): Verdict => (issues.some(({ isRemark }) => isRemark !== true) ? "fail" : "warn");

/** `Andy!C17 'abc': not an amount` */
function describeIssue(issue: CellIssue | undefined): string {
  return issue === undefined ? "" : `${issue.tab}!${issue.cell} '${issue.seen}': ${issue.problem}`;
}

function result(name: string, verdict: Verdict, observed: number | null, threshold: number | null, message: string, evidence: readonly object[]): CheckResult {
  return { name, kind: "source_rule", verdict, observed, threshold, message, evidence: evidence.slice(0, EVIDENCE).map((entry) => ({ ...entry })) };
}

