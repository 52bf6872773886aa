import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderSample } from "../../samples/league/render.ts";
import { withSession } from "../../src/store/stage/session.ts";
import { type Answer, bytesOf, type Day, instead } from "./day.ts";

const RENDERED = join(import.meta.dirname, "..", "..", "samples", "rendered");

/** @returns what the sample's providers answer on a day, as far as it is asked for */
export async function sampleDay(date: string, now: string, isAsked: (url: string) => boolean): Promise<Day> {
  if (!existsSync(join(RENDERED, "profile.yaml"))) await renderSample(RENDERED);
  const answers = JSON.parse(readFileSync(join(RENDERED, `payloads-${date}.json`), "utf8")) as readonly Answer[];
  return { now, answers: answers.filter(({ url }) => isAsked(url)).map((answer) => ({ ...answer, file: join(RENDERED, answer.file ?? "") })) };
}

/**
 * Rewrites an answer that is a Parquet file.
 * @param query makes the new rows of the old ones, which are named `answer`
 */
export async function requery(day: Day, which: string, query: string): Promise<Day> {
  const answer = day.answers.find(({ url }) => url.includes(which));
  if (answer === undefined) throw new Error(`no answer of ${day.now} has an address like ${which}`);
  const dir = mkdtempSync(join(tmpdir(), "snapcount-requery-"));
  try {
    const [before, after] = [join(dir, "before.parquet"), join(dir, "after.parquet")];
    writeFileSync(before, bytesOf(answer));
    await withSession({ threads: 1 }, new AbortController().signal, async (session) => {
      await session.run(`CREATE VIEW answer AS SELECT * FROM '${before}'`);
      await session.run(`COPY (${query}) TO '${after}' (FORMAT parquet)`);
    });
    const body = readFileSync(after);
    return instead(day, which, () => ({ body }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
