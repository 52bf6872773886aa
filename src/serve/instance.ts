import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { LivenessLock } from "../ops/index.ts";
import { isBusyError } from "../store/sqlite.ts";
import { readServeState } from "./state.ts";

/**
 * One `serve` a home: a lock that the kernel frees when its process dies, so a killed one never has to be cleared away.
 * @returns lets go
 * @throws ConfigError naming who serves already
 */
export function claimHome(dataRoot: string): () => void {
  const lock = new LivenessLock(join(dataRoot, "ops"), "serve");
  try {
    lock.hold();
  } catch (error) {
    if (!isBusyError(error)) throw error;
    const instance = readServeState(dataRoot)?.instance;
    const who = instance === undefined ? "another process" : `process ${instance.pid} on ${instance.host} since ${instance.since}`;
    throw new ConfigError(`this home is served already: ${who}`, "Stop that one first (SIGTERM winds it down), or use another home: SNAPCOUNT_HOME.");
  }
  return () => lock.release();
}
