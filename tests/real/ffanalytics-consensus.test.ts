import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCrosswalk } from "../../src/identity/index.ts";
import { type Averaging, buildConsensus, type Consensus } from "../../src/sources/ffanalytics/consensus.ts";
import { type Position, type Projection, type Stat, STATS } from "../../src/sources/ffanalytics/projection.ts";
import { weightsOf } from "../../src/sources/ffanalytics/settings.ts";
import { identify, type Voice } from "../../src/sources/ffanalytics/subjects.ts";
import { consensusRows } from "../../src/sources/ffanalytics/tables.ts";
import { SCRAPES_2015, SITES_2014 } from "./ffanalytics-files.ts";

/**
 * The consensus against an independent one: SQL that reads the same files, makes its own keys of names, positions and teams, and
 * averages on its own. The files were parsed by another project (README): they prove the arithmetic and the grouping, no parser.
 */
const DATA = resolve(import.meta.dirname, "..", "..", "..", "shared", "data");
const HISTORY = join(DATA, "providers", "ffanalytics", "historical-by-source");
const rowsOf = (path: string): readonly Record<string, string>[] => parse(readFileSync(path, "utf8"), { columns: true });

/** Of no importance but that they differ. */
const WEIGHTS: Readonly<Record<string, number>> = { cbs1: 0.1103, cbs2: 0.09, espn: 0.1155, fftoday: 0.112, fox: 0.05, ffn: 0.07, fp: 0.1305, fs: 0.1176, nfl: 0.1097, wf: 0.0846, yahoo: 0.08, nf: 0.12, yasp: 0.3, cbav: 0.2, wafo: 0.1 };

