import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { SheetSchema } from "../../src/config/sheet.ts";
import { readKnownTimeFrames } from "../../src/flows/seeds.ts";
import type { LeagueSheet, SheetTab } from "../../src/sources/commissioner/league-sheet.ts";
import { parseLeagueSheet } from "../../src/sources/commissioner/league-sheet.ts";
import { redactGrid } from "../../src/sources/commissioner/redact.ts";

/** The league's real tabs, as the parse flow gets them. */
const REFERENCE = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "reference");
export const REAL_TABS = join(REFERENCE, "samples", "sheets");
export const REAL_SEEDS = join(REFERENCE, "dbt", "ff_data_transform", "seeds");

export const settings = SheetSchema.parse({});
const timeFrames = readKnownTimeFrames([REAL_SEEDS]);

export type RawTab = { readonly title: string; readonly values: string[][] };

/** With the phone numbers and addresses that stand in them (masked by who gave us the tabs). */
export function readRealTabs(): readonly RawTab[] {
  return readdirSync(REAL_TABS).map((title) => ({ title, values: parse(readFileSync(join(REAL_TABS, title, `${title}.csv`), "utf8"), { relax_column_count: true }) }));
}

export function parseReal(tabs: readonly SheetTab[]): LeagueSheet {
  return parseLeagueSheet(tabs.map(({ title, values }) => ({ title, values: redactGrid(values, settings.labels.gm) })), settings, { timeFrames, previous: null });
}
