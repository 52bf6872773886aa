import type { Fault } from "../fault.ts";
import { ktcFaults } from "./ktc.ts";

/** Every fault that the campaign tries. */
export const FAULTS: readonly Fault[] = [...ktcFaults];
