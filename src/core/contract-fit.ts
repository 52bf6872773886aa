import type { ColumnContract } from "./dataset.ts";
import type { Manifest } from "./manifest.ts";

/** What this program's description of a dataset promises readers. */
export interface DatasetContract {
  /** Of the source's parsers: a manifest of another one was made by another description. */
  readonly version: string;
  readonly columns: readonly ColumnContract[];
}

/** Columns told in a sentence. */
const TOLD = 3;

/**
 * Holds a published file's columns against the dataset's contract. Columns beyond it are additive drift and no news here.
 * @returns null where it fits; else whether the file is broken, or was made to another version's contract: then it is as it should have been
 */
export function compareWithContract({ source_version: version, columns }: Pick<Manifest, "source_version" | "columns">, contract: DatasetContract): { readonly kind: "broken" | "other-version"; readonly message: string } | null {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const misfits = contract.columns.filter(({ name, type }) => types.get(name) !== type);
  if (misfits.length === 0) return null;
  const told = misfits.slice(0, TOLD).map(({ name, type }) => `${name} is ${types.get(name) ?? "missing"}, the contract says ${type}`);
  const sentence = `${told.join("; ")}${misfits.length > TOLD ? `; and ${misfits.length - TOLD} more` : ""}`;
  if (version === contract.version) return { kind: "broken", message: `column ${sentence}` };
  return { kind: "other-version", message: `written by version ${version} of the source, now ${contract.version}: column ${sentence}` };
}
