import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runChild } from "./process.ts";

const options = { cwd: "/", env: { PATH: process.env["PATH"] ?? "" }, graceMs: 2_000, onStdout: () => undefined, onStderr: () => undefined };

describe("a child and its group", () => {
  it("gives its exit code and its lines", async () => {
    const lines: string[] = [];
    const code = await runChild({ ...options, command: "sh", args: ["-c", "echo one; echo two; exit 2"], signal: new AbortController().signal, onStdout: (line) => lines.push(line) });
    expect(code).toBe(2);
    expect(lines).toEqual(["one", "two"]);
  });

  it.each([
    ["/no/such/program", "ENOENT"],
    ["/etc", "EACCES"],
  ])("%s cannot be started: %s", async (command, code) => {
    await expect(runChild({ ...options, command, args: [], signal: new AbortController().signal })).rejects.toMatchObject({ code });
  });

  it("ends with an abort", async () => {
    const controller = new AbortController();
    const running = runChild({ ...options, command: "sh", args: ["-c", "echo ready; sleep 60"], signal: controller.signal, onStdout: () => controller.abort(new Error("enough")) });
    await expect(running).rejects.toThrow("enough");
  });

  it("ends with the process that started it, also by SIGKILL: no orphan goes on writing", async () => {
    const program = `import { runChild } from ${JSON.stringify(join(import.meta.dirname, "process.ts"))};
      await runChild({ command: "sh", args: ["-c", "echo $$; sleep 60"], cwd: "/", env: process.env, graceMs: 1000, signal: new AbortController().signal, onStderr: () => {}, onStdout: (line) => console.log(line) });`;
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(await firstLine(parent));
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 20 }).toBe(false);
  });
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
