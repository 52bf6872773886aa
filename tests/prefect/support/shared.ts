import { existsSync } from "node:fs";
import { inject } from "vitest";
import "./global-setup.ts";
import { type PrefectAddress, waitUntilReady } from "./server.ts";

/** The server that all files of this run share: never stop it, use names of your own. @returns its address, once it is ready */
export async function sharedPrefectServer(): Promise<PrefectAddress> {
  const { pid, ...server } = inject("prefectServer");
  await waitUntilReady(server, () => (existsSync(`/proc/${pid}`) ? undefined : "its process ended"));
  return server;
}
