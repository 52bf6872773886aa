import { Cron } from "croner";
import type { MISSED, Schedule, Schedules } from "../core/schedules.ts";

/** One time at which a schedule wants its flow to run. */
export interface Slot {
  readonly slug: string;
  readonly flow: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly at: Date;
  /** It passed while nobody was there to start it. */
  readonly missed: boolean;
}

type MissedPolicy = (typeof MISSED)[number];

/** A slot that is not older is on time: the loop wakes at least this often. */
export const ON_TIME_MS = 90_000;
/** Of a schedule that catches up on all: after a month away nobody wants a thousand runs. */
const MOST_CAUGHT_UP = 50;

/** @returns the times of a cron after `from`, up to and with `to`, oldest first; wall time in its zone is kept over a change of clocks */
export function slotsBetween({ cron, timezone }: Pick<Schedule, "cron" | "timezone">, from: Date, to: Date, most: number): readonly Date[] {
  const job = new Cron(cron, { timezone, paused: true });
  const found: Date[] = [];
  for (let at = job.nextRun(from); at !== null && at.getTime() <= to.getTime() && found.length < most; at = job.nextRun(at)) found.push(at);
  return found;
}

/**
 * What is to be run now, oldest first. Pure: the same answer for the same clock.
 * @param since per slug, the last slot that was dealt with; a schedule without one begins at `startedAt`
 */
export function dueSlots(file: Schedules, since: ReadonlyMap<string, Date>, startedAt: Date, now: Date): readonly Slot[] {
  const due = served(file).flatMap((schedule) => {
    const passed = slotsBetween(schedule, since.get(schedule.slug) ?? startedAt, now, 10_000);
    return byPolicy(passed, schedule.missed ?? file.missed, now).map((at) => slotOf(schedule, at, now));
  });
  return due.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** @returns the schedules that are ours: the others belong to a workflow */
export function served(file: Schedules): readonly Schedule[] {
  return file.schedules.filter((schedule) => schedule.startedBy === undefined);
}

/** @returns the next time of each schedule after `now`, soonest first */
export function nextSlots(file: Schedules, now: Date): readonly Slot[] {
  const next = served(file).flatMap((schedule) => {
    const at = new Cron(schedule.cron, { timezone: schedule.timezone, paused: true }).nextRun(now);
    return at === null ? [] : [slotOf(schedule, at, now)];
  });
  return next.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function byPolicy(passed: readonly Date[], policy: MissedPolicy, now: Date): readonly Date[] {
  const onTime = passed.filter((at) => isOnTime(at, now));
  if (policy === "skip") return onTime.slice(-1);
  return policy === "latest" ? passed.slice(-1) : passed.slice(-MOST_CAUGHT_UP);
}

function slotOf({ slug, flow, when, parameters }: Schedule, at: Date, now: Date): Slot {
  return { slug, flow, parameters: { ...(when === "always" ? {} : { when }), ...parameters }, at, missed: !isOnTime(at, now) };
}

const isOnTime = (at: Date, now: Date): boolean => now.getTime() - at.getTime() <= ON_TIME_MS;
