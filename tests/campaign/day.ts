import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InventedSheet, writeTabs } from "../support/invented-sheet.ts";

/** One answer of a provider; `file` is absolute and stands for a body that nobody changed. */
export interface Answer {
  readonly url: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly match?: object;
  readonly file?: string;
  readonly body?: Uint8Array | string;
}

/** Everything that a run can learn on a day: what the providers answer, and how the league's sheet stands. */
export interface Day {
  readonly now: string;
  readonly answers: readonly Answer[];
  readonly sheet?: InventedSheet;
  /** Of config/league.yaml. */
  readonly league?: object;
}

export const answerJson = (url: string, value: unknown): Answer => ({ url, body: JSON.stringify(value) });

export const bytesOf = ({ file, body = "" }: Answer): Buffer => (file === undefined ? Buffer.from(body) : readFileSync(file));

/** Other bytes have another validator; with the old one they would be taken for what is known. */
const VALIDATORS: ReadonlySet<string> = new Set(["etag", "last-modified"]);

/**
 * @param which answers: by a part of their address
 * @param change gives what comes in an answer's place: another body, other headers, several answers in a row
 * @throws where no answer is meant: a fault that changes nothing would prove nothing
 */
export function instead(day: Day, which: string | RegExp, change: (answer: Answer) => Partial<Answer> | readonly Partial<Answer>[]): Day {
  const isMeant = ({ url }: Answer): boolean => (typeof which === "string" ? url.includes(which) : which.test(url));
  if (!day.answers.some(isMeant)) throw new Error(`no answer of ${day.now} has an address like ${String(which)}`);
  const changed = (answer: Answer): readonly Answer[] => [change(answer)].flat().map((part) => {
    const { file: _, headers = {}, ...rest } = answer;
    if (!("body" in part)) return { ...answer, ...part };
    return { ...rest, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !VALIDATORS.has(name.toLowerCase()))), ...part };
  });
  return { ...day, answers: day.answers.flatMap((answer) => (isMeant(answer) ? changed(answer) : [answer])) };
}

/** @throws where the change leaves the text as it was */
export function rewrite(day: Day, which: string | RegExp, change: (text: string) => string): Day {
  return instead(day, which, (answer) => {
    const before = bytesOf(answer).toString("utf8");
    const body = change(before);
    if (body === before) throw new Error(`${answer.url}: the fault changes nothing`);
    return { body };
  });
}

/** Of answers that are JSON; the value is a copy, and may be changed in place. */
export function alter<T>(day: Day, which: string | RegExp, change: (value: T) => unknown): Day {
  return rewrite(day, which, (text) => {
    const value = JSON.parse(text) as T;
    return JSON.stringify(change(value) ?? value);
  });
}

/** Writes a day as a profile. Answers are in the order they stand: equal addresses are served one after the other. */
export function writeDay(dir: string, { now, answers, sheet, league = {} }: Day): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const index = answers.map(({ body, ...answer }, nth) => {
    if (body === undefined) return answer;
    const file = `answer-${nth}`;
    writeFileSync(join(dir, file), body);
    return { ...answer, file };
  });
  if (sheet !== undefined) writeTabs(join(dir, "tabs"), sheet);
  writeFileSync(join(dir, "index.json"), JSON.stringify(index));
  const sheets = sheet === undefined ? {} : { sheets: { tabs: "tabs", modifiedTime: now } };
  writeFileSync(join(dir, "profile.yaml"), JSON.stringify({ now, payloads: "index.json", league, ...sheets }));
}
