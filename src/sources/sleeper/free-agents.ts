/** Contract sleeper.md, section 3.3: what dbt accepts, without team defenses, whose ids are no numbers. */
export const FREE_AGENT_POSITIONS: readonly string[] = ["QB", "RB", "WR", "TE", "K", "PK", "DL", "LB", "DB", "S", "CB", "DE", "DT"];
export const FREE_AGENT_STATUSES: readonly string[] = ["Active", "Injured Reserve", "Questionable", "Doubtful", "Out", "PUP"];
