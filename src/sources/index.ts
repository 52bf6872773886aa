import { ConfigError } from "../core/errors.ts";
import type { FetchedSource } from "./file-source.ts";
import { nflverse } from "./nflverse/index.ts";

export { loaderPath, requireDataset } from "./file-source.ts";
export type { Asset, FetchedDataset, FetchedSource } from "./file-source.ts";

/** Every source, one line each. A sixth one is a folder and a line here. */
export const sources: readonly FetchedSource[] = [nflverse];

/** @returns the limit that a request to this address is counted under. */
export function hostLimitName(url: string): string {
  return `host:${new URL(url).hostname}`;
}

/** @returns slots by limit name; of sources that share a host, the most careful one decides. */
export function hostLimits(among: readonly FetchedSource[] = sources): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { host, requests } of among.flatMap((source) => source.politeness)) {
    const name = hostLimitName(`https://${host}`);
    limits.set(name, Math.min(requests, limits.get(name) ?? Infinity));
  }
  return limits;
}

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