const COLUMNS: Readonly<Partial<Record<Stat, string>>> = {
  pass_att: "passAtt", pass_comp: "passComp", pass_yds: "passYds", pass_tds: "passTds", pass_int: "passInt", rush_att: "rushAtt", rush_yds: "rushYds", rush_tds: "rushTds", rec: "rec", rec_yds: "recYds", rec_tds: "recTds",
  fumbles_lost: "fumbles", two_pts: "twoPts", return_tds: "returnTds", site_pts: "pts",
};
const COLUMNS_2015: Readonly<Partial<Record<Stat, string>>> = {
  ...COLUMNS, fg: "fg", fg_att: "fgAtt", fg_0019: "fg0019", fg_2029: "fg2029", fg_3039: "fg3039", fg_0039: "fg0039", fg_4049: "fg4049", fg_50: "fg50", xp: "xp",
  dst_sacks: "dstSack", dst_int: "dstInt", dst_fum_rec: "dstFumlRec", dst_fum_force: "dstFumlForce", dst_td: "dstTd", dst_safety: "dstSafety", dst_blk: "dstBlk", dst_pts_allowed: "dstPtsAllow", dst_yds_allowed: "dstYdsAllowed",
  idp_solo: "idpSolo", idp_asst: "idpAst", idp_sacks: "idpSack", idp_pd: "idpPD", idp_int: "idpInt", idp_fum_force: "idpFumlForce", idp_fum_rec: "idpFumlRec", idp_td: "idpTd", idp_safety: "idpSafety",
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const blank = (cell: string | undefined): string | null => (cell === undefined || cell === "" || cell === "NA" ? null : cell);

function readStats(row: Readonly<Record<string, string>>, columns: typeof COLUMNS, suffix: string): Projection["stats"] {
  return Object.fromEntries(Object.entries(columns).flatMap(([stat, column]) => { const cell = blank(row[`${column}${suffix}`]); return cell === null ? [] : [[stat, Number(cell)]]; }));
}

function read2014(file: string, site: string): readonly Projection[] {
  return rowsOf(join(HISTORY, `${file}-Projections-2014.csv`)).map((row) => ({ site, player: row[`name_${site}`] ?? "", team: blank(row[`team_${site}`]), pos: row["pos"] as Position, siteId: null, idKind: null, season: 2014, week: 0, stats: readStats(row, COLUMNS, `_${site}`) }));
}

function read2015(position: "qb" | "k" | "lb" | "dst"): readonly Projection[] {
  return rowsOf(join(HISTORY, `scrape_2015_${position}.csv`)).map((row) => ({ site: row["analystId"] ?? "", player: row["player"] ?? "", team: null, pos: position.toUpperCase() as Position, siteId: null, idKind: null, season: 2015, week: 0, stats: readStats(row, COLUMNS_2015, "") }));
}

/** Codes as sites write them, and clubs' nicknames, to MFL's; written for this test alone. */
const CLUBS: readonly (readonly [string, string, ...string[]])[] = [
  ["ARI", "Cardinals", "ARI", "ARZ"], ["ATL", "Falcons", "ATL"], ["BAL", "Ravens", "BAL"], ["BUF", "Bills", "BUF"], ["CAR", "Panthers", "CAR"], ["CHI", "Bears", "CHI"], ["CIN", "Bengals", "CIN"], ["CLE", "Browns", "CLE"], ["DAL", "Cowboys", "DAL"],
  ["DEN", "Broncos", "DEN"], ["DET", "Lions", "DET"], ["GBP", "Packers", "GB", "GBP"], ["HOU", "Texans", "HOU"], ["IND", "Colts", "IND"], ["JAC", "Jaguars", "JAC", "JAX"], ["KCC", "Chiefs", "KC", "KCC"], ["LAC", "Chargers", "SD", "SDC"],
  ["LAR", "Rams", "STL"], ["LVR", "Raiders", "OAK"], ["MIA", "Dolphins", "MIA"], ["MIN", "Vikings", "MIN"], ["NEP", "Patriots", "NE", "NEP"], ["NOS", "Saints", "NO", "NOS"], ["NYG", "Giants", "NYG"], ["NYJ", "Jets", "NYJ"], ["PHI", "Eagles", "PHI"],
  ["PIT", "Steelers", "PIT"], ["SEA", "Seahawks", "SEA"], ["SFO", "49ers", "SF", "SFO"], ["TBB", "Buccaneers", "TB", "TBB"], ["TEN", "Titans", "TEN"], ["WAS", "Redskins", "WAS", "WSH"],
];
const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const CODES = CLUBS.flatMap(([mfl, , ...codes]) => codes.map((code) => `(${quote(code)}, ${quote(mfl)})`)).join(", ");
const NICKNAMES = CLUBS.map(([mfl, nickname]) => `(${quote(nickname)}, ${quote(mfl)})`).join(", ");
const STAT_NAMES = STATS.join(", ");

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create()).connect();
  await duckdb.run(`CREATE TABLE codes AS FROM (VALUES ${CODES}) t(code, mfl)`);
  await duckdb.run(`CREATE TABLE nicknames AS FROM (VALUES ${NICKNAMES}) t(nickname, mfl)`);
  await duckdb.run(`CREATE TABLE weights AS FROM (VALUES ${Object.entries(WEIGHTS).map(([site, weight]) => `(${quote(site)}, ${weight}::DOUBLE)`).join(", ")}) t(site, weight)`);
  const numbers = (columns: typeof COLUMNS, suffix: string): string => STATS.map((stat) => `${columns[stat] === undefined ? "NULL" : `"${columns[stat]}${suffix}"`}::DOUBLE AS ${stat}`).join(", ");
  const csv = (file: string): string => `read_csv(${quote(join(HISTORY, file))}, nullstr = ['NA', ''], all_varchar = true)`;
  const sql2014 = SITES_2014.map(([file, site]) => `SELECT '${site}' AS site, name_${site} AS player, team_${site} AS team, pos, ${numbers(COLUMNS, `_${site}`)} FROM ${csv(`${file}-Projections-2014.csv`)}`);
  const has: Readonly<Record<string, RegExp>> = { qb: /^(pass|rush|rec|two|return|fumbles)/, k: /^(fg|xp)/, lb: /^idp/, dst: /^dst/ };
  const sql2015 = Object.entries(has).map(([position, owns]) => {
    const columns = Object.fromEntries(Object.entries(COLUMNS_2015).filter(([stat]) => owns.test(stat) && stat !== "site_pts"));
    return `SELECT analystId AS site, player, NULL::VARCHAR AS team, '${position.toUpperCase()}' AS pos, ${numbers(columns, "")} FROM ${csv(`scrape_2015_${position}.csv`)}`;
  });
  await duckdb.run(`CREATE TABLE said_2014 AS ${sql2014.join(" UNION ALL ")}`);
  await duckdb.run(`CREATE TABLE said_2015 AS ${sql2015.join(" UNION ALL ")}`);
});
afterAll(() => duckdb.closeSync());

