import type { Grid } from "./cells.ts";

/** What stands where personal data stood. */
export const REDACTED = "[redacted]";

/** Begins only where an address can begin: tried at each letter, a long text without one would take the square of its length. */
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** What people write between the groups of a number: a blank, a dot, a slash, a hyphen or a dash. */
const GAP = String.raw`(?:\s?[-.\u2010-\u2015/]\s?|\s)?`;
/** Neither before nor after a phone number: it would be a part of a longer run of digits and dashes. */
const [NOT_AFTER, NOT_BEFORE] = [String.raw`(?<!\d|\d-)`, String.raw`(?!\d|-\d)`];
/**
 * Ten digits grouped as people write them (`(555) 555-0100`, `555.555.0100`, `1-555-555-0100`, `+1 555 555 0100`), ten digits in a row,
 * or an international number. Digits in a longer run of digits and dashes are none: `70-80-125-135-140` is a split.
 */
const PHONE = new RegExp(
  [
    String.raw`${NOT_AFTER}(?:(?:\+\d{1,3}|1)${GAP})?(?:\(\d{3}\)|\d{3})${GAP}\d{3}${GAP}\d{4}${NOT_BEFORE}`,
    String.raw`${NOT_AFTER}\+\d(?:${GAP}\d){8,13}${NOT_BEFORE}`,
  ].join("|"),
  "g",
);

/** Cheaper than the pattern of a number, and true of every number. */
const DIGITS = /(?:\d\D{0,5}){7}/;

/** @returns the text without phone numbers and e-mail addresses; the same text when it holds none */
export function redactText(text: string): string {
  // A phone number has seven digits at least, an address its sign: most cells are told by that.
  if (text.length < 7 && !text.includes("@")) return text;
  const withoutEmail = text.includes("@") ? text.replace(EMAIL, REDACTED) : text;
  return DIGITS.test(withoutEmail) ? withoutEmail.replace(PHONE, REDACTED) : withoutEmail;
}

/** A cell beside the manager's name that holds this much of a number or address is personal, however it is written. */
const LOOKS_PERSONAL = /@|(?:\d\D{0,3}){7}|\[redacted\]/;

/**
 * A tab's values without personal data: what is recognised anywhere, and in the line of a manager's name everything that looks like
 * a number or an address.
 * @param managerLabel how that line begins, such as `GM:`
 */
export function redactGrid(grid: Grid, managerLabel: string): Grid {
  const label = managerLabel.toLowerCase();
  return grid.map((row) => {
    const begin = row.findIndex((text) => text !== "");
    const isManagers = row[begin]?.trimStart().toLowerCase().startsWith(label) === true;
    return row.map((text, column) => (isManagers && column !== begin && LOOKS_PERSONAL.test(text) ? REDACTED : redactText(text)));
  });
}
