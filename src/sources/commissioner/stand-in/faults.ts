/** A request as a fault's rule sees it. */
export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: unknown;
  /** 1-based among the requests that the rule has been shown. */
  readonly nth: number;
}

export type FaultAction =
  /** Answered without doing it. */
  | { readonly status: number; readonly body?: unknown; readonly html?: string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks before, or after, it is done. */
  | "drop-before"
  | "drop-after"
  /** A batch fails when it comes to this request: nothing of it is done. */
  | { readonly failAt: number }
  | { readonly delayMs: number }
  /** A copied tab, or an answer with values, lacks its last rows. */
  | { readonly loseRows: number }
  /** Something happens meanwhile; then the request is served. */
  | { readonly first: () => void };

export interface FaultRule {
  match(request: SeenRequest): boolean;
  /** How many requests it breaks; all of them when missing. */
  readonly times?: number;
  readonly action: FaultAction;
}

export interface Faults {
  /** @returns takes the rule away again */
  add(rule: FaultRule): () => void;
  clear(): void;
}

interface ActiveRule {
  readonly rule: FaultRule;
  seen: number;
  left: number;
}

export class FaultRules implements Faults {
  readonly #active = new Set<ActiveRule>();

  add(rule: FaultRule): () => void {
    const active: ActiveRule = { rule, seen: 0, left: rule.times ?? Infinity };
    this.#active.add(active);
    return () => void this.#active.delete(active);
  }

  clear(): void {
    this.#active.clear();
  }

  /** @returns what is to be broken about this request, or null */
  next(request: Omit<SeenRequest, "nth">): FaultAction | null {
    for (const active of this.#active) {
      if (active.left === 0) continue;
      active.seen += 1;
      if (!active.rule.match({ ...request, nth: active.seen })) continue;
      active.left -= 1;
      return active.rule.action;
    }
    return null;
  }
}
