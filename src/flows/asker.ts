import { readFile } from "node:fs/promises";
import { type FlowContext, sleep, systemClock } from "@snapcount/prefect";
import { describeError } from "../core/errors.ts";
import type { Asker, Document, Inquiry, ParsedSource } from "../sources/parsed-source.ts";
import type { KnownAnswer } from "../store/store.ts";
import { addressOf, type AnsweredBy, fetchDocument, type FetchedDocument } from "./fetch-document.ts";
import type { Home } from "./home.ts";
import type { UsedPayload } from "./publishing.ts";

/** An asker that remembers what was answered. */
export interface RecordingAsker extends Asker {
  readonly payloads: readonly UsedPayload[];
}

/** Where the groups of a run ask one source: together they keep its pace, and a question that several of them have is asked once. */
export interface AskingDesk {
  /** @param known by address: what earlier runs left */
  askerFor(known: ReadonlyMap<string, KnownAnswer>): RecordingAsker;
}

/** Asks a source's questions as tasks of the run. Only a provider needs politeness. */
export function createAskingDesk<S>(run: FlowContext<Home>, source: ParsedSource<S>, answeredBy: AnsweredBy): AskingDesk {
  const pace = createPace(answeredBy === "provider" ? source.politeness : [], async (ms) => void (await sleep(systemClock, ms, run.signal)));
  const asked = new Map<string, Promise<FetchedDocument>>();
  const fetchPaced = async (inquiry: Inquiry, known: KnownAnswer | null): Promise<FetchedDocument> => {
    await pace(new URL(inquiry.url).hostname);
    return run.submit(fetchDocument, { inquiry, known, answeredBy });
  };
  const fetchOnce = (inquiry: Inquiry, known: KnownAnswer | null): Promise<FetchedDocument> => {
    // Groups that know different answers of it may get different ones from the archive.
    const question = `${addressOf(inquiry)} ${known?.sha256 ?? ""}`;
    const answer = asked.get(question) ?? fetchPaced(inquiry, known);
    asked.set(question, answer);
    return answer;
  };
  return { askerFor: (known) => createAsker(run, (inquiry) => fetchOnce(inquiry, known.get(addressOf(inquiry)) ?? null)) };
}

function createAsker(run: FlowContext<Home>, fetchOnce: (inquiry: Inquiry) => Promise<FetchedDocument>): RecordingAsker {
  const payloads = new Map<string, UsedPayload>();
  const ask = async (inquiry: Inquiry): Promise<Document> => {
    const { path, ...payload } = await fetchOnce(inquiry);
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
