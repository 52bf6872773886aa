import { CLUBS } from "./clubs.ts";
import { createRng } from "./rng.ts";

export interface Game {
  readonly gameId: string;
  readonly season: number;
  readonly week: number;
  readonly type: "REG" | "WC" | "DIV" | "CON" | "SB";
  /** UTC date of the game. */
  readonly day: string;
  readonly weekday: string;
  readonly time: string;
  readonly away: string;
  readonly home: string;
  readonly awayScore: number;
  readonly homeScore: number;
}

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
/** Regular-season weeks: 17 games in 18 weeks since 2021, 16 in 17 before. */
const regularWeeks = (season: number): number => (season >= 2021 ? 18 : 17);

/** @returns every game of a season: each club plays one game in every week but its bye, then 13 playoff games. */
export function scheduleSeason(seed: number, season: number): readonly Game[] {
  const weeks = regularWeeks(season);
  const rounds = roundRobin(createRng(seed, "schedule", season).shuffle(CLUBS.map((club) => club.code))).slice(0, weeks - 1);
  const byWeek = spreadByes(rounds, createRng(seed, "byes", season));
  const games = byWeek.flatMap((pairs, index) => dateWeek(seed, season, index + 1, "REG", pairs));
  return [...games, ...playoffs(seed, season, weeks, games)];
}

type Pair = readonly [away: string, home: string];

/** The circle method: with 32 clubs, 31 rounds in which everybody plays once. */
function roundRobin(codes: readonly string[]): Pair[][] {
  const [fixed = "", ...rest] = codes;
  return rest.map((_, round) => {
    const turned = [...rest.slice(round), ...rest.slice(0, round)];
    const line = [fixed, ...turned];
    return Array.from({ length: line.length / 2 }, (__, index): Pair => {
      const pair: Pair = [line[index] ?? "", line[line.length - 1 - index] ?? ""];
      return (round + index) % 2 === 0 ? pair : [pair[1], pair[0]];
    });
  });
}

/** Takes one game of each club out of the rounds of weeks 5 to 14 and makes them a week of their own: those are the byes. */
function spreadByes(rounds: readonly Pair[][], rng: { shuffle<T>(items: readonly T[]): T[] }): Pair[][] {
  const middle = { from: 4, to: 14 };
  for (let attempt = 0; attempt < 5_000; attempt += 1) {
    const taken = new Set<string>();
    const extra: Pair[] = [];
    const left = rounds.map((round, index) => {
      if (index < middle.from || index >= middle.to) return round;
      let perWeek = 0;
      return rng.shuffle(round).filter(([away, home]) => {
        if (perWeek === 3 || taken.has(away) || taken.has(home)) return true;
        perWeek += 1;
        taken.add(away).add(home);
        extra.push([away, home]);
        return false;
      });
    });
    if (extra.length === CLUBS.length / 2) return [...left.slice(0, middle.to), extra, ...left.slice(middle.to)];
  }
  throw new Error("no arrangement of byes was found: choose another seed");
}

/** Thursday opens a week, Monday closes it, the rest is played on Sunday. */
function dateWeek(seed: number, season: number, week: number, type: Game["type"], pairs: readonly Pair[]): readonly Game[] {
  const thursday = openingThursday(season) + (week - 1) * 7 * DAY_MS;
  return pairs.map(([away, home], index) => {
    const offset = type !== "REG" ? 3 : index === 0 ? 0 : index === pairs.length - 1 ? 4 : 3;
    const date = new Date(thursday + offset * DAY_MS);
    const rng = createRng(seed, "score", season, week, home);
    const homeScore = rng.int(6, 38);
    const awayScore = rng.int(3, 35);
    return {
      gameId: `${season}_${String(week).padStart(2, "0")}_${away}_${home}`,
      season,
      week,
      type,
      day: date.toISOString().slice(0, 10),
      weekday: WEEKDAYS[date.getUTCDay()] ?? "Sunday",
      time: offset === 3 ? rng.pick(["13:00", "13:00", "16:25", "20:20"]) : "20:15",
      away,
      home,
      awayScore: awayScore === homeScore ? awayScore + 3 : awayScore,
      homeScore,
    };
  });
}

/** The Thursday after Labor Day, as a UTC instant. */
export function openingThursday(season: number): number {
  const first = new Date(Date.UTC(season, 8, 1));
  return first.getTime() + (((8 - first.getUTCDay()) % 7) + 3) * DAY_MS;
}

function playoffs(seed: number, season: number, weeks: number, games: readonly Game[]): readonly Game[] {
  const wins = new Map<string, number>();
  for (const game of games) {
    const winner = game.homeScore > game.awayScore ? game.home : game.away;
    wins.set(winner, (wins.get(winner) ?? 0) + 1);
  }
  let alive = [...CLUBS].map((club) => club.code).sort((a, b) => (wins.get(b) ?? 0) - (wins.get(a) ?? 0) || (a < b ? -1 : 1)).slice(0, 14);
  const rounds: Game[] = [];
  for (const [step, type] of (["WC", "DIV", "CON", "SB"] as const).entries()) {
    const resting = type === "WC" ? alive.slice(0, 2) : [];
    const playing = alive.slice(resting.length);
    const pairs = Array.from({ length: playing.length / 2 }, (_, index): Pair => [playing[playing.length - 1 - index] ?? "", playing[index] ?? ""]);
    const played = dateWeek(seed, season, weeks + 1 + step + (type === "SB" ? 1 : 0), type, pairs).map((game) => ({ ...game, week: weeks + 1 + step, gameId: `${season}_${weeks + 1 + step}_${game.away}_${game.home}` }));
    rounds.push(...played);
    alive = [...resting, ...played.map((game) => (game.homeScore > game.awayScore ? game.home : game.away))];
  }
  return rounds;
}
