import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { HttpClient } from "../../src/http/index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-beside-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** nflverse answers only when every other host named here has answered: whoever waited for nflverse before asking would wait for ever. */
function nflverseLast(hosts: readonly string[]): (http: HttpClient) => HttpClient {
  return (http) => {
    const waiting = new Set(hosts);
    let tell: () => void = () => undefined;
    const allAnswered = new Promise<void>((resolve) => (tell = resolve));
    return {
      ...http,
      fetchPayload: async (request, options) => {
        const host = new URL(request.url).hostname;
        if (host === "github.com" || host === "raw.githubusercontent.com") await allAnswered;
        const payload = await http.fetchPayload(request, options);
        if (waiting.delete(host) && waiting.size === 0) tell();
        return payload;
      },
    };
  };
}

it("the sources fetch beside nflverse, and wait for it only where they look players up", async () => {
  const loaded = loadConfig({ home: join(root, "home"), profile: "sample", concurrency: 32 }, {}, join(import.meta.dirname, "..", ".."));
  const [first] = await executeRun(loaded, { flows: ["nfl_data_pipeline", "ktc_pipeline", "sleeper_pipeline"], parameters: {}, dbt: false, out: null }, {
    progress: () => undefined,
    signal: new AbortController().signal,
    clock: () => new Date(),
    env: {},
    wrapHttp: nflverseLast(["keeptradecut.com", "api.sleeper.app"]),
  });
  expect(first?.status).toBe("success");
  expect(first?.summary.datasets.find(({ dataset, source }) => source === "ktc" && dataset === "players")).toMatchObject({ outcome: "published", verdict: "pass" });
});
