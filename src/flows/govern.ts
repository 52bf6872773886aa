import { loadOverrides, GOVERNANCE_FIX } from "../config/governance.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { SourceDescription } from "../core/dataset.ts";
import { ConfigError } from "../core/errors.ts";
import { type AppliedOverride, checkOverrides, governSource } from "../core/overrides.ts";
import { sources } from "../sources/index.ts";

/** How this home governs its sources. */
export interface Governed {
  /** @returns the source with the thresholds of this home */
  readonly govern: <S extends SourceDescription>(source: S) => S;
  /** All sources with the thresholds of this home. */
  readonly sources: readonly SourceDescription[];
  readonly applied: readonly AppliedOverride[];
  /** The file that was read. */
  readonly file: string;
}

/** Reads the overrides of a home and holds them against all sources. @throws ConfigError naming every mistake */
export function governHome({ paths, packageRoot }: Pick<LoadedConfig, "paths" | "packageRoot">): Governed {
  const { overrides, file } = loadOverrides(paths.home, packageRoot);
  const { applied, problems } = checkOverrides(overrides, sources);
  if (problems.length > 0) throw new ConfigError(`${file}:${problems.map((problem) => `\n  ${problem}`).join("")}`, GOVERNANCE_FIX);
  const govern: Governed["govern"] = (source) => governSource(source, overrides);
  return { govern, sources: sources.map(govern), applied, file };
}
