import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Place } from "../ops/report/index.ts";
import { CURRENT_MARTS, REGISTRY_SEED } from "../transform/index.ts";
import type { Gathering } from "./gathering.ts";

/** @returns where a person looks further: exported models one by one, everything else by its folder. Only what is there. */
export async function gatherPlaces({ home, hrefOf }: Gathering): Promise<readonly Place[]> {
  const { paths } = home;
  // The link's name stays; what it leads to is another folder after the next export.
  const martDir = join(paths.dataRoot, "mart", CURRENT_MARTS);
  const marts = existsSync(martDir) ? (await readdir(martDir)).toSorted() : [];
  const single = [
    { what: "Snapshots", path: home.store.rawRoot },
    { what: "Models in DuckDB", path: paths.warehouse },
    { what: "Registry of all snapshots", path: join(paths.dbtSeeds, REGISTRY_SEED) },
    { what: "Rejected snapshots", path: join(paths.dataRoot, "quarantine") },
    { what: "Answers of providers", path: join(paths.dataRoot, "payloads") },
    { what: "History of runs", path: paths.ledger },
  ].filter(({ path }) => existsSync(path));
  return [
    ...(marts.length === 0 ? [] : [{ what: "Models for readers", links: marts.map((name) => ({ text: name, href: hrefOf(join(martDir, name)) })) }]),
    ...single.map(({ what, path }) => ({ what, links: [{ text: relative(paths.home, path), href: hrefOf(path) }] })),
  ];
}
