import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideIncidents, type Finding, formatIncidents, type Incident, isOpen, type News, parseIncidents, type Sighting, takeBack } from "./incidents.ts";

const at = (hours: number): Date => new Date(Date.UTC(2025, 10, 18) + hours * 3_600_000);
const bad = (dataset: string, check = "unique(week)", message = "2 rows repeat a key"): Finding => ({ check, dataset, message, fix: null });
const saw = (changes: Partial<Sighting>): Sighting => ({ source: "nflverse", good: [], bad: [], ...changes });

/** Plays runs one after the other. @returns what was told by each */
function play(...runs: readonly (readonly [hours: number, sighting: Sighting])[]): { readonly told: readonly (readonly string[])[]; readonly incidents: readonly Incident[] } {
  let incidents: readonly Incident[] = [];
  const told = runs.map(([hours, sighting]) => {
    const decision = decideIncidents(incidents, [sighting], at(hours));
    incidents = decision.incidents;
    return decision.news.map(({ kind }) => kind);
  });
  return { told, incidents };
}

describe("an incident", () => {
  it("opens once, is counted within six hours, updated after them, and resolves when its dataset is good", () => {
    const { told, incidents } = play([0, saw({ bad: [bad("weekly")] })], [2, saw({ bad: [bad("weekly")] })], [6, saw({ bad: [bad("weekly")] })], [7, saw({ good: ["weekly"] })], [20, saw({ good: ["weekly"] })]);
    expect(told).toEqual([["opened"], [], ["updated"], ["resolved"], []]);
    expect(incidents).toEqual([]);
  });

  it("is one for all datasets that a cause costs, and ends with the last of them", () => {
    const first = decideIncidents([], [saw({ bad: [bad("weekly", "provider_reachable"), bad("teams", "provider_reachable")] })], at(0));
    expect(first.news).toMatchObject([{ kind: "opened", incident: { check: "provider_reachable", affected: ["teams", "weekly"], count: 1 } }]);
    const half = decideIncidents(first.incidents, [saw({ good: ["teams"] })], at(1));
    expect(half).toMatchObject({ news: [], incidents: [{ datasets: { weekly: "2 rows repeat a key" } }] });
    expect(decideIncidents(half.incidents, [saw({ good: ["weekly"] })], at(2)).news).toMatchObject([{ kind: "resolved", incident: { affected: ["teams", "weekly"], count: 1 } }]);
  });

  it("stays open while nobody looks at its dataset", () => {
    expect(play([0, saw({ bad: [bad("weekly")] })], [9, saw({ good: ["teams"] })], [18, saw({ source: "ktc", good: ["weekly"] })]).told).toEqual([["opened"], [], []]);
  });

  it("of one check ends when that check is good, whatever another one finds in the same dataset", () => {
    const { told, incidents } = play([0, saw({ bad: [bad("weekly")] })], [1, saw({ good: ["weekly"], bad: [bad("weekly", "freshness")] })]);
    expect(told).toEqual([["opened"], ["opened", "resolved"]]);
    expect(incidents.filter(isOpen).map(({ check }) => check)).toEqual(["freshness"]);
  });

  it("that comes back within six hours is not told again until they are over", () => {
    const back = saw({ bad: [bad("weekly")] });
    expect(play([0, back], [1, saw({ good: ["weekly"] })], [2, back], [3, saw({ good: ["weekly"] })]).told).toEqual([["opened"], ["resolved"], [], []]);
    const { told, incidents } = play([0, back], [1, saw({ good: ["weekly"] })], [2, back], [8, back]);
    expect(told).toEqual([["opened"], ["resolved"], [], ["opened"]]);
    expect(incidents[0]).toMatchObject({ count: 3 });
  });

  it("that nobody could be told of is told by the next run, whatever that is about", () => {
    const first = decideIncidents([], [saw({ bad: [bad("weekly")] })], at(0));
    const kept = takeBack(first.incidents, first.news);
    expect(decideIncidents(kept, [saw({ source: "ktc", good: ["players"] })], at(1)).news).toMatchObject([{ kind: "opened" }]);
    // What came and went unheard is no news.
    expect(decideIncidents(kept, [saw({ good: ["weekly"] })], at(1))).toEqual({ incidents: [], news: [] });
  });

  it("whose end nobody could be told of is resolved by the next run, once", () => {
    const opened = decideIncidents([], [saw({ bad: [bad("weekly")] })], at(0));
    const over = decideIncidents(opened.incidents, [saw({ good: ["weekly"] })], at(9));
    expect(over.incidents).toEqual([]);
    const kept = takeBack(over.incidents, over.news);
    const told = decideIncidents(kept, [], at(10));
    expect(told.news).toMatchObject([{ kind: "resolved", incident: { affected: ["weekly"] } }]);
    expect(decideIncidents(told.incidents, [], at(11)).news).toEqual([]);
  });

  it("is not taken back when another flow has told it meanwhile", () => {
    const opened = decideIncidents([], [saw({ bad: [bad("weekly")] })], at(0));
    const lost = takeBack(opened.incidents, opened.news);
    const told = decideIncidents(lost, [saw({ bad: [bad("weekly")] })], at(1));
    expect(takeBack(told.incidents, opened.news)).toEqual(told.incidents);
  });

  it("survives being written and read; a text that is none holds no incidents", () => {
    const { incidents } = play([0, saw({ bad: [bad("weekly")] })]);
    expect(parseIncidents(formatIncidents(incidents))).toEqual(incidents);
    for (const text of ["", "{", "null", "[]", '{"schema":"snapcount.incidents/2","incidents":[]}', formatIncidents(incidents).replace('"count": 1', '"count": "many"')]) expect(parseIncidents(text)).toEqual([]);
  });
});

