import type { Grid } from "./cells.ts";

/** What stands where personal data stood. */
export const REDACTED = "[redacted]";

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/**
 * Ten digits grouped as people write them (`(555) 555-0100`, `555.555.0100`, `+1 555 555 0100`), ten digits in a row, or an
 * international number. Digits in a longer run of digits and dashes are none: `70-80-125-135-140` is a split.
 */
const PHONE = /(?<!\d|\d-)(?:\+\d{1,3}[\s.-]?)?(?:\(\d{3}\)[\s.-]?|\d{3}[\s.-]?)\d{3}[\s.-]?\d{4}(?!\d|-\d)|(?<!\d|\d-)\+\d(?:[\s.-]?\d){8,13}(?!\d|-\d)/g;

const DIGITS = /(?:\d\D?\D?){7}/;

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
    const isManagers = row[0]?.trim().toLowerCase().startsWith(label) === true;
    return row.map((text, column) => (isManagers && column > 0 && LOOKS_PERSONAL.test(text) ? REDACTED : redactText(text)));
  });
}
