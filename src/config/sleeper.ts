import * as z from "zod";

/** Ids of leagues: digits beyond 2^53, so they are texts; separated by commas (environment) or a list (file). */
const Leagues = z
  .union([z.array(z.union([z.string(), z.int().transform(String)])), z.string().transform((text) => text.split(","))])
  .transform((ids) => ids.map((id) => id.trim()).filter((id) => id !== ""))
  .refine((ids) => ids.every((id) => /^\d{6,25}$/.test(id)), "a league's id has digits only; in YAML it stands in quotes, or its last digits are lost")
  .refine((ids) => new Set(ids).size === ids.length, "names a league twice");

/** Sleeper: whose leagues. */
export const SleeperSchema = z.strictObject({
  /** The first is the league; others come into the same tables. SLEEPER_LEAGUE_ID. */
  leagues: Leagues.default([]),
  /** Seasons before the running one that are followed through `previous_league_id`. */
  seasonsBack: z.int().min(0).max(20).default(0),
});
