/** A draft pick as its name tells it. A rung (`2027 Early 1st`) has a tier, a numbered pick (`2026 Pick 1.01`) a slot, `2027 1st` neither. */
export interface PickName {
  readonly season: number;
  readonly round: number;
  readonly tier: "Early" | "Mid" | "Late" | null;
  /** Place in the round, 1 and up. */
  readonly slot: number | null;
}

const RUNG = /^(\d{4})\s+(?:(Early|Mid|Late)\s+)?(\d{1,2})(?:st|nd|rd|th)$/;
const NUMBERED = /^(\d{4})\s+Pick\s+(\d{1,2})\.(\d{1,2})$/;

/** @returns what the name says, or null when it is none of the known forms */
export function readPickName(name: string): PickName | null {
  const rung = RUNG.exec(name.trim());
  if (rung !== null) return positive({ season: Number(rung[1]), round: Number(rung[3]), tier: (rung[2] as PickName["tier"] | undefined) ?? null, slot: null });
  const numbered = NUMBERED.exec(name.trim());
  if (numbered === null) return null;
  return positive({ season: Number(numbered[1]), round: Number(numbered[2]), tier: null, slot: Number(numbered[3]) });
}

const positive = (pick: PickName): PickName | null => (pick.round > 0 && pick.slot !== 0 ? pick : null);

/** A pick by its position, or by its name where the position says nothing: no player's name begins with a year. */
export function isPick(name: string, position: string): boolean {
  return position === "RDP" || /^\d{4}\s/.test(name);
}
