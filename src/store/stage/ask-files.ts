import { oneSentence, type Row, withSession } from "./session.ts";

export type FileAnswer = { readonly rows: readonly Row[] } | { readonly problem: string };

/**
 * Questions to published files, in one DuckDB: opening it costs more than most of them.
 * @returns an answer for each question, in order; a file that cannot be read is the answer to its own question only
 */
export async function askFiles(questions: readonly string[], signal: AbortSignal): Promise<readonly FileAnswer[]> {
  if (questions.length === 0) return [];
  return withSession({}, signal, async (session) => {
    const answers: FileAnswer[] = [];
    for (const sql of questions) {
      try {
        answers.push({ rows: await session.rows(sql) });
      } catch (error) {
        if (signal.aborted) throw error;
        answers.push({ problem: oneSentence(error) });
      }
    }
    return answers;
  });
}
