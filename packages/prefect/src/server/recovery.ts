import { rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { isTerminal, type State } from "../states.ts";
import type { Item, Mark, TaskItem } from "./item.ts";
import type { TakenOutbox } from "./outbox.ts";

/** What the lines of a dead process's outbox say is still owed. Pure, so that every way to die can be tested. */
export interface Unfinished {
  readonly items: readonly { readonly line: number; readonly item: Item }[];
  /** Announcements of all runs, sent or not: the server's ids are looked up by them. */
  readonly runs: readonly Extract<Item, { kind: "run" }>[];
  readonly placeholders: readonly Extract<Item, { kind: "placeholder" }>[];
  /** Every report of tasks whose run was not read back yet. */
  readonly tasks: readonly TaskItem[];
  /** Runs that were cut off in the middle, children first. */
  readonly cutOff: readonly string[];
  readonly skewMs: number | null;
}

export function readUnfinished(lines: TakenOutbox["lines"]): Unfinished {
  const sent = new Map<Item["kind"], number>();
  const ended = new Set<string>();
  const settled = new Set<string>();
  let skewMs: number | null = null;
  const numbered: { readonly line: number; readonly item: Item }[] = [];
  lines.forEach((line, number) => {
    if (line.kind === "sent") sent.set(line.of, Math.max(sent.get(line.of) ?? -1, line.upTo));
    else if (line.kind === "ended") ended.add(line.flowRunId);
    else if (line.kind === "settled") settled.add(line.flowRunId);
    else if (line.kind === "clock") skewMs = line.skewMs;
    else numbered.push({ line: number, item: line });
  });
  const ofKind = <K extends Item["kind"]>(kind: K): readonly Extract<Item, { kind: K }>[] => numbered.flatMap(({ item }) => (item.kind === kind ? [item as Extract<Item, { kind: K }>] : []));
  const runs = ofKind("run");
  return {
    items: numbered.filter(({ line, item }) => line > (sent.get(item.kind) ?? -1)),
    runs,
    placeholders: ofKind("placeholder"),
    tasks: ofKind("task").filter(({ info }) => !settled.has(info.flowRunId)),
    cutOff: runs.map(({ run }) => run.flowRunId).filter((id) => !ended.has(id)).reverse(),
    skewMs,
  };
}

/** The states that a process would have recorded had it known that it dies. @param at microseconds since the epoch */
export function describeCrash(unfinished: Unfinished, at: number): { readonly tasks: readonly { readonly info: TaskItem["info"]; readonly state: State }[]; readonly runs: readonly Extract<Item, { kind: "state" }>[] } {
  const message = "the process ended without finishing this run";
  const last = new Map(unfinished.tasks.map((item) => [item.info.taskRunId, item]));
  const crashed = (after: number): State => ({ type: "CRASHED", name: "Crashed", message, at: Math.max(at, after + 1) });
  const open = [...last.values()].filter(({ state, info }) => !isTerminal(state) && state.name !== "NotReady" && unfinished.cutOff.includes(info.flowRunId));
  return {
    tasks: open.map(({ info, state }) => ({ info, state: crashed(state.at) })),
    runs: unfinished.cutOff.map((flowRunId) => ({ kind: "state", flowRunId, state: crashed(0), transitionId: randomUUID() })),
  };
}

/** Everything of a taken outbox has been told. */
export function dropOutbox(taken: TakenOutbox): void {
  rmSync(taken.path, { force: true });
}

export type OutboxLine = Item | Mark;
