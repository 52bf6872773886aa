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
 * Runs a command in a process group of its own: an abort ends its children too, and Ctrl-C at the terminal reaches it only through
 * the signal.
 * @returns the exit code, or null when a signal ended it. @throws the signal's reason on abort, the system's error when it cannot start
 */
export async function runChild({ command, args, cwd, env, signal, onStdout, onStderr, graceMs }: ChildOptions): Promise<number | null> {
  signal.throwIfAborted();
  const child = spawn(command, [...args], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
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
    return code;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener("abort", abort);
  }
}
