import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../../../core/errors.ts";
import { redactGrid } from "../redact.ts";
import { type Cell, render } from "./cell.ts";
import type { Tab } from "./workbook.ts";

/**
 * What the home keeps of the stand-in: the working copy. The commissioner's workbook is a folder that lies where it lies.
 *
 * Invariants
 * 1. The file is replaced whole by a rename: a kill leaves the state before or after a request.
 * 2. Personal data is not in it: the server that runs serves what the folder holds, its state on disk does not keep it.
 */
export interface StandInState {
  readonly copy: readonly Tab[];
  /** Ids of tabs are given once, over restarts too. */
  readonly nextId: number;
}

/** How a manager's line begins in the recorded sheets. */
const MANAGER_LABEL = "GM:";

/** @returns null when there is none. @throws ConfigError for a file that nobody of us wrote */
export function readState(path: string): StandInState | null {
  if (!existsSync(path)) return null;
  try {
    const state = JSON.parse(readFileSync(path, "utf8")) as StandInState;
    if (Array.isArray(state.copy) && Number.isInteger(state.nextId)) return state;
  } catch {
    // Told below, as what it is: a file that is damaged.
  }
  throw new ConfigError(`${path}: the recorded working copy cannot be read`, "Remove the file: the next copy makes it anew.");
}

export function writeState(path: string, state: StandInState): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify({ ...state, copy: state.copy.map(withoutPersonalData) }));
  renameSync(temporary, path);
}

/** By tab: most requests change one tab of many. */
const redacted = new WeakMap<Tab, Tab>();

/** As the flow itself takes it out, so that what is read after a restart is what was read before it. */
function withoutPersonalData(tab: Tab): Tab {
  const known = redacted.get(tab);
  if (known !== undefined) return known;
  const texts = tab.cells.map((row) => row.map((cell) => String(render(cell, "FORMATTED_VALUE", 0))));
  const clean = redactGrid(texts, MANAGER_LABEL);
  const cells = tab.cells.map((row, r) => row.map((cell, c): Cell => {
    const text = clean[r]?.[c] ?? "";
    return text === texts[r]?.[c] ? cell : { value: text, format: "plain" };
  }));
  const made = { ...tab, cells };
  redacted.set(tab, made);
  return made;
}
