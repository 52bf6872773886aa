import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { startPrefectServer, type PrefectServer } from "./server.ts";
import { sharedPrefectServer } from "./shared.ts";

const started: PrefectServer[] = [];
afterAll(() => Promise.all(started.map((server) => server.stop())));

const createFlow = (apiUrl: string, name: string): Promise<string> =>
  fetch(`${apiUrl}/flows/`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name }) })
    .then((response) => response.json() as Promise<{ id: string }>)
    .then(({ id }) => id);

it("shares one server among all files of the run", async () => {
  const server = await sharedPrefectServer();
  expect((await fetch(`${server.apiUrl}/admin/version`)).status).toBe(200);
});

it("comes back on the same port with the same database after a SIGKILL, and leaves nothing behind", async () => {
  const server = await startPrefectServer();
  started.push(server);
  const id = await createFlow(server.apiUrl, "survivor");
  const firstPid = server.pid;
  await server.kill();
  await expect(fetch(`${server.apiUrl}/ready`)).rejects.toThrow();
  await server.restart();
  expect(server.pid).not.toBe(firstPid);
  expect(await createFlow(server.apiUrl, "survivor")).toBe(id);
  await server.stop();
  expect(existsSync(server.home)).toBe(false);
}, 180_000);

it("says what the server's log said when it does not start", async () => {
  await expect(startPrefectServer({ env: { PREFECT_SERVER_DATABASE_CONNECTION_URL: "nonsense" } })).rejects.toThrow(/prefect server at .*: ended with exit code[^]*Error/);
}, 180_000);

it("dies with the process that started it, even when that one is killed", async () => {
  const server = join(import.meta.dirname, "server.ts");
  const script = `const { launchPrefectServer } = await import(${JSON.stringify(server)}); const s = await launchPrefectServer(); console.log(JSON.stringify({ pid: s.pid, home: s.home }));`;
  const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise<string>((resolve) => owner.stdout.once("data", (data: Buffer) => resolve(data.toString("utf8"))));
  const { pid, home } = JSON.parse(line) as { pid: number; home: string };
  expect(process.kill(pid, 0)).toBe(true);
  owner.kill("SIGKILL");
  await expect.poll(() => existsSync(`/proc/${pid}`) || existsSync(home), { timeout: 10_000 }).toBe(false);
}, 60_000);
