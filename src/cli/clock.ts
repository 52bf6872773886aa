import { chooseProfile } from "../flows/choose-profile.ts";
import type { Surroundings } from "./context.ts";

/** A recorded profile plays on days of its own. */
export function clockOf({ loaded, now }: Surroundings): Date {
  return chooseProfile(loaded).recording?.days.at(-1)?.now ?? now();
}
