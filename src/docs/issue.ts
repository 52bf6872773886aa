export type IssueKind = "marker" | "stale" | "path" | "link" | "command" | "flow" | "schedule" | "heading";

/** Something a document says that is not so. */
export interface Issue {
  /** Relative to the repository. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly kind: IssueKind;
  readonly message: string;
  readonly fix: string;
}

/** A document as it was read. */
export interface Document {
  /** Relative to the repository, `/` between its parts. */
  readonly file: string;
  readonly text: string;
}
