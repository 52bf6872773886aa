import { type Json, inventAnswers, LEAGUE } from "../../../../tests/support/invented-sleeper.ts";
import type { Asker, Document, ParseContext, ParsedTables, TableContent } from "../../parsed-source.ts";
import { sleeper } from "../index.ts";
import type { SleeperSettings } from "../settings.ts";

const context: ParseContext = { runAt: new Date("2026-09-17T12:00:00Z"), dt: "2026-09-17", crosswalk: null, games: null };

/** The way of a group that has this dataset, over invented answers: asked, then parsed. @param changes answers by path; bytes are sent as they are */
export async function load(dataset: string, changes: Readonly<Record<string, unknown>> = {}, settings: Partial<SleeperSettings> = {}, known: Partial<ParseContext> = {}): Promise<ParsedTables & { readonly asked: readonly string[] }> {
  const group = sleeper.groups.find(({ datasets }) => datasets.includes(dataset));
  if (group === undefined) throw new Error(`no group has ${dataset}`);
  const asked: string[] = [];
  const answers = new Map([...inventAnswers(changes), ...Object.entries(changes).map(([path, answer]) => [`https://api.sleeper.app/v1${path}`, answer] as const)]);
  const ask = (inquiry: { readonly label: string; readonly url: string }): Promise<Document> => {
    const { label, url } = inquiry;
    asked.push(url);
    if (!answers.has(url)) return Promise.reject(new Error(`nobody expected ${url}`));
    return Promise.resolve({ label, address: url, bytes: toBytes(answers.get(url)) });
  };
  const asker: Asker = { ask, tryAsk: ask };
  const wanted: SleeperSettings = { leagues: [LEAGUE], seasonsBack: 0, ...settings };
  const given = { ...context, ...known };
  return { ...group.parse(await group.gather(asker, wanted, { runAt: given.runAt, games: async () => given.games }), wanted, given), asked };
}

function toBytes(answer: unknown): Uint8Array {
  return answer instanceof Uint8Array ? answer : Buffer.from(JSON.stringify(answer));
}

/** @returns rows of a table, whichever form it has */
export function rowsOf(tables: Readonly<Record<string, TableContent>>, dataset: string): readonly Json[] {
  const content = tables[dataset];
  if (content === undefined) throw new Error(`there is no table ${dataset}`);
  if ("rows" in content) return content.rows;
  return new TextDecoder().decode(content.lines).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Json);
}
