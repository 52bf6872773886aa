import { readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";

/**
 * Reads a file that an operator writes; an empty file is an empty mapping.
 * @param fix what to do about a mistake in it
 * @throws ConfigError naming the file, and the line or the key
 */
export function readYaml<Schema extends z.ZodType>(path: string, schema: Schema, fix: string): z.output<Schema> {
  let raw: unknown;
  try {
    raw = parseYaml(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, fix, { cause: error });
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new ConfigError(`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`, fix);
  return parsed.data;
}
