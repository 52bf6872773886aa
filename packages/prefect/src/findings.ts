/** What a run shows beside its states and logs. Instants are microseconds since the epoch. */
export interface ArtifactInfo {
  /** Lowercase letters, digits and dashes; the same key again is a new version. null: shown on its run only. */
  readonly key: string | null;
  readonly content:
    | { readonly type: "markdown"; readonly text: string }
    | { readonly type: "table"; readonly rows: readonly Readonly<Record<string, unknown>>[] };
  readonly description: string | null;
}

/** Something that happened to a thing outside the run: a dataset was judged, a snapshot was published. */
export interface EventInfo {
  /** Dotted, e.g. `snapcount.dataset.audited`. */
  readonly event: string;
  readonly resource: EventResource;
  /** What else it concerns, e.g. upstream assets. The run, its flow and its tags are added by the engine's recorder. */
  readonly related?: readonly (EventResource & { readonly role: string })[];
  readonly payload?: Readonly<Record<string, unknown>>;
}

export interface EventResource {
  readonly id: string;
  readonly name?: string;
  /** Further labels, e.g. `prefect.asset.url`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Where a finding was made. */
export interface FindingOrigin {
  readonly flowRunId: string;
  readonly taskRunId: string | null;
  readonly at: number;
}

/** An asset made by a run, in Prefect's terms: one event for each upstream, then the materialization itself. */
export function describeMaterialization(asset: EventResource, upstreams: readonly EventResource[], madeBy: string, payload: Readonly<Record<string, unknown>>): readonly EventInfo[] {
  return [
    ...upstreams.map((upstream) => ({ event: "prefect.asset.referenced", resource: upstream, related: [] })),
    {
      event: "prefect.asset.materialization.succeeded",
      resource: asset,
      related: [...upstreams.map((upstream) => ({ ...upstream, role: "asset" })), { id: madeBy, role: "asset-materialized-by" }],
      payload,
    },
  ];
}
