import { PayloadError } from "../../core/errors.ts";
import { isPick } from "./pick-name.ts";
import type { Scope } from "./settings.ts";

/** What the market says of one asset in one format. */
export interface MarketValue {
  readonly value: number;
  /** Over players and picks together; null where the page tells none. */
  readonly rank: number | null;
  readonly positionalRank: number | null;
  readonly overallTier: number | null;
  readonly positionalTier: number | null;
}

export interface Entry {
  readonly name: string;
  readonly position: string;
  readonly team: string | null;
  readonly ktcId: number;
  /** MyFantasyLeague's id; null for picks. */
  readonly mflId: string | null;
  readonly isPick: boolean;
  /** null: the market has no value of it in that format. */
  readonly values: Readonly<Record<Scope, MarketValue | null>>;
}

const VALUES: Readonly<Record<Scope, string>> = { dynasty_1qb: "oneQBValues", dynasty_superflex: "superflexValues" };
type Json = Readonly<Record<string, unknown>>;

/**
 * @param list the players array, as the page has it
 * @throws PayloadError naming the entry and the field: another list, or another shape of this one
 */
export function readEntries(list: unknown): readonly Entry[] {
  if (!Array.isArray(list)) throw problem(`the players array is ${list === null ? "null" : typeof list}, a list is expected`);
  if (list.length === 0) throw problem("the players array is empty");
  return list.map(readEntry);
}

function readEntry(raw: unknown, index: number): Entry {
  const entry = isObject(raw) ? raw : null;
  if (entry === null) throw problem(`entry ${index + 1} is ${JSON.stringify(raw)?.slice(0, 60) ?? "nothing"}, a player is expected: another list of the page?`);
  const name = text(entry["playerName"])?.replace(/\s+/g, " ") ?? null;
  if (name === null) throw problem(`entry ${index + 1}: playerName is ${seen(entry["playerName"])}`);
  const where = `entry ${index + 1} (${name})`;
  const position = text(entry["position"]);
  if (position === null) throw problem(`${where}: position is ${seen(entry["position"])}`);
  const ktcId = whole(entry["playerID"]);
  if (ktcId === null) throw problem(`${where}: playerID is ${seen(entry["playerID"])}, a whole number is expected`);
  const pick = isPick(name, position);
  return {
    name,
    position,
    // A pick has no team; the page writes FA.
    team: pick ? null : text(entry["team"]),
    ktcId,
    mflId: pick ? null : idOf(entry["mflid"]),
    isPick: pick,
    values: { dynasty_1qb: readValues(entry, "dynasty_1qb", where), dynasty_superflex: readValues(entry, "dynasty_superflex", where) },
  };
}

function readValues(entry: Json, scope: Scope, where: string): MarketValue | null {
  const field = VALUES[scope];
  if (!(field in entry)) throw problem(`${where}: ${field} is missing`);
  const values = entry[field];
  if (values === null) return null;
  if (!isObject(values)) throw problem(`${where}: ${field} is ${seen(values)}, an object is expected`);
  if (Object.keys(values).length === 0 || values["value"] === null) return null;
  const value = whole(isCalculated(entry) ? rounded(values["value"]) : values["value"]);
  if (value === null) throw problem(`${where}: ${field}.value is ${seen(values["value"])}, a whole number is expected`);
  // Picks have had `pickRank` in place of `rank` since September 2026.
  const rank = optional(values["rank"] ?? values["pickRank"], `${where}: ${field}.rank`);
  return {
    value,
    rank,
    positionalRank: optional(values["positionalRank"], `${where}: ${field}.positionalRank`),
    overallTier: optional(values["overallTier"], `${where}: ${field}.overallTier`),
    positionalTier: optional(values["positionalTier"], `${where}: ${field}.positionalTier`),
  };
}

function optional(value: unknown, where: string): number | null {
  if (value === undefined || value === null) return null;
  const number = whole(value);
  if (number === null) throw problem(`${where} is ${seen(value)}, a whole number is expected`);
  return number;
}

/** Numbered picks are interpolated between rungs: their values have fractions (7897.01), and they have no rank. */
const isCalculated = (entry: Json): boolean => entry["calculated"] === true;
const rounded = (value: unknown): unknown => (typeof value === "number" ? Math.round(value) : value);

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const whole = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);
const seen = (value: unknown): string => (value === undefined ? "missing" : (JSON.stringify(value)?.slice(0, 60) ?? "nothing"));

function text(value: unknown): string | null {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" ? null : trimmed;
}

function idOf(value: unknown): string | null {
  const id = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  return id === "" || id === "0" ? null : id;
}

function problem(sawWhat: string): PayloadError {
  return new PayloadError("ktc rankings page", sawWhat, { fix: "The last good values stay. Compare the archived page with src/sources/ktc/entries.ts; after a fix, `snapcount reparse ktc` reads it again." });
}
