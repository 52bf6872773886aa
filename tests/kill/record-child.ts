import { loadConfig } from "../../src/config/load.ts";
import { recordProfile } from "../../src/flows/record-profile.ts";

/** A recording that is killed when it has its answers, before they are a profile. argv[2]: a JSON { home, profile, dir }. */
const { home, profile, dir } = JSON.parse(process.argv[2] ?? "") as { readonly home: string; readonly profile: string; readonly dir: string };
await recordProfile(loadConfig({ home, profile }, {}, home), dir, ["ktc_pipeline"], {
  progress: ({ kind }) => {
    if (kind === "end") process.kill(process.pid, "SIGKILL");
  },
  signal: new AbortController().signal,
  clock: () => new Date(),
  env: {},
});
