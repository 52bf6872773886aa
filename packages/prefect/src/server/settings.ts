import { homedir } from "node:os";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import * as z from "zod";

/**
 * Where a Prefect server is and how to speak to it, in Prefect's own variables and profile files, so that `prefect config set` and
 * `prefect profile use` count here too. Environment over the active profile over defaults.
 */
export interface PrefectSettings {
  /** Without a slash at the end, e.g. `http://127.0.0.1:4200/api`, or a workspace of Prefect Cloud. */
  readonly apiUrl: string;
  /** Where a person looks: pages of runs lie below it. */
  readonly uiUrl: string;
  /** Prefect Cloud. */
  readonly apiKey: string | null;
  /** `user:password` of a self-hosted server; wins over a key. */
  readonly authString: string | null;
  /** Longest time for one request. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly retryExtraCodes: readonly number[];
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly insecureTls: boolean;
  readonly certFile: string | null;
  /** How often a running flow says that it lives. */
  readonly heartbeatSeconds: number;
  /** Where the URL was found, for people. */
  readonly origin: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** A setting of Prefect that cannot be used: names the variable and what was seen. */
export class PrefectSettingsError extends Error {
  override readonly name = "PrefectSettingsError";
  readonly severity = "fatal";
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

const ProfileFile = z.looseObject({
  active: z.string().optional(),
  profiles: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).default({}),
});

/**
 * @param readFile the text of a file, or null when there is none
 * @returns null when no URL is set anywhere: then there is no server to report to
 * @throws PrefectSettingsError
 */
export function loadPrefectSettings(env: Variables, readFile: (path: string) => string | null): PrefectSettings | null {
  const profile = readProfile(env, readFile);
  const get = (name: string): string | undefined => nonEmpty(env[name]) ?? profile.variables[name];
  const url = get("PREFECT_API_URL");
  if (url === undefined) return null;
  const apiUrl = checkUrl(url);
  return {
    apiUrl,
    uiUrl: get("PREFECT_UI_URL")?.replace(/\/+$/, "") ?? uiUrlOf(apiUrl),
    apiKey: get("PREFECT_API_KEY") ?? null,
    authString: get("PREFECT_API_AUTH_STRING") ?? null,
    timeoutMs: readNumber("PREFECT_API_REQUEST_TIMEOUT", get, 60, 1) * 1000,
    maxRetries: readNumber("PREFECT_CLIENT_MAX_RETRIES", get, 5, 0),
    retryExtraCodes: readCodes(get("PREFECT_CLIENT_RETRY_EXTRA_CODES")),
    customHeaders: readHeaders(get("PREFECT_CLIENT_CUSTOM_HEADERS")),
    insecureTls: /^(1|true|yes|on)$/i.test(get("PREFECT_API_TLS_INSECURE_SKIP_VERIFY") ?? ""),
    certFile: get("PREFECT_API_SSL_CERT_FILE") ?? null,
    heartbeatSeconds: readNumber("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", get, 30, 30),
    origin: nonEmpty(env["PREFECT_API_URL"]) === undefined ? profile.origin : "PREFECT_API_URL",
  };
}

function readProfile(env: Variables, readFile: (path: string) => string | null): { readonly variables: Readonly<Record<string, string>>; readonly origin: string } {
  const home = nonEmpty(env["PREFECT_HOME"]) ?? join(homedir(), ".prefect");
  const path = nonEmpty(env["PREFECT_PROFILES_PATH"]) ?? join(home, "profiles.toml");
  const text = readFile(path);
  if (text === null) return { variables: {}, origin: path };
  const file = parseProfiles(path, text);
  const name = nonEmpty(env["PREFECT_PROFILE"]) ?? file.active;
  if (name === undefined) return { variables: {}, origin: path };
  const chosen = file.profiles[name];
  // `ephemeral` and `local` exist in every Prefect without standing in the file.
  if (chosen === undefined) {
    if (nonEmpty(env["PREFECT_PROFILE"]) === undefined || name === "ephemeral") return { variables: {}, origin: path };
    throw new PrefectSettingsError(`PREFECT_PROFILE: ${path} has no profile '${name}' (it has ${Object.keys(file.profiles).join(", ") || "none"})`, "Name one of them, or unset PREFECT_PROFILE.");
  }
  return { variables: Object.fromEntries(Object.entries(chosen).map(([key, value]) => [key, String(value)])), origin: `profile '${name}' of ${path}` };
}

function parseProfiles(path: string, text: string): z.output<typeof ProfileFile> {
  try {
    return ProfileFile.parse(parseToml(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error).replaceAll("\n", " ") : (error as Error).message.split("\n")[0];
    throw new PrefectSettingsError(`${path}: not a Prefect profile file: ${what}`, "`prefect profile ls` reads the same file; mend it, or set PREFECT_PROFILES_PATH.");
  }
}

function checkUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !url.pathname.includes("/api")) {
    throw new PrefectSettingsError(`PREFECT_API_URL: '${value}' is not the address of a Prefect API`, "Set it to e.g. http://127.0.0.1:4200/api (with /api), or unset it to run without Prefect.");
  }
  return value.replace(/\/+$/, "");
}

/** Prefect Cloud keeps its pages on another host than its API; a self-hosted server on the same. */
function uiUrlOf(apiUrl: string): string {
  const cloud = /^https:\/\/api\.([^/]+)\/api\/accounts\/([^/]+)\/workspaces\/([^/]+)/.exec(apiUrl);
  if (cloud !== null) return `https://app.${cloud[1]}/account/${cloud[2]}/workspace/${cloud[3]}`;
  return apiUrl.replace(/\/api$/, "");
}

function readNumber(name: string, get: (name: string) => string | undefined, fallback: number, least: number): number {
  const text = get(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) throw new PrefectSettingsError(`${name}: '${text}' is not a number of at least ${least}`, "Correct or unset it.");
  return value;
}

function readCodes(text: string | undefined): readonly number[] {
  return (text ?? "").split(",").map((code) => Number(code.trim())).filter((code) => code >= 400 && code <= 599);
}

function readHeaders(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    throw new PrefectSettingsError("PREFECT_CLIENT_CUSTOM_HEADERS: not a JSON object of strings", 'Write it as {"name": "value"}, or unset it.');
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
