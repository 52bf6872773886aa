import { PayloadError } from "../../core/errors.ts";
import type { Document, ParsedSource, ParsedTables, PublishGroup } from "../parsed-source.ts";
import { readUtf8 } from "../utf8.ts";
import { ktcDatasets, looking } from "./datasets.ts";
import { readEntries } from "./entries.ts";
import { knownPlayers, picksPerMarket, playersPerMarket, readablePicks, uniqueRanks, wholeRounds } from "./ktc-checks.ts";
import { findPlayers } from "./page.ts";
import type { KtcSettings } from "./settings.ts";
import { describeUnpriced, pickRows, playerRows } from "./tables.ts";

/** One page a day (contract ktc.md, section 1). Half an hour less, so that the daily run of the same time is never put off by a day. */
const REST_HOURS = 23.5;
const PAGE = "https://keeptradecut.com/dynasty-rankings";

/** One page serves players, picks and both formats: one request a run. */
export const rankings: PublishGroup<KtcSettings, Document> = {
  label: "KeepTradeCut's rankings",
  datasets: ["players", "picks"],
  inputsOf: ({ scopes }) => ({ scopes: scopes.join("+") }),
  // JSON and text too: what came in the page's place is archived, and the parser says what it is.
  gather: (asker) => asker.ask({ label: "rankings page", url: PAGE, expect: ["html", "text", "json"], restHours: REST_HOURS }),
  parse: (page, { scopes }, { dt, crosswalk }): ParsedTables => {
    const { list, layout, fingerprint } = findPlayers(readText(page));
    const entries = readEntries(list);
    const [players, picks] = [playerRows(entries, scopes, dt), pickRows(entries, scopes, dt)];
    return {
      tables: { players: { rows: players }, picks: { rows: picks } },
      checks: {
        players: [playersPerMarket(players, scopes), uniqueRanks(entries, scopes), knownPlayers(entries, crosswalk)],
        picks: [picksPerMarket(picks, scopes), readablePicks(entries), wholeRounds(entries)],
      },
      remarks: [`the page is of the ${layout} layout, structure ${fingerprint.hash}, ${entries.length} entries`, ...scopes.flatMap((scope) => describeUnpriced(entries, scope))],
    };
  },
};

function readText({ bytes }: Document): string {
  const text = readUtf8(bytes);
  if (text === null) throw new PayloadError("ktc rankings page", "it is no UTF-8 text");
  return text;
}

export const ktc: ParsedSource<KtcSettings> = {
  name: "ktc",
  displayName: "KeepTradeCut",
  version: "1",
  flow: "ktc_pipeline",
  about: "KeepTradeCut: what the dynasty market pays for players and picks, from one page; who shows the values names KeepTradeCut",
  settingsOf: (config) => config["ktc"] as KtcSettings,
  lastKnownGoodHours: 48,
  checking: looking,
  datasets: ktcDatasets,
  groups: [rankings],
  probeUrl: PAGE,
  politeness: [{ host: "keeptradecut.com", requests: 1, reason: "one page, at most daily: robots.txt allows it; whether its terms do is disputed, and for the owner to decide" }],
};
