import { readFileSync } from "node:fs";
import { join, resolve as resolvePath } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { auditCrosswalk, buildCrosswalk, type Query, reportUnmapped, resolve } from "../../src/identity/index.ts";

const SHARED = resolvePath(import.meta.dirname, "..", "..", "..", "shared", "data");
const rowsOf = (path: string): readonly Record<string, string>[] => parse(readFileSync(join(SHARED, path), "utf8"), { columns: true });
const crosswalkRows = rowsOf("providers/nflverse/db_playerids_2026-08-22.csv");
const aliases = rowsOf("reference/dbt/ff_data_transform/seeds/dim_name_alias.csv").map((row) => ({ alias: row["alias_name"] ?? "", canonical: row["canonical_name"] ?? "", position: row["position"] || null, treatAs: row["treat_as_position"] || null }));
const crosswalk = buildCrosswalk(crosswalkRows, aliases);
const nameOf = (query: Query): string => {
  const answer = resolve(crosswalk, query);
  return answer.kind === "person" ? `${answer.person.name} ${answer.person.position}` : answer.kind === "defense" ? answer.team : "nobody";
};

/** The real crosswalk of August 2026 and the league's real names. */
describe("real players", () => {
  it("the crosswalk passes its audit", () => {
    expect(crosswalk.people).toHaveLength(12_480);
    expect(auditCrosswalk(crosswalkRows, crosswalkRows).map(({ name, verdict }) => [name, verdict])).toEqual([
      ["identity_ids_unique", "pass"], ["identity_people_unique", "pass"], ["identity_nulls(gsis_id)", "pass"], ["identity_nulls(sleeper_id)", "pass"], ["identity_nulls(espn_id)", "pass"], ["identity_ids_kept", "pass"],
    ]);
  });

  it.each<[Query, string]>([
    [{ name: "Josh Allen", position: "QB" }, "Josh Allen QB"],
    [{ name: "Josh Allen", position: "LB" }, "Josh Hines-Allen DE"],
    [{ name: "Cam Ward (RS)", slot: "TAXI", season: 2025 }, "Cam Ward QB"],
    [{ name: "Minnesota Vikings", slot: "IDP BN" }, "MIN"],
    [{ name: "Chris Jones", position: "DL", season: 2024 }, "Chris Jones DT"],
    [{ name: "Taysom Hill", position: "QB", season: 2021 }, "Taysom Hill TE"],
  ])("%j", (query, expected) => {
    expect(nameOf(query)).toBe(expected);
  });

  it("of 2,395 transactions with a player ten name somebody who cannot be told", () => {
    const mentions = rowsOf("reference/samples/sheets/TRANSACTIONS/TRANSACTIONS.csv")
      .filter((row) => !["-", ""].includes(row["Position"] ?? "") && !/Round|Cap Space/.test(row["Player"] ?? "") && row["Player"] !== "-")
      .map((row) => ({ dataset: "transactions", where: row["Sort"] ?? "", name: row["Player"] ?? "", position: row["Position"] ?? "", season: Number((row["Time Frame"] ?? "").slice(0, 4)) }));
    expect(mentions).toHaveLength(2395);
    const unmapped = reportUnmapped(crosswalk, mentions);
    expect(unmapped.map(({ name, rows }) => [name, rows])).toEqual([["Byron Young", 2], ["C.J. Gardner-Johnson", 2], ["Jaylon Jones", 2], ["Joe Tryon-Shoyinka", 1], ["Joe Tryon-Shoyinka", 1], ["Shaquill Griffin", 2]]);
  });
});
