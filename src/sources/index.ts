import type { SourceDescription } from "../core/dataset.ts";
import { ConfigError } from "../core/errors.ts";
import { commissioner } from "./commissioner/index.ts";
import type { FetchedSource, PoliteHost } from "./file-source.ts";
import { nflverse } from "./nflverse/index.ts";
import type { ParsedSource } from "./parsed-source.ts";
import * as parsed from "./parsed-sources.ts";

export { loaderPath, requireDataset } from "./file-source.ts";
export type { Asset, FetchedDataset, FetchedSource } from "./file-source.ts";

/** Sources that are whole files at an address, which the shared flow fetches and combines. */
export const fetchedSources: readonly FetchedSource[] = [nflverse];

/** Sources whose answers a parser makes tables of, through the shared flow of `src/flows/parsed-flow.ts`. */
export const parsedSources: readonly ParsedSource[] = Object.values(parsed);

/** Every source, one name each. A sixth one is a folder and a name here. */
export const sources: readonly SourceDescription[] = [commissioner, ...fetchedSources, ...parsedSources];

/** @returns the limit that a request to this address is counted under. */
export function hostLimitName(url: string): string {
  return `host:${new URL(url).hostname}`;
}

/** @returns slots by limit name; of sources that share a host, the most careful one decides. */
export function hostLimits(among: readonly { readonly politeness: readonly PoliteHost[] }[] = [...fetchedSources, ...parsedSources]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { host, requests } of among.flatMap((source) => source.politeness)) {
    const name = hostLimitName(`https://${host}`);
    limits.set(name, Math.min(requests, limits.get(name) ?? Infinity));
  }
  return limits;
}

/** @returns the source of that name or alias, or null. */
export function findSource<Source extends SourceDescription>(nameOrAlias: string, among: readonly Source[]): Source | null {
  return among.find((source) => source.name === nameOrAlias || source.aliases?.includes(nameOrAlias)) ?? null;
}

/** @throws ConfigError naming the known sources. */
export function requireSource<Source extends SourceDescription>(nameOrAlias: string, among: readonly Source[]): Source {
  const source = findSource(nameOrAlias, among);
  if (source !== null) return source;
  throw new ConfigError(`there is no source '${nameOrAlias}'`, `Sources: ${among.map((known) => known.name).join(", ")}.`);
}
