import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a provider answers to one question on a day. */
export interface Answer {
  readonly url: string;
  readonly method?: "GET" | "POST";
  /** What tells apart the questions that share an address. */
  readonly match?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the file that keeps the body, without its ending. */
  readonly name: string;
  readonly extension: "html" | "json" | "csv";
}

/** An entry of a profile's index. */
export interface IndexEntry {
  readonly method: string;
  readonly url: string;
  readonly match?: Answer["match"];
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: string;
}

/** Writes the body under a name made of its content, so that days which send equal bytes share one file. */
export function writeAnswer(outDir: string, { url, method = "GET", match, headers = {}, body, name, extension }: Answer): IndexEntry {
  mkdirSync(join(outDir, "files"), { recursive: true });
  const file = `files/${name}_${createHash("sha256").update(body).digest("hex").slice(0, 10)}.${extension}`;
  writeFileSync(join(outDir, file), body);
  return { method, url, ...(match === undefined ? {} : { match }), status: 200, headers, file };
}
