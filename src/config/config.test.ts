import { describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { environmentLayer, resolveConfig, resolvePaths } from "./config.ts";

const none = { flags: {}, env: {}, file: {}, defaults: { home: "/h" } };

describe("resolveConfig", () => {
  it("takes flags over environment over file over defaults", () => {
    const config = resolveConfig({ ...none, file: { concurrency: 2, profile: "a" }, env: { concurrency: "3", profile: "b" }, flags: { profile: "c" } });
    expect(config.concurrency).toBe(3);
    expect(config.profile).toBe("c");
    expect(config.dbt.threads).toBe(2);
  });

  it("merges nested keys instead of replacing them", () => {
    const config = resolveConfig({ ...none, file: { dbt: { threads: 4 } }, env: { dbt: { command: "/x/dbt" } } });
    expect(config.dbt).toEqual({ threads: 4, command: "/x/dbt" });
  });

  it("refuses a misspelt key by its name", () => {
    expect(() => resolveConfig({ ...none, file: { concurency: 3 } })).toThrow(/concurency/);
  });

  it("refuses a baseline that is no date", () => {
    expect(() => resolveConfig({ ...none, file: { baselines: { "nflverse.weekly": "latest" } } })).toThrow(ConfigError);
  });

  it("takes the addresses of channels from the environment, and shows none that is wrong", () => {
    const layer = environmentLayer({ SLACK_WEBHOOK_URL: "https://hooks.example.org/services/T0/hidden" });
    expect(resolveConfig({ ...none, env: layer }).notifications).toEqual({ slackUrl: "https://hooks.example.org/services/T0/hidden" });
    const wrong = (): unknown => resolveConfig({ ...none, env: environmentLayer({ DISCORD_WEBHOOK_URL: "ftp://hooks.example.org/hidden" }) });
    expect(wrong).toThrow(/not an address.*notifications\.discordUrl/);
    expect(wrong).not.toThrow(/hidden/);
  });

  it("counts an empty environment variable as unset", () => {
    expect(environmentLayer({ SNAPCOUNT_HOME: "", DBT_THREADS: "3" })).toEqual({ dbt: { threads: "3" } });
  });
});

describe("resolvePaths", () => {
  it("puts snapshots under EXTERNAL_ROOT and everything else under the home", () => {
    const paths = resolvePaths(resolveConfig({ ...none, env: { externalRoot: "/mnt/raw" } }), "/pkg", "/cwd");
    expect(paths.rawRoot).toBe("/mnt/raw");
    expect(paths.ledger).toBe("/h/data/ops/ledger.db");
    expect(paths.warehouse).toBe("/h/dbt/ff_data_transform/target/dev.duckdb");
    expect(paths.dbtProject).toBe("/pkg/dbt/ff_data_transform");
  });

  it("reads a relative home from the working directory", () => {
    expect(resolvePaths(resolveConfig({ ...none, flags: { home: ".home/x" } }), "/pkg", "/cwd").rawRoot).toBe("/cwd/.home/x/data/raw");
  });
});
