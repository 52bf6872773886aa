import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { LocalStore } from "../store/local/index.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** What every command starts from: the process's surroundings, read once, here. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly loaded: LoadedConfig;
  readonly now: () => Date;
}

/** @param flags settings given on the command line; undefined ones do not count */
export function readSurroundings(flags: Record<string, unknown> = {}): Surroundings {
  return {
    terminal: createTerminal(process.stdout, process.stderr, process.env),
    loaded: loadConfig(flags, process.env, process.cwd()),
    now: () => new Date(),
  };
}

/** Opens the store for a command that runs no flow; heals first, so that nobody is shown a half-finished publish. */
export async function withStore<T>(surroundings: Surroundings, body: (store: LocalStore) => Promise<T>): Promise<T> {
  const { openLocalStore } = await import("../store/local/index.ts");
  const { paths } = surroundings.loaded;
  const store = await openLocalStore({ rawRoot: paths.rawRoot, dataRoot: paths.dataRoot, now: surroundings.now });
  try {
    await store.heal();
    return await body(store);
  } finally {
    store.close();
  }
}

/** A flag that takes a list: `a,b`. */
export function listOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== "string") return undefined;
  return value.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
