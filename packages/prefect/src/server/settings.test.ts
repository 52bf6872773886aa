import { describe, expect, it } from "vitest";
import { loadPrefectSettings, PrefectSettingsError } from "./settings.ts";

const PROFILES = `active = "local"
[profiles.local]
PREFECT_API_URL = "http://127.0.0.1:4200/api/"
PREFECT_API_REQUEST_TIMEOUT = 12.5
[profiles.cloud]
PREFECT_API_URL = "https://api.prefect.example/api/accounts/a1/workspaces/w1"
PREFECT_API_KEY = "pnu_x"
[profiles.empty]
`;
const files = (text: string | null) => (path: string) => (path === "/home/me/.prefect/profiles.toml" ? text : null);
const home = { PREFECT_HOME: "/home/me/.prefect" };

describe("Prefect's settings", () => {
  it("are none without a URL: then there is no server to report to", () => {
    expect(loadPrefectSettings(home, files(null))).toBeNull();
    expect(loadPrefectSettings({ ...home, PREFECT_API_URL: "" }, files(null))).toBeNull();
    expect(loadPrefectSettings({ ...home, PREFECT_PROFILE: "empty" }, files(PROFILES))).toBeNull();
  });

  it("come from the active profile", () => {
    expect(loadPrefectSettings(home, files(PROFILES))).toMatchObject({ apiUrl: "http://127.0.0.1:4200/api", uiUrl: "http://127.0.0.1:4200", timeoutMs: 12_500, origin: "profile 'local' of /home/me/.prefect/profiles.toml" });
  });

  it("of the environment come before it, and PREFECT_PROFILE chooses another", () => {
    expect(loadPrefectSettings({ ...home, PREFECT_API_URL: "http://127.0.0.1:9999/api" }, files(PROFILES))).toMatchObject({ apiUrl: "http://127.0.0.1:9999/api", origin: "PREFECT_API_URL" });
    expect(loadPrefectSettings({ ...home, PREFECT_PROFILE: "cloud" }, files(PROFILES))).toMatchObject({ apiKey: "pnu_x" });
  });

  it("lead to the pages of a Cloud workspace, which stand on another host", () => {
    expect(loadPrefectSettings({ ...home, PREFECT_PROFILE: "cloud" }, files(PROFILES))?.uiUrl).toBe("https://app.prefect.example/account/a1/workspace/w1");
  });

  it.each([
    [{ ...home, PREFECT_PROFILE: "other" }, PROFILES, "has no profile 'other' (it has local, cloud, empty)"],
    [home, "active = ", "not a Prefect profile file"],
    [home, 'profiles = "x"', "not a Prefect profile file"],
    [{ ...home, PREFECT_API_URL: "http://127.0.0.1:4200/api", PREFECT_API_REQUEST_TIMEOUT: "soon" }, null, "'soon' is not a number"],
    [{ ...home, PREFECT_API_URL: "http://127.0.0.1:4200/api", PREFECT_CLIENT_CUSTOM_HEADERS: "x: y" }, null, "not a JSON object of strings"],
  ] as const)("that are wrong are named", (env, profiles, message) => {
    expect(() => loadPrefectSettings(env, files(profiles))).toThrow(PrefectSettingsError);
    expect(() => loadPrefectSettings(env, files(profiles))).toThrow(message);
  });
});
