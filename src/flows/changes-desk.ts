import type { PublishedChanges } from "../core/change-report.ts";
import { type DatasetId, datasetLabel } from "../core/partition.ts";

/** What a publish changed of one dataset. */
export interface ChangesOfDataset {
  readonly id: DatasetId;
  readonly changes: PublishedChanges;
}

/**
 * What a run's publishes changed, computed beside dbt: no dataset on its way waits for a comparison of one that has arrived.
 * Nothing is compared before `begin` or `settle`, then one publish after another.
 */
export interface ChangesDesk {
  /** @param compare never rejects */
  add(compare: () => Promise<readonly ChangesOfDataset[]>): void;
  /** Nothing is loaded any more. */
  begin(): void;
  /** @returns by label, when everything has been compared */
  settle(): Promise<ReadonlyMap<string, PublishedChanges>>;
}

export function createChangesDesk(): ChangesDesk {
  const found = new Map<string, PublishedChanges>();
  const waiting: (() => Promise<readonly ChangesOfDataset[]>)[] = [];
  let line: Promise<void> = Promise.resolve();
  const begin = (): void => {
    for (const compare of waiting.splice(0)) {
      line = line.then(compare).then((told) => {
        for (const { id, changes } of told) found.set(datasetLabel(id), changes);
      });
    }
  };
  return {
    add: (compare) => void waiting.push(compare),
    begin,
    settle: async () => {
      begin();
      await line;
      return found;
    },
  };
}
