import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildCommandLine } from "../cli/built.ts";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

/**
 * Runs whole commands with secrets planted wherever one can stand, spoils what can be spoilt so that errors are told, and looks for the
 * secrets in everything that is left: outputs, logs, payloads, manifests, quarantine, ledger, report, incidents, messages.
 */
const REPO = join(import.meta.dirname, "..", "..");

let league: RecordedLeague;
let server: Server;
let received: string[];
beforeEach(async () => {
  league = await createRecordedLeague();
  received = [];
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      received.push(text);
      // As careless receivers do: it repeats where it was called.
      const isRefused = request.url?.includes("discord") === true;
      response.writeHead(isRefused ? 404 : 200, { "set-cookie": "receiver=planted-receiver-cookie" }).end(isRefused ? `no ${request.url ?? ""}` : "ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  league.remove();
});

function plant() {
  const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } });
  const key = { type: "service_account", client_email: "planted-robot@league.example.org", private_key: privateKey, private_key_id: "planted-key-id" };
  const env = {
    SLACK_WEBHOOK_URL: `${hook}/services/planted-slack-path`,
    DISCORD_WEBHOOK_URL: `${hook}/discord/planted-discord-path?token=planted-discord-token`,
    SNAPCOUNT_WEBHOOK_URL: `${hook.replace("//", "//user:planted-basic-password@")}/planted-webhook-path`,
    GOOGLE_APPLICATION_CREDENTIALS_JSON: JSON.stringify(key),
    PREFECT_API_KEY: "planted-prefect-key",
    PREFECT_API_AUTH_STRING: "admin:planted-prefect-password",
  };
  return { env, pieces: ["planted-", privateKey.split("\n")[3] ?? ""] };
}

async function snapcount(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(await buildCommandLine(), [...args], { cwd: REPO, env: { PATH: process.env["PATH"], HOME: league.home, USER: "tester", SNAPCOUNT_HOME: league.home, SNAPCOUNT_DEBUG: "1", ...env } });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return `${args.join(" ")} -> ${code}\n${output}`;
}

/** @returns the files below a folder that hold one of the pieces, with what stands around it */
function findIn(folder: string, pieces: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "latin1");
    return pieces.flatMap((piece) => (text.includes(piece) ? [`${path}: ${text.slice(Math.max(0, text.indexOf(piece) - 60), text.indexOf(piece) + 40)}`] : []));
  });
}

it("no planted secret is in any output, log, payload, manifest, ledger or message", { timeout: 180_000 }, async () => {
  const { env, pieces } = plant();
  const cookie = { "set-cookie": "session=planted-provider-cookie; HttpOnly" };
  league.answer(league.url("teams"), { status: 403, headers: { ...cookie, location: "https://user:planted-location-password@cdn.example.org/?sig=planted-signature" }, body: "Authorization: Bearer planted-bearer-token-123" });
  league.answer(league.url("schedule"), { headers: cookie, body: league.bytes("schedule") });
  league.answer(league.url("weekly"), { headers: cookie, body: "<html>no table</html>" });
  // Writes the recording.
  await league.run({ parameters: { datasets: ["ff_playerids"] } });

  const outputs = [await snapcount(["run", "nfl_data_pipeline", "--profile", league.profile, "--datasets", "teams,schedule,weekly", "--no-dbt"], env)];
  expect(outputs[0]).toMatch(/-> 3|-> 1/);
  for (const args of [["runs", "show"], ["runs", "logs"], ["status"], ["notify", "list"], ["notify", "test"], ["notify", "test", "--json"], ["quarantine", "list"], ["doctor"], ["doctor", "--json"], ["validate"]]) outputs.push(await snapcount(args, env));

  // Live, with a key that is damaged: nobody is asked anything.
  const live = join(league.home, "live");
  mkdirSync(live);
  const damaged = { ...env, GOOGLE_APPLICATION_CREDENTIALS_JSON: env.GOOGLE_APPLICATION_CREDENTIALS_JSON.replace("BEGIN PRIVATE KEY-----\\n", "BEGIN PRIVATE KEY-----\\nplanted-damage"), SNAPCOUNT_HOME: live, COMMISSIONER_SHEET_ID: "sheet", LEAGUE_SHEET_COPY_ID: "copy", SHEETS_TABS: "A,B" };
  outputs.push(await snapcount(["run", "sheets_pipeline", "--no-dbt"], damaged));
  outputs.push(await snapcount(["run", "sheets_pipeline", "--no-dbt", "--json"], damaged));
  // An address that cannot be one is refused without being shown.
  outputs.push(await snapcount(["status"], { ...env, SLACK_WEBHOOK_URL: "planted-no-address" }));

  expect(received.some((text) => text.includes("incident"))).toBe(true);
  expect(received.some((text) => text.includes("service account") || text.includes("private"))).toBe(true);
  writeFileSync(join(league.home, "outputs.txt"), outputs.join("\n"));
  writeFileSync(join(league.home, "received.txt"), received.join("\n"));
  expect(findIn(league.home, pieces)).toEqual([]);
});
