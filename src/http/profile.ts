import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import { lowerKeys } from "./transport.ts";

/**
 * A profile is a folder with profile.yaml: what providers answered, replayed through the same client as live, at a recorded time.
 * A store belongs to one profile (data/.profile), so recorded data never mixes with real data.
 */
const Instant = z.union([z.string(), z.date()]).transform((value, context) => {
  const instant = value instanceof Date ? value : new Date(value);
  if (!Number.isNaN(instant.getTime())) return instant;
  context.addIssue({ code: "custom", message: "not an instant like 2025-11-18T12:00:00Z" });
  return z.NEVER;
});
const Sheets = z.strictObject({ tabs: z.string(), copy: z.string().optional(), modifiedTime: Instant.optional() });
const Day = z.strictObject({ now: Instant, payloads: z.string().optional(), sheets: Sheets.optional() });

const ProfileFile = z
  .strictObject({
    now: Instant.optional(),
    days: z.array(Day).min(1).optional(),
    league: z.record(z.string(), z.unknown()).optional(),
    seeds: z.string().optional(),
    payloads: z.string().optional(),
    sheets: Sheets.optional(),
  })
  .refine((file) => file.days === undefined || file.now === undefined, "has both `now` and `days`");

const IndexEntry = z.strictObject({
  method: z.string().default("GET"),
  url: z.url(),
  match: z.strictObject({ headers: z.record(z.string(), z.string()).optional(), body: z.unknown().optional() }).optional(),
  status: z.int().min(100).max(599).default(200),
  headers: z.record(z.string(), z.string()).optional(),
  file: z.string().optional(),
});

/** One recorded answer; `file` is absolute. */
export interface RecordedAnswer {
  readonly method: string;
  readonly url: string;
  readonly matchHeaders: Readonly<Record<string, string>>;
  /** What the JSON body of the question must hold at least; undefined: any. */
  readonly matchBody: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: string | null;
}

export interface PayloadIndex {
  readonly path: string;
  readonly answers: readonly RecordedAnswer[];
}

/** The league's workbooks as they stand on a day of the profile; paths are absolute. */
export interface RecordedSheets {
  /** Folder of <TAB>/<TAB>.csv: the commissioner's workbook. */
  readonly tabs: string;
  /** Likewise what the working copy holds before the profile's first copy; null: nothing. */
  readonly copy: string | null;
  /** Of the commissioner's workbook, RFC 3339; null: of its newest file. */
  readonly modifiedTime: string | null;
}

/** What a recorded run can ask: in place of the network. */
export interface Recording {
  readonly sheets: RecordedSheets | null;
  /** Hosts that have recorded answers. */
  readonly hosts: ReadonlySet<string>;
}

/** @returns what a day of a profile can answer; null: the run is live */
export function describeRecording(day: ProfileDay | null): Recording | null {
  return day === null ? null : { sheets: day.sheets, hosts: new Set(day.payloads.answers.map(({ url }) => new URL(url).hostname)) };
}

/** One run of the profile: at its time, with its answers. */
export interface ProfileDay {
  readonly now: Date | null;
  readonly payloads: PayloadIndex;
  readonly sheets: RecordedSheets | null;
}

export interface Profile {
  /** The folder: what data/.profile remembers. */
  readonly dir: string;
  /** In the order they are played; one where the profile has no `days`. */
  readonly days: readonly ProfileDay[];
  /** Overrides of config/league.yaml. */
  readonly league: Readonly<Record<string, unknown>>;
  /** Folder of dbt seed CSVs, or null. */
  readonly seeds: string | null;
}

/** @throws ConfigError naming the file and the key */
export function loadProfile(dir: string): Profile {
  const root = resolve(dir);
  const path = join(root, "profile.yaml");
  if (!existsSync(path)) throw new ConfigError(`${path}: there is no such profile`, "Use --profile sample, --profile live, or a folder that holds a profile.yaml.");
  const file = parseWith(ProfileFile, path, parseText(path, (text) => parseYaml(text) as unknown));
  const days = file.days ?? [{ now: file.now, payloads: file.payloads, sheets: file.sheets }];
  const seeds = file.seeds === undefined ? null : requirePath(path, "seeds", resolve(root, file.seeds), "directory");
  return {
    dir: root,
    days: days.map((day) => ({ now: day.now ?? null, payloads: loadIndex(path, root, day.payloads ?? file.payloads), sheets: locateSheets(path, root, day.sheets ?? file.sheets) })),
    league: file.league ?? {},
    seeds,
  };
}

function locateSheets(profilePath: string, root: string, sheets: z.output<typeof Sheets> | undefined): RecordedSheets | null {
  if (sheets === undefined) return null;
  return {
    tabs: requirePath(profilePath, "sheets.tabs", resolve(root, sheets.tabs), "directory"),
    copy: sheets.copy === undefined ? null : requirePath(profilePath, "sheets.copy", resolve(root, sheets.copy), "directory"),
    modifiedTime: sheets.modifiedTime?.toISOString() ?? null,
  };
}

function loadIndex(profilePath: string, root: string, name: string | undefined): PayloadIndex {
  if (name === undefined) return { path: profilePath, answers: [] };
  const path = requirePath(profilePath, "payloads", resolve(root, name), "file");
  const entries = parseWith(z.array(IndexEntry), path, parseText(path, (text) => JSON.parse(text) as unknown));
  return {
    path,
    answers: entries.map((entry, index) => ({
      method: entry.method.toUpperCase(),
      url: entry.url,
      matchHeaders: lowerKeys(entry.match?.headers ?? {}),
      matchBody: entry.match?.body,
      status: entry.status,
      headers: lowerKeys(entry.headers ?? {}),
      file: entry.file === undefined ? null : requirePath(path, `[${index}].file`, resolve(dirname(path), entry.file), "file"),
    })),
  };
}

function requirePath(from: string, key: string, path: string, kind: "file" | "directory"): string {
  const found = existsSync(path) ? statSync(path) : null;
  if (found !== null && (kind === "file" ? found.isFile() : found.isDirectory())) return path;
  throw new ConfigError(`${from}: ${key} names ${path}, which is no ${kind}`, "Paths in a profile are relative to the file that names them.");
}

function parseText(path: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, "Mend the file; it cannot be read as it is.", { cause: error });
  }
}

function parseWith<Schema extends z.ZodType>(schema: Schema, path: string, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`, "Correct the key; ARCHITECTURE.md describes what a profile may hold.");
}
