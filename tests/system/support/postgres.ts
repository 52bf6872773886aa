// A private PostgreSQL cluster of Debian's programs, in a temporary folder, listening on 127.0.0.1 only. PostgreSQL refuses to run as
// root: there its own user runs it. It trusts everyone who reaches it and syncs nothing to disk: it lives as long as a test.
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause, startProcessGroup, tailOf } from "../../prefect/support/process-group.ts";
import { freePort, prefectEnv } from "../../prefect/support/server.ts";

const READY_WITHIN_MS = 60_000;
const SUPERUSER = "prefect";

export interface PostgresCluster {
  /** For Prefect: PREFECT_SERVER_DATABASE_CONNECTION_URL. */
  readonly url: string;
  readonly port: number;
  /** Stopped, and its folder removed. */
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresCluster> {
  const bin = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const user = ownerOfCluster();
  const data = join(folder, "data");
  const logFile = join(folder, "postgres.log");
  chmodSync(folder, 0o755);
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const env = { ...prefectEnv(folder), HOME: folder, LC_ALL: "C.UTF-8" };
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync"], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"], ...user });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off", "max_connections=200"].flatMap((setting) => ["-c", setting]);
  const server = startProcessGroup({ command: join(bin, "postgres"), args: ["-D", data, "-p", String(port), ...settings], cwd: folder, env, logFile, folder, ...(user === undefined ? {} : { user }) });
  // SIGINT is PostgreSQL's "fast" stop: SIGTERM waits until every client has gone.
  const stop = async (): Promise<void> => {
    await server.end("SIGINT");
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!isReady(bin, port, env)) {
    const why = server.ended() ?? (Date.now() > deadline ? "not ready in time" : undefined);
    if (why !== undefined) {
      const log = tailOf(logFile);
      await stop();
      throw new Error(`PostgreSQL on 127.0.0.1:${port}: ${why}; end of its log:\n${log}`);
    }
    await pause(100);
  }
  return { url: `postgresql+asyncpg://${SUPERUSER}@127.0.0.1:${port}/postgres`, port, stop };
}

function isReady(bin: string, port: number, env: Readonly<Record<string, string>>): boolean {
  try {
    execFileSync(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port), "-U", SUPERUSER], { env: { ...env }, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Debian keeps the programs of each version in a folder outside the PATH; the newest is used. */
function findPrograms(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const bin = versions.map((version) => join(root, version, "bin")).find((path) => existsSync(join(path, "initdb")));
  if (bin === undefined) throw new Error(`no PostgreSQL in ${root}: install Debian's package postgresql (.ci/run does)`);
  return bin;
}

function ownerOfCluster(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
