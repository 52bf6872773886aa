import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

let league: RecordedLeague;
let server: Server;
let notices: { readonly status: string; readonly flow: string; readonly lines: readonly string[] }[];
let env: Record<string, string>;

beforeEach(async () => {
  league = await createRecordedLeague();
  notices = [];
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      notices.push(JSON.parse(text) as (typeof notices)[number]);
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

it("sends one notice for a run that lost a dataset, and none for a good one", async () => {
  // On the third day no game is late.
  await league.run({ day: 2, env });
  expect(notices).toEqual([]);
  league.answer(league.url("weekly"), { status: 404, body: "Not Found" });
  await league.run({ day: 2, now: "2025-11-19T12:00:00Z", env });
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatchObject({ flow: "nfl_data_pipeline", status: "partial_success" });
  expect(notices[0]?.lines[0]).toMatch(/nflverse\.weekly lkg: .*404.*dt=2025-11-18 stays in use/);
});

it("does not fail the run when nobody receives the notice", async () => {
  await league.run();
  league.answer(league.url("weekly"), { status: 404, body: "Not Found" });
  const notes: string[] = [];
  const report = await league.run({ day: 1, env: { SNAPCOUNT_WEBHOOK_URL: "http://127.0.0.1:1/hook" }, onProgress: (event) => event.kind === "note" && notes.push(event.text) });
  expect(report.status).toBe("partial_success");
  expect(notes.join()).toMatch(/not delivered/);
});

it("says that readers see old data when nothing changed for too long", async () => {
  await league.run({ parameters: { datasets: ["weekly"] } });
  const report = await league.run({ parameters: { datasets: ["weekly"] }, now: "2025-11-20T12:00:00Z" });
  expect(report.summary.freshness).toMatchObject([{ dataset: "weekly", verdict: "fail" }]);
  expect(report.summary.warnings.join()).toMatch(/nflverse\.weekly: data changed .* ago/);
});
