import { MemoryRecorder, type Recorder, runFlow, TerminatedError } from "@snapcount/prefect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import type { Home, Notice } from "../../src/flows/home.ts";
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
  const keep = (notices: Notice[]) => (home: Home): Home => ({ ...home, notify: async (notice) => void notices.push(notice) });

  it("sends one when its body threw, with the error and what to do", async () => {
    const notices: Notice[] = [];
    const { ended } = await record({ datasets: ["weeklies"] }, keep(notices));
    expect(ended.state.type).toBe("FAILED");
    expect(notices).toMatchObject([{ flow: "nfl_data_pipeline", runId: ended.run.flowRunId, status: "failed" }]);
    expect(notices[0]?.lines).toEqual(["nflverse has no dataset 'weeklies'", expect.stringContaining("Datasets of nflverse:")]);
  });

  it("sends one when its process was ended, and none when somebody cancelled it", async () => {
    const notices: Notice[] = [];
    await record({}, keep(notices), AbortSignal.abort(new TerminatedError("the process was asked to end")));
    expect(notices).toMatchObject([{ status: "crashed", lines: ["the process was asked to end"] }]);
    await record({}, keep(notices), AbortSignal.abort());
    expect(notices).toHaveLength(1);
  });

  it("sends none beside the flow's own", async () => {
    const notices: Notice[] = [];
    league.answer(league.url("teams"), { status: 404 });
    const { ended } = await record({ datasets: ["teams"], force: true }, keep(notices));
    expect(ended.state.type).toBe("FAILED");
    expect(notices).toHaveLength(1);
  });
});
