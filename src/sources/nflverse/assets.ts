import type { Asset } from "../file-source.ts";

/** Where nflverse, ffverse and DynastyProcess publish. Pure: addresses only (shared contract, nflverse section 1). */
const NFLVERSE_RELEASES = "https://github.com/nflverse/nflverse-data/releases/download";
const FFOPPORTUNITY_RELEASES = "https://github.com/ffverse/ffopportunity/releases/download/latest-data";
const DYNASTYPROCESS_FILES = "https://github.com/dynastyprocess/data/raw/master/files";
const NFLDATA_FILES = "https://github.com/nflverse/nfldata/raw/master/data";

/** @returns the file of one season under a release tag of nflverse-data. */
export function seasonAsset(tag: string, stem: string, season: number): Asset {
  const label = `${stem}_${season}.parquet`;
  return { label, url: `${NFLVERSE_RELEASES}/${tag}/${label}`, season };
}

/** @returns one file of nflverse-data that holds everything. */
export function wholeAsset(tag: string, label: string): Asset {
  return { label, url: `${NFLVERSE_RELEASES}/${tag}/${label}`, season: null };
}

/** @returns expected points by player and week of one season, from ffverse's rolling release. */
export function expectedPointsAsset(season: number): Asset {
  const label = `ep_weekly_${season}.parquet`;
  return { label, url: `${FFOPPORTUNITY_RELEASES}/${label}`, season };
}

export function dynastyProcessAsset(label: string): Asset {
  return { label, url: `${DYNASTYPROCESS_FILES}/${label}`, season: null };
}

export function nfldataAsset(label: string): Asset {
  return { label, url: `${NFLDATA_FILES}/${label}`, season: null };
}

/** @returns one asset a season, oldest first, each season once. */
export function perSeason(seasons: readonly number[], assetsOf: (season: number) => readonly Asset[]): readonly Asset[] {
  return [...new Set(seasons)].toSorted((a, b) => a - b).flatMap(assetsOf);
}
