import { SourceSetupError } from "../../core/errors.ts";
import type { Asker } from "../parsed-source.ts";
import { withoutChat } from "./league-chat.ts";
import { type KnownLeague, readLeague } from "./leagues.ts";
import { inquire, restOf } from "./questions.ts";
import type { SleeperSettings } from "./settings.ts";

/** Why nothing can be asked about a league; null: it can. */
export function missingLeague({ leagues }: Pick<SleeperSettings, "leagues">): SourceSetupError | null {
  return leagues.length > 0 ? null : new SourceSetupError("no Sleeper league is configured", "Set SLEEPER_LEAGUE_ID to the number in the league's address on sleeper.com, or sleeper.leagues in config/league.yaml.");
}

/**
 * The leagues of the configuration, each followed by its earlier seasons, youngest first; a league that two chains share is in it once.
 * @throws SourceSetupError when none is configured, PayloadError naming a league that Sleeper does not know
 */
export async function askLeagues(asker: Asker, { leagues, seasonsBack }: SleeperSettings): Promise<readonly KnownLeague[]> {
  const missing = missingLeague({ leagues });
  if (missing !== null) throw missing;
  const chains = await Promise.all(leagues.map((id, index) => followChain(asker, id, index + 1, seasonsBack)));
  const seen = new Set<string>();
  return chains.flat().filter(({ id }) => !seen.has(id) && seen.add(id));
}

async function followChain(asker: Asker, id: string, order: number, seasonsBack: number): Promise<readonly KnownLeague[]> {
  const chain: KnownLeague[] = [];
  for (let next: string | null = id; next !== null && chain.length <= seasonsBack; next = chain.at(-1)?.previousId ?? null) {
    const isPast = chain.length > 0;
    const document = await asker.ask({ ...inquire(`league ${next}`, `/league/${next}`, restOf({ isPast })), redact: withoutChat });
    chain.push({ ...readLeague(document, next), order, isPast });
  }
  return chain;
}
