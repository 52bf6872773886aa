import { createHash } from "node:crypto";
import { StoreWriteError } from "../../src/core/errors.ts";
import type { StepName, StoreEntry, StoreFile, StoreFs } from "../../src/store/local/steps.ts";

/**
 * A disk that forgets. It holds what a running process sees and, apart from it, what is certain to survive a power cut.
 *
 * The rules are POSIX's promises and no more:
 * 1. Bytes of a file are certain after fsync of the file; before it a cut leaves none, some or all of them.
 * 2. A change of names (create, rename, remove) is certain after fsync of a folder it touches. A rename is one change: a cut
 *    leaves it done or not done, never half.
 * 3. Changes of the same name in the same folder survive in their order; all others in any, also within one folder.
 * 4. fsync of a folder or file says nothing about the folders above it.
 */
interface FileNode {
  readonly kind: "file";
  text: string;
  /** Null until the first fsync. */
  certain: string | null;
}

interface DirNode {
  readonly kind: "dir";
  readonly names: Map<string, SimNode>;
  readonly certain: Map<string, SimNode>;
}

type SimNode = FileNode | DirNode;

interface NameChange {
  readonly touches: readonly { readonly dir: DirNode; readonly name: string }[];
  /** Repeats the change in `certain`. */
  readonly settle: () => void;
}

/** Names in folders. */
class Names {
  private readonly byDir = new Map<DirNode, Set<string>>();

  add({ touches }: NameChange): void {
    for (const { dir, name } of touches) this.byDir.set(dir, (this.byDir.get(dir) ?? new Set()).add(name));
  }

  hasAny({ touches }: NameChange): boolean {
    return touches.some(({ dir, name }) => this.byDir.get(dir)?.has(name) === true);
  }
}

/** Says what an uncertain change or text comes to: a number from 0 to 1, below 1/2 is lost. */
export type Chance = () => number;

export class SimDisk implements StoreFs {
  private root: DirNode = newDir();
  private pending: NameChange[] = [];

  /** What the power cut leaves, as a new disk on which all is certain. */
  afterPowerCut(chance: Chance): SimDisk {
    const lost = new Names();
    for (const change of this.pending) {
      // Rule 3: what was done to a name after a lost change is lost too.
      if (lost.hasAny(change) || chance() < 0.5) lost.add(change);
      else change.settle();
    }
    const survivor = new SimDisk();
    survivor.root = copyDir(this.root, "certain", chance);
    return survivor;
  }

  /** What a killed process leaves: the kernel still has everything. */
  afterKill(): SimDisk {
    const survivor = new SimDisk();
    survivor.root = copyDir(this.root, "names", () => 1);
    return survivor;
  }

