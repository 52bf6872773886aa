import { load } from "cheerio";
import type { SiteAnswers } from "../src/sources/ffanalytics/answers.ts";
import { createProjectionsGroup } from "../src/sources/ffanalytics/group.ts";
import type { FfanalyticsSettings } from "../src/sources/ffanalytics/settings.ts";
import { SITES } from "../src/sources/ffanalytics/index.ts";
import { type BenchRow, benchRow } from "./bench.ts";
import { interleave } from "./interleaved.ts";
import { type BenchDocument, makeCrosswalk, makeDocuments, SEASON } from "./projections-data.ts";

/**
 * Goal: nine sites' documents of nine positions to the rows of both tables (read, judged, players identified, averaged, checked) in at
 * most 0.6x of what cheerio.load and JSON.parse need for the same documents. CSV and XLSX are read on our side of the clock only.
 */
const ROUNDS = 9;
const GOAL = 0.6;
const SETTINGS: FfanalyticsSettings = { sites: SITES.map(({ name }) => name), weights: {}, average: "weighted", minimumSites: 3, horizon: "season", lastWeek: 17 };
const PLAN = { season: SEASON.season, weeks: [SEASON.week], current: 1, hasBegun: false };

export async function run(): Promise<BenchRow[]> {
  const documents = makeDocuments();
  const answers = SITES.map((site): SiteAnswers => ({
    site, week: SEASON.week, silence: null, givenUp: null,
    answered: documents.filter(({ inquiry }) => inquiry.url.includes(site.host.host)).map(({ inquiry, ...answer }) => ({ inquiry, answer })),
  }));
  const group = createProjectionsGroup(SITES);
  const context = { runAt: new Date("2025-08-20T12:00:00Z"), dt: "2025-08-20", crosswalk: makeCrosswalk(), games: [] };
  const merge = (): ReturnType<typeof group.parse> => group.parse({ plan: PLAN, answers }, SETTINGS, context);
  const { ours, theirs } = await interleave(ROUNDS, merge, () => documents.forEach(readByOthers));
  const megabytes = documents.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / 1e6;
  return [benchRow("projections: nine sites, nine positions to a consensus", ours / theirs, "x", GOAL, `${Math.round(ours)} ms against ${Math.round(theirs)} ms, ${documents.length} documents, ${megabytes.toFixed(1)} MB, ${countRows(merge())} rows`)];
}

function readByOthers({ bytes, kind }: BenchDocument): void {
  if (kind === "html") load(Buffer.from(bytes).toString());
  else if (kind === "json") JSON.parse(Buffer.from(bytes).toString());
}

/** A bench of rows that were refused would be fast. */
function countRows({ tables, checks }: ReturnType<ReturnType<typeof createProjectionsGroup>["parse"]>): number {
  const problem = Object.values(checks).flat().find(({ name, verdict }) => (name === "site_answers" || name === "sites") && verdict !== "pass");
  if (problem !== undefined) throw new Error(`the invented answers should all be used: ${problem.message}`);
  return Object.values(tables).reduce((sum, content) => sum + ("rows" in content ? content.rows.length : 0), 0);
}
