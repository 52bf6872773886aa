import * as z from "zod";

/** Less than a week would take the snapshot that the next one is compared with. */
export const PruneDays = z.union([z.number().int().min(7), z.literal("never")]);

/** When a run of everything lets go of superseded snapshots, payloads and the ledger's rows. */
export const PruneSchema = z.strictObject({
  /** Half a year: a whole season, from September to February, stays as it was loaded. */
  days: PruneDays.default(180),
});
