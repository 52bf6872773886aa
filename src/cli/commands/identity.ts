import { join } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import { readCrosswalk } from "../../flows/crosswalk.ts";
import { chooseProfile } from "../../flows/choose-profile.ts";
import { describePerson, type Query, type Resolution, resolve } from "../../identity/index.ts";
import { createStager } from "../../store/stage/duckdb-stager.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import { formatTable, type Terminal } from "../terminal.ts";

/** Candidates beyond these say nothing more. */
const SHOWN = 8;

/** `snapcount identity explain NAME`: who that is, by the newest published crosswalk, and why. Exit 1 when nobody can be told. */
export async function explainIdentity({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings({ profile: options["profile"] });
  const query = readQuery(args[0] ?? "", options);
  const { loaded, terminal } = surroundings;
  const seeds = chooseProfile(loaded).recording?.seeds ?? null;
  const seedDirs = [join(loaded.paths.dbtProject, "seeds"), loaded.paths.dbtSeeds, ...(seeds === null ? [] : [seeds])];
  const published = await withStore(surroundings, (store) => readCrosswalk({ store, stager: createStager(), seedDirs }));
  if (published === null) throw new ConfigError("no player crosswalk is published in this home", "Load it with `snapcount run nfl_data_pipeline --datasets ff_playerids --no-dbt`.");
  const answer = resolve(published.crosswalk, query);
  if (options["json"] === true) terminal.out(formatJson("identity", { query, crosswalk: published.dt, answer }));
  else print(terminal, answer, published.dt);
  return answer.kind === "none" ? EXIT.failed : EXIT.success;
}

/** @throws ConfigError for a season that is no year */
function readQuery(name: string, options: CommandContext["options"]): Query {
  const text = (key: string): string | null => (typeof options[key] === "string" ? options[key] : null);
  const season = text("season");
  if (season !== null && !/^\d{4}$/.test(season)) throw new ConfigError(`--season ${season}: not a year`, "For example: --season 2025");
  return { name, position: text("position"), slot: text("slot"), team: text("team"), season: season === null ? null : Number(season) };
}

function print(terminal: Terminal, answer: Resolution, dt: string): void {
  const { paint } = terminal;
  const who = answer.kind === "person" ? describePerson(answer.person) : answer.kind === "defense" ? `the defense of ${answer.team}` : "nobody can be told";
  terminal.out(answer.kind === "none" ? paint.yellow(who) : paint.bold(who));
  for (const reason of answer.reasons) terminal.out(`  ${reason}`);
  const candidates = answer.kind === "defense" ? [] : answer.candidates;
  if (candidates.length > 1 || (candidates.length === 1 && answer.kind === "none")) {
    terminal.out("");
    const rows = candidates.slice(0, SHOWN).map(({ person, score, because }) => [person.name, person.position, person.team ?? "-", String(person.draftYear ?? "-"), String(score), because.join(", ")]);
    terminal.out(formatTable(terminal, [{ head: "name" }, { head: "pos" }, { head: "team" }, { head: "draft" }, { head: "score", align: "right" }, { head: "because" }], rows));
  }
  terminal.out(paint.dim(`crosswalk of ${dt}`));
}
