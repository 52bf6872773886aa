import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GameOfWeek } from "../../core/game-week.ts";
import type { Provenance } from "../../core/manifest.ts";
import { buildCrosswalk } from "../../identity/index.ts";
import { createStager } from "../../store/stage/duckdb-stager.ts";
import { NothingToAsk, type Asker, type Document, type Inquiry, type ParseContext, type ParsedTables } from "../parsed-source.ts";
import { ffanalyticsDatasets } from "./datasets.ts";
import { createProjectionsGroup, type Gathered } from "./group.ts";
import type { Horizon, Position, Projection } from "./projection.ts";
import type { FfanalyticsSettings } from "./settings.ts";
import type { Reading, Site, SiteInquiry } from "./sites/site.ts";

/** Invented sites: a page per position, whose answer is JSON of what the parser shall say. */
const POSITIONS: readonly Position[] = ["QB", "RB", "WR", "TE", "K"];
const CLUBS = ["ARI", "ATL", "BAL", "BUF", "CAR", "CHI", "CIN", "CLE", "DAL", "DEN", "DET", "GB", "HOU", "IND", "JAX", "KC", "LV", "LAC", "LAR", "MIA", "MIN", "NE", "NO", "NYG", "NYJ", "PHI", "PIT", "SEA", "SF", "TB", "TEN", "WAS"];

interface Answer extends Pick<Reading, "projections"> {
  readonly withheld?: readonly Projection[];
}

function site(name: string, more: Partial<Site> = {}): Site {
  return {
    name,
    displayName: name.toUpperCase(),
    verified: true,
    idKind: null,
    positions: { weekly: POSITIONS, season: POSITIONS },
    currentWeekOnly: false,
    seasonIsWhatRemains: false,
    host: { host: `${name}.invalid`, requests: 1, reason: "invented" },
    inquiries: (horizon) => POSITIONS.map((pos) => ({ label: `${name} ${pos} ${horizon.week}`, url: `https://${name}.invalid/${horizon.week}/${pos}`, expect: ["json"], horizon, positions: [pos], page: 0 })),
    parse: ({ bytes }: Document, { horizon, positions: [position = "QB"] }: SiteInquiry): Reading => {
      const { projections, withheld = [] } = JSON.parse(new TextDecoder().decode(bytes)) as Answer;
      const stamp = (rows: readonly Projection[]): readonly Projection[] => rows.map((row) => ({ ...row, ...horizon }));
      return { projections: stamp(projections), withheld: stamp(withheld), problems: withheld.length === 0 ? [] : [{ position, message: `${name} shows ${withheld.length} rows of ${position}` }], remarks: [] };
    },
    ...more,
  };
}

/** Two players a club and position, a little different in every week and at every site. */
function rows(name: string, { week }: Pick<Horizon, "week">, pos: Position): readonly Projection[] {
  const base = name.length + week / 100;
  return CLUBS.flatMap((team, club) => [0, 1].map((rank): Projection => ({
    site: name, player: `Invented ${pos} ${team} ${rank}`, team, pos, siteId: null, idKind: null, season: 2025, week,
    stats: pos === "K" ? { fg: 1 + base } : pos === "QB" ? { pass_yds: rank === 0 ? 200 + club + base : 20, pass_tds: 1 + rank } : { rec_yds: 30 + base, rush_yds: pos === "RB" ? 60 - club : 0 },
  })));
}

type Reply = (inquiry: Inquiry) => unknown;
const usual: Reply = ({ label }) => { const [name = "", pos = "", week = ""] = label.split(" "); return { projections: rows(name, { week: Number(week) }, pos as Position) }; };

/** Answers by hand; a reply that is a string is why there is none. */
function asker(reply: Reply): Asker & { readonly asked: string[] } {
  const asked: string[] = [];
  const tryAsk: Asker["tryAsk"] = async (inquiry) => {
    asked.push(inquiry.label);
    const answer = reply(inquiry);
    return typeof answer === "string" ? { problem: answer } : { label: inquiry.label, address: inquiry.url, bytes: answer instanceof Uint8Array ? answer : new TextEncoder().encode(JSON.stringify(answer)) };
  };
  return { asked, tryAsk, ask: async () => Promise.reject(new Error("the group can do without any single answer")) };
}

