/** What a flow tells whoever watches it. Facts only: how they look is the command line's business. */
export type ProgressEvent =
  | { readonly kind: "plan"; readonly steps: readonly ProgressStep[]; /** Which day of a profile, or null. */ readonly heading: string | null }
  | { readonly kind: "start"; readonly step: string }
  | { readonly kind: "update"; readonly step: string; readonly text: string }
  | { readonly kind: "end"; readonly step: string; readonly verdict: "ok" | "warn" | "failed" | "skipped"; readonly text: string }
  | { readonly kind: "note"; readonly text: string };

export interface ProgressStep {
  readonly id: string;
  readonly title: string;
}

export type ProgressSink = (event: ProgressEvent) => void;
