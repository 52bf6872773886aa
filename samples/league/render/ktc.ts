import { CLUBS } from "../clubs.ts";
import { ids } from "../ids.ts";
import { type League, type LeagueDay, SEASON } from "../model.ts";
import type { Person } from "../people.ts";
import { type Asset, marketOf, type Valued } from "../values.ts";
import type { Answer } from "./answer.ts";

const URL = "https://keeptradecut.com/dynasty-rankings";
/** KeepTradeCut's ids of the picks of a draft: twelve in a row. */
const FIRST_PICK_ID: Readonly<Record<number, number>> = { [SEASON + 1]: 15_270, [SEASON + 2]: 17_020, [SEASON + 3]: 18_820 };
const POSITION_ID: Readonly<Record<string, number>> = { QB: 1, RB: 2, WR: 3, TE: 4, RDP: 5 };
const ORDINAL = ["1st", "2nd", "3rd", "4th"];

/** @returns the rankings page; on the last day of the sample the site has been rebuilt overnight, and the data lies elsewhere in another shape */
export function renderKtc(league: League, day: LeagueDay): readonly Answer[] {
  const entries = entriesOf(league, day);
  const body = day === league.days.at(-1) ? rebuiltPage(entries) : page(entries);
  return [{ url: URL, body, name: "dynasty-rankings", extension: "html", headers: { "content-type": "text/html; charset=utf-8" } }];
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(league: League, day: LeagueDay): readonly Entry[] {
  const [oneQb, superflex] = [marketOf(league, day, "oneQb"), marketOf(league, day, "superflex")];
  const inSuperflex = new Map(withPositionalRanks(superflex).map((entry) => [keyOf(entry.valued.asset), entry]));
  return withPositionalRanks(oneQb).map((entry) => {
    const { asset } = entry.valued;
    const other = inSuperflex.get(keyOf(asset)) ?? entry;
    const values = { oneQBValues: valuesOf(entry), superflexValues: valuesOf(other) };
    return asset.kind === "pick" ? pickEntry(asset, values) : playerEntry(asset.person, league.clubOf(asset.person, day.lastWeek), values);
  });
}

const keyOf = (asset: Asset): string => (asset.kind === "pick" ? nameOfPick(asset) : String(asset.person.number));
const nameOfPick = ({ season, tier, round }: Extract<Asset, { readonly kind: "pick" }>): string => `${season} ${tier} ${ORDINAL[round - 1] ?? ""}`;

interface Ranked {
  readonly valued: Valued;
  readonly positionalRank: number;
}

function withPositionalRanks(market: readonly Valued[]): readonly Ranked[] {
  const counts = new Map<string, number>();
  return market.map((valued) => {
    const position = valued.asset.kind === "pick" ? "RDP" : valued.asset.person.position;
    const positionalRank = (counts.get(position) ?? 0) + 1;
    counts.set(position, positionalRank);
    return { valued, positionalRank };
  });
}

/** Picks have `pickRank` in place of `rank`, and no rank of a position. */
function valuesOf({ valued: { asset, value, rank }, positionalRank }: Ranked): Entry {
  const overallTier = 1 + Math.floor(rank / 32);
  const common = { startSitValue: 0, overallTrend: 0, overall7DayTrend: 0, kept: 20_000 - rank * 7, traded: 18_000 - rank * 5, cut: 15_000 + rank * 3, diff: 0, isOutThisWeek: false, value, history: [], overallTier };
  if (asset.kind === "pick") return { ...common, pickRank: rank };
  return { ...common, rank, positionalRank, positionalTier: 1 + Math.floor(positionalRank / 8), positionalTrend: 0, positional7DayTrend: 0, vftValue: value + 12, vftRank: rank, vftPositionalRank: positionalRank, vftOverallTier: overallTier, vftHistory: [] };
}

function playerEntry(person: Person, club: string | null, values: Entry): Entry {
  const team = CLUBS.find(({ code }) => code === club);
  const name = `${person.first} ${person.last}`;
  return {
    playerName: name,
    playerID: ids.ktc(person),
    slug: `${name.toLowerCase().replaceAll(" ", "-")}-${ids.ktc(person)}`,
    position: person.position,
    positionID: POSITION_ID[person.position],
    team: team?.mfl ?? "FA",
    rookie: person.draftYear === SEASON,
    age: SEASON - Number(person.birthdate.slice(0, 4)) + 0.5,
    heightFeet: 6,
    heightInches: person.number % 6,
    weight: 180 + (person.number % 70),
    seasonsExperience: SEASON - person.draftYear,
    pickRound: 1 + (person.number % 7),
    pickNum: 1 + (person.number % 32),
    ...values,
    number: person.number % 100,
    teamLongName: team === undefined ? "Free Agent" : `${team.location} ${team.nickname}`,
    birthday: String(Date.parse(person.birthdate) / 1000),
    draftYear: person.draftYear,
    college: "Invented State",
    injury: { injuryCode: 1 },
    mflid: ids.mfl(person),
  };
}

function pickEntry(asset: Extract<Asset, { readonly kind: "pick" }>, values: Entry): Entry {
  const name = nameOfPick(asset);
  const id = (FIRST_PICK_ID[asset.season] ?? 0) + (asset.round - 1) * 3 + ["Early", "Mid", "Late"].indexOf(asset.tier);
  return { playerName: name, playerID: id, slug: `${name.toLowerCase().replaceAll(" ", "-")}-${id}`, position: "RDP", positionID: 5, team: "FA", rookie: false, age: 0, seasonsExperience: SEASON, pickRound: 0, pickNum: 0, ...values, number: 0, teamLongName: "Free Agent", draftYear: 0, injury: { injuryCode: 1 }, mflid: 0 };
}

const head = (extra: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8" />
    <title>Dynasty Rankings - KeepTradeCut</title>${extra}
</head>
`;

/** As the site is built since September 2026: the array in an element of its own, and short lists of the same shape in the script. */
function page(entries: readonly Entry[]): string {
  return `${head("")}<body>
    <div id="page-content"><h1>Dynasty Rankings</h1></div>
    <script type="application/json" id="ktc-players">${inScript(entries)}</script>
    <script>
        var leagueType = 1;
        var playersArray = JSON.parse(document.getElementById('ktc-players').textContent);
        var oneQBSC = false;
        var sfSC = false;
        var oneQBPlayers = ${inScript(entries.slice(40, 46))};
        var superflexPlayers = ${inScript(entries.slice(46, 52))};
        var lastProcessedTimes = {"OneQB":"6 minutes ago","Superflex":"6 minutes ago"};
    </script>
</body>
</html>
`;
}

/** Another house built it: no array of players, values by short names, the decoys still there. */
function rebuiltPage(entries: readonly Entry[]): string {
  const assets = entries.map((entry) => ({ id: entry["playerID"], n: entry["playerName"], p: entry["position"], v: [(entry["oneQBValues"] as Entry)["value"], (entry["superflexValues"] as Entry)["value"]] }));
  return `${head('\n    <link rel="modulepreload" href="/assets/rankings.js" />')}<body>
    <div id="app" data-page="rankings"></div>
    <script type="application/json" id="app-state">${inScript({ rankings: { format: "dynasty", assets } })}</script>
    <script>
        var leagueType = 1;
        var oneQBPlayers = ${inScript(entries.slice(40, 46))};
        var superflexPlayers = ${inScript(entries.slice(46, 52))};
    </script>
    <script type="module" src="/assets/rankings.js"></script>
</body>
</html>
`;
}

/** Nothing in the text may end the element early. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("'", "\\u0027");