const DAY = 86_400_000;
const KICKOFF = Date.UTC(2025, 8, 5);
const games: readonly GameOfWeek[] = Array.from({ length: 18 }, (_, index) => Array.from({ length: 16 }, () => ({ season: 2025, week: index + 1, type: "regular" as const, kickoff: KICKOFF + index * 7 * DAY, clubs: null }))).flat();
/** In week 15, of which nothing is over. */
const runAt = new Date(KICKOFF + 14 * 7 * DAY - DAY);
const context: ParseContext = { runAt, dt: "2025-12-11", crosswalk: null, games };
const settings: FfanalyticsSettings = { sites: ["cbs", "espn", "fanduel", "fftoday"], weights: {}, average: "weighted", minimumSites: 3, horizon: "rest-of-season", lastWeek: 17 };
const SITES = [site("cbs"), site("espn"), site("fanduel", { currentWeekOnly: true }), site("fftoday"), site("walterfootball", { positions: { weekly: [], season: POSITIONS } })];
const group = createProjectionsGroup(SITES);

/** Questions are asked of a schedule, as the flow hands it over. */
const gatherFor = (of: typeof group, asking: Asker, wanted: FfanalyticsSettings, known: ParseContext) => of.gather(asking, wanted, { runAt: known.runAt, games: async () => known.games });

/** @throws Error when there was nothing to ask for */
async function gather(...given: Parameters<typeof gatherFor>): Promise<Gathered> {
  const gathered = await gatherFor(...given);
  if (gathered instanceof NothingToAsk) throw new Error(gathered.reason);
  return gathered;
}

async function run(reply: Reply = usual, changes: Partial<FfanalyticsSettings> = {}, known: ParseContext = context): Promise<ParsedTables & { readonly gathered: Gathered; readonly asked: readonly string[] }> {
  const asking = asker(reply);
  const gathered = await gather(group, asking, { ...settings, ...changes }, known);
  return { gathered, asked: asking.asked, ...group.parse(gathered, { ...settings, ...changes }, known) };
}
type Table = readonly Readonly<Record<string, unknown>>[];
const tableOf = ({ tables }: ParsedTables, name: string): Table => { const content = tables[name]; return content !== undefined && "rows" in content ? content.rows : []; };
const verdicts = ({ checks }: ParsedTables): Readonly<Record<string, string>> => Object.fromEntries(Object.values(checks).flat().map(({ name, verdict }) => [name, verdict]));
const messageOf = ({ checks }: ParsedTables, check: string): string => Object.values(checks).flat().find(({ name }) => name === check)?.message ?? "";