/** Keys of names, as the contract normalises them (section 5), with teams in MFL's code; a defense is its club. */
const KEYED = (said: string): string => `
  SELECT said.*, CASE
    WHEN said.pos = 'DST' THEN 'dst:' || coalesce(nicknames.mfl, codes.mfl)
    ELSE 'name:' || regexp_replace(trim(regexp_replace(regexp_replace(lower(strip_accents(said.player)), '[''.’]', '', 'g'), '[^a-z0-9]+', ' ', 'g')), ' (jr|sr|ii|iii|iv|v)$', '') || '|' || said.pos || '|' || coalesce(codes.mfl, '-') END AS key
  FROM ${said} said LEFT JOIN codes ON codes.code = said.team LEFT JOIN nicknames ON said.pos = 'DST' AND contains(said.player, nicknames.nickname)`;

/** Σ w·x / Σ w and its deviation, each site once. @param keyed a SELECT with key, site and the statistics @param weight of a site */
async function askSql(keyed: string, weight = "weights.weight"): Promise<ReadonlyMap<string, Readonly<Record<string, number | null>>>> {
  const reader = await duckdb.runAndReadAll(`
    WITH keyed AS (${keyed}),
    one_say AS (SELECT key, keyed.site, any_value(${weight}) AS w, ${STATS.map((stat) => `avg(${stat}) AS ${stat}`).join(", ")} FROM keyed JOIN weights USING (site) GROUP BY key, keyed.site),
    long AS (UNPIVOT one_say ON ${STAT_NAMES} INTO NAME stat VALUE x),
    mean AS (SELECT key, stat, sum(w * x) / sum(w) AS mean FROM long GROUP BY key, stat),
    spread AS (SELECT key, stat, any_value(mean) AS mean, CASE WHEN count(*) > 1 THEN sqrt(sum(w) / (sum(w) ** 2 - sum(w * w)) * sum(w * (x - mean) ** 2)) END AS deviation FROM long JOIN mean USING (key, stat) GROUP BY key, stat),
    sites AS (SELECT key, count(*)::INTEGER AS sites, sum(w) AS weight FROM one_say GROUP BY key)
    SELECT key, sites, weight, map_from_entries(list((stat, mean)) FILTER (stat IS NOT NULL)) AS means, map_from_entries(list((stat, deviation)) FILTER (deviation IS NOT NULL)) AS deviations FROM sites LEFT JOIN spread USING (key) GROUP BY ALL`);
  const pairs = (value: unknown): readonly (readonly [string, number])[] => ((value as readonly { key: string; value: number }[] | null) ?? []).map(({ key, value: number }) => [key, number]);
  return new Map(reader.getRowObjectsJson().map(({ key, sites, weight: total, means, deviations }) => [
    text(key),
    { sites: Number(sites), weight: Number(total), ...Object.fromEntries(pairs(means)), ...Object.fromEntries(pairs(deviations).map(([stat, number]) => [`${stat}_sd`, number])) },
  ]));
}

const facts = ({ sites, totalWeight, means, deviations }: Consensus): Readonly<Record<string, number | null>> => ({ sites: sites.length, weight: totalWeight, ...means, ...Object.fromEntries(Object.entries(deviations).map(([stat, value]) => [`${stat}_sd`, value])) });

