import type { CheckResult } from "../core/check.ts";
import type { SourceDescription } from "../core/dataset.ts";
import type { GameOfWeek } from "../core/game-week.ts";
import type { PayloadFormat } from "../http/http.ts";
import type { Crosswalk } from "../identity/index.ts";
import type { TableContent } from "../store/stage/stage.ts";
import type { PoliteHost } from "./file-source.ts";

export type { TableContent };

/** One question to a provider: the unit of fetching and archiving. */
export interface Inquiry {
  /** As an operator knows it, and as errors name it: `rankings page`, `FantasyPros QB week 12`. */
  readonly label: string;
  readonly url: string;
  /** Default GET. */
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of a POST. */
  readonly body?: string;
  /**
   * Where several questions share one address (a POST, or a filter in a header), what tells them apart: `NFL_SKILL`. The store knows the
   * answer as `url#variant`.
   */
  readonly variant?: string;
  readonly expect: readonly PayloadFormat[];
  /** Takes out of the answer what nobody may keep, before it is archived, hashed or logged; absent: there is nothing of the kind. */
  readonly redact?: (bytes: Uint8Array) => Uint8Array;
  /** The archived answer of the last run is taken, without asking, while it is younger than this: `/players/nfl` once a day. */
  readonly restHours?: number;
}

/** A provider's answer as a parser gets it; archived before. */
export interface Document {
  readonly label: string;
  /** `url`, or `url#variant`: what the store knows the answer as, and errors name. */
  readonly address: string;
  readonly bytes: Uint8Array;
}

/** What a source's questions may depend on beside its settings. */
export interface AskContext {
  /** The run's instant; everything that depends on today takes it from here. */
  readonly runAt: Date;
  /** Games of the published schedule, null when none is; asked for only where needed, as it waits for who loads the schedule in this command. */
  readonly games: () => Promise<readonly GameOfWeek[] | null>;
}

/** There is nothing to ask for at this time of the year, in one sentence: the group's datasets are skipped. */
export class NothingToAsk {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** What a source's parsers may know beside its settings. */
export interface ParseContext {
  /** The run's instant; everything that depends on today takes it from here. */
  readonly runAt: Date;
  /** Date of the snapshot, YYYY-MM-DD (UTC). */
  readonly dt: string;
  /** Who everybody is; null: no crosswalk is published, and what needs one is `skipped` with that reason. */
  readonly crosswalk: Crosswalk | null;
  /** Games of the published schedule, any seasons; null: none is published. */
  readonly games: readonly GameOfWeek[] | null;
}

export interface ParsedTables {
  /** By dataset; every dataset of the group is there. */
  readonly tables: Readonly<Record<string, TableContent>>;
  /** By dataset: answers of the source's own rules over several tables (kind `source_rule`). */
  readonly checks: Readonly<Record<string, readonly CheckResult[]>>;
  /** Lines for the run's log: what was left out, and why. */
  readonly remarks?: readonly string[];
}

export interface Asker {
  /** Asks, archives, reads. @throws what the client throws after its retries: the group is lost */
  ask(inquiry: Inquiry): Promise<Document>;
  /** The same, when the group can do without the answer. @returns the document, or in one sentence why there is none */
  tryAsk(inquiry: Inquiry): Promise<Document | { readonly problem: string }>;
}

/** Tables that are made of the same answers and become visible together. */
export interface PublishGroup<Settings, Gathered = unknown> {
  /** Named in the run: `KeepTradeCut's rankings`. */
  readonly label: string;
  readonly datasets: readonly string[];
  /** What of the context its rows are made with: named in the manifest's `inputs`, and a reason to publish again when it changes. */
  readonly uses?: readonly ("crosswalk" | "games")[];
  /** Which settings and inputs change the rows made of equal answers; part of the decision `unchanged`. */
  inputsOf(settings: Settings, context: ParseContext): Readonly<Record<string, string>>;
  /** All questions of the group, in whatever order answers allow. Holds no parsing beyond what leads to the next question. */
  gather(asker: Asker, settings: Settings, asking: AskContext): Promise<Gathered | NothingToAsk>;
  /** Pure: equal answers, settings and context make equal tables. @throws PayloadError naming source, dataset and field */
  parse(gathered: Gathered, settings: Settings, context: ParseContext): ParsedTables;
}

/** A part of a source that its settings switch on or off: a site. */
export interface SourcePart {
  readonly name: string;
  readonly isOn: boolean;
  /** One line: what it brings, and what somebody who switches it on should know. */
  readonly about: string;
}

/** A source that answers questions over HTTP with documents which a parser makes tables of. The shared flow needs nothing beyond this. */
export interface ParsedSource<Settings = unknown> extends SourceDescription {
  /** One line: what its flow brings. */
  readonly about: string;
  /** @returns its own part of the configuration; a source without settings returns null */
  settingsOf(config: Readonly<Record<string, unknown>>): Settings;
  /** Why a run of everything goes without it, as it is set up; absent or null: it does not. */
  readonly whyLeftOut?: (config: Readonly<Record<string, unknown>>) => string | null;
  /** Its parts as they are set up, shown by `doctor`; absent: it is one whole. */
  readonly describeParts?: (config: Readonly<Record<string, unknown>>) => readonly SourcePart[];
  readonly groups: readonly PublishGroup<Settings>[];
  /** A cheap address, asked before a run. */
  readonly probeUrl: string;
  readonly politeness: readonly PoliteHost[];
}
