import type { Position, Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import { isMarkup } from "./decode.ts";
import { numberOf } from "./numbers.ts";
import type { SiteRow } from "./reading.ts";
import type { SiteInquiry } from "./site.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws PayloadError for a page, and for what is cut off or no JSON */
export function parseJson(text: string, inquiry: SiteInquiry): unknown {
  if (isMarkup(text)) throw badAnswer(inquiry, `a page where JSON was expected: it begins '${text.trimStart().slice(0, 60)}'`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badAnswer(inquiry, `cut off or no JSON, ${text.length.toLocaleString("en-US")} characters: ${error instanceof Error ? error.message.slice(0, 120) : String(error)}`, { cause: error, retryable: true });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param path as errors name it: `players[3].player`. @throws PayloadError when it is no object */
export function requireObject(value: unknown, path: string, inquiry: SiteInquiry): JsonObject {
  if (isObject(value)) return value;
  throw badAnswer(inquiry, `'${path}' is ${describe(value)}, an object is expected`);
}

const MOST_ENTRIES = 5_000;

/** @throws PayloadError when it is no array, or one that no list of players is as long as */
export function requireArray(value: unknown, path: string, inquiry: SiteInquiry): readonly unknown[] {
  if (!Array.isArray(value)) throw badAnswer(inquiry, `'${path}' is ${describe(value)}, an array is expected`);
  if (value.length > MOST_ENTRIES) throw badAnswer(inquiry, `'${path}' has ${value.length.toLocaleString("en-US")} entries: no list of players is so long`);
  return value;
}

/** @throws PayloadError when there is no text */
export function requireText(value: unknown, path: string, inquiry: SiteInquiry): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw badAnswer(inquiry, `'${path}' is ${describe(value)}, a text is expected`);
}

/** @returns an id as text, whatever it comes as; null: there is none. */
export function idOf(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** A statistic under the name that a site's API has for it. */
export interface Field {
  readonly stat: Stat;
  readonly name: string;
}

/** @param names the API's -> ours */
export function fields(names: Readonly<Record<string, Stat>>): readonly Field[] {
  return Object.entries(names).map(([name, stat]) => ({ name, stat }));
}

/** @throws PayloadError naming field and player where something else than a number stands */
export function statsFrom(values: JsonObject, wanted: readonly Field[], player: string, inquiry: SiteInquiry): Partial<Record<Stat, number>> {
  const stats: Partial<Record<Stat, number>> = {};
  for (const { name, stat } of wanted) {
    const value = numberOf(values[name]);
    if (value === undefined) throw badAnswer(inquiry, `'${String(values[name]).slice(0, 40)}' in field '${name}' (${stat}) of ${player.slice(0, 60)} is no number`);
    if (value !== null) stats[stat] = value;
  }
  return stats;
}

/** A field that is gone says so by no name. @throws PayloadError naming the statistic that no row of a position has */
export function requireStats(rows: readonly SiteRow[], required: Readonly<Partial<Record<Position, readonly Stat[]>>>, names: readonly Field[], inquiry: SiteInquiry): void {
  for (const position of inquiry.positions) {
    const own = rows.filter(({ pos, stats }) => pos === position && Object.keys(stats).length > 0);
    for (const stat of own.length === 0 ? [] : (required[position] ?? [])) {
      if (own.some(({ stats }) => stats[stat] !== undefined)) continue;
      throw badAnswer(inquiry, `no field '${names.find((field) => field.stat === stat)?.name ?? stat}' (${stat}) in any of ${own.length} rows of ${position}`);
    }
  }
}

/** @returns what stands there, as an error names it */
export function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return `the ${typeof value} '${String(value).slice(0, 120)}'`;
  return "an object";
}
