export { auditCrosswalk, CROSSWALK_COLUMNS } from "./audit.ts";
export { type Alias, buildCrosswalk, type Crosswalk, type Person } from "./crosswalk.ts";
export { type Candidate, describePerson, type Query, type Resolution, resolve } from "./resolve.ts";
export type { IdKind } from "./ids.ts";
export { POSITION_GROUPS } from "./positions.ts";
export { nameKey } from "./names.ts";
export { type Mention, reportUnmapped, type Unmapped } from "./unmapped.ts";
export { defenseOf, OTHER_TEAM_CODES, teamOf } from "./teams.ts";
