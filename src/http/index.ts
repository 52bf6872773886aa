export { createHttpClient, type HttpClientOptions } from "./client.ts";
export type { FetchedPayload, FetchOptions, HttpClient, PayloadFormat, PayloadRequest, Validator } from "./http.ts";
export { createLiveTransport } from "./live.ts";
export { loadProfile, type Profile, type ProfileDay, type RecordedSheets } from "./profile.ts";
export { createReplayTransport } from "./replay.ts";
