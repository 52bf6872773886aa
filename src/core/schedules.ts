import * as z from "zod";

/** Five cron fields of digits, `*`, lists, ranges and steps. */
export const CRON = /^[\d*,/-]+(?: [\d*,/-]+){4}$/;

/**
 * One schedule of config/schedules.yaml. An `active` one is started by the named GitHub workflow; a `planned` one by nobody yet.
 * A cron without hours that follow a season belongs to `when`.
 */
const ScheduleSchema = z
  .strictObject({
    flow: z.string().min(1),
    cron: z.string().regex(CRON, "not five cron fields"),
    timezone: z.literal("UTC"),
    /** In words, for people. */
    about: z.string().min(1),
    when: z.enum(["always", "in-season", "off-season"]),
    status: z.enum(["active", "planned"]),
    /** The workflow file that starts it. */
    startedBy: z.string().min(1).optional(),
  })
  .refine((schedule) => (schedule.status === "active") === (schedule.startedBy !== undefined), "an active schedule names what starts it (startedBy), a planned one does not");

/** config/schedules.yaml: what is started, when. Times are UTC, as GitHub reads a cron. */
export const SchedulesSchema = z.strictObject({ schedules: z.array(ScheduleSchema).min(1) });
export type Schedule = z.infer<typeof ScheduleSchema>;
