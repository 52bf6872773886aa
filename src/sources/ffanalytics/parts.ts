import type { SourcePart } from "../parsed-source.ts";
import { type FfanalyticsSettings, weightsOf } from "./settings.ts";
import type { Site } from "./sites/site.ts";

/** @returns the sites in their order: which are asked, what they count, whom they project; and which were written without a real answer at hand */
export function describeSites(sites: readonly Site[], settings: FfanalyticsSettings): readonly SourcePart[] {
  const weights = weightsOf(settings);
  return sites.map(({ name, verified, positions }) => ({
    name,
    isOn: settings.sites.includes(name),
    about: [
      ...(verified ? [] : ["not verified: its parser was written without a real answer at hand"]),
      `weight ${weights[name] ?? 0}`,
      positions.weekly.length === 0 ? "season only" : `weekly ${positions.weekly.join(" ")}`,
    ].join("; "),
  }));
}
