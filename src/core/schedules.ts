import * as z from "zod";

/** Five cron fields of digits, `*`, lists, ranges and steps. */
export const CRON = /^[\d*,/-]+(?: [\d*,/-]+){4}$/;

/** When a scheduled run does something: a flow's parameter, set by its schedules. */
export const WHEN = ["always", "in-season", "off-season", "after-games"] as const;
export type When = (typeof WHEN)[number];

/** What to do with times that passed while nobody was there to start a run: nothing, one run, or one for each. */
export const MISSED = ["skip", "latest", "all"] as const;

const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "lowercase letters and digits, parts joined by dashes");

/**
 * One schedule. With `startedBy` the named GitHub workflow starts it (its cron is read as UTC); without, `snapcount serve` or a Prefect
 * server does.
 */
const ScheduleSchema = z
  .strictObject({
    /** Its name, unique: what a server and `serve` remember it by. */
    slug,
    flow: z.string().min(1),
    cron: z.string().regex(CRON, "not five cron fields"),
    /** IANA; wall time there is kept over a change of clocks. */
    timezone: z.string().refine(isTimeZone, "not a time zone").default("UTC"),
    /** In words, for people. */
    about: z.string().min(1),
    when: z.enum(WHEN).default("always"),
    parameters: z.record(z.string(), z.json()).default({}),
    /** For `serve`; default: the file's. */
    missed: z.enum(MISSED).optional(),
    /** The workflow file that starts it. */
    startedBy: z.string().min(1).optional(),
  })
  .refine((schedule) => schedule.startedBy === undefined || schedule.timezone === "UTC", "GitHub reads a cron as UTC");

/** `run` starts some minutes after `after` ended Completed; a run that ended Skipped or PartialSuccess starts nothing. */
const ChainSchema = z.strictObject({
  slug,
  after: z.string().min(1),
  run: z.string().min(1),
  delayMinutes: z.number().int().min(0).max(1_440),
  about: z.string().min(1),
});

const FlowSettings = z.strictObject({
  /** Runs at once, over all workers. */
  concurrency: z.number().int().min(1),
  onCollision: z.enum(["enqueue", "cancel-new"]).default("enqueue"),
});

/** config/schedules.yaml: what is started, when, and how many at once. */
export const SchedulesSchema = z
  .strictObject({
    missed: z.enum(MISSED).default("latest"),
    /** Without a sign of life for this long a run counts as crashed; runs beat every 30 s. */
    crashedAfterSeconds: z.number().int().min(60).default(120),
    schedules: z.array(ScheduleSchema).min(1),
    chains: z.array(ChainSchema).default([]),
    flows: z.record(z.string(), FlowSettings).default({}),
  })
  .superRefine((file, context) => {
    const slugs = [...file.schedules, ...file.chains].map((entry) => entry.slug);
    for (const twice of slugs.filter((name, index) => slugs.indexOf(name) !== index)) context.addIssue({ code: "custom", message: `the slug ${twice} stands twice` });
  });

export type Schedules = z.infer<typeof SchedulesSchema>;
export type Schedule = z.infer<typeof ScheduleSchema>;
export type Chain = z.infer<typeof ChainSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
