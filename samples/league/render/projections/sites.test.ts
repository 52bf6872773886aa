import { describe, expect, it } from "vitest";
import { buildCrosswalk } from "../../../../src/identity/index.ts";
import { findOtherWeek, meetingsOf } from "../../../../src/sources/ffanalytics/other-week.ts";
import { SITES } from "../../../../src/sources/ffanalytics/index.ts";
import type { SiteInquiry } from "../../../../src/sources/ffanalytics/sites/site.ts";
import { kindsOf } from "../../../../src/sources/ffanalytics/sites/testing/cases.ts";
import { ids } from "../../ids.ts";
import { createLeague, type LeagueDay, SEASON } from "../../model.ts";
import { LAST_PROJECTED_WEEK } from "../../projections.ts";
import type { Answer } from "../answer.ts";
import { renderProjections } from "./index.ts";

const league = createLeague();
const sites = SITES.filter(({ verified }) => verified);
const answers = league.days.map((day) => renderProjections(league, day));
const meetings = meetingsOf(league.games.map(({ season, week, type, home, away }) => ({ season, week, type: type === "REG" ? "regular" : "playoff", kickoff: 0, clubs: [home, away] })));
const people = new Set(league.people.map(({ first, last }) => `${first} ${last}`));

/** As the replay of a profile looks it up: address, the headers and the part of the body that an entry names. */
function answerTo(inquiry: SiteInquiry, among: readonly Answer[]): readonly Answer[] {
  const headers = Object.fromEntries(Object.entries(inquiry.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return among.filter(({ url, method = "GET", match }) => {
    const input = (match?.body as { variables?: { input?: unknown } } | undefined)?.variables?.input;
    return url === inquiry.url && method === (inquiry.method ?? "GET") && Object.entries(match?.headers ?? {}).every(([name, value]) => headers[name] === value)
      && (input === undefined || JSON.stringify((JSON.parse(inquiry.body ?? "{}") as { variables: { input: unknown } }).variables.input) === JSON.stringify(input));
  });
}

/** `Swiftslope, Galeno` as FantasySharks writes it. */
const firstNameFirst = (player: string): string => player.replace(/^(.+), (.+)$/, "$2 $1");

describe.each(sites)("$displayName", (site) => {
  const { name, currentWeekOnly } = site;
  it.each([0, 1, 2])("every question of day %i has one answer, and every answer is understood", (index) => {
    const current = (league.days[index] as LeagueDay).lastWeek + 1;
    const isGated = name === "fantasypros" && index === 1;
    for (let week = current; week <= (currentWeekOnly ? current : LAST_PROJECTED_WEEK); week += 1) {
      for (const inquiry of site.inquiries({ season: SEASON, week })) {
        const found = answerTo(inquiry, answers[index] ?? []);
        expect(found.map((answer) => answer.name), inquiry.label).toHaveLength(1);
        const reading = site.parse({ label: inquiry.label, address: inquiry.url, bytes: new TextEncoder().encode(found[0]?.body) }, inquiry);
        const rows = [...reading.projections, ...reading.withheld];
        expect(kindsOf(reading), inquiry.label).toEqual(isGated ? ["gated"] : []);
        expect(rows.length, inquiry.label).toBeGreaterThan(0);
        expect(rows.every(({ pos, season, week: of }) => inquiry.positions.includes(pos) && season === SEASON && of === week), inquiry.label).toBe(true);
        expect(rows.filter(({ pos, player }) => pos !== "DST" && !people.has(firstNameFirst(player))), inquiry.label).toEqual([]);
        expect(findOtherWeek(rows, meetings), inquiry.label).toBeNull();
        expect(rows.every(({ opponent }) => opponent != null), inquiry.label).toBe(["fanduel", "fantasysharks"].includes(name));
        const siteIds = rows.flatMap(({ siteId }) => siteId ?? []);
        expect(new Set(siteIds).size, `${inquiry.label}: ids are told once`).toBe(siteIds.length);
      }
    }
  });
});

it("a site that has ids of the crosswalk's leads to the same person by id as by name", () => {
  const crosswalk = buildCrosswalk(league.people.map((person) => ({ mfl_id: ids.mfl(person), name: `${person.first} ${person.last}`, position: person.position, espn_id: ids.espn(person), cbs_id: ids.cbs(person), fantasypros_id: ids.fantasypros(person) })));
  for (const site of sites) {
    const { idKind } = site;
    if (idKind === null) continue;
    for (const inquiry of site.inquiries({ season: SEASON, week: 10 })) {
      const [answer] = answerTo(inquiry, answers[0] ?? []);
      for (const { pos, player, siteId } of site.parse({ label: inquiry.label, address: inquiry.url, bytes: new TextEncoder().encode(answer?.body) }, inquiry).projections) {
        if (pos !== "DST") expect(crosswalk.byId.get(`${idKind}:${siteId ?? ""}`)?.name).toBe(firstNameFirst(player));
      }
    }
  }
});
