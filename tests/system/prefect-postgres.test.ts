import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrefectServer, startPrefectServer } from "../prefect/support/server.ts";
import { type PostgresCluster, startPostgres } from "./support/postgres.ts";

describe("Prefect on PostgreSQL", () => {
  let postgres: PostgresCluster;
  let server: PrefectServer;
  beforeAll(async () => {
    postgres = await startPostgres();
    server = await startPrefectServer({ database: { postgresUrl: postgres.url } });
  });
  afterAll(async () => {
    await server?.stop();
    await postgres?.stop();
  });

  it("becomes ready and says its version", async () => {
    const response = await fetch(`${server.apiUrl}/admin/version`);
    expect([response.status, await response.json()]).toEqual([200, expect.stringMatching(/^3\./)]);
  });

  it("stores in PostgreSQL, not in a file", async () => {
    const settings = (await (await fetch(`${server.apiUrl}/admin/settings`)).json()) as { readonly server: { readonly database: { readonly connection_url: string } } };
    expect(settings.server.database.connection_url).not.toMatch(/sqlite/);
  });
});
