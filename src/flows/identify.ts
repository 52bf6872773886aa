import { task } from "@snapcount/prefect";
import type { PublishedCrosswalk } from "./crosswalk.ts";
import type { Home } from "./home.ts";

/** The step of the whole run between nflverse and everybody who looks players up: who is who, read once for all of them. */
export const identify = task<void, PublishedCrosswalk | null, Home>(
  {
    name: "identity",
    description: "Reads the newest published crosswalk, for all sources that look players up",
    timeoutMs: 5 * 60_000,
    outcome: (published) => ({ name: "Completed", message: published === null ? "no crosswalk is published: nobody can be looked up" : `${published.crosswalk.people.length.toLocaleString("en-US")} people of ${published.dt}` }),
  },
  async (_, run) => run.env.identity.crosswalk(),
);
