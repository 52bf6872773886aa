import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireDataset } from "../index.ts";
import { nflverse } from "./index.ts";

const RELEASES = "https://github.com/nflverse/nflverse-data/releases/download";

/** Section 1 of the shared contract, written out: a typo in an address is a 404 in September. */
const addresses: Readonly<Record<string, readonly string[]>> = {
  ff_playerids: ["https://github.com/dynastyprocess/data/raw/master/files/db_playerids.csv"],
  schedule: [`${RELEASES}/schedules/games.parquet`],
  teams: ["https://github.com/nflverse/nfldata/raw/master/data/teams.csv"],
  weekly: [`${RELEASES}/stats_player/stats_player_week_2024.parquet`],
  snap_counts: [`${RELEASES}/snap_counts/snap_counts_2024.parquet`],
  ff_opportunity: ["https://github.com/ffverse/ffopportunity/releases/download/latest-data/ep_weekly_2024.parquet"],
  season: [`${RELEASES}/stats_player/stats_player_reg_2024.parquet`, `${RELEASES}/stats_player/stats_player_post_2024.parquet`],
  players: [`${RELEASES}/players/players.parquet`],
  injuries: [`${RELEASES}/injuries/injuries_2024.parquet`],
  depth_charts: [`${RELEASES}/depth_charts/depth_charts_2024.parquet`],
};

describe("addresses", () => {
  it("are the provider's, for every dataset", () => {
    const seen = Object.fromEntries(nflverse.datasets.map((dataset) => [dataset.name, dataset.assets([2024]).map((asset) => asset.url)]));
    expect(seen).toEqual(addresses);
  });

  it("are labelled with the file's name and its season", () => {
    expect(requireDataset(nflverse, "weekly").assets([2024])).toEqual([{ label: "stats_player_week_2024.parquet", url: addresses["weekly"]?.[0], season: 2024 }]);
    expect(requireDataset(nflverse, "teams").assets([2024])).toEqual([{ label: "teams.csv", url: addresses["teams"]?.[0], season: null }]);
  });

  it("say which file may be absent while the others are there: the playoffs of a running season", () => {
    const [regular, playoffs] = requireDataset(nflverse, "season").assets([2025]);
    expect(regular?.mayBeAbsent).toBeUndefined();
    expect(playoffs?.mayBeAbsent).toBe("playoffs begin in January");
  });

  it("come oldest season first, each once, whatever was asked; whole files once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1999, max: 2030 }), { minLength: 1, maxLength: 20 }), (seasons) => {
        for (const dataset of nflverse.datasets) {
          const assets = dataset.assets(seasons);
          expect(new Set(assets.map((asset) => asset.url)).size).toBe(assets.length);
          const found = assets.map((asset) => asset.season);
          if (dataset.scope === "whole") expect(found).toEqual([null]);
          else expect([...new Set(found)]).toEqual([...new Set(seasons)].toSorted((a, b) => a - b));
        }
      }),
    );
  });
});
