/** What sites write where they have no number: a dash of any kind, or nothing. */
const NOTHING = new Set(["", "-", "--", "–", "—", "n/a"]);
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
/** Longer is no number of a game. */
const LONGEST = 24;

/**
 * @param written a number, or how a site writes one: `3,826.2`, `61%`, `—`
 * @returns the number; null where there is none; undefined for what is not a number (`NaN`, `1,5`, `Bye`)
 */
export function numberOf(written: unknown): number | null | undefined {
  if (written === null || written === undefined) return null;
  if (typeof written === "number") return Number.isFinite(written) ? written : undefined;
  if (typeof written !== "string") return undefined;
  if (PLAIN.test(written) && written.length <= LONGEST) return Number(written);
  if (written.length > LONGEST * 2) return undefined;
  const text = written.replace(/[\s%]/g, "");
  if (NOTHING.has(text.toLowerCase())) return null;
  if (text.length > LONGEST) return undefined;
  if (PLAIN.test(text)) return Number(text);
  return GROUPED.test(text) ? Number(text.replaceAll(",", "")) : undefined;
}
