import { parse } from "csv-parse/sync";
import { PayloadError } from "../../core/errors.ts";

const COLUMNS = ["player", "pos", "team", "value_1qb", "value_2qb", "scrape_date", "fp_id"] as const;

/** @returns a row a player. @throws PayloadError naming the column, or the row and what stands in it */
export function readValues(bytes: Uint8Array): readonly Readonly<Record<string, string | number | null>>[] {
  const records = readCsv(bytes);
  const missing = COLUMNS.filter((name) => records[0] !== undefined && !(name in records[0]));
  if (records.length === 0 || missing.length > 0) throw new PayloadError("dynastyprocess.values", records.length === 0 ? "the file has no rows" : `the column ${missing.join(", ")} is missing`);
  return records.map((record, index) => ({
    player: record["player"] ?? null,
    pos: record["pos"] ?? null,
    team: record["team"] === "NA" ? null : (record["team"] ?? null),
    value_1qb: whole(record["value_1qb"], index, "value_1qb"),
    value_2qb: whole(record["value_2qb"], index, "value_2qb"),
    scrape_date: record["scrape_date"] ?? null,
    fp_id: record["fp_id"] ?? null,
  }));
}

function readCsv(bytes: Uint8Array): readonly Readonly<Record<string, string>>[] {
  try {
    return parse(Buffer.from(bytes), { columns: true, bom: true });
  } catch (cause) {
    throw new PayloadError("dynastyprocess.values", "the file is no CSV", { cause });
  }
}

function whole(text: string | undefined, index: number, column: string): number {
  if (text !== undefined && /^\d{1,6}$/.test(text)) return Number(text);
  throw new PayloadError("dynastyprocess.values", `row ${index + 1}: ${column} is '${text ?? ""}', a whole number is expected`);
}
