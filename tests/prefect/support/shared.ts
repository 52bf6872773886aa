import { existsSync } from "node:fs";
import { inject } from "vitest";
import "./global-setup.ts";
import { type PrefectAddress, waitUntilReady } from "./server.ts";

/** The server of this worker, which its files use one after the other: never stop it, use names of your own. @returns its address, once it is ready */
export async function sharedPrefectServer(): Promise<PrefectAddress> {
  const servers = inject("prefectServers");
  const mine = servers[Number(process.env["VITEST_POOL_ID"]) % servers.length];
  if (mine === undefined) throw new Error("the global setup started no Prefect server for this worker");
  const { pid, ...server } = mine;
  await waitUntilReady(server, () => (existsSync(`/proc/${pid}`) ? undefined : "its process ended"));
  return server;
}
