// A real Prefect server for tests: the pinned one of .venv/prefect, on 127.0.0.1, with a home of its own.
//  1. Ready means that /api/ready answered 200; nobody sleeps for a fixed time.
//  2. The server and its home are gone when this process is, however it ended (process-group.ts).
//  3. Nothing of the user's Prefect reaches it: PREFECT_* of our environment is dropped, PREFECT_HOME is new.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause, type ProcessGroup, startProcessGroup, tailOf } from "./process-group.ts";

const REPO = join(import.meta.dirname, "..", "..", "..");
export const PREFECT_BIN = join(REPO, ".venv", "prefect", "bin");
/** About 10 s on an idle machine; tests share two cores with other servers. */
const READY_WITHIN_MS = 120_000;
const POLL_MS = 100;

export interface PrefectServerOptions {
  /** `postgresUrl` as in prefect: postgresql+asyncpg://user@127.0.0.1:port/name. A file of SQLite in the server's home otherwise. */
  readonly database?: "sqlite" | { readonly postgresUrl: string };
  readonly env?: Readonly<Record<string, string>>;
}

/** How to reach a server: all that its users need. */
export interface PrefectAddress {
  /** Ends in /api, without a slash. */
  readonly apiUrl: string;
  readonly uiUrl: string;
  readonly logFile: string;
}

export interface PrefectServer extends PrefectAddress {
  readonly port: number;
  /** PREFECT_HOME of the server; removed by `stop`. */
  readonly home: string;
  /** Also the id of its process group. */
  readonly pid: number;
  /** Resolves when /api/ready answers. @throws when the server ended or was not ready within two minutes; the message ends with its log */
  ready(): Promise<void>;
  /** SIGKILL; home and database stay for `restart`. */
  kill(): Promise<void>;
  /** Ready again on the same port and the same database; stops it first when it still runs. */
  restart(): Promise<void>;
  /** Stopped, and its home removed. Harmless when repeated. */
  stop(): Promise<void>;
}

/** Environment of Prefect's programs: ours without PREFECT_*, plus what is given. */
export function prefectEnv(home: string, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const ours = Object.entries(process.env).flatMap(([name, value]) => (value === undefined || name.startsWith("PREFECT_") ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(ours), PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: "false", DO_NOT_TRACK: "1", NO_COLOR: "1", ...extra };
}

/** @returns a port of 127.0.0.1 that nobody listened on a moment ago */
export async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  await new Promise<void>((resolve) => listener.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("127.0.0.1 gave no port");
  return address.port;
}

/** @throws when /api/ready of this server did not answer in time, or `ended` says why it never will */
export async function waitUntilReady(address: PrefectAddress, ended: () => string | undefined = () => undefined): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answersReady(address.apiUrl))) {
    const why = ended() ?? (Date.now() > deadline ? `not ready after ${READY_WITHIN_MS / 1000} s` : undefined);
    if (why !== undefined) throw new Error(`prefect server at ${address.apiUrl}: ${why}; end of its log:\n${tailOf(address.logFile)}`);
    await pause(POLL_MS);
  }
}

/** The process is started, not yet ready: for one who has other things to do meanwhile. */
export async function launchPrefectServer(options: PrefectServerOptions = {}): Promise<PrefectServer> {
  if (!existsSync(join(PREFECT_BIN, "prefect"))) throw new Error(`no Prefect in ${PREFECT_BIN}: run \`make setup-prefect\``);
  const home = mkdtempSync(join(tmpdir(), "prefect-server-"));
  const port = await freePort();
  // Without it the UI asks an API on port 4200, whatever the server's port.
  const ui = { PREFECT_SERVER_UI_API_URL: `http://127.0.0.1:${port}/api` };
  const env = prefectEnv(home, { ...databaseEnv(home, options.database), ...ui, ...options.env });
  const address = { apiUrl: `http://127.0.0.1:${port}/api`, uiUrl: `http://127.0.0.1:${port}`, logFile: join(home, "server.log") };
  let running = startServer(port, home, env, address.logFile);
  const ready = (): Promise<void> => waitUntilReady(address, () => running.ended());
  return {
    ...address,
    port,
    home,
    get pid() {
      return running.pid;
    },
    ready,
    kill: () => running.end("SIGKILL"),
    async restart() {
      await running.end("SIGTERM");
      running = startServer(port, home, env, address.logFile);
      await ready();
    },
    async stop() {
      await running.end("SIGTERM");
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A ready server of one's own. Prefer `sharedPrefectServer` unless the test kills it or needs other settings: a start takes 10 s. */
export async function startPrefectServer(options: PrefectServerOptions = {}): Promise<PrefectServer> {
  const server = await launchPrefectServer(options);
  try {
    await server.ready();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

function databaseEnv(home: string, database: PrefectServerOptions["database"] = "sqlite"): Record<string, string> {
  const url = database === "sqlite" ? `sqlite+aiosqlite:///${join(home, "prefect.db")}` : database.postgresUrl;
  return { PREFECT_SERVER_DATABASE_CONNECTION_URL: url };
}

function startServer(port: number, home: string, env: Readonly<Record<string, string>>, logFile: string): ProcessGroup {
  const args = [join(import.meta.dirname, "serve_prefect.py"), "server", "start", "--host", "127.0.0.1", "--port", String(port)];
  return startProcessGroup({ command: join(PREFECT_BIN, "python"), args, cwd: home, env, logFile, folder: home });
}

async function answersReady(apiUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${apiUrl}/ready`, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