describe("the rest of a season", () => {
  it("has a row per player and remaining week, up to the league's last", async () => {
    const result = await run();
    const consensus = tableOf(result, "projections");
    expect(consensus).toHaveLength(3 * 5 * 64);
    expect([...new Set(consensus.map((row) => `${String(row["season"])} ${String(row["week"])} ${String(row["horizon"])}`))]).toEqual(["2025 15 weekly", "2025 16 weekly", "2025 17 weekly"]);
    // FanDuel tells the current week only, and is not asked for others.
    expect([15, 16, 17].map((week) => consensus.find((row) => row["week"] === week)?.["sources"])).toEqual(["cbs,espn,fanduel,fftoday", "cbs,espn,fftoday", "cbs,espn,fftoday"]);
    expect(result.asked.filter((label) => label.startsWith("fanduel"))).toHaveLength(5);
    expect(tableOf(result, "projections_raw")).toHaveLength((3 * 3 + 1) * 5 * 64);
    expect(verdicts(result)).toMatchObject({ sites: "pass", sites_per_position: "pass", site_answers: "pass", "mapped_players(offense)": "skipped", teams_present: "pass" });
    expect(result.remarks).toContain("fanduel: 320 rows, week 15 (it tells the current week only)");
  });

  it("is told of lists of one length: a site that cuts them all at it", async () => {
    expect(messageOf(await run(), "list_lengths")).toMatch(/^10 week\(s\) of a site have lists of one length; first: cbs has 64 rows of each of QB, RB, WR, TE in week 15/);
    const shorter = (of: Answer, pos: string): Answer => (pos === "QB" ? { projections: of.projections.slice(1) } : of);
    const uneven = await run((inquiry) => shorter(usual(inquiry) as Answer, inquiry.label.split(" ")[1] ?? ""));
    expect(verdicts(uneven)["list_lengths"]).toBe("pass");
  });

  it("only the current week, or the season as a whole, when that is asked for", async () => {
    expect(new Set(tableOf(await run(usual, { horizon: "weekly" }), "projections").map((row) => row["week"]))).toEqual(new Set([15]));
    const season = tableOf(await run(usual, { horizon: "season", sites: [...settings.sites, "walterfootball"] }), "projections");
    expect(new Set(season.map((row) => `${String(row["week"])} ${String(row["horizon"])} ${String(row["sources"])}`))).toEqual(new Set(["0 full_season cbs,espn,fanduel,fftoday,walterfootball"]));
  });

  it("a list of what remains is no list of the season once a game has begun", async () => {
    const remaining = createProjectionsGroup([site("cbs"), site("espn"), site("fanduel"), site("fftoday", { seasonIsWhatRemains: true })]);
    const asking = asker(usual);
    await gather(remaining, asking, { ...settings, horizon: "season" }, context);
    expect(asking.asked.some((label) => label.startsWith("fftoday"))).toBe(false);
    await gather(remaining, asking, { ...settings, horizon: "season" }, { ...context, runAt: new Date(KICKOFF - DAY) });
    expect(asking.asked.some((label) => label.startsWith("fftoday"))).toBe(true);
  });

  it("knows its players when there is a crosswalk", async () => {
    const crosswalk = buildCrosswalk(CLUBS.flatMap((team, club) => [0, 1].map((rank) => ({ mfl_id: String(1000 + club * 2 + rank), name: `Invented QB ${team} ${rank}`, position: "QB", team, draft_year: 2020 }))));
    const result = await run(usual, {}, { ...context, crosswalk });
    expect(tableOf(result, "projections").filter((row) => row["pos"] === "QB" && row["player_id"] === -1)).toEqual([]);
    expect(tableOf(result, "projections").find((row) => row["player"] === "Invented QB KC 0")).toMatchObject({ player_id: 1030, mfl_id: "1030", player_key: "mfl:1030", team: "KCC", team_consensus: "KC", position_final: "QB", asof_date: "2025-12-11", provider: "ffanalytics_consensus" });
    expect(verdicts(result)["mapped_players(offense)"]).toBe("warn");
  });
});

