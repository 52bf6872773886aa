import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onStdout: (line: string) => void;
  readonly onStderr: (line: string) => void;
  /** Milliseconds between asking the group to end and ending it. */
  readonly graceMs: number;
}

/**
 * Starts the command ("$@") and a guard that reads a pipe nobody writes to: its end is the end of the process that started us, SIGKILL
 * included, and the group goes with it. An orphan would go on writing the warehouse while the next run starts.
 */
const GUARDED = 'exec 3<&0; "$@" </dev/null 3<&- & child=$!; { cat <&3; kill -KILL 0; } >/dev/null 2>&1 & guard=$!; exec 3<&-; wait $child; code=$?; kill $guard 2>/dev/null; exit $code';

/** How a shell says that it could not start something; dbt itself ends with 0, 1 or 2. */
const SHELL_REFUSALS = new Map([
  [126, "EACCES"],
  [127, "ENOENT"],
]);

/**
 * Runs a command in a process group of its own: an abort ends its children too, so does the death of this process, and Ctrl-C at the
 * terminal reaches it only through the signal.
 * @returns the exit code, or null when a signal ended it. @throws the signal's reason on abort, the system's error when it cannot start
 */
export async function runChild({ command, args, cwd, env, signal, onStdout, onStderr, graceMs }: ChildOptions): Promise<number | null> {
  signal.throwIfAborted();
  const child = spawn("/bin/sh", ["-c", GUARDED, "guarded", command, ...args], { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  child.once("exit", () => child.stdin.destroy());
  createInterface({ input: child.stdout }).on("line", onStdout);
  createInterface({ input: child.stderr }).on("line", onStderr);

  const endGroup = (how: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, how);
    } catch {
      // The group has ended by itself.
    }
  };
  let grace: NodeJS.Timeout | undefined;
  const abort = (): void => {
    endGroup("SIGTERM");
    grace = setTimeout(() => endGroup("SIGKILL"), graceMs);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    const code = await new Promise<number | null>((done, failed) => {
      child.once("error", failed);
      child.once("close", done);
    });
    signal.throwIfAborted();
    const refusal = code === null ? undefined : SHELL_REFUSALS.get(code);
    if (refusal !== undefined) throw Object.assign(new Error(`${command} cannot be started`), { code: refusal });
    return code;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener("abort", abort);
  }
}
