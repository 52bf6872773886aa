import type { CheckResult } from "../../core/check.ts";
import type { Delivery } from "./deliveries.ts";
import type { Position } from "./projection.ts";
import { sourceRule } from "../source-rule.ts";

/** Positions of the offense: without enough sites for each no consensus is published (contract, section 8). */
const NEEDED: readonly Position[] = ["QB", "RB", "WR", "TE"];
/** Told where sites are few, and worth no week of the others: which kicker it is hardly matters. */
const WANTED: readonly Position[] = [...NEEDED, "K"];

/** One site in a run: what it gave, and why not more. */
export interface Participation {
  readonly site: string;
  /** Rows that the consensus was made of. */
  readonly rows: number;
  readonly left_out: number;
  /** Weeks it took part in: `12-14, 16`. */
  readonly weeks: string;
  /** `12: 256, 13: 250`; 0 is the season. */
  readonly rows_by_week: string;
  /** Why it is not in other weeks, where it never could be. */
  readonly silences: readonly string[];
  readonly problems: readonly string[];
}

/** @returns one entry per site, in the order the sites come */
export function participationOf(deliveries: readonly Delivery[]): readonly Participation[] {
  return [...new Set(deliveries.map(({ site }) => site))].map((site) => {
    const own = deliveries.filter((delivery) => delivery.site === site);
    const present = own.filter(({ used }) => used.length > 0);
    return {
      site,
      rows: own.reduce((sum, { used }) => sum + used.length, 0),
      left_out: own.reduce((sum, { leftOut }) => sum + leftOut.length, 0),
      weeks: describeWeeks(present.map(({ week }) => week)),
      rows_by_week: present.map(({ week, used }) => `${week}: ${used.length}`).join(", "),
      silences: [...new Set(own.flatMap(({ silence }) => silence ?? []))],
      problems: own.flatMap(({ week, problems }) => problems.map((problem) => `${describeWeek(week)}: ${problem}`)),
    };
  });
}

/** @returns sites that gave rows for a week */
export function sitesIn(deliveries: readonly Delivery[], week: number): number {
  return deliveries.filter((delivery) => delivery.week === week && delivery.used.length > 0).length;
}

/** Who took part, and who did not, and why: a consensus of fewer sites is another consensus. */
export function judgeParticipation(participation: readonly Participation[], minimumSites: number): CheckResult {
  const partial = participation.filter(({ problems }) => problems.length > 0);
  const present = participation.filter(({ rows }) => rows > 0);
  const lacking = partial.length === 0 ? "" : `; not in full: ${partial.map(({ site, problems }) => `${site} (${problems[0] ?? ""}${problems.length > 1 ? `, and ${problems.length - 1} more` : ""})`).join(", ")}`;
  const evidence = participation.map(({ site, rows, left_out, weeks, rows_by_week, silences, problems }) => ({ site, rows, left_out, weeks, rows_by_week, reasons: [...silences, ...problems.slice(0, 5)].join("; ") }));
  return sourceRule("sites", partial.length > 0 ? "warn" : "pass", present.length, minimumSites, `${present.length} of ${participation.length} sites took part${lacking}`, evidence);
}

/**
 * The week that is played next needs enough sites for every position of the offense, or the last good consensus is better; too few for its
 * kickers are a warning. Later weeks are
 * published by fewer sites: they stay, with a warning, because a rest of the season without them would be a lower one.
 * @param weeks ascending, as they were asked for
 */
export function judgePositions(deliveries: readonly Delivery[], weeks: readonly number[], minimumSites: number): CheckResult {
  const thin = weeks.flatMap((week) => WANTED.flatMap((pos) => {
    const sites = deliveries.filter((delivery) => delivery.week === week && delivery.used.some((projection) => projection.pos === pos)).map(({ site }) => site);
    return sites.length >= minimumSites ? [] : [{ week, pos, sites: sites.length, named: sites.join(", ") }];
  }));
  const [first] = thin;
  const verdict = first === undefined ? "pass" : thin.some(({ week, pos }) => week === weeks[0] && NEEDED.includes(pos)) ? "fail" : "warn";
  const message = first === undefined ? `every position of the offense, and kickers, have at least ${minimumSites} sites` : `${thin.length} position(s) of a week have fewer than ${minimumSites} sites; first: ${first.pos} in ${describeWeek(first.week)} has ${first.sites}`;
  return sourceRule("sites_per_position", verdict, thin.length, minimumSites, message, thin);
}

/** A site never has as many quarterbacks as receivers: lists of one length are all cut at it (issue: ten rows of each, with status 200). */
export function judgeLengths(deliveries: readonly Delivery[]): CheckResult {
  const constant = deliveries.flatMap(({ site, week, used, leftOut }) => {
    const lengths = new Set(NEEDED.map((pos) => [...used, ...leftOut].filter((projection) => projection.pos === pos).length));
    const [rows = 0] = lengths;
    return lengths.size === 1 && rows > 0 ? [{ site, week, rows }] : [];
  });
  const [first] = constant;
  const message = first === undefined ? "no site's lists of the offense are all of one length" : `${constant.length} week(s) of a site have lists of one length; first: ${first.site} has ${first.rows} rows of each of ${NEEDED.join(", ")} in ${describeWeek(first.week)}`;
  return sourceRule("list_lengths", first === undefined ? "pass" : "warn", constant.length, 0, message, constant);
}

/** Every answer that is missing or was left out. */
export function judgeAnswers(participation: readonly Participation[]): CheckResult {
  const problems = participation.flatMap((entry) => entry.problems.map((problem) => ({ site: entry.site, problem })));
  const message = problems[0] === undefined ? "every question was answered, and every answer is used" : `${problems.length} answer(s) are missing or left out; first: ${problems[0].site}, ${problems[0].problem}`;
  return sourceRule("site_answers", problems.length > 0 ? "warn" : "pass", problems.length, 0, message, problems);
}

export function describeWeek(week: number): string {
  return week === 0 ? "the season" : `week ${week}`;
}

/** `12-14, 16` */
function describeWeeks(weeks: readonly number[]): string {
  const runs: (readonly [number, number])[] = [];
  for (const week of weeks.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === week - 1) runs[runs.length - 1] = [last[0], week];
    else runs.push([week, week]);
  }
  return runs.map(([from, to]) => (from === 0 ? "season" : from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