  list(path: string): readonly StoreEntry[] | null {
    const node = this.find(path);
    if (node?.kind !== "dir") return null;
    return [...node.names].map(([name, child]) => ({ name, isDirectory: child.kind === "dir" })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  readText(path: string): string | null {
    const node = this.find(path);
    return node?.kind === "file" ? node.text : null;
  }

  stat(path: string): { sizeBytes: number; isDirectory: boolean; modifiedAtMs: number } | null {
    const node = this.find(path);
    return node === undefined ? null : { sizeBytes: node.kind === "file" ? node.text.length : 0, isDirectory: node.kind === "dir", modifiedAtMs: 0 };
  }

  sha256(path: string): string {
    return createHash("sha256").update(this.file(path).text).digest("hex");
  }

  readTail(path: string, bytes: number): Uint8Array {
    return Buffer.from(this.file(path).text).subarray(-bytes);
  }

  mkdir(_step: StepName, path: string): void {
    const { dir, name } = this.parentOf(path);
    if (!dir.names.has(name)) this.link(dir, name, newDir());
  }

  writeText(_step: StepName, path: string, text: string): void {
    const { dir, name } = this.parentOf(path);
    const known = dir.names.get(name);
    if (known?.kind === "file") known.text = text;
    else this.link(dir, name, { kind: "file", text, certain: null });
  }

  createFile(step: StepName, path: string): StoreFile {
    this.writeText(step, path, "");
    return { write: (chunk) => void (this.file(path).text += Buffer.from(chunk).toString("latin1")), close: () => undefined };
  }

  fsyncFile(_step: StepName, path: string): void {
    const file = this.file(path);
    file.certain = file.text;
  }

  fsyncDir(_step: StepName, path: string): void {
    const node = this.find(path);
    if (node?.kind !== "dir") throw new StoreWriteError(path, "no such folder");
    const settled = new Set<NameChange>();
    const names = new Names();
    for (const change of [...this.pending].reverse()) {
      if (!names.hasAny(change) && !change.touches.some(({ dir }) => dir === node)) continue;
      settled.add(change);
      names.add(change);
    }
    for (const change of this.pending) if (settled.has(change)) change.settle();
    this.pending = this.pending.filter((change) => !settled.has(change));
  }

  rename(_step: StepName, from: string, to: string): void {
    const source = this.parentOf(from);
    const target = this.parentOf(to);
    const node = source.dir.names.get(source.name);
    if (node === undefined) throw new StoreWriteError(from, "no such file");
    const over = target.dir.names.get(target.name);
    if (over?.kind === "dir" && (node.kind === "file" || over.names.size > 0)) throw new StoreWriteError(to, "the folder is not empty");
    const move = (side: "names" | "certain") => (): void => {
      source.dir[side].delete(source.name);
      target.dir[side].set(target.name, node);
    };
    move("names")();
    this.pending.push({ touches: [source, target], settle: move("certain") });
  }

  remove(_step: StepName, path: string): void {
    const node = this.find(path);
    if (node === undefined) return;
    if (node.kind === "dir") for (const name of [...node.names.keys()]) this.remove(_step, `${path}/${name}`);
    const { dir, name } = this.parentOf(path);
    dir.names.delete(name);
    this.pending.push({ touches: [{ dir, name }], settle: () => void dir.certain.delete(name) });
  }

  private link(dir: DirNode, name: string, node: SimNode): void {
    dir.names.set(name, node);
    this.pending.push({ touches: [{ dir, name }], settle: () => void dir.certain.set(name, node) });
  }

  private find(path: string): SimNode | undefined {
    let node: SimNode | undefined = this.root;
    for (const name of path.split("/")) {
      if (name === "") continue;
      node = node?.kind === "dir" ? node.names.get(name) : undefined;
    }
    return node;
  }

  private file(path: string): FileNode {
    const node = this.find(path);
    if (node?.kind !== "file") throw new StoreWriteError(path, "no such file");
    return node;
  }

  private parentOf(path: string): { readonly dir: DirNode; readonly name: string } {
    const cut = path.lastIndexOf("/");
    const dir = this.find(path.slice(0, cut));
    if (dir?.kind !== "dir") throw new StoreWriteError(path, "no such folder");
    return { dir, name: path.slice(cut + 1) };
  }
}

function newDir(): DirNode {
  return { kind: "dir", names: new Map(), certain: new Map() };
}

function copyDir(dir: DirNode, side: "names" | "certain", chance: Chance): DirNode {
  const copy = newDir();
  for (const [name, node] of dir[side]) {
    const kept: SimNode = node.kind === "dir" ? copyDir(node, side, chance) : copyFile(node, side, chance);
    copy.names.set(name, kept);
    copy.certain.set(name, kept);
  }
  return copy;
}

function copyFile(file: FileNode, side: "names" | "certain", chance: Chance): FileNode {
  const text = side === "names" ? file.text : survivingText(file, chance);
  return { kind: "file", text, certain: text };
}

/** Rule 1. */
function survivingText(file: FileNode, chance: Chance): string {
  if (file.certain === file.text) return file.text;
  const luck = chance();
  if (luck < 0.5) return file.certain ?? "";
  return luck < 0.75 ? file.text.slice(0, file.text.length >> 1) : file.text;
}
