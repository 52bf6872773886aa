import * as z from "zod";

/** KeepTradeCut: whose values are published. */
export const KtcSchema = z.strictObject({
  /** Models that filter nothing count a player twice with both scopes: superflex only where it is listed. */
  scopes: z.array(z.enum(["dynasty_1qb", "dynasty_superflex"])).min(1).default(["dynasty_1qb"]).refine((scopes) => new Set(scopes).size === scopes.length, "names a scope twice"),
});