describe("a site that", () => {
  const others: Reply = (inquiry) => (inquiry.label.startsWith("cbs") ? "away" : usual(inquiry));

  it("does not answer degrades the consensus, is named with its reason, and is asked no more", async () => {
    const result = await run((inquiry) => (inquiry.label.startsWith("cbs") ? "https://cbs.invalid: the provider refused with 403" : usual(inquiry)));
    expect(new Set(tableOf(result, "projections").filter((row) => row["week"] === 15).map((row) => row["sources"]))).toEqual(new Set(["espn,fanduel,fftoday"]));
    expect(result.asked.filter((label) => label.startsWith("cbs"))).toHaveLength(5);
    expect(verdicts(result)).toMatchObject({ sites: "warn", sites_per_position: "warn", site_answers: "warn" });
    expect(messageOf(result, "sites")).toContain("3 of 4 sites took part; not in full: cbs (week 15: cbs QB 15: https://cbs.invalid: the provider refused with 403");
    expect(result.checks["projections"]?.[0]?.evidence).toContainEqual(expect.objectContaining({ site: "espn", rows: 960, weeks: "15-17", rows_by_week: "15: 320, 16: 320, 17: 320" }));
  });

  it.each<[string, Reply]>([
    ["sends what is no list", (inquiry) => (inquiry.label.startsWith("cbs") ? new TextEncoder().encode("<html>busy</html>") : usual(inquiry))],
    ["sends numbers that are none", (inquiry) => (inquiry.label.startsWith("cbs") ? { projections: rows("cbs", { week: 15 }, "QB").map((row) => ({ ...row, stats: { pass_yds: 4000 } })) } : usual(inquiry))],
    ["shows the head of its lists", (inquiry) => (inquiry.label.startsWith("cbs") ? { projections: [], withheld: rows("cbs", { week: 15 }, "QB").slice(0, 10) } : usual(inquiry))],
  ])("%s is left out with a warning", async (_, reply) => {
    const result = await run(reply, { horizon: "weekly" });
    expect(new Set(tableOf(result, "projections").map((row) => row["sources"]))).toEqual(new Set(["espn,fanduel,fftoday"]));
    expect(verdicts(result)).toMatchObject({ sites: "warn", sites_per_position: "pass", site_answers: "warn" });
    expect(tableOf(result, "projections_raw").filter((row) => row["data_src_lower"] === "cbs" && row["in_consensus"] === true)).toEqual([]);
  });

  it("answers two weeks with the same bytes has the later one dropped", async () => {
    const result = await run((inquiry) => (inquiry.label.startsWith("cbs") ? { projections: rows("cbs", { week: 15 }, inquiry.label.split(" ")[1] as Position) } : usual(inquiry)));
    expect([15, 16, 17].map((week) => tableOf(result, "projections").find((row) => row["week"] === week)?.["sources"])).toEqual(["cbs,espn,fanduel,fftoday", "espn,fftoday", "espn,fftoday"]);
    expect(messageOf(result, "sites")).toContain("cbs (week 16: QB: the 64 rows are those of week 15: dropped");
    expect(tableOf(result, "projections_raw").filter((row) => row["data_src_lower"] === "cbs" && row["week"] !== 15)).toEqual([]);
  });

  it("lacks one position is used for the others; without enough sites for a position of the coming week the consensus fails its audit", async () => {
    const lacking = (pos: Position, ...names: readonly string[]): Reply => (inquiry) => (names.some((name) => inquiry.label.startsWith(`${name} ${pos} `)) ? "not there" : usual(inquiry));
    for (const pos of POSITIONS) {
      expect(verdicts(await run(lacking(pos, "cbs"), { horizon: "weekly" }))).toMatchObject({ sites: "warn", sites_per_position: "pass" });
      expect(verdicts(await run(lacking(pos, "cbs", "espn"), { horizon: "weekly" }))).toMatchObject({ sites: "warn", sites_per_position: pos === "K" ? "warn" : "fail" });
    }
  });

  it("lacks a page of a position has the whole position left out, and kept beside", async () => {
    const paged = site("cbs", { inquiries: (horizon) => [0, 1].map((page) => ({ label: `cbs RB ${horizon.week} page ${page}`, url: `https://cbs.invalid/${page}`, expect: ["json"], horizon, positions: ["RB"], page })) });
    const asking = asker((inquiry) => (inquiry.label.endsWith("page 1") ? "timed out" : usual(inquiry)));
    const pages = createProjectionsGroup([paged, ...SITES.slice(1)]);
    const weekly = { ...settings, horizon: "weekly" as const };
    const result = pages.parse(await gather(pages, asking, weekly, context), weekly, context);
    expect(new Set(tableOf(result, "projections_raw").filter((row) => row["data_src_lower"] === "cbs").map((row) => row["in_consensus"]))).toEqual(new Set([false]));
    expect(messageOf(result, "site_answers")).toContain("cbs, week 15: cbs RB 15 page 1: timed out");
  });

  it("is one too many: fewer sites than asked for is an error that names each with its reason", async () => {
    await expect(run((inquiry) => (inquiry.label.startsWith("espn") ? "busy" : others(inquiry)))).rejects.toMatchObject({
      name: "PayloadError",
      message: "ffanalytics.projections: 2 of 4 sites gave projections of week 15, at least 3 are needed. cbs: week 15: cbs QB 15: away; week 15: cbs RB 15: away; week 15: cbs WR 15: away. espn: week 15: espn QB 15: busy; week 15: espn RB 15: busy; week 15: espn WR 15: busy. fanduel: it tells the current week only. fftoday: took part",
    });
  });
});

