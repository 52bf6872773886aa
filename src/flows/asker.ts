import { readFile } from "node:fs/promises";
import { type FlowContext, sleep, systemClock } from "@snapcount/prefect";
import { describeError } from "../core/errors.ts";
import type { Asker, Document, Inquiry, ParsedSource } from "../sources/parsed-source.ts";
import type { KnownAnswer } from "../store/store.ts";
import { addressOf, fetchDocument } from "./fetch-document.ts";
import type { Home } from "./home.ts";
import type { UsedPayload } from "./publishing.ts";

/** An asker that remembers what was answered. */
export interface RecordingAsker extends Asker {
  readonly payloads: readonly UsedPayload[];
}

/**
 * Asks a source's questions as tasks of the run.
 * @param known by address: what earlier runs left. @param fromArchive nothing is asked, the archive answers
 */
export function createAsker<S>(run: FlowContext<Home>, source: ParsedSource<S>, known: ReadonlyMap<string, KnownAnswer>, fromArchive: boolean): RecordingAsker {
  const payloads = new Map<string, UsedPayload>();
  // A recording needs no politeness.
  const pace = createPace(run.env.recorded === null && !fromArchive ? source.politeness : [], async (ms) => void (await sleep(systemClock, ms, run.signal)));
  const ask = async (inquiry: Inquiry): Promise<Document> => {
    await pace(new URL(inquiry.url).hostname);
    const { path, ...payload } = await run.submit(fetchDocument, { inquiry, known: known.get(addressOf(inquiry)) ?? null, fromArchive });
    payloads.set(payload.url, payload);
    return { label: inquiry.label, address: payload.url, bytes: await readFile(path) };
  };
  return {
    get payloads() {
      return [...payloads.values()];
    },
    ask,
    tryAsk: async (inquiry) => {
      try {
        return await ask(inquiry);
      } catch (error) {
        run.signal.throwIfAborted();
        return { problem: describeError(error).message };
      }
    },
  };
}

/** @returns waits until a host may be asked again; each caller in turn */
export function createPace(politeness: readonly { readonly host: string; readonly pauseMs?: number }[], pause: (ms: number) => Promise<void>): (host: string) => Promise<void> {
  const pauses = new Map(politeness.flatMap(({ host, pauseMs }) => (pauseMs === undefined ? [] : [[host, pauseMs] as const])));
  const last = new Map<string, Promise<void>>();
  return (host) => {
    const ms = pauses.get(host);
    if (ms === undefined) return Promise.resolve();
    const turn = last.get(host) ?? Promise.resolve();
    last.set(host, turn.then(() => pause(ms)));
    return turn;
  };
}
