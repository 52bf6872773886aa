export { createHttpClient, type HttpClientOptions } from "./client.ts";
export type { FetchedPayload, FetchOptions, HttpClient, PayloadFormat, PayloadRequest, Validator } from "./http.ts";
export { createLiveTransport } from "./live.ts";
export { describeRecording, loadProfile, type Profile, type ProfileDay, type RecordedSheets, type Recording } from "./profile.ts";
export { type IndexEntry, type RecordingClient, recordAnswers } from "./record.ts";
export { createReplayTransport } from "./replay.ts";
