import type { CheckResult } from "../../core/check.ts";
import { answerFindings, sourceRule } from "../source-rule.ts";
import { describeIssue } from "./cells.ts";
import type { KnownTimeFrame } from "./time-frames.ts";
import type { Transaction, TransactionsTab } from "./transactions.ts";

/** What was published before: the newest snapshot of transactions. */
export interface PreviousLog {
  readonly dt: string;
  readonly rows: number;
  readonly newestId: number | null;
}

/** The log of transactions, judged by itself and by what was published before. */
export function judgeTransactions({ transactions, issues }: TransactionsTab, proposed: readonly KnownTimeFrame[], previous: PreviousLog | null): readonly CheckResult[] {
  const remarks = issues.filter(({ isRemark }) => isRemark === true);
  return [
    answerFindings("readable_cells", issues.filter(({ isRemark }) => isRemark !== true), { verdict: "warn", none: "every transaction could be read whole", some: "cell(s) could not be read, every row is kept", describe: describeIssue }),
    // Not a fault: extensions list all remaining years. Recorded, so that nobody has to believe it.
    answerFindings("splits_fit_contracts", remarks, { verdict: "pass", none: "every split fits its contract", some: "split(s) do not fit their contract and are kept as they stand", describe: describeIssue }),
    answerFindings("known_time_frames", proposed, { verdict: "warn", none: "every time frame is known", some: "time frame(s) to add to the seed dim_timeframe", describe: () => proposed.map(seedLine).join("; ") }),
    judgeGrowth(transactions, previous),
  ];
}

/** A line of dim_timeframe.csv. */
const seedLine = ({ text, season, period, week, sequence }: KnownTimeFrame): string => [text, season, period, week ?? "", sequence ?? ""].join(",");

/** Transactions are a log: it never gets shorter, nor its newest entry older. */
function judgeGrowth(transactions: readonly Transaction[], previous: PreviousLog | null): CheckResult {
  const name = "log_grows";
  if (previous === null) return sourceRule(name, "skipped", null, null, "no_comparable_snapshot: there is no earlier snapshot");
  const newest = transactions.reduce<number>((max, { id }) => Math.max(max, id ?? 0), 0);
  const [rows, before] = [transactions.length, previous.rows];
  if (rows < before) return sourceRule(name, "fail", rows, before, `${rows} rows, the snapshot of ${previous.dt} has ${before}`);
  if (previous.newestId !== null && newest < previous.newestId) return sourceRule(name, "fail", rows, before, `the newest transaction is ${newest}, the snapshot of ${previous.dt} has ${previous.newestId}`);
  return sourceRule(name, "pass", rows, before, `${rows} rows, ${before} in the snapshot of ${previous.dt}`);
}
