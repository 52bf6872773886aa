type Row = Readonly<Record<string, unknown>>;

/** Which columns of a dataset say whose value it is, and how much. */
export interface ValueColumns {
  /** What the value is, as a heading names it: `KeepTradeCut value`. Datasets of one label share one scale and one list. */
  readonly label: string;
  /** What tells a row from the others in every snapshot. */
  readonly key: readonly string[];
  readonly name: string;
  /** What is said beside the name. */
  readonly about: readonly string[];
  /** A number, in units of the label. */
  readonly value: string;
}

export interface ValueMove {
  readonly name: string;
  /** `WR`, `CIN`: what is known of the columns beside the name. */
  readonly about: readonly string[];
  readonly before: number;
  readonly after: number;
}

/** @returns every column of the dataset that `findMoves` reads, each once */
export function columnsOfMoves({ key, name, about, value }: ValueColumns): readonly string[] {
  return [...new Set([...key, name, ...about, value])];
}

/** @returns the rows whose value differs between two snapshots, in no order. A row that one of them lacks has not moved: it came or went. */
export function findMoves(before: readonly Row[], after: readonly Row[], columns: ValueColumns): readonly ValueMove[] {
  const valueBefore = new Map(before.map((row) => [keyOf(row, columns), numberOf(row[columns.value])]));
  return after.flatMap((row): readonly ValueMove[] => {
    const [was, is] = [valueBefore.get(keyOf(row, columns)) ?? null, numberOf(row[columns.value])];
    if (was === null || is === null || was === is) return [];
    return [{ name: textOf(row[columns.name]), about: columns.about.map((column) => textOf(row[column])).filter((text) => text !== ""), before: was, after: is }];
  });
}

/** @returns the `limit` largest of them, gains and losses alike; equal ones by name. */
export function largestMoves(moves: readonly ValueMove[], limit: number): readonly ValueMove[] {
  const size = ({ before, after }: ValueMove): number => Math.abs(after - before);
  return moves.toSorted((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1)).slice(0, limit);
}

function keyOf(row: Row, { key }: ValueColumns): string {
  return JSON.stringify(key.map((column) => textOf(row[column])));
}

/** DuckDB's rows as JSON have a BIGINT as text. */
function numberOf(value: unknown): number | null {
  const number = typeof value === "number" || (typeof value === "string" && value !== "") ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}
