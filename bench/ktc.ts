import { load } from "cheerio";
import { rankings } from "../src/sources/ktc/index.ts";
import { type BenchRow, benchRow } from "./bench.ts";
import { interleave } from "./interleaved.ts";
import { heavyPage } from "./ktc-page.ts";

/** Goal: a rankings page to checked rows, its fingerprint included, in at most 0.15x of cheerio.load of the same text. */
const ROUNDS = 31;
const GOAL = 0.15;
const CONTEXT = { runAt: new Date("2026-11-17T12:00:00Z"), dt: "2026-11-17", crosswalk: null, games: null };

export async function run(): Promise<BenchRow[]> {
  return [await measure("inline"), await measure("island")];
}

async function measure(layout: "inline" | "island"): Promise<BenchRow> {
  const html = heavyPage(layout);
  const bytes = Buffer.from(html);
  const read = (): unknown => rankings.parse({ label: "rankings page", address: "bench", bytes }, { scopes: ["dynasty_1qb"] }, CONTEXT);
  const { ours, theirs } = await interleave(ROUNDS, read, () => load(html));
  return benchRow(`ktc: the page of the ${layout} layout to rows`, ours / theirs, "x", GOAL, `${ours.toFixed(1)} ms against ${theirs.toFixed(1)} ms of cheerio.load, ${(bytes.byteLength / 1e6).toFixed(2)} MB`);
}
