/**
 * What a publish changed for readers: two snapshots of one dataset side by side, by its key.
 *
 * Invariants
 * 1. A key that stands once on both sides is one row: equal, or changed. null is equal to null, NaN to NaN, 0 to -0.
 * 2. Nobody can say which of several rows of one key became which: such rows, and those of a dataset without a key, are compared whole.
 *    Equal ones cancel one for one; what is left was removed or added, never changed.
 */
export interface TableChanges {
  readonly schema: SchemaChanges;
  /** Columns that rows are told apart by; none: whole rows are compared. */
  readonly key: readonly string[];
  readonly rows: { readonly before: number; readonly after: number; readonly added: number; readonly removed: number; readonly changed: number };
  /** Keys that stand several times; none where there is no key. */
  readonly repeatedKeys: { readonly before: number; readonly after: number };
  /** In how many of the changed rows a column differs, the most first. Columns of one side alone are not compared. */
  readonly columns: readonly { readonly name: string; readonly rows: number }[];
  /** The first few of each kind, in the order of their file. */
  readonly samples: { readonly added: readonly SampleRow[]; readonly removed: readonly SampleRow[]; readonly changed: readonly ChangedRow[] };
}

/** The changes of one dataset between two of its snapshots, `YYYY-MM-DD`; equal dates: the snapshot of that date was replaced. */
export interface ChangeReport extends TableChanges {
  readonly beforeDt: string;
  readonly afterDt: string;
}

/** What is known of a publish's changes: a report, or why there is none. Neither where nothing was published before. */
export type PublishedChanges = ChangeReport | { readonly problem: string };

export interface SchemaChanges {
  readonly added: readonly TypedColumn[];
  readonly removed: readonly TypedColumn[];
  readonly retyped: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** Values by column, as JSON has them. */
export type SampleRow = Readonly<Record<string, unknown>>;

export interface ChangedRow {
  /** Its key, and its name where the dataset has one. */
  readonly who: SampleRow;
  readonly cells: readonly ChangedCell[];
}

export interface ChangedCell {
  readonly column: string;
  readonly before: unknown;
  readonly after: unknown;
}

export function compareSchemas(before: readonly TypedColumn[], after: readonly TypedColumn[]): SchemaChanges {
  const typeBefore = new Map(before.map(({ name, type }) => [name, type]));
  const names = new Set(after.map(({ name }) => name));
  return {
    added: after.filter(({ name }) => !typeBefore.has(name)),
    removed: before.filter(({ name }) => !names.has(name)),
    retyped: after.flatMap(({ name, type }) => {
      const was = typeBefore.get(name);
      return was === undefined || was === type ? [] : [{ name, before: was, after: type }];
    }),
  };
}

/** When a snapshot was taken stands in each of its rows (contract, layout): it differs every time, and is no news of any of them. */
export const STAMP_COLUMNS: readonly string[] = ["asof_date"];

/** What a row is called by, where the key is only an id: `player_name`. */
export function nameColumn(columns: readonly TypedColumn[], key: readonly string[]): string | null {
  return columns.find(({ name, type }) => type === "VARCHAR" && !key.includes(name) && /^(((full|display|player|player_display)_)?name|player)$/.test(name))?.name ?? null;
}

export function hasChanges({ schema, rows: { added, removed, changed } }: TableChanges): boolean {
  return added + removed + changed + schema.added.length + schema.removed.length + schema.retyped.length > 0;
}

/** @returns `+12 -3 ~40`, without what is none; `=` when no row differs; from a thousand on in thousands: `~4k` */
export function summarizeRows({ rows: { added, removed, changed } }: Pick<TableChanges, "rows">): string {
  const parts = ([["+", added], ["-", removed], ["~", changed]] as const).filter(([, count]) => count > 0);
  return parts.length === 0 ? "=" : parts.map(([sign, count]) => `${sign}${count < 1_000 ? count : `${Math.round(count / 1_000).toLocaleString("en-US")}k`}`).join(" ");
}

/** @returns one sentence a kind of change: `new column target_share (DOUBLE)` */
export function describeSchema({ added, removed, retyped }: SchemaChanges): readonly string[] {
  return [
    ...added.map(({ name, type }) => `new column ${name} (${type})`),
    ...removed.map(({ name, type }) => `column ${name} (${type}) is gone`),
    ...retyped.map(({ name, before, after }) => `column ${name} was ${before}, is ${after}`),
  ];
}

/** @returns `40 -> 41`; of lists of ids only what went and what came: `-4034 +5849`; of lists of numbers, which have their places, how many differ */
export function describeCell(cell: ChangedCell): string {
  if (!Array.isArray(cell.before) || !Array.isArray(cell.after)) return `${showValue(cell.before)} -> ${showValue(cell.after)}`;
  return describeList(cell.before, cell.after);
}

function describeList(before: readonly unknown[], after: readonly unknown[]): string {
  if (before.length === after.length && [...before, ...after].every((value) => typeof value === "number")) return `${before.filter((value, nth) => value !== after[nth]).length} of ${before.length} numbers differ`;
  const moved = [...without(before, after).map((value) => `-${value}`), ...without(after, before).map((value) => `+${value}`)];
  return moved.length === 0 ? "another order" : moved.join(" ");
}

/** The elements of a list that another lacks, one for one. */
function without(list: readonly unknown[], other: readonly unknown[]): readonly string[] {
  const left = other.map(showValue);
  return list.map(showValue).filter((value) => {
    const at = left.indexOf(value);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return (typeof value === "string" ? value : JSON.stringify(value)).replaceAll(/\s+/g, " ");
}

/** Of a recorded sample; the files have the rest. */
const CELLS_KEPT = 8;
const TEXT_KEPT = 200;

/** @returns the report as it is recorded: samples cut to what a person reads, so that a wide table of long texts does not fill the ledger */
export function abridge(report: ChangeReport): ChangeReport {
  const { key, samples } = report;
  const keep = (row: SampleRow): SampleRow => {
    const others = Object.keys(row).filter((column) => !key.includes(column) && row[column] !== null);
    return Object.fromEntries([...key, ...others.slice(0, CELLS_KEPT)].map((column) => [column, clip(row[column])]));
  };
  const changed = samples.changed.map(({ who, cells }) => ({
    who: Object.fromEntries(Object.entries(who).map(([column, value]) => [column, clip(value)])),
    cells: cells.slice(0, CELLS_KEPT).map(({ column, before, after }) => ({ column, before: clip(before), after: clip(after) })),
  }));
  return { ...report, samples: { added: samples.added.map(keep), removed: samples.removed.map(keep), changed } };
}

function clip(value: unknown): unknown {
  return typeof value === "string" && value.length > TEXT_KEPT ? `${value.slice(0, TEXT_KEPT - 1)}…` : value;
}
