import { ConfigError } from "../core/errors.ts";
import type { Decision } from "../core/decisions.ts";
import type { DatasetDescription } from "../core/dataset.ts";
import { checkName } from "../core/measurement.ts";
import { foldMutes, isOver, type Mute, whyNeverMuted } from "../core/mutes.ts";
import { type DatasetId, datasetLabel, dtOf, isDt } from "../core/partition.ts";
import { requireSource, sources } from "../sources/index.ts";
import type { SnapshotStore } from "../store/store.ts";

/** What a person says about a check. */
export interface MuteWord {
  /** `ktc.players` */
  readonly dataset: string;
  readonly check: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** @returns all mutes with whether they are over. @param now the clock of the runs that they are for */
export async function listMutes(store: SnapshotStore, now: Date): Promise<readonly (Mute & { readonly expired: boolean })[]> {
  const { decisions } = await store.readDecisions();
  return foldMutes(decisions).map((mute) => ({ ...mute, expired: isOver(mute, now) }));
}

/**
 * Adds the line that mutes a check.
 * @param seen names of the dataset's checks that runs have recorded: a source's own rules are told by nothing else
 * @param now the clock of the runs that it is for
 * @throws ConfigError for an unknown dataset or check, one that may not be muted, or a date that is none or is over
 */
export async function muteCheck(store: SnapshotStore, word: MuteWord, { until, covers }: Pick<Mute, "until" | "covers">, seen: readonly string[], now: Date): Promise<Decision> {
  const { id, description } = requireDescribed(word.dataset);
  requireReason(word);
  if (!isDt(until)) throw new ConfigError(`--until ${until}: not a calendar date`, "Write the date as YYYY-MM-DD, for example --until 2026-01-31.");
  if (isOver({ until }, now)) throw new ConfigError(`--until ${until} is over (today is ${dtOf(now)}, UTC), so it would mute nothing`, "Give the last day on which the finding is to count as pass.");
  const known = [...new Set([...description.checks.map(checkName), ...seen])].filter((name) => whyNeverMuted(name, description.key) === null).toSorted();
  const never = whyNeverMuted(word.check, description.key);
  if (never !== null) throw new ConfigError(`${word.check} of ${datasetLabel(id)} is never muted: ${never}`, `One rejected snapshot can be published all the same: \`snapcount quarantine release ${datasetLabel(id)} --reason WHY\`.`);
  if (!known.includes(word.check)) throw new ConfigError(`${datasetLabel(id)} has no check '${word.check}'`, `Its checks: ${known.join(", ")}.`);
  return add(store, word, id, { kind: "mute", until, covers });
}

/** Adds the line that takes a mute back. @throws ConfigError when there is none */
export async function unmuteCheck(store: SnapshotStore, word: MuteWord): Promise<Decision> {
  requireReason(word);
  const mutes = foldMutes((await store.readDecisions()).decisions);
  // Also of a dataset that is none any more.
  const found = mutes.find((mute) => datasetLabel(mute) === word.dataset && mute.check === word.check);
  if (found === undefined) throw new ConfigError(`'${word.check}' of ${word.dataset} is not muted`, mutes.length === 0 ? "Nothing is muted." : `Muted: ${mutes.map((mute) => `${datasetLabel(mute)} ${mute.check}`).join(", ")}.`);
  return add(store, word, found, { kind: "unmute", until: null });
}

/** @returns the dataset's address and description. @throws ConfigError naming the known ones */
function requireDescribed(label: string): { readonly id: DatasetId; readonly description: DatasetDescription } {
  const [name = "", dataset = ""] = label.split(".");
  const source = requireSource(name, sources);
  const description = source.datasets.find((candidate) => candidate.name === dataset);
  if (description === undefined) throw new ConfigError(`${source.name} has no dataset '${dataset}'`, `Datasets of ${source.name}: ${source.datasets.map((known) => known.name).join(", ")}.`);
  return { id: { source: source.name, dataset }, description };
}

function requireReason({ reason }: MuteWord): void {
  if (reason.trim() === "") throw new ConfigError("a decision about a check needs a reason", 'Say why: --reason "the league has two teams fewer".');
}

async function add(store: SnapshotStore, { check, reason, by, at }: MuteWord, { source, dataset }: DatasetId, about: Pick<Decision, "kind" | "until" | "covers">): Promise<Decision> {
  const decision: Decision = { schema: "snapcount.decision/1", at: at.toISOString(), by, source, dataset, dt: dtOf(at), reason, row_count: null, coverage_start_season: null, coverage_end_season: null, check, ...about };
  await store.decide(decision);
  return decision;
}
