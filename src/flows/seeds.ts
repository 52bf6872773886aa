import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import type { KnownTimeFrame } from "../sources/commissioner/time-frames.ts";

/** dbt's seeds, as far as flows need them too: the same file decides for rows and for models. */

/** @param dirs folders of seeds; of two files of one name the later wins, as in dbt's run. @returns the rows, or null when no folder has it */
export function readSeed(dirs: readonly string[], name: string): readonly Readonly<Record<string, string>>[] | null {
  const path = dirs.map((dir) => join(dir, `${name}.csv`)).findLast((candidate) => existsSync(candidate));
  if (path === undefined) return null;
  try {
    return parse(readFileSync(path, "utf8"), { columns: true, bom: true });
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`, "Mend the seed; it cannot be read as it is.");
  }
}

const whole = z.string().regex(/^\d+$/).transform(Number);
const TimeFrameRow = z.looseObject({
  timeframe_string: z.string().min(1),
  season: whole,
  period_type: z.enum(["rookie_draft", "faad", "preseason", "regular", "deadline", "offseason"]),
  week: z.union([z.literal("").transform(() => null), whole]),
  sort_sequence: whole,
});

/** @returns the league's time frames; none when there is no seed dim_timeframe. @throws ConfigError naming the row */
export function readKnownTimeFrames(dirs: readonly string[]): readonly KnownTimeFrame[] {
  return (readSeed(dirs, "dim_timeframe") ?? []).map((row, index) => {
    const parsed = TimeFrameRow.safeParse(row);
    if (!parsed.success) throw new ConfigError(`seed dim_timeframe, line ${index + 2}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`, "Correct the line.");
    const { timeframe_string: text, season, period_type: period, week, sort_sequence: sequence } = parsed.data;
    return { text, season, period, week, sequence };
  });
}
