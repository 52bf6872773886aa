import type { ParsedSource } from "../parsed-source.ts";
import { values } from "./datasets.ts";
import { readValues } from "./values.ts";

const FILES = "https://github.com/dynastyprocess/data/raw/master/files";

/** DynastyProcess: dynasty values from expert rankings, one CSV a week. */
export const dynastyprocess: ParsedSource<null> = {
  name: "dynastyprocess",
  displayName: "DynastyProcess",
  about: "DynastyProcess: dynasty values of players from expert rankings",
  version: "1",
  flow: "dynastyprocess_pipeline",
  lastKnownGoodHours: 7 * 24,
  checking: values.freshness,
  datasets: [values],
  settingsOf: () => null,
  groups: [
    {
      label: "DynastyProcess values",
      datasets: [values.name],
      inputsOf: () => ({}),
      gather: (asker) => asker.ask({ label: "values-players.csv", url: `${FILES}/values-players.csv`, expect: ["csv", "text"] }),
      parse: (document: { readonly bytes: Uint8Array }) => ({ tables: { values: { rows: readValues(document.bytes) } }, checks: {} }),
    },
  ],
  probeUrl: "https://github.com/dynastyprocess/data",
  politeness: [{ host: "github.com", requests: 2, reason: "files come from here, without credentials" }],
};
