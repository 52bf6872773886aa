/** Whose leagues (config/league.yaml, `sleeper`; SLEEPER_LEAGUE_ID). */
export interface SleeperSettings {
  /** Ids; the first is the league, others come into the same tables. */
  readonly leagues: readonly string[];
  /** Seasons before each of them, followed through `previous_league_id`. */
  readonly seasonsBack: number;
}
