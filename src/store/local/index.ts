export { type CurrentReading, type CurrentRow, type CurrentSnapshot, readCurrent } from "./current.ts";
export { describeLayout, type StoreLayout } from "./layout.ts";
export { type LocalStore, type LocalStoreOptions, openLocalStore } from "./local-store.ts";
