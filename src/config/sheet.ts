import * as z from "zod";

/** A workbook's id, or the address of its page, which holds it. */
const WorkbookId = z.string().min(1).transform((text) => /\/spreadsheets\/d\/([\w-]+)/.exec(text)?.[1] ?? text);

/** Names separated by commas (environment) or a list (file). */
const Names = z.union([z.array(z.string()), z.string().transform((text) => text.split(","))]).transform((names) => [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))]);

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== "";
  } catch {
    return false;
  }
}

const TimeFramePattern = z.strictObject({
  /** A regular expression over the whole text, with the groups `season` and, for weeks, `week`. */
  pattern: z.string().refine(isPattern, "not a regular expression").refine((text) => text.includes("(?<season>"), "has no group (?<season>...)"),
  period: z.enum(["rookie_draft", "faad", "preseason", "regular", "deadline", "offseason"]),
});

/**
 * The league's sheet: which workbooks and tabs, and what its cells are labelled with. The defaults are this league's; another league
 * changes config/league.yaml.
 */
export const SheetSchema = z.strictObject({
  /** The commissioner's workbook; only read. COMMISSIONER_SHEET_ID. */
  source: WorkbookId.optional(),
  /** The working copy; written by the copy flow. LEAGUE_SHEET_COPY_ID or LEAGUE_SHEET_COPY_URL. */
  copy: WorkbookId.optional(),
  /** Every tab that must be there. SHEETS_TABS. A recorded profile without it expects the tabs of its folder. */
  tabs: Names.optional(),
  /** The one tab that is not a franchise's. */
  transactionsTab: z.string().min(1).default("TRANSACTIONS"),
  labels: z
    .strictObject({
      gm: z.string().default("GM:"),
      rosterHeader: z.string().default("Pos."),
      playerHeader: z.string().default("Player"),
      total: z.string().default("Total"),
      rfa: z.string().default("RFA"),
      franchise: z.string().default("Fr."),
      picksHeader: z.string().default("Draft Pick Owner"),
      conditions: z.string().default("Trade Conditions"),
      available: z.string().default("Available Cap Space"),
      dead: z.string().default("Dead Cap Space"),
      traded: z.string().default("Traded Cap Space"),
    })
    .prefault({}),
  /** The header of the transactions' tab: the league's own words for the fourteen columns, in their order. */
  transactionsHeader: z
    .array(z.string())
    .length(14)
    .default(["Time Frame", "From", "To", "Original Order", "Round", "Pick", "Position", "Player", "Contract", "Split", "RFA Matched", "FAAD Comp", "Type", "Sort"]),
  /** Dollars a franchise may spend in a season. */
  capLimit: z.number().positive().default(250),
  /** Rounds of the yearly draft: every franchise's tab lists each of them once a year. */
  draftRounds: z.int().min(1).max(20).default(5),
  /** Positions of cut players and of transactions; another one is a remark. */
  positions: z.array(z.string()).default(["QB", "RB", "WR", "TE", "FB", "K", "DL", "DE", "DT", "LB", "DB", "CB", "S", "D/ST", "P"]),
  timeFrames: z
    .array(TimeFramePattern)
    .min(1)
    .default([
      { pattern: "(?<season>\\d{4}) Week (?<week>\\d{1,2})", period: "regular" },
      { pattern: "(?<season>\\d{4}) Week (?<week>\\d{1,2}) Deadline", period: "deadline" },
      { pattern: "(?<season>\\d{4}) Preseason Week (?<week>\\d{1,2})", period: "preseason" },
      { pattern: "(?<season>\\d{4}) Rookie Draft", period: "rookie_draft" },
      { pattern: "(?<season>\\d{4}) FAAD", period: "faad" },
      { pattern: "(?<season>\\d{4}) Offseason", period: "offseason" },
    ]),
  /** Between two tabs of a copy, so that a quota per minute is not spent at once. */
  pauseBetweenTabsMs: z.coerce.number().int().min(0).max(60_000).default(500),
});