/** Equal keys, equal statistics, and every number within 1e-9. @returns how many numbers were compared */
function expectEqual(ours: readonly Consensus[], theirs: ReadonlyMap<string, Readonly<Record<string, number | null>>>): number {
  expect(ours.map(({ subject }) => subject.key)).toEqual([...theirs.keys()].sort());
  let compared = 0;
  for (const row of ours) {
    const [a, b] = [facts(row), theirs.get(row.subject.key) ?? {}];
    expect(Object.keys(a).sort(), row.subject.key).toEqual(Object.keys(b).sort());
    for (const [stat, value] of Object.entries(a)) {
      expect(Math.abs((value ?? Number.NaN) - (b[stat] ?? Number.NaN)), `${row.subject.key} ${stat}: ${value}, SQL ${b[stat]}`).toBeLessThanOrEqual(1e-9);
      compared += 1;
    }
  }
  return compared;
}

const weighted: Averaging = { average: "weighted", weights: WEIGHTS };
const said2014 = SITES_2014.flatMap(([file, site]) => read2014(file, site));
const keyedByUs = (voices: readonly Voice[]): ReadonlyMap<string, Voice[]> => voices.reduce((groups, voice) => groups.set(voice.subject.key, [...(groups.get(voice.subject.key) ?? []), voice]), new Map<string, Voice[]>());

describe("twelve sites of 2014", () => {
  it("have the rows that the README states", () => {
    for (const [file, site, rows] of SITES_2014) expect(read2014(file, site), file).toHaveLength(rows);
    expect(rowsOf(join(HISTORY, "CBS-Projections-2014.csv"))).toHaveLength(299);
  });

  it("come to the consensus of the SQL, weighted and plain", async () => {
    const voices = identify(said2014, null);
    const consensus = buildConsensus(voices, weighted);
    expect(expectEqual(consensus, await askSql(KEYED("said_2014")))).toBeGreaterThan(10_000);
    expect(consensus.some(({ sites }) => sites.length === 12)).toBe(true);
    // A number that some sites have and others have not: weights are renormalised.
    expect(consensus.filter(({ sites, deviations }) => sites.length > 2 && deviations.pass_yds !== undefined && deviations.pass_comp === undefined).length).toBeGreaterThan(0);
    expectEqual(buildConsensus(voices, { average: "plain", weights: {} }), await askSql(KEYED("said_2014"), "1.0::DOUBLE"));
  });

  it.each(["fp", "wf", "nf"])("without %s", async (missing) => {
    const some = said2014.filter(({ site }) => site !== missing);
    expectEqual(buildConsensus(identify(some, null), weighted), await askSql(KEYED(`(FROM said_2014 WHERE site <> '${missing}')`)));
  });
});

