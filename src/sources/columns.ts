import type { ColumnContract, ColumnType } from "../core/dataset.ts";

/** @param names separated by blanks. @returns required columns of one type, in this order. */
export function columns(type: ColumnType, names: string, options: Pick<ColumnContract, "accepts"> = {}): readonly ColumnContract[] {
  return words(names).map((name) => ({ name, type, ...options }));
}

/**
 * Only what readers rely on may break a run; everything else upstream may lack, and is then there as typed nulls.
 * @param needed names separated by blanks. @returns the same columns, all but the needed ones optional.
 * @throws RangeError for a needed name that is no column, or a column that is named twice: a slip in a schema never passes
 */
export function needing(needed: string, all: readonly ColumnContract[]): readonly ColumnContract[] {
  const required = new Set(words(needed));
  const seen = new Set<string>();
  for (const { name } of all) {
    if (seen.has(name)) throw new RangeError(`column ${name} is described twice`);
    seen.add(name);
    required.delete(name);
  }
  if (required.size > 0) throw new RangeError(`needed but not described: ${[...required].join(", ")}`);
  const names = new Set(words(needed));
  return all.map((column) => (names.has(column.name) ? column : { ...column, required: false }));
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
