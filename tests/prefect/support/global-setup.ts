import type { TestProject } from "vitest/node";
import { launchPrefectServer, type PrefectAddress } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly prefectServer: PrefectAddress & { readonly pid: number };
  }
}

/**
 * One server for the whole run. Vitest calls this only when a file of tests/prefect is in the run, and nobody waits here:
 * `sharedPrefectServer` waits until it is ready, so that the other tests run meanwhile.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await launchPrefectServer();
  project.provide("prefectServer", { apiUrl: server.apiUrl, uiUrl: server.uiUrl, logFile: server.logFile, pid: server.pid });
  return () => server.stop();
}
