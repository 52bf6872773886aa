import type { Manifest } from "../core/manifest.ts";
import { OF_A_BASELINE, type SnapshotHistory, toEarlierSnapshot } from "../core/snapshot-history.ts";
import type { Home } from "./home.ts";
import { goodSnapshots } from "./good-snapshots.ts";
import type { PlannedDataset } from "./publishing.ts";

/** What a planned snapshot is compared with. */
export interface Earlier {
  /** The newest good snapshot before it, whatever its seasons; null: there is none. */
  readonly reference: Manifest | null;
  readonly history: SnapshotHistory;
}

/**
 * Reads the manifests of a dataset's published snapshots strictly before the planned one, so that a re-run of a dt is compared with what
 * its first run was. No Parquet file is opened.
 */
export async function readEarlier(home: Home, { id, role }: Pick<PlannedDataset, "id" | "role">): Promise<Earlier> {
  const earlier = await goodSnapshots(home, id, (dt) => dt < id.dt);
  return { reference: earlier.at(-1) ?? null, history: { dt: id.dt, exemption: exemptionOf(role, home.out), earlier: earlier.map(toEarlierSnapshot) } };
}

function exemptionOf(role: Manifest["role"], out: string | null): string | null {
  if (role === "baseline") return OF_A_BASELINE;
  return out === null ? null : "written outside of the store, where a run may be narrowed to other seasons";
}
