import type { Person } from "./people.ts";

/** Every provider knows a person by a number of its own; the crosswalk knows them all but FFToday's and numberFire's. */
export const ids = {
  mfl: (person: Person): number => 10_000 + person.number,
  sleeper: (person: Person): number => 1_000 + person.number,
  espn: (person: Person): number => 3_000_000 + person.number,
  fantasypros: (person: Person): number => 20_000 + person.number,
  cbs: (person: Person): number => 2_000_000 + person.number,
  fftoday: (person: Person): number => 15_000 + person.number,
  numberfire: (person: Person): number => 50_000 + person.number,
  ktc: (person: Person): number => 300 + person.number,
  sportradar: (person: Person): string => `sr-${person.number.toString(16).padStart(8, "0")}`,
} as const;
