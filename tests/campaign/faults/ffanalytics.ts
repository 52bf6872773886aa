import { alter, type Day, instead, rewrite } from "../day.ts";
import { allOf, type Fault, type Ground } from "../fault.ts";
import { sampleDay } from "../sample-day.ts";
import { CONTRACT, ISSUE, WEAKNESSES } from "./seen.ts";

const SEEN = `${CONTRACT}/sources/ffanalytics.md, sections 3 and 9`;
const FACTS = "provider facts of FantasyPros, section 4.2";
const HOSTS = ["fantasypros.com", "fantasysharks.com", "espn.com", "fftoday.com", "cbssports.com", "fanduel.com"] as const;
const [PROS, SHARKS, ESPN, TODAY, CBS, FANDUEL] = HOSTS;

const isAsked = (url: string): boolean => /db_playerids|\/games\./.test(url) || HOSTS.some((host) => url.includes(host));
const dayOf = async (now: string): Promise<Day> => ({ ...(await sampleDay("2025-11-04", now, isAsked)), league: { ffanalytics: { horizon: "weekly" } } });

/** The sample's six sites before week 10 of 2025, asked on three days in a row; three sites are the least. */
const sitesGround: Ground = {
  source: "ffanalytics",
  flow: "ffanalytics_pipeline",
  before: [{ flow: "nfl_data_pipeline", parameters: { datasets: ["schedule", "ff_playerids"] } }],
  days: async () => ({ good: await dayOf("2025-11-04T12:00:00Z"), spoilt: await dayOf("2025-11-05T12:00:00Z"), later: await dayOf("2025-11-06T12:00:00Z") }),
};

const ASIDE = allOf("quarantined", "projections", "projections_raw");
const base = { ground: sitesGround, seen: SEEN, harms: {} } as const;

