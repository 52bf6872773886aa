import type { Fault } from "../fault.ts";
import { commissionerFaults } from "./commissioner.ts";
import { ffanalyticsFaults } from "./ffanalytics.ts";
import { homeFaults } from "./home.ts";
import { ktcFaults } from "./ktc.ts";
import { nflverseFaults } from "./nflverse.ts";
import { sleeperFaults } from "./sleeper.ts";

/** Every fault that the campaign tries. */
export const FAULTS: readonly Fault[] = [...ktcFaults, ...homeFaults, ...sleeperFaults, ...nflverseFaults, ...commissionerFaults, ...ffanalyticsFaults];
