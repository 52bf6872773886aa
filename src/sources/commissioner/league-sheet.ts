import type { CheckResult } from "../../core/check.ts";
import type { Grid } from "./cells.ts";
import { propagateConditions } from "./conditions.ts";
import { type GmTab, parseGmTab } from "./gm-tab.ts";
import type { SheetSettings } from "./settings.ts";
import { judgeSheet } from "./sheet-checks.ts";
import { type CommissionerTables, toTables } from "./tables.ts";
import { type KnownTimeFrame, readTimeFrames } from "./time-frames.ts";
import type { PreviousLog } from "./transaction-checks.ts";
import { parseTransactions, type TransactionsTab } from "./transactions.ts";

/** A tab as it was read from the working copy, without personal data. */
export interface SheetTab {
  readonly title: string;
  readonly values: Grid;
}

/** The whole sheet, understood. */
export interface LeagueSheet {
  readonly franchises: readonly GmTab[];
  readonly transactions: TransactionsTab;
  readonly tables: CommissionerTables;
  /** The sheet judged by itself, by the dataset whose rows an answer is about. */
  readonly checks: Readonly<Record<string, readonly CheckResult[]>>;
}

/** What is known besides the sheet. */
export interface SheetContext {
  /** dbt's seed of time frames; empty when there is none. */
  readonly timeFrames: readonly KnownTimeFrame[];
  /** null: no transactions are published. */
  readonly previous: PreviousLog | null;
}

/**
 * The league's tabs as tables. Tabs may come in any order: franchises are read in the byte order of their names.
 * @throws TabLayoutError, TransactionsHeaderError naming tab and cell: a sheet that is not laid out as expected is not parsed at all
 */
export function parseLeagueSheet(tabs: readonly SheetTab[], settings: SheetSettings, context: SheetContext): LeagueSheet {
  const log = tabs.find(({ title }) => title === settings.transactionsTab);
  const franchises = tabs.filter((tab) => tab !== log).toSorted((a, b) => (a.title < b.title ? -1 : 1));
  const parsed = propagateConditions(franchises.map(({ title, values }) => parseGmTab(title, values, settings.labels, settings.draftRounds)));
  const grid = log?.values ?? [];
  const frames = readTimeFrames(grid.slice(1), settings.timeFrames, context.timeFrames);
  const transactions = parseTransactions(settings.transactionsTab, grid, frames.byText, settings.transactionsHeader);
  return {
    franchises: parsed,
    transactions,
    tables: toTables(parsed, transactions.transactions),
    checks: judgeSheet({ franchises: parsed, transactions, tabs, proposedTimeFrames: frames.proposed, settings, previous: context.previous }),
  };
}
