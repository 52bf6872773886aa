import type { CheckResult } from "../../core/check.ts";
import type { ColumnContract } from "../../core/dataset.ts";
import { SchemaDriftError } from "../../core/errors.ts";
import { asNulls, caseCollisions, fitOf, missingColumns, nameFindings, shortList } from "./combine.ts";
import { relationOf, type UpstreamColumn, type UpstreamFile } from "./inspect.ts";
import type { Session } from "./session.ts";
import type { StageRequest } from "./stage.ts";

interface Retyped {
  readonly file: UpstreamFile;
  readonly column: UpstreamColumn;
  readonly contract: ColumnContract;
}

export interface ContractAnswer {
  /** The files with columns that hold no value taken as typed nulls. */
  readonly files: readonly UpstreamFile[];
  readonly findings: readonly CheckResult[];
}

/**
 * Holds the upstream files against the contract. A column whose type changed but which holds no value there is no drift (R writes an
 * all-NA column as logical). A retyped required column fails; an optional one is a warning, and every value must survive the cast.
 * @throws SchemaDriftError listing every column that does not fit, with its file
 */
export async function holdToContract(session: Session, files: readonly UpstreamFile[], request: StageRequest): Promise<ContractAnswer> {
  const issues = missingColumns(files, request.columns);
  const collisions = issues.length > 0 ? issues : caseCollisions(files, request.columns);
  if (collisions.length > 0) throw new SchemaDriftError(request.label, collisions);
  const retyped = retypedColumns(files, request.columns);
  const empty = new Set<UpstreamColumn>();
  for (const file of new Set(retyped.map((entry) => entry.file))) {
    for (const column of await emptyColumns(session, file, retyped.filter((entry) => entry.file === file).map((entry) => entry.column), request.nulls ?? [])) empty.add(column);
  }
  const changed = retyped.filter((entry) => !empty.has(entry.column));
  const broken = changed.filter((entry) => entry.contract.required !== false);
  if (broken.length > 0) {
    throw new SchemaDriftError(request.label, broken.map(({ file, column, contract }) => `${file.input.label}: ${column.name} is ${column.type}, the schema says ${contract.type}`));
  }
  return { files: withNulls(files, retyped, empty), findings: [...nameFindings(files, request.columns), ...typeFindings(files, changed, request.columns)] };
}

function retypedColumns(files: readonly UpstreamFile[], contract: readonly ColumnContract[]): readonly Retyped[] {
  const byName = new Map(contract.map((column) => [column.name, column]));
  return files.flatMap((file) =>
    file.columns.flatMap((column) => {
      const wanted = byName.get(column.name);
      return wanted !== undefined && fitOf(column, wanted) === "retyped" ? [{ file, column, contract: wanted }] : [];
    }),
  );
}

async function emptyColumns(session: Session, file: UpstreamFile, columns: readonly UpstreamColumn[], nulls: readonly string[]): Promise<readonly UpstreamColumn[]> {
  const counts = columns.map((column, index) => `count(${column.value}) AS c${index}`);
  const [row] = await session.rows(`SELECT ${counts.join(", ")} FROM ${relationOf([file], nulls)}`);
  return columns.filter((_, index) => Number(row?.[`c${index}`]) === 0);
}

function withNulls(files: readonly UpstreamFile[], retyped: readonly Retyped[], empty: ReadonlySet<UpstreamColumn>): readonly UpstreamFile[] {
  const contractOf = new Map(retyped.map((entry) => [entry.column, entry.contract]));
  return files.map((file) => ({
    ...file,
    columns: file.columns.map((column) => {
      const contract = contractOf.get(column);
      return contract !== undefined && empty.has(column) ? asNulls(column, contract) : column;
    }),
  }));
}

function typeFindings(files: readonly UpstreamFile[], changed: readonly Retyped[], contract: readonly ColumnContract[]): readonly CheckResult[] {
  const findings: CheckResult[] = [];
  if (changed.length > 0) {
    const sentences = changed.map(({ file, column, contract: wanted }) => `${column.name} is ${column.type} in ${file.input.label}, the schema says ${wanted.type}`);
    findings.push({
      name: "schema_drift(retyped)", kind: "schema_drift", verdict: "warn", observed: changed.length, threshold: 0,
      message: `${changed.length} optional column(s) changed their type and were converted without loss; first: ${sentences[0] ?? "?"}`,
      evidence: sentences.map((seen) => ({ seen })),
    });
  }
  const converted = convertedColumns(files, contract);
  if (converted.length > 0) {
    findings.push({
      name: "combine(converted)", kind: "combine", verdict: "pass", observed: converted.length, threshold: null,
      message: `${converted.length} column(s) converted without loss: ${shortList(converted)}`, evidence: converted.map((seen) => ({ seen })),
    });
  }
  return findings;
}

/** Typed upstream columns that were cast; CSV has no types, so there is nothing to tell. */
function convertedColumns(files: readonly UpstreamFile[], contract: readonly ColumnContract[]): readonly string[] {
  const byName = new Map(contract.map((column) => [column.name, column]));
  const seen = new Set<string>();
  for (const file of files) {
    for (const column of file.columns) {
      const wanted = byName.get(column.name);
      if (wanted !== undefined && column.type !== null && column.type !== wanted.type && fitOf(column, wanted) === "cast") seen.add(`${column.name} (${column.type} to ${wanted.type})`);
    }
  }
  return [...seen];
}
