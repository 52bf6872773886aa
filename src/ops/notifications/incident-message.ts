import type { News } from "../../core/incidents.ts";
import type { Message } from "./message.ts";

const TONE: Readonly<Record<News["kind"], Message["tone"]>> = { opened: "bad", updated: "attention", resolved: "good" };
const HOUR_MS = 3_600_000;

/** Datasets that a line names; an outage costs a source all of them. */
const MAX_NAMED = 8;

/** Pure. @param profile whose store it is: a recorded league must not be taken for the real one */
export function describeNews({ kind, incident }: News, now: Date, profile: string): Message {
  const { source, check, fix, openedAt, count } = incident;
  return {
    kind: "incident",
    tone: TONE[kind],
    title: `${source}: ${check} ${WORDS[kind]}${profile === "live" ? "" : ` (profile ${profile})`}`,
    lines: kind === "resolved" ? describeEnd(incident, now) : [...describeTrouble(incident), ...(kind === "updated" ? [`since ${minute(openedAt)}, seen by ${count} runs`] : []), ...(fix === null ? [] : [`What to do: ${fix}`])],
    facts: { profile, at: now.toISOString(), incident: { state: kind, source, check, datasets: incident.datasets, affected: incident.affected, fix, opened_at: openedAt, seen_at: incident.seenAt, count } },
  };
}

const WORDS: Readonly<Record<News["kind"], string>> = { opened: "failed", updated: "still fails", resolved: "is good again" };

/** One sentence that holds for many datasets is said once. */
function describeTrouble({ datasets }: News["incident"]): readonly string[] {
  const bySentence = new Map<string, string[]>();
  for (const [dataset, message] of Object.entries(datasets)) bySentence.set(message, [...(bySentence.get(message) ?? []), dataset]);
  return [...bySentence].map(([message, names]) => (names.length === 1 && names[0] === WHOLE_SOURCE ? message : `${nameAll(names)}: ${message}`));
}

function describeEnd({ affected, openedAt, count }: News["incident"], now: Date): readonly string[] {
  const hours = Math.max(0, (now.getTime() - Date.parse(openedAt)) / HOUR_MS);
  const names = affected.filter((dataset) => dataset !== WHOLE_SOURCE);
  return [`${names.length === 0 ? "" : `${nameAll(names)}: `}open since ${minute(openedAt)}, for ${hours >= 72 ? `${(hours / 24).toFixed(1)} d` : `${hours.toFixed(1)} h`}; seen by ${count} ${count === 1 ? "run" : "runs"}`];
}

/** Stands for a source as a whole, and for no dataset. */
const WHOLE_SOURCE = "*";

function nameAll(names: readonly string[]): string {
  return names.length <= MAX_NAMED ? names.join(", ") : `${names.slice(0, MAX_NAMED).join(", ")} and ${names.length - MAX_NAMED} more`;
}

function minute(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} UTC`;
}
