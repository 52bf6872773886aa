import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ArchivedPayload, PayloadArchive } from "../store.ts";
import type { StoreContext } from "./context.ts";
import { ensureDir } from "./durable.ts";
import { sessionDir } from "./sessions.ts";

/**
 * Provider bytes by content: `payloads/<first two digits>/<sha256>`.
 *
 * Invariants
 * 1. A file under its final name is complete and durable: it is written in the stage folder, made durable, then renamed.
 * 2. Bytes that no longer fit their name are never handed out: they are moved to `payloads/corrupt/`.
 */
export function createPayloadArchive(context: Omit<StoreContext, "exclusive" | "reading">): PayloadArchive {
  const { fs, layout } = context;
  const folderOf = (sha256: string): string => join(layout.payloads, sha256.slice(0, 2));
  const corruptDir = join(layout.payloads, "corrupt");

  function find(sha256: string, verify: boolean): ArchivedPayload | null {
    const path = join(folderOf(sha256), sha256);
    const found = fs.stat(path);
    if (found === null) return null;
    if (!verify || fs.sha256(path) === sha256) return { path, sha256, sizeBytes: found.sizeBytes };
    ensureDir(fs, corruptDir);
    fs.rename("rename-payload", path, join(corruptDir, sha256));
    return null;
  }

  function keep(incoming: string, sha256: string, sizeBytes: number): ArchivedPayload {
    // Equal bytes are stored once; bytes that have rotted meanwhile are replaced by the good ones at hand.
    const known = find(sha256, true);
    if (known !== null) {
      fs.remove("clear-stage", incoming);
      return known;
    }
    const path = join(folderOf(sha256), sha256);
    ensureDir(fs, folderOf(sha256));
    fs.fsyncFile("fsync-payload", incoming);
    fs.rename("rename-payload", incoming, path);
    fs.fsyncDir("fsync-payload-dir", folderOf(sha256));
    return { path, sha256, sizeBytes };
  }

  return {
    put: async (bytes) => {
      const incoming = join(sessionDir(fs, layout.stage, context.processes), `payload-${context.newToken()}`);
      const hash = createHash("sha256");
      let sizeBytes = 0;
      try {
        const file = fs.createFile("write-payload", incoming);
        try {
          for await (const chunk of bytes) {
            file.write(chunk);
            hash.update(chunk);
            sizeBytes += chunk.length;
          }
        } finally {
          file.close();
        }
        return keep(incoming, hash.digest("hex"), sizeBytes);
      } catch (error) {
        fs.remove("clear-stage", incoming);
        throw error;
      }
    },
    find: async (sha256, options = {}) => find(sha256, options.verify ?? false),
  };
}
