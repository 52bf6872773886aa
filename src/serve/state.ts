import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";

/**
 * What `serve` knows across restarts: how far each schedule has been dealt with, and the chains that wait for their delay. Small and
 * replaced whole, so a kill leaves the old one or the new one.
 */
const StateSchema = z.strictObject({
  schema: z.literal("snapcount.serve/1"),
  /** When `serve` was first started here: a schedule that is new begins then. */
  started_at: z.iso.datetime(),
  /** Who serves, or served last; for people. */
  instance: z.strictObject({ pid: z.int(), host: z.string(), since: z.iso.datetime() }),
  last_slots: z.record(z.string(), z.iso.datetime()),
  pending_chains: z.array(z.strictObject({ slug: z.string(), at: z.iso.datetime() })),
});
export type ServeState = z.infer<typeof StateSchema>;

export function statePath(dataRoot: string): string {
  return join(dataRoot, ".metadata", "serve.json");
}

/** @returns null when there is none, or none that can be read: then everything begins now */
export function readServeState(dataRoot: string): ServeState | null {
  const path = statePath(dataRoot);
  if (!existsSync(path)) return null;
  try {
    return StateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}

export function writeServeState(dataRoot: string, state: ServeState): void {
  const path = statePath(dataRoot);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
