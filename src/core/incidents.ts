import * as z from "zod";
import type { DatasetId } from "./partition.ts";

/**
 * Incidents: one cause, told once. A cause is a source and the check that failed, or the class of the error that it was lost to; all
 * datasets that it costs belong to it.
 *
 * Invariants
 * 1. People are told in turns: opened, updated as long as it lasts, resolved. Never resolved without opened, never opened twice.
 * 2. Of one cause nobody hears `opened` or `updated` more than once in six hours. What comes back within them is counted, not told.
 * 3. Only a look at a dataset ends its part of an incident: a run that was about something else ends nothing.
 * 4. In which order findings come makes no difference.
 */
const IncidentSchema = z.strictObject({
  source: z.string(),
  check: z.string(),
  /** Still bad: dataset -> what was seen. None: it is over. */
  datasets: z.record(z.string(), z.string()),
  /** All datasets that it has cost so far, sorted. */
  affected: z.array(z.string()),
  /** What to do about it, or null. */
  fix: z.string().nullable(),
  /** UTC instants, ISO 8601. */
  openedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  /** Runs that have seen it. */
  count: z.int().min(1),
  /** What people believe. */
  told: z.enum(["open", "over"]),
  /** When they last heard that it is open; null: never. */
  toldAt: z.iso.datetime().nullable(),
});
export type Incident = Readonly<z.infer<typeof IncidentSchema>>;

/** Something that is not as it should be. `check`: a check's stable name, or the class of an error. */
export interface Finding {
  readonly check: string;
  readonly dataset: string;
  readonly message: string;
  readonly fix: string | null;
}

/** What a run saw of a source. A dataset in neither list was not looked at. */
export interface Sighting {
  readonly source: string;
  /** Datasets that are as they should be, but for their own entries in `bad`. */
  readonly good: readonly string[];
  readonly bad: readonly Finding[];
}

export interface News {
  readonly kind: "opened" | "updated" | "resolved";
  readonly incident: Incident;
  /** What people believed before: it holds again when nobody could be told. */
  readonly before: Pick<Incident, "told" | "toldAt">;
}

export interface IncidentDecision {
  /** What is kept from now on, as if the news had been told. */
  readonly incidents: readonly Incident[];
  readonly news: readonly News[];
}

const TELL_AGAIN_MS = 6 * 3_600_000;

/** Pure. @returns what to keep and what to tell, both in the order of the causes */
export function decideIncidents(kept: readonly Incident[], sightings: readonly Sighting[], now: Date): IncidentDecision {
  const before = byCause(kept);
  const found = gatherFound(sightings);
  const good = new Set(sightings.flatMap(({ source, good: datasets }) => datasets.map((dataset) => JSON.stringify([source, dataset]))));
  const isGood = (id: DatasetId): boolean => good.has(JSON.stringify([id.source, id.dataset]));
  const causes = [...new Set([...before.keys(), ...found.keys()])].toSorted();
  const seen = causes.map((cause) => see(before.get(cause), found.get(cause), isGood, now));
  const news = seen.flatMap((incident, index) => tell(incident, found.has(causes[index] ?? ""), now) ?? []);
  const told = byCause(news.map(({ incident }) => incident));
  return { incidents: seen.map((incident) => told.get(causeOf(incident)) ?? incident).filter((incident) => isWorthKeeping(incident, now)), news };
}

/** @returns what to keep where nobody could be told these news: the next run tells them. What others have told since stays told. */
export function takeBack(kept: readonly Incident[], untold: readonly News[]): readonly Incident[] {
  const incidents = new Map(byCause(kept));
  for (const { incident, before } of untold) {
    const current = incidents.get(causeOf(incident)) ?? incident;
    if (current.told === incident.told && current.toldAt === incident.toldAt) incidents.set(causeOf(incident), { ...current, ...before });
  }
  return [...incidents].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, incident]) => incident);
}

export function isOpen({ datasets }: Pick<Incident, "datasets">): boolean {
  return Object.keys(datasets).length > 0;
}

function causeOf({ source, check }: Pick<Incident, "source" | "check">): string {
  return JSON.stringify([source, check]);
}

function byCause(incidents: readonly Incident[]): ReadonlyMap<string, Incident> {
  return new Map(incidents.map((incident) => [causeOf(incident), incident]));
}

interface Found {
  readonly source: string;
  readonly check: string;
  readonly findings: readonly Finding[];
}

/** Sorted, so that of two sentences about one dataset the same one counts every time (invariant 4). */
function gatherFound(sightings: readonly Sighting[]): ReadonlyMap<string, Found> {
  const all = sightings.flatMap(({ source, bad }) => bad.map((finding) => ({ source, finding, order: JSON.stringify([finding.dataset, finding.message, finding.fix]) })));
  const found = new Map<string, Found>();
  for (const { source, finding } of all.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
    const cause = causeOf({ source, check: finding.check });
    found.set(cause, { source, check: finding.check, findings: [...(found.get(cause)?.findings ?? []), finding] });
  }
  return found;
}

/** What is known of a cause after a look; one of the first two is there. */
function see(before: Incident | undefined, found: Found | undefined, isGood: (id: DatasetId) => boolean, now: Date): Incident {
  const source = before?.source ?? found?.source ?? "";
  const remaining = Object.entries(before?.datasets ?? {}).filter(([dataset]) => !isGood({ source, dataset }));
  const current = (found?.findings ?? []).toReversed().map(({ dataset, message }) => [dataset, message] as const);
  const datasets = Object.fromEntries([...remaining, ...current].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  if (found === undefined && before !== undefined) return { ...before, datasets };
  return {
    source,
    check: found?.check ?? "",
    datasets,
    affected: [...new Set([...(before?.affected ?? []), ...Object.keys(datasets)])].toSorted(),
    fix: found?.findings.find(({ fix }) => fix !== null)?.fix ?? null,
    openedAt: before?.openedAt ?? now.toISOString(),
    seenAt: now.toISOString(),
    count: (before?.count ?? 0) + 1,
    told: before?.told ?? "over",
    toldAt: before?.toldAt ?? null,
  };
}

function tell(incident: Incident, isSeen: boolean, now: Date): News | null {
  const { told, toldAt } = incident;
  const say = (kind: News["kind"]): News => ({ kind, incident: kind === "resolved" ? { ...incident, told: "over" } : { ...incident, told: "open", toldAt: now.toISOString() }, before: { told, toldAt } });
  if (!isOpen(incident)) return told === "open" ? say("resolved") : null;
  if (wasToldLately(incident, now)) return null;
  if (told === "over") return say("opened");
  return isSeen ? say("updated") : null;
}

/** An instant to come is lately too: runs that began together tell in any order. */
function wasToldLately({ toldAt }: Incident, now: Date): boolean {
  return toldAt !== null && Math.abs(now.getTime() - Date.parse(toldAt)) < TELL_AGAIN_MS;
}

/** What is over is kept for as long as it must not be told again (invariant 2). */
function isWorthKeeping(incident: Incident, now: Date): boolean {
  return isOpen(incident) || incident.told === "open" || wasToldLately(incident, now);
}

const BookSchema = z.strictObject({ schema: z.literal("snapcount.incidents/1"), incidents: z.array(IncidentSchema) });

export function formatIncidents(incidents: readonly Incident[]): string {
  return `${JSON.stringify({ schema: "snapcount.incidents/1", incidents }, null, 2)}\n`;
}

/** @returns what a file's text says; nothing for a text that is none: then what is still bad is told once more */
export function parseIncidents(text: string): readonly Incident[] {
  try {
    const parsed = BookSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.incidents : [];
  } catch {
    return [];
  }
}
