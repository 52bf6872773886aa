import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { redactText } from "../redact.ts";
import type { Cell } from "./cell.ts";
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
  /** Edits of the commissioner's workbook that tests made: how often, so that its version grows. */
  readonly version: number;
}

export function readState(path: string): StandInState | null {
  if (!existsSync(path)) return null;
  return JSON.parse(readFileSync(path, "utf8")) as StandInState;
}

export function writeState(path: string, state: StandInState): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify({ ...state, copy: state.copy.map((tab) => ({ ...tab, cells: tab.cells.map((row) => row.map(withoutPersonalData)) })) }));
  renameSync(temporary, path);
}

const withoutPersonalData = (cell: Cell): Cell => (typeof cell.value === "string" ? { ...cell, value: redactText(cell.value) } : cell);
