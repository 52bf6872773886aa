export { driveRateLimit, htmlSorry, internalError, quotaExceeded } from "./google-error.ts";
export type { FaultAction, FaultRule, Faults } from "./faults.ts";
export { type GoogleStandIn, type StandInOptions, startGoogleStandIn } from "./server.ts";
