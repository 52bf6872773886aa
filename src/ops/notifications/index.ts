export { type Channel, type ChannelAnswer, createMessenger, describeUndelivered, type Messenger } from "./channels.ts";
export { createHider, secretsOf } from "./hide-secrets.ts";
export { describeNews } from "./incident-message.ts";
export type { Message } from "./message.ts";
export { describeRun, type ReportedDataset, type RunNotice } from "./run-message.ts";
