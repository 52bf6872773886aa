import type { IdKind } from "../../../identity/index.ts";
import type { PoliteHost } from "../../file-source.ts";
import type { Document, Inquiry } from "../../parsed-source.ts";
import type { Horizon, Position, Projection } from "../projection.ts";

/** A question to a site, and what its answer is about: one has to be known to read the other. */
export interface SiteInquiry extends Inquiry {
  readonly horizon: Horizon;
  /** Whose projections the answer holds: one position, or several where a site sends them together. */
  readonly positions: readonly Position[];
  /** Of a position that is spread over pages: 0 is the first. */
  readonly page: number;
}

/** Why the rows of a position are no list of its players: the site shows a stranger its head, or it has fewer than any week has. */
export interface Problem {
  readonly position: Position;
  /** One sentence, naming site and position. */
  readonly message: string;
}

/** What a site's answer says. */
export interface Reading {
  /** Of the positions without a problem. */
  readonly projections: readonly Projection[];
  /** Of the positions with one: true as far as they go, and no list to make a consensus of. */
  readonly withheld: readonly Projection[];
  readonly problems: readonly Problem[];
  /** Lines for the run's log: rows that were left out and why, columns that nobody knows yet. */
  readonly remarks: readonly string[];
}

/** A provider of projections: its questions and how its answers are read. Everything a site is different in is here, and nothing else asks for its name. */
export interface Site {
  /** site_id of the weights, lower case. */
  readonly name: string;
  readonly displayName: string;
  /** False: no real answer of it was at hand when its parser was written; such a site is off unless it is asked for. */
  readonly verified: boolean;
  /** Column of the crosswalk that the site's ids are in; null: it has no ids that anybody knows. */
  readonly idKind: IdKind | null;
  /** Whom it projects, by horizon; empty: it has no such list. */
  readonly positions: { readonly weekly: readonly Position[]; readonly season: readonly Position[] };
  /** The week that is being played is the only one it tells, under an address that names none. */
  readonly currentWeekOnly: boolean;
  /** Its list for the season is what remains of it: the whole only until the first game. */
  readonly seasonIsWhatRemains: boolean;
  readonly host: PoliteHost;
  /** @returns its questions for a horizon, positions in their order; none where it has no such list */
  readonly inquiries: (horizon: Horizon) => readonly SiteInquiry[];
  /** Pure. @throws PayloadError naming site, position and field for what is not the list that was asked for */
  readonly parse: (document: Document, inquiry: SiteInquiry) => Reading;
}

/** @returns as labels and errors name it: `week 3 of 2026`, `season 2026` */
export function describeHorizon({ season, week }: Horizon): string {
  return week === 0 ? `season ${season}` : `week ${week} of ${season}`;
}

/** @returns the site's positions for the horizon */
export function positionsFor({ positions }: Pick<Site, "positions">, { week }: Horizon): readonly Position[] {
  return week === 0 ? positions.season : positions.weekly;
}