describe("with the crosswalk of 2026", () => {
  const crosswalkRows = rowsOf(join(DATA, "providers", "nflverse", "db_playerids_2026-08-22.csv"));
  const voices = identify(said2014, buildCrosswalk(crosswalkRows));
  const groups = keyedByUs(voices);

  it("one row per player, equal to the SQL over the same keys", async () => {
    await duckdb.run("CREATE OR REPLACE TABLE found (site VARCHAR, player VARCHAR, team VARCHAR, pos VARCHAR, key VARCHAR)");
    const values = voices.map(({ projection: { site, player, team, pos }, subject }) => `(${[site, player, team, pos, subject.key].map((cell) => (cell === null ? "NULL" : quote(cell))).join(", ")})`);
    await duckdb.run(`INSERT INTO found VALUES ${[...new Set(values)].join(", ")}`);
    const keyed = "SELECT said.*, found.key FROM said_2014 said JOIN found ON said.site = found.site AND said.player = found.player AND said.pos = found.pos AND said.team IS NOT DISTINCT FROM found.team";
    const consensus = buildConsensus(voices, weighted);
    expect(expectEqual(consensus, await askSql(keyed))).toBeGreaterThan(10_000);
    const ids = consensus.flatMap(({ subject }) => subject.mflId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("whom name and position lead to alone, by SQL over the crosswalk, is whom we found", async () => {
    const reader = await duckdb.runAndReadAll(`
      WITH known AS (SELECT mfl_id, merge_name, CASE position WHEN 'PK' THEN 'K' WHEN 'FB' THEN 'RB' ELSE position END AS pos FROM read_csv(${quote(join(DATA, "providers", "nflverse", "db_playerids_2026-08-22.csv"))}, nullstr = 'NA', all_varchar = true) WHERE coalesce(draft_year, '2014')::INTEGER <= 2015)
      SELECT DISTINCT said.player, said.pos, min(mfl_id) AS id FROM said_2014 said JOIN known ON known.merge_name = lower(said.player) AND known.pos = said.pos GROUP BY ALL HAVING count(DISTINCT mfl_id) = 1`);
    const alone = new Map(reader.getRowObjectsJson().map(({ player, pos, id }) => [`${text(player)}|${text(pos)}`, text(id)]));
    const seen = voices.flatMap(({ projection: { player, pos }, subject }) => { const id = alone.get(`${player}|${pos}`); return id === undefined ? [] : [{ player, pos, id, ours: subject.mflId }]; });
    expect(seen.length).toBeGreaterThan(3000);
    expect(seen.filter(({ id, ours }) => id !== ours)).toEqual([]);
  });

  it("a player in two teams is one row: Tim Wright was traded in August 2014", () => {
    const said = [...groups.values()].filter((group) => group.some(({ projection }) => projection.player === "Tim Wright"));
    expect(said).toHaveLength(1);
    expect(new Set(said[0]?.map(({ projection }) => projection.team))).toEqual(new Set(["TB", "NE", "NEP"]));
    // Without a crosswalk nobody can know.
    expect([...keyedByUs(identify(said2014, null)).keys()].filter((key) => key.startsWith("name:tim wright|TE"))).toHaveLength(2);
  });

  /** No site of 2014 lists two players of one name. Alex Smith the tight end, and Zach Miller of Chicago, are real, their numbers are copies. */
  const namesakes = [["espn", "Alex Smith", "CIN"], ["fs", "Zach Miller", "CHI"]].map(([site = "", player = "", team = ""]): Projection => ({ ...(said2014.find((row) => row.site === site && row.pos === "TE") ?? (said2014[0] as Projection)), player, team }));

  it("a namesake stays another player, also at one site", () => {
    const keysOf = (player: string): readonly string[] => [...new Set(identify([...said2014, ...namesakes], buildCrosswalk(crosswalkRows)).filter(({ projection }) => projection.player === player).map(({ projection: { pos }, subject }) => `${pos} ${subject.key}`))].sort();
    expect(keysOf("Alex Smith")).toEqual(["QB mfl:7813", "TE mfl:7883"]);
    // Both are in the crosswalk, without a team by now: nobody can tell which, so neither takes the other's numbers.
    expect(keysOf("Zach Miller")).toEqual(["TE name:zach miller|TE|CHI", "TE name:zach miller|TE|SEA"]);
  });

  it("and the SQL says the same of them without a crosswalk", async () => {
    const copies = namesakes.map(({ site, player, team }) => `SELECT * REPLACE (${quote(player)} AS player, ${quote(team ?? "")} AS team) FROM (FROM said_2014 WHERE site = ${quote(site)} AND pos = 'TE' LIMIT 1)`);
    const said = [...said2014, ...namesakes];
    expect(expectEqual(buildConsensus(identify(said, null), weighted), await askSql(KEYED(`(FROM said_2014 UNION ALL ${copies.join(" UNION ALL ")})`)))).toBeGreaterThan(10_000);
  });
});

describe("the scrapes of 2015", () => {
  it.each(SCRAPES_2015)("%s: %i rows come to the consensus of the SQL", async (position, rows) => {
    const said = read2015(position);
    expect(said).toHaveLength(rows);
    const consensus = buildConsensus(identify(said, null), weighted);
    expectEqual(consensus, await askSql(KEYED(`(FROM said_2015 WHERE pos = '${position.toUpperCase()}')`)));
    // In dst every club stands under every other one's numbers, 32 times: still each site has one say.
    if (position === "dst") expect(consensus).toHaveLength(32);
  });
});

describe("the reference's consensus of 2024, week 1", () => {
  const crosswalk = buildCrosswalk(rowsOf(join(DATA, "providers", "nflverse", "db_playerids_2026-08-22.csv")));
  const raw = rowsOf(join(DATA, "providers", "ffanalytics", "package_raw_2024w1_QB_FantasyPros.csv"));
  const reference = rowsOf(join(DATA, "providers", "ffanalytics", "reference_consensus_2024w1_QB.csv"));
  const columns = STATS.filter((stat) => stat in (raw[0] ?? {}));
  const said = raw.map((row): Projection => ({ site: "fantasypros", player: row["player"] ?? "", team: blank(row["team"]), pos: "QB", siteId: row["src_id"] ?? null, idKind: "fantasypros_id", season: 2024, week: 1, stats: Object.fromEntries(columns.flatMap((stat) => { const cell = blank(row[stat]); return cell === null ? [] : [[stat, Number(cell)]]; })) }));
  const ours = consensusRows(buildConsensus(identify(said, crosswalk), { average: "weighted", weights: weightsOf({ weights: {} }) }), "2025-10-25");

  it("60 rows in, 61 rows of the reference: one player stands there twice", () => {
    expect([raw.length, reference.length, ours.length, columns.length]).toEqual([60, 61, 60, 10]);
    // Its name lookup took a cornerback of the same name for the quarterback as well.
    expect(reference.filter(({ player }) => player === "Lamar Jackson").map((row) => row["position_final"]).sort()).toEqual(["CB", "QB"]);
    expect(ours.filter((row) => row["player"] === "Lamar Jackson").map((row) => row["position_final"])).toEqual(["QB"]);
  });

  it("every number of it is met, far within its one decimal", () => {
    const byName = new Map(ours.map((row) => [`${String(row["player"])}|${String(row["pos"])}`, row]));
    for (const theirs of reference) {
      const row = byName.get(`${theirs["player"]}|${theirs["pos"]}`) ?? {};
      for (const stat of [...columns, "total_weight", "source_count", "season", "week"]) expect(Math.abs(Number(row[stat]) - Number(theirs[stat])), `${theirs["player"]} ${stat}`).toBeLessThanOrEqual(1e-9);
      expect([row["horizon"], row["provider"], row["asof_date"]]).toEqual([theirs["horizon"], theirs["provider"], theirs["asof_date"]]);
    }
  });

  it("ids are its ids where it has one; it lost Kansas City and whoever has a suffix, and its teams are the site's codes", () => {
    const mapped = new Map(reference.filter((row) => Number(row["player_id"]) > 0 && row["position_final"] === "QB").map((row) => [row["player"], Number(row["player_id"])]));
    expect(mapped.size).toBe(57);
    for (const row of ours) if (mapped.has(String(row["player"]))) expect(row["player_id"], String(row["player"])).toBe(mapped.get(String(row["player"])));
    expect(ours.filter((row) => !mapped.has(String(row["player"]))).map((row) => [row["player"], Number(row["player_id"]) > 0])).toEqual([["Patrick Mahomes II", true], ["Gardner Minshew II", true], ["Joe Milton III", true]]);
    const codes = new Map(ours.map((row) => [row["team_consensus"], row["team"]]));
    expect([...codes].filter(([theirs, code]) => theirs !== code).map(([theirs, code]) => `${String(theirs)} ${String(code)}`).sort()).toEqual(["GB GBP", "KC KCC", "LV LVR", "NE NEP", "NO NOS", "SF SFO", "TB TBB"]);
  });
});
