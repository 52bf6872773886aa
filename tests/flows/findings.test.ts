import { MemoryRecorder, type Recorder, runFlow, TerminatedError } from "@snapcount/prefect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Sighting } from "../../src/core/incidents.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Home } from "../../src/flows/home.ts";
import { nflDataPipeline } from "../../src/flows/nfl_data_pipeline.ts";
import { chooseProfile } from "../../src/flows/choose-profile.ts";
import { openHome } from "../../src/flows/open-home.ts";
import { openLedger } from "../../src/ops/index.ts";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

let league: RecordedLeague;
beforeEach(async () => {
  league = await createRecordedLeague();
});
afterEach(() => league.remove());

/** Runs the flow in the league's home with a recorder that keeps what a Prefect server would be told. */
async function record(parameters: Parameters<typeof runFlow<typeof nflDataPipeline.parameters, unknown, Home>>[1], change: (home: Home) => Home = (home) => home, signal = new AbortController().signal) {
  // Writes the profile's files; what it runs is of no matter here.
  await league.run({ parameters: { datasets: ["teams"] } });
  const loaded = loadConfig({ profile: league.profile }, { SNAPCOUNT_HOME: league.home }, process.cwd());
  const profile = chooseProfile(loaded);
  const ledger = openLedger(loaded.paths.ledger);
  const opened = await openHome({ loaded, profile, day: profile.recording?.days[0] ?? null, out: null, ledger, progress: () => undefined, clock: () => new Date("2025-11-04T12:00:05Z"), env: {} });
  const recorder = new MemoryRecorder();
  try {
    const ended = await runFlow(nflDataPipeline, parameters, { env: change(opened.home), recorder: recorder satisfies Recorder, signal });
    return { ended, recorder };
  } finally {
    await opened.close();
    await ledger.close();
  }
}

it("a run shows what it loaded and its checks, and tells of audits, freshness and published snapshots", async () => {
  const { ended, recorder } = await record({ datasets: ["weekly", "schedule"], force: true });
  expect(ended.result?.status).toBe("success");
  expect(recorder.artifacts.map(({ artifact }) => artifact.key).sort()).toEqual(["checks-nflverse-schedule", "checks-nflverse-weekly", "loaded-nflverse"]);
  const told = recorder.events.map(({ event }) => `${event.event} ${event.resource.id}`);
  for (const dataset of ["weekly", "schedule"]) {
    for (const name of ["snapcount.dataset.audited", "prefect.asset.materialization.succeeded", "snapcount.dataset.freshness"]) expect(told).toContain(`${name} snapcount://nflverse/${dataset}`);
    expect(told).toContain(`prefect.asset.referenced ${league.url(dataset)}`);
  }
  expect(recorder.events.every(({ origin }) => origin.flowRunId === ended.run.flowRunId && origin.taskRunId !== null)).toBe(true);
});

it("a rejected snapshot is told as audited, not as made", async () => {
  league.answer(league.url("teams"), { body: league.bytes("teams").toString().split("\n").slice(0, 3).join("\n") });
  const { recorder } = await record({ datasets: ["teams"], force: true });
  expect(recorder.events.filter(({ event }) => event.event === "snapcount.dataset.audited")).toMatchObject([{ event: { payload: { verdict: "fail" } } }]);
  expect(recorder.events.filter(({ event }) => event.event.startsWith("prefect.asset"))).toEqual([]);
});

describe("a run that came to no notice of its own", () => {
  const keep = (kept: Sighting[]) => (home: Home): Home => ({ ...home, notifier: { ...home.notifier, report: async (sightings) => (kept.push(...sightings), []) } });
  const losses = (kept: readonly Sighting[]) => kept.filter(({ source }) => source === "nfl_data_pipeline").flatMap(({ bad }) => bad);

  it("is a cause of its own when its body threw, with the error and what to do", async () => {
    const kept: Sighting[] = [];
    const { ended } = await record({ datasets: ["weeklies"] }, keep(kept));
    expect(ended.state.type).toBe("FAILED");
    expect(kept).toEqual([{ source: "nfl_data_pipeline", good: [], bad: [{ check: "ConfigError", dataset: "*", message: "nflverse has no dataset 'weeklies'", fix: expect.stringContaining("Datasets of nflverse:") as string }] }]);
  });

  it("is one when its process was ended, and none when somebody cancelled it", async () => {
    const kept: Sighting[] = [];
    await record({}, keep(kept), AbortSignal.abort(new TerminatedError("the process was asked to end")));
    expect(losses(kept)).toMatchObject([{ message: "the process was asked to end" }]);
    await record({}, keep(kept), AbortSignal.abort());
    expect(losses(kept)).toHaveLength(1);
  });

  it("is none beside what the flow itself has told, and is over when the flow comes to its end", async () => {
    const kept: Sighting[] = [];
    league.answer(league.url("teams"), { status: 404 });
    const { ended } = await record({ datasets: ["teams"], force: true }, keep(kept));
    expect(ended.state.type).toBe("FAILED");
    expect(kept).toMatchObject([{ source: "nflverse", bad: [{ check: "NotAtProviderError", dataset: "teams" }] }, { source: "nfl_data_pipeline", good: ["*"], bad: [] }]);
  });
});
