// Sources that answer questions with documents: one line each, and nothing else knows them by name.
export { ktc } from "./ktc/index.ts";
export { ffanalytics } from "./ffanalytics/index.ts";
export { sleeper } from "./sleeper/index.ts";
