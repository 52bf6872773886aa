/** The managers are as invented as the players. */
export interface Franchise {
  /** Sleeper's number of the roster. */
  readonly rosterId: number;
  /** Title of the tab, and the manager in the log. */
  readonly owner: string;
  readonly gm: string;
  readonly teamName: string;
  readonly division: string;
  readonly userId: string;
}

const TABLE: readonly (readonly [gm: string, teamName: string])[] = [
  ["Ada Brackenmoor", "Moor Hens"], ["Bruno Fallowick", "Fallow Deer"], ["Clio Thistlerun", "Thistle Thorns"], ["Dario Emberfold", "Ember Days"],
  ["Elin Saltmarrow", "Salt of the Turf"], ["Fritz Cindergate", "Cinder Blocks"], ["Gita Larkhollow", "Larks at Dawn"], ["Hugo Quillbarrow", "Quill Power"],
  ["Ines Mossanger", "Rolling Moss"], ["Jonas Drumlinford", "Drumlin Corps"], ["Karla Wickhaven", "Wick Strong"], ["Ludo Nettlecombe", "Nettle and Dock"],
];
const DIVISIONS = ["Heath", "Marsh", "Ridge"] as const;

export const FRANCHISES: readonly Franchise[] = TABLE.map(([gm, teamName], index) => ({
  rosterId: index + 1,
  owner: gm.split(" ")[0] ?? gm,
  gm,
  teamName,
  division: DIVISIONS[index % DIVISIONS.length] ?? "Heath",
  userId: `70000000000000${String(1001 + index * 37).padStart(4, "0")}`,
}));

/** Who held the last franchise before: old lines of the log name her. */
export const FORMER_OWNER = { owner: "Tilde", rosterId: 12, until: 2023 } as const;

/** Of Sleeper; a new one each season. */
export const LEAGUE_ID = "700000000000002025";
export const DRAFT_ID = "700000000000012025";
export const LEAGUE_NAME = "The Heath and Marsh League";

export function franchiseOf(rosterId: number): Franchise {
  const franchise = FRANCHISES[rosterId - 1];
  if (franchise === undefined) throw new Error(`there is no roster ${rosterId}`);
  return franchise;
}
