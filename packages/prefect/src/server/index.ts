export { PrefectApiError, PrefectUnreachableError } from "./api-errors.ts";
export { createPrefectApi, type Method, type PrefectApi, type RequestOptions } from "./api.ts";
export { createPrefectLimits, type PrefectLimits, type PrefectLimitsOptions } from "./limits.ts";
export type { FlowRunAnswer } from "./server-runs.ts";
export { openPrefectSession, type PrefectSession, type PrefectSessionOptions, readPrefectSettings, type Settlement } from "./session.ts";
export { type PrefectSettings, PrefectSettingsError } from "./settings.ts";
