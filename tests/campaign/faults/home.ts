import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { muteCheck } from "../../../src/flows/mute-check.ts";
import { createParsedFlow } from "../../../src/flows/parsed-flow.ts";
import { ktc } from "../../../src/sources/ktc/index.ts";
import { openLocalStore } from "../../../src/store/local/index.ts";
import { inventEntries, inventPlayer, islandPage } from "../../support/invented-ktc.ts";
import { instead } from "../day.ts";
import { allOf, type Fault } from "../fault.ts";
import { ktcGround } from "./ktc.ts";
import { ISSUE } from "./seen.ts";

/** What happens to a home rather than to an answer: what people said there, what was damaged, a defect of ours. Tried with the smallest source. */
const base = { ground: ktcGround, seen: `${ISSUE}, bad input`, harms: {}, spoil: (day) => day } as const satisfies Partial<Fault>;
const NOBODY = allOf("quarantined", "players", "picks");
const GOVERNANCE = join("config", "governance.yaml");

const governed = (text: string): Pick<Fault, "atHome" | "mend"> => ({
  atHome: (home) => {
    mkdirSync(join(home, "config"), { recursive: true });
    writeFileSync(join(home, GOVERNANCE), text);
  },
  mend: (home) => rmSync(join(home, GOVERNANCE)),
});
const refused = (text: string, says: RegExp): Pick<Fault, "atHome" | "mend" | "caught"> => ({ ...governed(text), caught: { in: GOVERNANCE, by: "config", says } });

const tooHigh: Fault["spoil"] = (day) => instead(day, "keeptradecut", () => ({ body: islandPage([inventPlayer(0, { oneQBValues: { value: 12_000, rank: 1 } }), ...inventEntries(441, "pickRank").slice(1)]) }));

/** @param until the last day on which the finding counts as pass */
const muted = (check: string, until: string): Pick<Fault, "atHome"> => ({
  atHome: async (home) => {
    const at = new Date("2026-11-17T13:00:00Z");
    const store = await openLocalStore({ rawRoot: join(home, "data", "raw"), dataRoot: join(home, "data"), now: () => at });
    try {
      await muteCheck(store, { dataset: "ktc.players", check, reason: "known", by: "Ann", at }, { until, covers: "fail" }, [], at);
    } finally {
      store.close();
    }
  },
});

const published = (home: string, file: string): string => join(home, "data", "raw", "ktc", "players", "dt=2026-11-17", file);
const [players, ...otherDatasets] = ktc.datasets;

export const homeFaults: readonly Fault[] = [
  { ...base, ...muted("range(value)", "2026-11-17"), name: "ktc: a mute that has expired", harms: NOBODY, spoil: tooHigh, caught: { in: "players", by: "range(value)", says: /outside 0 to 10000.*its mute expired after 2026-11-17/ } },
  { ...base, ...muted("accepted_values(position)", "2026-12-31"), name: "ktc: a mute of another check", harms: NOBODY, spoil: tooHigh, caught: { in: "players", by: "range(value)", says: /outside 0 to 10000/ } },
  { ...base, ...refused("datasets: { ktc.players: { checks: { row_count: { min: 5000, reason: x } } } }", /min 5000 contradicts max/), name: "ktc: thresholds that contradict each other" },
  { ...base, ...refused("datasets: { ktc.players: { chekcs: {} } }", /chekcs/), name: "ktc: an unknown key in governance.yaml" },
  { ...base, ...refused("datasets: { ktc.players: { checks: { required_columns: { onViolation: warn, reason: x } } } }", /never relaxed/), name: "ktc: an override of what is never relaxed" },
  { ...base, ...refused("datasets: { ktc.players: { checks: { row_count: { min: 300 } } } }", /reason/), name: "ktc: an override without a reason" },
  {
    ...base, name: "ktc: a corrupted manifest in the history", harms: {}, caught: { in: "ktc/players/dt=2026-11-17/_meta.json", by: "store", says: /rebuilt _meta\.json of ktc\.players dt=2026-11-17 from its file/ },
    atHome: (home) => writeFileSync(published(home, "_meta.json"), readFileSync(published(home, "_meta.json"), "utf8").slice(0, 200)),
  },
  {
    ...base, name: "ktc: a check that cannot be asked", harms: NOBODY, caught: { in: "players", by: "range(vallue)", says: /cannot be answered: there is no column vallue/ },
    defect: createParsedFlow({ ...ktc, datasets: [{ ...(players as typeof ktc.datasets[number]), checks: [...(players?.checks ?? []), { kind: "range", column: "vallue", min: 0 }] }, ...otherDatasets] }),
  },
  {
    ...base, name: "ktc: a check that throws", harms: NOBODY, caught: { in: "players", by: "accepted_values(position)", says: /could not be/ },
    defect: createParsedFlow({ ...ktc, datasets: [{ ...(players as typeof ktc.datasets[number]), checks: [...(players?.checks ?? []), { kind: "accepted_values", column: "position", values: null as unknown as readonly string[] }] }, ...otherDatasets] }),
  },
  {
    ...base, name: "ktc: a rule over rows that throws", harms: NOBODY, caught: { in: "players", by: "row_rules", says: /could not be asked: rows is undefined/ },
    defect: createParsedFlow({ ...ktc, datasets: [{ ...(players as typeof ktc.datasets[number]), judgeRows: { columns: ["value"], judge: () => { throw new TypeError("rows is undefined"); } } }, ...otherDatasets] }),
  },
];
