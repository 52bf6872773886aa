// Servers and workers that a test starts: each leads a process group of its own, so that its children end with it.
// A guard process ends the group and removes its folder once our end of the guard's pipe closes: also when this process is killed by
// SIGKILL, when nothing of ours can run any more.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const STOPPED_WITHIN_MS = 15_000;
const POLL_MS = 25;

export interface ProcessGroupOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Appended to. */
  readonly logFile: string;
  /** Removed when this process dies before the group; its end leaves it alone. */
  readonly folder: string;
  /** Whom the processes run as; ourselves when missing. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface ProcessGroup {
  /** Of the leader, and of the group. */
  readonly pid: number;
  /** Why there is no such process any more, in words; undefined while it runs. */
  ended(): string | undefined;
  /** Resolves when no process of the group is left; SIGTERM becomes SIGKILL after 15 s. Harmless when repeated. */
  end(signal: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<void>;
}

export function startProcessGroup(options: ProcessGroupOptions): ProcessGroup {
  const log = openSync(options.logFile, "a");
  const { cwd, env, user } = options;
  const child = spawn(options.command, [...options.args], { cwd, env: { ...env }, detached: true, stdio: ["ignore", log, log], ...user });
  closeSync(log);
  let failure: string | undefined;
  child.once("error", (error) => (failure = `could not be started: ${error.message}`));
  const { pid } = child;
  if (pid === undefined) return { pid: 0, ended: () => failure ?? "could not be started", end: () => Promise.resolve() };
  const guard = guardGroup(pid, options.folder);
  return {
    pid,
    ended: () => failure ?? (isOver(child) ? `ended with ${child.signalCode ?? `exit code ${child.exitCode}`}` : undefined),
    async end(signal) {
      signalGroup(pid, signal);
      const deadline = Date.now() + STOPPED_WITHIN_MS;
      while (signalGroup(pid, 0)) {
        if (Date.now() > deadline) signalGroup(pid, "SIGKILL");
        await pause(POLL_MS);
      }
      guard.kill("SIGKILL");
    },
  };
}

/** For an error message: the end of what a process printed. */
export function tailOf(logFile: string, lines = 40): string {
  try {
    return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch (error) {
    return `(no log: ${(error as Error).message})`;
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads a pipe that nobody writes to: the end of the file is the end of us. A dying server still writes, so its folder goes after it. */
function guardGroup(groupId: number, folder: string): ChildProcess {
  const script = `cat >/dev/null; n=0; while kill -KILL -- "-$1" 2>/dev/null && [ $n -lt 100 ]; do n=$((n + 1)); sleep 0.1; done; rm -rf -- "$2"`;
  const guard = spawn("/bin/bash", ["-c", script, "process-guard", String(groupId), folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guard;
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** @returns whether the group exists. */
function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
