import { join, resolve } from "node:path";
import type { LoadedConfig } from "../config/load.ts";
import { loadProfile, type Profile, type ProfileDay } from "../http/profile.ts";

/** What a profile name stands for: the live providers, or a recording. */
export interface ChosenProfile {
  /** What data/.profile remembers: `live`, `sample`, or the folder. */
  readonly name: string;
  readonly recording: Profile | null;
}

/** @throws ConfigError when there is no such profile */
export function chooseProfile(loaded: LoadedConfig): ChosenProfile {
  const { profile } = loaded.config;
  if (profile === "live") return { name: "live", recording: null };
  if (profile === "sample") return { name: "sample", recording: loadProfile(join(loaded.packageRoot, "samples", "rendered")) };
  const dir = resolve(profile);
  return { name: dir, recording: loadProfile(dir) };
}

/**
 * The runs of a flow that a profile plays: its days in order, or one run now. A flow that only reads what is published (tag `dbt`)
 * has nothing to replay and runs once, on the last day.
 */
export function daysOf(profile: ChosenProfile, flow: { readonly options: { readonly tags?: readonly string[] } }): readonly (ProfileDay | null)[] {
  const days = profile.recording?.days ?? [null];
  return flow.options.tags?.includes("dbt") ? days.slice(-1) : days;
}
