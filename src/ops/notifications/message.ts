/** What people are told, before a channel gives it its own form. */
export interface Message {
  readonly kind: "run_summary" | "incident" | "test";
  readonly tone: "good" | "attention" | "bad";
  readonly title: string;
  /** Sentences for people, one a line, plain text. */
  readonly lines: readonly string[];
  /** The same for programs: what the generic webhook's document holds beside title and lines. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A channel's form of it: the JSON document that is posted. */
export type Payload = Readonly<Record<string, unknown>>;
