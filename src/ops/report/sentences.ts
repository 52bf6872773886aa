import { formatCount } from "../../core/figures.ts";

/** Words of the page's sentences. */

/** @returns `a`, `a and b`, `a, b and 3 more`: at most `most` of them by name. */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.length <= most ? names : [...names.slice(0, most - 1), `${names.length - most + 1} more`];
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** @returns `1 dataset`, `3 datasets` */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @returns `under 1 h`, `12 h`, `7 d`, `2.5 d` */
export function spanOf(hours: number): string {
  if (hours < 1) return "under 1 h";
  return hours < 48 ? `${Math.round(hours)} h` : `${Number((hours / 24).toFixed(1))} d`;
}

/** @returns how old a snapshot of a date is at an instant: `of today`, `1 day old`; both UTC. */
export function ageOfDt(dt: string, at: Date): string {
  const days = Math.floor((at.getTime() - Date.parse(`${dt}T00:00:00Z`)) / 86_400_000);
  return days <= 0 ? "of today" : `${countOf(days, "day")} old`;
}

const LONG = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** @returns `Tuesday, 18 November 2025` (UTC) */
export function longDate(at: Date): string {
  return LONG.format(at).replace(/^(\w+) /, "$1, ");
}

const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** @returns `4 Nov`; for dates whose year is told elsewhere */
export function shortDate(dt: string): string {
  return SHORT.format(new Date(`${dt}T00:00:00Z`));
}
