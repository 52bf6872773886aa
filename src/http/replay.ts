import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { PayloadError } from "../core/errors.ts";
import type { PayloadIndex, RecordedAnswer } from "./profile.ts";
import type { HttpAnswer, HttpExchange, HttpTransport } from "./transport.ts";

/** Every format an asset of one name may be published in. */
const EXTENSION = /\.(parquet|csv\.gz|csv|json|rds|qs)$/;

/**
 * Serves recorded answers in place of the network. Equal entries are served in order, the last one repeats. When only another
 * extension of the asset is recorded, that is served: readers go by magic bytes.
 * @throws PayloadError for an address that is not recorded, naming it: a silent 404 would look like the provider's answer
 */
export function createReplayTransport(index: PayloadIndex): HttpTransport {
  const served = new Map<string, number>();
  const next = (candidates: readonly RecordedAnswer[], key: string): RecordedAnswer | undefined => {
    const turn = served.get(key) ?? 0;
    served.set(key, turn + 1);
    return candidates[Math.min(turn, candidates.length - 1)];
  };
  return {
    exchange: async (request) => {
      // A recorded provider always answers: probes are not part of a recording.
      if (request.method === "HEAD") return emptyAnswer(200, {});
      const url = normalise(request.url);
      const fitting = index.answers.filter((answer) => answer.method === request.method && headersFit(answer, request) && bodyFits(answer, request));
      const exact = fitting.filter((answer) => normalise(answer.url) === url);
      const candidates = exact.length > 0 ? exact : sameAsset(fitting, url);
      // Questions that differ only in body or headers are answered in their own order.
      const answer = next(candidates, candidates.map((candidate) => index.answers.indexOf(candidate)).join());
      if (answer === undefined) throw new PayloadError(request.url, "not recorded in this profile", { fix: `Add an entry for it to ${index.path}, or leave the dataset out with --datasets.` });
      return serve(answer, request);
    },
    close: async () => undefined,
  };
}

/** Query parameters in any order are the same address. */
function normalise(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.sort();
  return parsed.href;
}

function sameAsset(answers: readonly RecordedAnswer[], url: string): readonly RecordedAnswer[] {
  const stem = url.replace(EXTENSION, "");
  if (stem === url) return [];
  const others = answers.filter((answer) => normalise(answer.url).replace(EXTENSION, "") === stem);
  // Entries of one other extension only: parquet and csv of one asset are not a sequence in time.
  return others.filter((answer) => normalise(answer.url) === normalise(others[0]?.url ?? answer.url));
}

function headersFit(answer: RecordedAnswer, request: HttpExchange): boolean {
  return Object.entries(answer.matchHeaders).every(([name, value]) => request.headers[name] === value);
}

function bodyFits({ matchBody }: RecordedAnswer, { body }: HttpExchange): boolean {
  if (matchBody === undefined) return true;
  try {
    return isPartOf(matchBody, JSON.parse(body ?? ""));
  } catch {
    return false;
  }
}

/** Objects may hold more than the part; lists and plain values must be equal. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== "object" || part === null) return part === whole;
  if (Array.isArray(part)) return Array.isArray(whole) && part.length === whole.length && part.every((entry, index) => isPartOf(entry, whole[index]));
  return typeof whole === "object" && whole !== null && !Array.isArray(whole) && Object.entries(part).every(([key, value]) => isPartOf(value, (whole as Readonly<Record<string, unknown>>)[key]));
}

function serve(answer: RecordedAnswer, request: HttpExchange): HttpAnswer {
  const { etag } = answer.headers;
  if (answer.status === 200 && etag !== undefined && request.headers["if-none-match"] === etag) return emptyAnswer(304, answer.headers);
  if (answer.file === null) return emptyAnswer(answer.status, answer.headers);
  const headers = { "content-length": String(statSync(answer.file).size), ...answer.headers };
  return { status: answer.status, headers, body: readWhenAsked(answer.file), discard: async () => undefined };
}

/** An answer whose body nobody wants opens no file. */
async function* readWhenAsked(path: string): AsyncIterable<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}

function emptyAnswer(status: number, headers: Readonly<Record<string, string>>): HttpAnswer {
  return { status, headers, body: Readable.from([]) as AsyncIterable<Uint8Array>, discard: async () => undefined };
}
