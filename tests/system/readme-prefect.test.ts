import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ProcessGroup, startProcessGroup, tailOf } from "../prefect/support/process-group.ts";
import { freePort, prefectEnv, waitUntilReady } from "../prefect/support/server.ts";
import { eventually, openTestApi } from "../prefect/support/session.ts";

/**
 * The README's Prefect section, line by line as it stands there. Only the port and the folders are others, so that it disturbs nobody:
 * the server's database, and the home.
 */

const REPO = join(import.meta.dirname, "..", "..");
const OWN_TERMINAL = "in a terminal of its own";

/** @returns the lines of the block, without their comments */
function readLines(): readonly { readonly command: string; readonly background: boolean }[] {
  const block = /<!-- followed:prefect -->\n```sh\n([\s\S]*?)```/.exec(readFileSync(join(REPO, "README.md"), "utf8"))?.[1] ?? "";
  return block.split("\n").filter((line) => line.trim() !== "").map((line) => ({ command: line.replace(/\s+#.*$/, ""), background: line.includes(OWN_TERMINAL) }));
}

let folder: string;
let port: number;
const background: ProcessGroup[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "snapcount-readme-"));
  port = await freePort();
});
afterAll(async () => {
  for (const group of background.reverse()) await group.end("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

describe("the README's section on Prefect", () => {
  it("does what it says, line by line", async () => {
    const apiUrl = `http://127.0.0.1:${port}/api`;
    const env = prefectEnv(join(folder, "prefect"), { PREFECT_SERVER_API_PORT: String(port), PREFECT_UI_API_URL: apiUrl, COLUMNS: "200" });
    const exports: string[] = [];
    const printed = new Map<string, string>();
    const lines = readLines();
    expect(lines.length).toBeGreaterThan(6);
    for (const { command, background: own } of lines) {
      const here = command.replaceAll("127.0.0.1:4200", `127.0.0.1:${port}`).replaceAll("$PWD/.home/league", join(folder, "home"));
      const script = [...exports, here].join("\n");
      if (command.startsWith("export ")) exports.push(here);
      else if (own) {
        const logFile = join(folder, `${background.length}.log`);
        background.push(startProcessGroup({ command: "/bin/bash", args: ["-c", script], cwd: REPO, env, logFile, folder }));
        if (command.includes("prefect-server")) await waitUntilReady({ apiUrl, uiUrl: "", logFile });
        else await waitForWorker(apiUrl, logFile);
      } else printed.set(command, await run(script, env));
    }
    const output = (part: string): string => [...printed].find(([command]) => command.includes(part))?.[1] ?? "";
    expect(output("run nfl_data_pipeline")).toContain(`prefect    http://127.0.0.1:${port}/runs/flow-run/`);
    expect(output("deploy")).toContain("data_pipeline/snapcount");
    expect(output("deployment run")).toContain("finished successfully");
    expect(output("flow-run ls")).toContain("data_pipeline");
    expect(output("artifact ls")).toContain("loaded-nflverse");
  });
});

async function run(script: string, env: Record<string, string>): Promise<string> {
  try {
    return (await promisify(execFile)("/bin/bash", ["-c", script], { cwd: REPO, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    const logs = background.map((_, index) => tailOf(join(folder, `${index}.log`), 20)).join("\n");
    throw new Error(`${script.split("\n").at(-1) ?? ""} failed:\n${stdout ?? ""}${stderr ?? ""}\n${logs}`, { cause: error });
  }
}

async function waitForWorker(apiUrl: string, logFile: string): Promise<void> {
  const api = openTestApi(apiUrl);
  try {
    await eventually("a worker that is online", async () => {
      const workers = await api.request<readonly { readonly status: string }[]>("POST", "/work_pools/snapcount/workers/filter", {});
      return workers.some(({ status }) => status === "ONLINE") ? true : undefined;
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${tailOf(logFile)}`, { cause: error });
  } finally {
    await api.close();
  }
}
