import { hostname } from "node:os";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureDir } from "./durable.ts";
import type { StoreFs } from "./steps.ts";

/**
 * Each open store works in its own folder below `stage/`, named after host, process and start time, so that the next process can
 * tell a leftover from work in progress, also when the number of a dead process was given to another one.
 */
export interface Processes {
  /** Name of this store's stage folder. */
  readonly self: string;
  /** `unknown`: another host's; only its age can tell. */
  state(name: string): "alive" | "dead" | "unknown";
}

/** A run on another host is not taken for dead before this. */
const FOREIGN_LEFTOVER_MS = 24 * 3600_000;

let opened = 0;

/** Each opened store gets a folder of its own: closing one must not take another's stage away. */
export function createProcesses(): Processes {
  const host = hostname().replaceAll("~", "-").toLowerCase();
  opened += 1;
  return {
    self: `${host}~${process.pid}~${startOf(process.pid) ?? "0"}~${opened}`,
    state: (other) => {
      const [otherHost, pid, startedAt] = other.split("~");
      if (otherHost !== host || pid === undefined) return "unknown";
      const start = startOf(Number(pid));
      return start !== null && (start === startedAt || start === "0") ? "alive" : "dead";
    },
  };
}

/** Start time in clock ticks since boot where /proc tells it, "0" elsewhere; null when there is no such process. */
function startOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "EPERM") return null;
  }
  try {
    // The second field is the program's name in parentheses and may hold anything; start time is the 20th field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}

/** @returns this store's stage folder, made when it is missing. */
export function sessionDir(fs: StoreFs, stage: string, processes: Processes): string {
  const path = join(stage, processes.self);
  ensureDir(fs, stage);
  // Nobody misses the folder itself after a power cut.
  fs.mkdir("mkdir", path);
  return path;
}

/** @returns true when another store that is open, here or on a host we know nothing of, has anything in the stage */
export function othersAtWork(fs: StoreFs, stage: string, processes: Processes): boolean {
  return (fs.list(stage) ?? []).some(({ name }) => name !== processes.self && processes.state(name) !== "dead");
}

/** Removes the stage folders of processes that have ended. @returns what was removed */
export function removeLeftovers(fs: StoreFs, stage: string, processes: Processes, now: Date): readonly string[] {
  const removed: string[] = [];
  for (const entry of fs.list(stage) ?? []) {
    const path = join(stage, entry.name);
    const state = processes.state(entry.name);
    const ageMs = now.getTime() - (fs.stat(path)?.modifiedAtMs ?? now.getTime());
    if (state === "alive" || (state === "unknown" && ageMs < FOREIGN_LEFTOVER_MS)) continue;
    fs.remove("clear-stage", path);
    removed.push(path);
  }
  return removed;
}