/** Questions about week 10. */
const OF_WEEK: Readonly<Record<string, RegExp>> = { [PROS]: /fantasypros.*week=10$/, [SHARKS]: /fantasysharks.*Segment=860/, [TODAY]: /fftoday.*GameWeek=10&/, [CBS]: /cbssports.*\/2025\/10\// };
const asked = (host: string): string | RegExp => OF_WEEK[host] ?? host;
const refuses = (...hosts: readonly string[]): ((day: Day) => Day) => (day) => hosts.reduce((spoilt, host) => instead(spoilt, host, () => ({ status: 403, body: "no" })), day);
const sends = (which: string | RegExp, body: string): ((day: Day) => Day) => (day) => instead(day, which, () => ({ body }));
const texts = (which: string | RegExp, change: (text: string) => string): ((day: Day) => Day) => (day) => rewrite(day, which, change);
/** Answers to one question in the place of those to another: a cache that forgot the week. */
const cached = (which: string, of: string): ((day: Day) => Day) => (day) => {
  const source = day.answers.find(({ url }) => url.includes(of));
  if (source?.file === undefined) throw new Error(`there is no answer of ${of}`);
  const { file } = source;
  return instead(day, which, () => ({ file }));
};

/** The head of a list on FantasyPros' pages: what a stranger sees. */
const headOf = (rows: number) => (text: string): string => {
  let seen = 0;
  return text.replaceAll(/<tr class="mpb-player.*?<\/tr>/gs, (row) => ((seen += 1) <= rows ? row : ""));
};
const firstLines = (count: number) => (text: string): string => text.split("\n").slice(0, count + 1).join("\n");
const QB_OF_PROS = "qb.php?week=10";
const QB_OF_CBS = "/stats/QB/2025/10/";
const QB_OF_SHARKS = /Position=1&.*Segment=860/;
const QB_OF_TODAY = /GameWeek=10&PosID=10&/;

export const ffanalyticsFaults: readonly Fault[] = [
  { ...base, name: "ffanalytics: ten rows per position of one site", seen: FACTS, spoil: texts(asked(PROS), headOf(10)), caught: { in: "projections", by: "sites", says: /fantasypros \(.*FantasyPros shows 10 rows of QB: the head of the list/ } },
  { ...base, name: "ffanalytics: ten quarterbacks at four of six sites", seen: FACTS, harms: ASIDE, spoil: (day) => [texts(QB_OF_PROS, headOf(10)), texts(QB_OF_SHARKS, firstLines(10)), sends(QB_OF_CBS, "<html><title>Sign in</title></html>"), sends(QB_OF_TODAY, "<html><title>Sign in</title></html>")].reduce((spoilt, spoil) => spoil(spoilt), day), caught: { in: "projections", by: "sites_per_position", says: /QB in week 10 has 2/ } },
  { ...base, name: "ffanalytics: a list that is cut off after thirty rows", seen: ISSUE, spoil: texts(/Position=2&.*Segment=860/, firstLines(30)), caught: { in: "projections", by: "sites", says: /fantasysharks.*30 rows of RB, at least 40/ } },
  { ...base, name: "ffanalytics: a site whose every list ends at 60 rows", seen: ISSUE, spoil: texts(/Position=[1245]&.*Segment=860/, firstLines(60)), caught: { in: "projections_raw", by: "list_lengths", says: /fantasysharks has 60 rows of each of QB, RB, WR, TE in week 10/ } },
  { ...base, name: "ffanalytics: a late site", seen: ISSUE, spoil: refuses(CBS), caught: { in: "projections", by: "sites", says: /5 of 6 sites took part; not in full: cbs \(.*refused with 403/ } },
  { ...base, name: "ffanalytics: two of six sites answer", seen: `${WEAKNESSES} W-63`, harms: ASIDE, spoil: refuses(CBS, PROS, TODAY, SHARKS), caught: { in: "projections", by: "parse", says: /2 of 6 sites gave projections of week 10, at least 3 are needed/ } },
  { ...base, name: "ffanalytics: no site answers", harms: allOf("lkg", "projections", "projections_raw"), spoil: refuses(...HOSTS), caught: { in: "projections", by: "parse", says: /0 of 6 sites gave projections/ } },
  { ...base, name: "ffanalytics: no site has a kicker", spoil: (day) => [PROS, SHARKS, CBS, TODAY].reduce((spoilt, host) => instead(spoilt, { [PROS]: /k\.php\?week=10/, [SHARKS]: /Position=7&.*Segment=860/, [CBS]: /stats\/K\/2025\/10/, [TODAY]: /GameWeek=10&PosID=80/ }[host] ?? host, () => ({ status: 404, body: "no" })), day), caught: { in: "projections", by: "sites_per_position", says: /K in week 10 has 2/ } },
  { ...base, name: "ffanalytics: a cached answer of another week", seen: `${WEAKNESSES} W-62, W-66`, spoil: cached(QB_OF_PROS, "qb.php?week=11"), caught: { in: "projections", by: "sites", says: /fantasypros \(.*[Ww]eek 11/ } },
  { ...base, name: "ffanalytics: another week's list under this week's name", seen: `${WEAKNESSES} W-62`, spoil: cached("Position=1&scoring=1&Segment=860", "Position=1&scoring=1&Segment=861"), caught: { in: "projections", by: "sites", says: /fantasysharks \(.*games are not played in that week/ } },
  { ...base, name: "ffanalytics: a site that answers another season", seen: `${WEAKNESSES} W-66`, spoil: texts(QB_OF_CBS, (text) => text.replaceAll("/2025/10/", "/2024/10/")), caught: { in: "projections", by: "sites", says: /cbs \(.*2024/ } },
  { ...base, name: "ffanalytics: a season's numbers in a week's columns", seen: `${WEAKNESSES} W-67`, spoil: (day) => alter<{ data: { getProjections: { passingYards: number }[] } }>(day, FANDUEL, ({ data }) => { for (const row of data.getProjections) row.passingYards = (row.passingYards ?? 0) * 17 + 1; }), caught: { in: "projections", by: "sites", says: /fanduel \(.*pass_yds .*at most 500.*left out/ } },
  { ...base, name: "ffanalytics: two columns of a site swapped", seen: ISSUE, spoil: texts(QB_OF_SHARKS, (text) => text.replace("Att,Comp,Pass Yds", "Pass Yds,Comp,Att")), caught: { in: "projections", by: "sites", says: /fantasysharks \(.*pass_att .*at most 75.*left out/ } },
  { ...base, name: "ffanalytics: attempts and completions of two sites swapped", seen: ISSUE, spoil: (day) => texts(QB_OF_PROS, (text) => text.replace("<small>ATT</small>", "<small>SWAP</small>").replace("<small>CMP</small>", "<small>ATT</small>").replace("<small>SWAP</small>", "<small>CMP</small>"))(texts(QB_OF_SHARKS, (text) => text.replace("Att,Comp", "Comp,Att"))(day)), caught: { in: "projections", by: "sites", says: /fantasypros \(.*pass_comp .* of pass_att .*fantasysharks \(.*pass_comp/ } },
  { ...base, name: "ffanalytics: a statistic's column with another name", seen: `${WEAKNESSES} W-64`, spoil: texts(QB_OF_SHARKS, (text) => text.replace(",Sacked,", ",Sacks Taken,").replace(",Fum Lost,", ",Lost Balls,")), caught: { in: "projections_raw", by: "statistics_kept", says: /told no more; first: .* of fantasysharks QB/ } },
  { ...base, name: "ffanalytics: a page without a table", spoil: sends(QB_OF_TODAY, "<html><title>2025 Fantasy Football Projections - Week 10</title><body>Coming soon</body></html>"), caught: { in: "projections", by: "sites", says: /fftoday \(week 10: .*FFToday QB/ } },
  { ...base, name: "ffanalytics: a page that asks whether one is human, with status 200", spoil: sends(QB_OF_CBS, "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"), caught: { in: "projections", by: "sites", says: /cbs \(week 10: .*CBS QB/ } },
  { ...base, name: "ffanalytics: JSON that is cut off", spoil: texts(ESPN, (text) => text.slice(0, Math.floor(text.length / 2))), caught: { in: "projections", by: "sites", says: /espn \(week 10: .*ESPN QB/ } },
  { ...base, name: "ffanalytics: JSON of another shape", spoil: sends(FANDUEL, '{"errors":[{"message":"Cannot query field"}]}'), caught: { in: "projections", by: "sites", says: /fanduel \(week 10: / } },
  { ...base, name: "ffanalytics: words in place of numbers", spoil: texts(QB_OF_SHARKS, (text) => text.split("\n").map((line, nth) => (nth === 0 ? line : line.replace(/,QB,[\d.]+,/, ",QB,many,"))).join("\n")), caught: { in: "projections", by: "sites", says: /fantasysharks \(.*'many' in column 'Att'/ } },
  { ...base, name: "ffanalytics: a header and no rows", spoil: texts(QB_OF_SHARKS, firstLines(0)), caught: { in: "projections", by: "sites", says: /fantasysharks \(.*0 rows of QB/ } },
];
