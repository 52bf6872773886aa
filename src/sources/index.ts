import { ConfigError } from "../core/errors.ts";
import type { FetchedSource } from "./file-source.ts";
import { nflverse } from "./nflverse/index.ts";

export { loaderPath, requireDataset } from "./file-source.ts";
export type { Asset, FetchedDataset, FetchedSource } from "./file-source.ts";

/** Every source, one line each. A sixth one is a folder and a line here. */
export const sources: readonly FetchedSource[] = [nflverse];

/** @returns the source of that name or alias, or null. */
export function findSource(nameOrAlias: string, among: readonly FetchedSource[] = sources): FetchedSource | null {
  return among.find((source) => source.name === nameOrAlias || source.aliases?.includes(nameOrAlias)) ?? null;
}

/** @throws ConfigError naming the known sources. */
export function requireSource(nameOrAlias: string, among: readonly FetchedSource[] = sources): FetchedSource {
  const source = findSource(nameOrAlias, among);
  if (source !== null) return source;
  throw new ConfigError(`there is no source '${nameOrAlias}'`, `Sources: ${among.map((known) => known.name).join(", ")}.`);
}
