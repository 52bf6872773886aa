import type { TestProject } from "vitest/node";
import { launchPrefectServer, type PrefectAddress } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly prefectServers: readonly (PrefectAddress & { readonly pid: number })[];
  }
}

/**
 * A server for each worker, so that files which run at once do not wait for each other: the stock server on SQLite writes one at a time
 * and answers 503 to who waits too long. Vitest calls this only when a file of tests/prefect is in the run, and nobody waits here:
 * `sharedPrefectServer` waits until its server is ready, so that the other tests run meanwhile.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await Promise.all(Array.from({ length: project.config.maxWorkers }, () => launchPrefectServer()));
  project.provide("prefectServers", servers.map(({ apiUrl, uiUrl, logFile, pid }) => ({ apiUrl, uiUrl, logFile, pid })));
  return async () => void (await Promise.all(servers.map((server) => server.stop())));
}
