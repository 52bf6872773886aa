/** Kinds of ids the crosswalk knows, as its columns are named. All of them are texts: `0012` and `12` are two ids. */
export const ID_KINDS = ["mfl_id", "gsis_id", "sleeper_id", "espn_id", "ktc_id", "fantasypros_id", "pfr_id", "yahoo_id", "cbs_id", "fleaflicker_id", "sportradar_id", "pff_id", "nfl_id", "rotowire_id", "stats_id"] as const;
export type IdKind = (typeof ID_KINDS)[number];

/** Texts that stand where a provider has no id (provider facts, 1.7). */
const NO_ID = new Set(["", "na", "n/a", "nan", "null", "none", "0", "-1", "-"]);

/** @returns the id without what providers add to it (blanks, `.0` of a spreadsheet), or null where there is none */
export function cleanId(value: unknown): string | null {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return null;
  const text = String(value).trim().replace(/^(\d+)\.0$/, "$1");
  return NO_ID.has(text.toLowerCase()) ? null : text;
}