describe("whatever runs see", () => {
  const name = (...names: readonly string[]) => fc.constantFrom(...names);
  const finding = fc.record({ check: name("unique", "range"), dataset: name("weekly", "teams"), message: name("a", "b"), fix: fc.option(name("mend it"), { nil: null }) });
  const sighting: fc.Arbitrary<Sighting> = fc.record({ source: name("nflverse", "ktc"), good: fc.subarray(["weekly", "teams"]), bad: fc.array(finding, { maxLength: 3 }) });
  const run = fc.record({ pauseHours: fc.double({ min: 0, max: 9, noNaN: true }), sightings: fc.array(sighting, { maxLength: 3 }), isHeard: fc.boolean() });
  const causeOf = ({ incident: { source, check } }: News): string => `${source}/${check}`;

  /** @returns what people heard, with the hour, and what is kept at the end */
  function hear(runs: readonly { readonly pauseHours: number; readonly sightings: readonly Sighting[]; readonly isHeard: boolean }[]) {
    let incidents: readonly Incident[] = [];
    let hours = 0;
    const heard: { readonly cause: string; readonly kind: News["kind"]; readonly hours: number }[] = [];
    for (const { pauseHours, sightings, isHeard } of runs) {
      hours += pauseHours;
      const decision = decideIncidents(incidents, sightings, at(hours));
      incidents = isHeard ? decision.incidents : takeBack(decision.incidents, decision.news);
      if (isHeard) heard.push(...decision.news.map((news) => ({ cause: causeOf(news), kind: news.kind, hours })));
    }
    return { heard, incidents, hours };
  }

  it("each cause is opened once, then resolved once, and told at most once in six hours", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const { heard } = hear(runs);
        for (const cause of new Set(heard.map((entry) => entry.cause))) {
          const own = heard.filter((entry) => entry.cause === cause);
          own.reduce((isTold, { kind }) => {
            expect(isTold).toBe(kind !== "opened");
            return kind !== "resolved";
          }, false);
          const loud = own.filter(({ kind }) => kind !== "resolved");
          // Instants are kept in whole milliseconds.
          loud.slice(1).forEach(({ hours }, index) => expect(hours - (loud[index]?.hours ?? 0)).toBeGreaterThan(6 - 1e-5));
        }
      }),
    );
  });

  it("when all is good in the end, everything that was opened is resolved and nothing is kept", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const allGood = ["nflverse", "ktc"].map((source) => ({ source, good: ["weekly", "teams"], bad: [] }));
        const { heard, incidents } = hear([...runs, { pauseHours: 0, sightings: allGood, isHeard: true }, { pauseHours: 7, sightings: [], isHeard: true }]);
        expect(heard.filter(({ kind }) => kind === "opened").length).toBe(heard.filter(({ kind }) => kind === "resolved").length);
        expect(incidents).toEqual([]);
      }),
    );
  });

  it("the order of what was found makes no difference", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), fc.array(sighting, { maxLength: 3 }), fc.infiniteStream(fc.nat()), (runs, last, numbers) => {
        const { incidents, hours } = hear(runs);
        const shuffle = <T>(values: readonly T[]): readonly T[] => values.map((value) => ({ value, order: numbers.next().value as number })).toSorted((a, b) => a.order - b.order).map(({ value }) => value);
        const shuffled = shuffle(last).map((entry) => ({ ...entry, good: shuffle(entry.good), bad: shuffle(entry.bad) }));
        expect(decideIncidents(shuffle(incidents), shuffled, at(hours + 1))).toEqual(decideIncidents(incidents, last, at(hours + 1)));
      }),
    );
  });
});
