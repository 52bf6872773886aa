/** A flow as the documents and deployments see it. */
export interface FlowEntry {
  readonly name: string;
  /** Relative to the repository. */
  readonly file: string;
  /** The source it loads, or null. */
  readonly source: string | null;
  /** One line, the flow's own description. */
  readonly about: string;
  readonly status: "implemented" | "planned";
  readonly dependsOn: readonly string[];
  readonly datasets: readonly string[];
}
