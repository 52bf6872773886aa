import { hostname } from "node:os";
import { type Clock, sleep } from "@snapcount/prefect";
import type { Chain, Schedules } from "../core/schedules.ts";
import { dueSlots, nextSlots, type Slot } from "./slots.ts";
import { readServeState, type ServeState, writeServeState } from "./state.ts";

/**
 * The schedules of config/schedules.yaml, started on this machine. Invariants:
 * 1. One run at a time: no flow runs twice at once, and dbt never has two writers.
 * 2. A slot counts as dealt with when its run has ended. A run that was killed is missed, and its policy says what becomes of it.
 * 3. A chain is written down before the run that caused it is forgotten, and forgotten after its own run has ended: it survives a kill.
 */
export interface ServeOptions {
  readonly file: Schedules;
  /** Flows that can be run; others of the file are planned, and passed over. */
  readonly flows: ReadonlySet<string>;
  readonly dataRoot: string;
  readonly clock: Clock;
  /** Aborted: stop; the run that is going is cancelled by the same signal. */
  readonly signal: AbortSignal;
  readonly execute: (run: ServedRun) => Promise<ServedEnd>;
  readonly onEvent: (event: ServeEvent) => void;
}

export interface ServedRun {
  /** The schedule or chain that wants it. */
  readonly slug: string;
  readonly flow: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ServedEnd {
  /** In words, for the line that is printed. */
  readonly text: string;
  /** Completed, and not skipped: chains go on from here. */
  readonly completed: boolean;
  readonly ok: boolean;
}

export type ServeEvent =
  | { readonly kind: "waiting"; readonly next: Slot | null; readonly chain: { readonly slug: string; readonly at: Date } | null }
  | { readonly kind: "started"; readonly run: ServedRun; readonly at: Date; readonly missed: boolean }
  | { readonly kind: "ended"; readonly run: ServedRun; readonly end: ServedEnd }
  | { readonly kind: "chained"; readonly chain: Chain; readonly at: Date };

/** A laptop that slept, or a clock that was set, is noticed within this time. */
const LONGEST_SLEEP_MS = 60_000;

/** Serves until the signal is aborted. */
export async function serve(options: ServeOptions): Promise<void> {
  const { file, clock, signal, onEvent } = options;
  let state = begin(options);
  let announced = "";
  while (!signal.aborted) {
    const work = nextWork(options, state);
    if (work !== null) {
      state = await carryOut(options, state, work);
      announced = "";
      continue;
    }
    const now = new Date(clock.now());
    const next = nextSlots(file, now).find(({ flow }) => options.flows.has(flow)) ?? null;
    const [chain] = pendingChains(options, state);
    const text = `${next?.slug} ${next?.at.toISOString()} ${chain?.at.toISOString()}`;
    if (text !== announced) onEvent({ kind: "waiting", next, chain: chain === undefined ? null : { slug: chain.chain.slug, at: chain.at } });
    announced = text;
    const wakeAt = Math.min(next?.at.getTime() ?? Infinity, chain?.at.getTime() ?? Infinity);
    await sleep(clock, Math.min(Math.max(wakeAt - clock.now(), 1), LONGEST_SLEEP_MS), signal);
  }
}

type Work = { readonly kind: "slot"; readonly slot: Slot } | { readonly kind: "chain"; readonly chain: Chain; readonly at: Date };

/** The oldest thing that is due. */
function nextWork(options: ServeOptions, state: ServeState): Work | null {
  const now = new Date(options.clock.now());
  const since = new Map(Object.entries(state.last_slots).map(([slug, at]) => [slug, new Date(at)]));
  const slot = dueSlots(options.file, since, new Date(state.started_at), now).find(({ flow }) => options.flows.has(flow));
  const chain = pendingChains(options, state).find(({ at }) => at.getTime() <= now.getTime());
  if (chain !== undefined && (slot === undefined || chain.at.getTime() <= slot.at.getTime())) return { kind: "chain", ...chain };
  return slot === undefined ? null : { kind: "slot", slot };
}

function pendingChains({ file, flows }: ServeOptions, state: ServeState): readonly { readonly chain: Chain; readonly at: Date }[] {
  const pending = state.pending_chains.flatMap(({ slug, at }) => {
    const chain = file.chains.find((candidate) => candidate.slug === slug);
    return chain === undefined || !flows.has(chain.run) ? [] : [{ chain, at: new Date(at) }];
  });
  return pending.sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function carryOut(options: ServeOptions, state: ServeState, work: Work): Promise<ServeState> {
  const run: ServedRun = work.kind === "slot" ? work.slot : { slug: work.chain.slug, flow: work.chain.run, parameters: {} };
  options.onEvent({ kind: "started", run, at: work.kind === "slot" ? work.slot.at : work.at, missed: work.kind === "slot" && work.slot.missed });
  const end = await options.execute(run);
  options.onEvent({ kind: "ended", run, end });
  // Stopped in the middle: the slot is still open, and the next start decides by its policy (invariant 2).
  if (options.signal.aborted && !end.completed) return state;
  const chained = end.completed ? chainsAfter(options, run.flow) : [];
  const done: ServeState = {
    ...state,
    last_slots: work.kind === "slot" ? { ...state.last_slots, [work.slot.slug]: work.slot.at.toISOString() } : state.last_slots,
    pending_chains: [
      ...state.pending_chains.filter(({ slug }) => (work.kind !== "chain" || slug !== work.chain.slug) && !chained.some((chain) => chain.slug === slug)),
      ...chained.map(({ slug, at }) => ({ slug, at: at.toISOString() })),
    ],
  };
  writeServeState(options.dataRoot, done);
  return done;
}

/** A later good copy moves the parse: it is the newest one that is read. */
function chainsAfter({ file, flows, clock, onEvent }: ServeOptions, flow: string): readonly { readonly slug: string; readonly at: Date }[] {
  return file.chains.filter(({ after, run }) => after === flow && flows.has(run)).map((chain) => {
    const at = new Date(clock.now() + chain.delayMinutes * 60_000);
    onEvent({ kind: "chained", chain, at });
    return { slug: chain.slug, at };
  });
}

/** Takes up what an earlier instance left, and says who serves now. */
function begin({ dataRoot, clock }: ServeOptions): ServeState {
  const now = new Date(clock.now()).toISOString();
  const before = readServeState(dataRoot);
  const state: ServeState = {
    schema: "snapcount.serve/1",
    started_at: before?.started_at ?? now,
    instance: { pid: process.pid, host: hostname(), since: now },
    last_slots: before?.last_slots ?? {},
    pending_chains: before?.pending_chains ?? [],
  };
  writeServeState(dataRoot, state);
  return state;
}
