import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readLedger } from "../../src/ops/index.ts";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

interface Told {
  readonly kind: string;
  readonly title: string;
  readonly status?: string;
  readonly lines: readonly string[];
  readonly incident?: { readonly state: string; readonly check: string; readonly count: number; readonly datasets: Readonly<Record<string, string>> };
}

let league: RecordedLeague;
let server: Server;
let told: Told[];
let env: Record<string, string>;

beforeEach(async () => {
  league = await createRecordedLeague();
  told = [];
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      told.push(JSON.parse(text) as Told);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  env = { SNAPCOUNT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  league.remove();
});

const titles = (): readonly string[] => told.splice(0).map(({ title }) => title);
const ONLY = { parameters: { datasets: ["weekly"] } };
const lose = (): void => league.answer(league.url("weekly"), { status: 404, body: "Not Found" });
const mend = (day: number): void => league.answer(league.url("weekly"), { body: league.bytes("weekly", day) });
const NAME = " (profile profile)";

it("one summary a run; a cause opens, is counted, lasts, and is over when its dataset is good", async () => {
  await league.run({ ...ONLY, day: 1, env });
  expect(titles()).toEqual([`nfl_data_pipeline: success${NAME}`]);

  lose();
  await league.run({ ...ONLY, day: 1, now: "2025-11-12T12:00:00Z", env });
  expect(told[0]).toMatchObject({ kind: "incident", incident: { state: "opened", check: "NotAtProviderError", count: 1, datasets: { weekly: expect.stringContaining("404") as string } } });
  expect(told[1]).toMatchObject({ kind: "run_summary", status: "partial_success" });
  expect(told[1]?.lines[1]).toMatch(/^- weekly 2025-11-12: last good one kept, [\d,]+ rows, 2025-11-11 stays in use, 24 h old; .*404/);
  expect(titles()).toEqual([`nflverse: NotAtProviderError failed${NAME}`, `nfl_data_pipeline: partial success${NAME}`]);

  // A run that is about something else ends nothing.
  await league.run({ parameters: { datasets: ["teams"] }, day: 1, now: "2025-11-12T13:00:00Z", env });
  expect(titles()).toEqual([`nfl_data_pipeline: success${NAME}`]);

  await league.run({ ...ONLY, day: 1, now: "2025-11-12T17:59:00Z", env });
  expect(titles()).toEqual([`nfl_data_pipeline: partial success${NAME}`]);

  await league.run({ ...ONLY, day: 1, now: "2025-11-12T18:00:00Z", env });
  expect(told[0]?.incident).toMatchObject({ state: "updated", count: 3 });
  expect(titles()).toEqual([`nflverse: NotAtProviderError still fails${NAME}`, `nfl_data_pipeline: partial success${NAME}`]);

  mend(2);
  await league.run({ ...ONLY, day: 2, env });
  expect(told[0]).toMatchObject({ incident: { state: "resolved" }, lines: ["weekly: open since 2025-11-12 12:00 UTC, for 6.0 d; seen by 3 runs"] });
  expect(titles()[0]).toBe(`nflverse: NotAtProviderError is good again${NAME}`);
});

it("a rejected snapshot is an incident of each check that failed", async () => {
  await league.run({ parameters: { datasets: ["teams"] }, env });
  told = [];
  league.answer(league.url("teams"), { body: league.bytes("teams").toString().split("\n").slice(0, 3).join("\n") });
  await league.run({ parameters: { datasets: ["teams"] }, now: "2025-11-05T12:00:00Z", env });
  const incidents = told.filter(({ kind }) => kind === "incident");
  expect(incidents.length).toBeGreaterThan(0);
  for (const { incident } of incidents) expect(incident).toMatchObject({ state: "opened", datasets: { teams: expect.any(String) as string } });
  expect(new Set(incidents.map(({ incident }) => incident?.check)).size).toBe(incidents.length);
});

it("a receiver that is dead costs nothing; the run's log says so, and the next run tells what it could not", async () => {
  await league.run(ONLY);
  lose();
  const dead = { SNAPCOUNT_WEBHOOK_URL: "http://127.0.0.1:1/hook" };
  const report = await league.run({ ...ONLY, day: 1, env: dead });
  expect(report.status).toBe("partial_success");
  const ledger = readLedger(`${league.home}/data/ops/ledger.db`);
  const lines = (ledger.readLogs(report.flowRunId) ?? []).map(({ message }) => message);
  ledger.close();
  expect(lines).toContainEqual(expect.stringMatching(/^that nflverse: NotAtProviderError is opened was not delivered: webhook: could not be reached/));
  expect(lines).toContainEqual(expect.stringMatching(/^the run's summary was not delivered: webhook: could not be reached/));

  await league.run({ parameters: { datasets: ["teams"] }, day: 1, now: "2025-11-11T13:00:00Z", env });
  expect(titles()[0]).toBe(`nflverse: NotAtProviderError failed${NAME}`);
});

it("says that readers see old data when nothing changed for too long", async () => {
  await league.run(ONLY);
  const report = await league.run({ ...ONLY, now: "2025-11-20T12:00:00Z", env });
  expect(report.summary.freshness).toMatchObject([{ dataset: "weekly", verdict: "fail" }]);
  expect(report.summary.warnings.join()).toMatch(/nflverse\.weekly: data changed .* ago/);
  expect(told.filter(({ kind }) => kind === "incident").map(({ incident }) => incident?.check)).toContain("freshness");
});
