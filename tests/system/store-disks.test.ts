import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StoreWriteError } from "../../src/core/errors.ts";
import { type LocalStore, openLocalStore } from "../../src/store/local/index.ts";
import { sampleLastRun, stageSample, withTempDir } from "../../src/store/testing/fixtures.ts";
import { validatePartitions } from "../../src/store/validate.ts";

// Needs root: mounts small file systems of its own. A mode bit does not stop root, a read-only mount does.
const WEEKLY = { source: "nflverse", dataset: "weekly", dt: "2025-11-16" };
const NEXT = { ...WEEKLY, dt: "2025-11-23" };

function mount(path: string, ...args: readonly string[]): void {
  mkdirSync(path, { recursive: true });
  execFileSync("/bin/mount", [...args, path]);
}

async function withMount(options: string, body: (mounted: string, home: string) => Promise<void>): Promise<void> {
  await withTempDir(async (home) => {
    const mounted = join(home, "disk");
    mount(mounted, "-t", "tmpfs", "-o", options, "tmpfs");
    try {
      await body(mounted, home);
    } finally {
      execFileSync("/bin/umount", [mounted]);
    }
  });
}

function open(rawRoot: string, dataRoot: string): Promise<LocalStore> {
  return openLocalStore({ rawRoot, dataRoot, now: () => new Date(), lockTimeoutMs: 500 });
}

describe("disks of all kinds", () => {
  it("keeps everything that is renamed on EXTERNAL_ROOT's own file system", () =>
    withMount("size=16m", async (disk, home) => {
      const store = await open(join(disk, "lake"), join(home, "data"));
      const item = await stageSample(store, WEEKLY);
      expect(statSync(item.staged.path).dev).toBe(statSync(disk).dev);
      await store.publish([item], [{ id: WEEKLY, lastRun: sampleLastRun(item) }]);
      expect((await validatePartitions(store, { all: true, deep: true })).map((result) => result.valid)).toEqual([true]);
      expect(existsSync(join(home, "data"))).toBe(false);
      store.close();
    }));

  it("says in one sentence that a mount below the raw root is another file system, and publishes nothing", () =>
    withTempDir(async (home) => {
      const inner = join(home, "raw", "nflverse");
      mount(inner, "-t", "tmpfs", "-o", "size=4m", "tmpfs");
      try {
        const store = await open(join(home, "raw"), home);
        const item = await stageSample(store, WEEKLY);
        await expect(store.publish([item], [])).rejects.toThrow(/dt=2025-11-16: it lies on another file system/);
        expect(await store.listPartitions()).toEqual([]);
        expect(readdirSync(store.layout.journal)).toEqual([]);
        expect(existsSync(item.staged.path)).toBe(true);
        store.close();
      } finally {
        execFileSync("/bin/umount", [inner]);
      }
    }));

  it("reads a store on a read-only disk, and says which path refused a publish", () =>
    withMount("size=16m", async (disk) => {
      const first = await open(join(disk, "raw"), disk);
      await first.publish([await stageSample(first, WEEKLY)], []);
      const staged = await stageSample(first, NEXT);
      execFileSync("/bin/mount", ["-o", "remount,ro", disk]);
      await expect(first.publish([staged], [])).rejects.toThrow(/mounted read-only/);
      const reader = await open(join(disk, "raw"), disk);
      expect((await reader.newest(WEEKLY))?.dt).toBe("2025-11-16");
      expect((await validatePartitions(reader, { deep: true })).map((result) => result.issues)).toEqual([[]]);
      await expect(reader.createStageDir(NEXT, "run")).rejects.toThrow(StoreWriteError);
      execFileSync("/bin/mount", ["-o", "remount,rw", disk]);
      await first.publish([staged], []);
      expect((await reader.newest(WEEKLY))?.dt).toBe("2025-11-23");
      first.close();
      reader.close();
    }));

  it("publishes wholly or not at all on a full disk, wherever the space ends", () =>
    withMount("size=1m", async (disk) => {
      const store = await open(join(disk, "raw"), disk);
      const before = await stageSample(store, WEEKLY);
      await store.publish([before], [{ id: WEEKLY, lastRun: sampleLastRun(before) }]);
      const filler = join(disk, "filler");
      let refused = 0;
      // Less and less is free: the first attempt fits, then every later write of a publish is the one that does not.
      for (let freeKiB = 64; freeKiB >= 0; freeKiB -= 4) {
        const item = await stageSample(store, NEXT, { provenance: { run_id: `run-${freeKiB}` } });
        fill(filler, disk, freeKiB);
        const seen = await store.publish([item], [{ id: NEXT, lastRun: sampleLastRun(item) }]).then(() => null, (error: unknown) => error as Error);
        rmSync(filler, { force: true });
        if (seen !== null) {
          refused += 1;
          expect(seen).toBeInstanceOf(StoreWriteError);
          expect(seen.message).toMatch(/no space is left on the disk|disk is full/);
          expect(readdirSync(store.layout.journal)).toEqual([]);
          await store.removeStageDir(join(item.staged.path, ".."));
        }
        expect((await store.heal()).actions).toEqual([]);
        const broken = (await validatePartitions(store, { all: true, deep: true })).filter((result) => !result.valid);
        expect(broken).toEqual([]);
      }
      expect(refused).toBeGreaterThan(0);
      store.close();
    }));

  it("keeps a payload that did not fit out of the archive", () =>
    withMount("size=1m", async (disk) => {
      const store = await open(join(disk, "raw"), disk);
      const big = async function* (): AsyncIterable<Uint8Array> {
        for (let chunk = 0; chunk < 40; chunk += 1) yield Buffer.alloc(64 * 1024, chunk);
      };
      await expect(store.payloads.put(big())).rejects.toThrow(/no space is left/);
      expect(existsSync(store.layout.payloads) ? readdirSync(store.layout.payloads) : []).toEqual([]);
      expect(readdirSync(store.layout.stage).flatMap((session) => readdirSync(join(store.layout.stage, session)))).toEqual([]);
      store.close();
    }));
});

/** Leaves about `freeKiB` on the disk. */
function fill(path: string, disk: string, freeKiB: number): void {
  const available = Number(execFileSync("df", ["--output=avail", "-k", disk], { encoding: "utf8" }).split("\n")[1]);
  writeFileSync(path, Buffer.alloc(Math.max(0, available - freeKiB) * 1024, 1));
}
