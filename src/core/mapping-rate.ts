import { quoteName, quoteText } from "./quote.ts";
import type { Values } from "./question.ts";

/** How a dataset's players are found in the crosswalk. */
export interface PlayerColumns {
  /** The column with their ids. */
  readonly id: string;
  /** The crosswalk's column that holds the same ids. */
  readonly knownAs: string;
  /** The column with their positions; absent: the dataset has none. */
  readonly position?: string;
}

/** Distinct ids on both sides of each share, and the rows that have one. */
export interface MappingRate {
  /** A group of positions; null: all together. */
  readonly group: string | null;
  readonly ids: number;
  readonly knownIds: number;
  readonly rows: number;
  readonly knownRows: number;
  /** Rows that name no id: nobody can look them up. */
  readonly rowsWithoutId: number;
}

/** A position in no group, or none at all. */
const OTHER = "other";

/**
 * One row for all, and one for each group of positions.
 * @param file,crosswalk relations of published files
 * @param groups a position as sources write it, upper case -> its group
 */
export function mappingSql({ id, knownAs, position }: PlayerColumns, file: string, crosswalk: string, groups: Readonly<Record<string, string>>): string {
  const text = (column: string): string => `nullif(trim(CAST(${quoteName(column)} AS VARCHAR)), '')`;
  const map = Object.entries(groups).map(([name, group]) => `${quoteText(name)}: ${quoteText(group)}`).join(", ");
  const group = position === undefined ? "CAST(NULL AS VARCHAR)" : `coalesce(MAP {${map}}[upper(${text(position)})], ${quoteText(OTHER)})`;
  return `
    WITH known AS (SELECT DISTINCT ${text(knownAs)} AS id FROM ${crosswalk} WHERE ${text(knownAs)} IS NOT NULL),
      asked AS (SELECT ${text(id)} AS id, ${group} AS players FROM ${file}),
      matched AS (SELECT asked.id, players, known.id IS NOT NULL AS known FROM asked LEFT JOIN known ON asked.id = known.id)
    SELECT players, grouping(players) = 1 AS is_total, count(DISTINCT id) AS ids, count(DISTINCT id) FILTER (known) AS known_ids,
      count(id) AS rows, count(*) FILTER (known) AS known_rows, count(*) FILTER (id IS NULL) AS rows_without_id
    FROM matched GROUP BY GROUPING SETS ((), (players)) ORDER BY is_total DESC, ids DESC, players`;
}

export function readMappingRates(table: readonly Values[]): readonly MappingRate[] {
  return table.flatMap((row) => {
    const group = typeof row["players"] === "string" ? row["players"] : null;
    // A dataset without positions has one more row, of the group that is none.
    if (group === null && row["is_total"] !== true) return [];
    return [{ group, ids: Number(row["ids"]), knownIds: Number(row["known_ids"]), rows: Number(row["rows"]), knownRows: Number(row["known_rows"]), rowsWithoutId: Number(row["rows_without_id"]) }];
  });
}
