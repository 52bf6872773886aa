import { join } from "node:path";
import { describeSnapshotStore } from "../testing/contract.ts";
import { withTempDir } from "../testing/fixtures.ts";
import { openLocalStore } from "./index.ts";

const now = (): Date => new Date("2025-11-23T12:00:00Z");

describeSnapshotStore("the local store", (body) =>
  withTempDir(async (dir) => {
    const store = await openLocalStore({ rawRoot: join(dir, "data", "raw"), dataRoot: join(dir, "data"), now });
    await body(store);
    store.close();
  }),
);

describeSnapshotStore("the local store with EXTERNAL_ROOT", (body) =>
  withTempDir(async (dir) => {
    const store = await openLocalStore({ rawRoot: join(dir, "external"), dataRoot: join(dir, "data"), now });
    await body(store);
    store.close();
  }),
);
