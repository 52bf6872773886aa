/** Which markets of KeepTradeCut are published. */
export const SCOPES = ["dynasty_1qb", "dynasty_superflex"] as const;
export type Scope = (typeof SCOPES)[number];

export interface KtcSettings {
  /** Default: only dynasty_1qb. Models that filter nothing would count a player twice with both. */
  readonly scopes: readonly Scope[];
}