describe("nothing is asked", () => {
  it.each<[string, Partial<ParseContext>, Partial<FfanalyticsSettings>, RegExp]>([
    ["without a schedule", { games: null }, {}, /no schedule is published.*run nfl_data_pipeline first/],
    ["of a site that nobody knows", {}, { sites: ["cbs", "cbss"] }, /ffanalytics.sites: there is no site 'cbss'/],
    ["of a site without a weight", {}, { weights: { cbs: 0 } }, /ffanalytics.weights: cbs has no weight above 0/],
  ])("%s", async (_, known, changes, message) => {
    await expect(run(usual, changes, { ...context, ...known })).rejects.toThrow(message);
  });

  it.each([
    ["in week 18", new Date(KICKOFF + 17 * 7 * DAY - DAY), /the league's season ends with week 17, and week 18 is being played/],
    ["in January", new Date("2026-01-20T00:00:00Z"), /nothing is left to project: the regular season 2025 ended on/],
  ])("%s, and that is no failure", async (_, now, reason) => {
    const asking = asker(usual);
    const gathered = await gatherFor(group, asking, settings, { ...context, runAt: now });
    expect(gathered).toBeInstanceOf(NothingToAsk);
    expect((gathered as NothingToAsk).reason).toMatch(reason);
    expect(asking.asked).toEqual([]);
  });
});

describe("equal answers", () => {
  it("make equal tables, and other settings are other inputs", async () => {
    const { gathered, ...first } = await run();
    expect(group.parse(gathered, settings, context)).toEqual({ tables: first.tables, checks: first.checks, remarks: first.remarks });
    const inputs = [{}, { average: "plain" as const }, { weights: { cbs: 1 } }, { sites: ["cbs", "espn", "fftoday"] }, { horizon: "weekly" as const }, { minimumSites: 2 }, { lastWeek: 16 }].map((changes) => JSON.stringify(group.inputsOf({ ...settings, ...changes }, context)));
    expect(new Set(inputs).size).toBe(inputs.length);
    expect(group.inputsOf({ ...settings, sites: settings.sites.toReversed() }, context)).toEqual(group.inputsOf(settings, context));
  });

  it("whatever is missing, the run ends in tables with every column or in an error that names the sites", async () => {
    const chaos = fc.dictionary(fc.constantFrom("cbs QB 15", "cbs WR 16", "espn TE 15", "fanduel QB 15", "fftoday RB 17", "fftoday QB 15"), fc.oneof(fc.constant("away"), fc.uint8Array({ maxLength: 20 }), fc.jsonValue()));
    await fc.assert(fc.asyncProperty(chaos, async (replies) => {
      const result = await run((inquiry) => (inquiry.label in replies ? replies[inquiry.label] : usual(inquiry))).catch((error: Error) => error);
      if (result instanceof Error) return expect(result.message).toMatch(/^ffanalytics\.projections: \d of 4 sites/);
      for (const { name, columns } of ffanalyticsDatasets) for (const row of tableOf(result, name).slice(0, 5)) expect(Object.keys(row).sort()).toEqual(columns.map((column) => column.name).sort());
      const missing = Object.keys(replies).length > 0;
      if (missing) expect(verdicts(result)["site_answers"]).toBe("warn");
      return undefined;
    }), { numRuns: 30 });
  });
});

describe("the tables", () => {
  let dir: string;
  beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), "snapcount-projections-")); });
  afterAll(async () => rm(dir, { recursive: true, force: true }));

  it("pass their audit in DuckDB, and one player in two rows fails it", async () => {
    const result = await run();
    const stager = createStager();
    const audit = async (content: Table, index: number): Promise<readonly string[]> => {
      const dataset = ffanalyticsDatasets[index];
      if (dataset === undefined) return [];
      const provenance: Provenance = {
        schema: "snapcount.provenance/1", source: "ffanalytics", dataset: dataset.name, dt: "2025-12-11", asof_datetime: "2025-12-11T12:00:00Z", run_id: "run-1", source_name: "projections", source_version: "1", source_hash: "a".repeat(64),
        source_url: [], source_modified_time: null, loader_path: `snapcount:ffanalytics.${dataset.name}`, inputs: {}, role: "snapshot",
      };
      const [loaded] = await stager.loadTables([{ label: `ffanalytics.${dataset.name}`, dir, fileName: `${dataset.name}.parquet`, columns: dataset.columns, provenance, content: { rows: content }, checks: dataset.checks, key: dataset.key, mayBeEmpty: null, expectedSeasons: null, history: { dt: "2025-11-18", exemption: null, earlier: [] } }], new AbortController().signal);
      return (loaded?.answers ?? []).filter(({ verdict }) => verdict === "fail" || verdict === "warn").map(({ name, verdict }) => `${verdict} ${name}`);
    };
    const consensus = tableOf(result, "projections");
    expect(await audit(consensus, 0)).toEqual([]);
    expect(await audit(tableOf(result, "projections_raw"), 1)).toEqual([]);
    const [first = {}, second = {}] = consensus;
    expect(await audit([...consensus, first], 0)).toEqual(["fail unique(player_key,season,week,horizon)"]);
    expect(await audit([{ ...first, player_id: 7 }, { ...second, player_id: 7, player: null, rush_yds: -61, pos: "P" }], 0)).toEqual(["fail not_null(player)", "fail unique(player_id,season,week,horizon)", "fail accepted_values(pos)", "warn range(rush_yds)"]);
    stager.close();
  });
});
