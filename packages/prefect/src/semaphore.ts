/** A turn in the queue: granted once, or given up before. */
export interface Turn {
  /** Called when the slot is there, unless `giveUp` came first. */
  readonly granted: () => void;
  givenUp: boolean;
}

/** Slots for running bodies, first come first served. Whoever took a slot frees it exactly once. */
export class Semaphore {
  #free: number;
  readonly #queue: Turn[] = [];
  #head = 0;

  /** @param slots at least 1; Infinity for no bound. */
  constructor(slots: number) {
    if (!(slots >= 1)) throw new RangeError(`concurrency must be at least 1, not ${slots}`);
    this.#free = slots === Infinity ? Infinity : Math.floor(slots);
  }

  /** Takes a slot at once when one is free. */
  tryTake(): boolean {
    if (this.#free < 1) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a slot. Setting `givenUp` on the returned turn leaves the queue. */
  wait(granted: () => void): Turn {
    const turn: Turn = { granted, givenUp: false };
    this.#queue.push(turn);
    return turn;
  }

  release(): void {
    for (;;) {
      const next = this.#queue[this.#head];
      if (next === undefined) break;
      this.#advance();
      if (next.givenUp) continue;
      next.granted();
      return;
    }
    this.#free += 1;
  }

  /** A moving head instead of shift(): a queue of 10,000 stays linear. */
  #advance(): void {
    this.#head += 1;
    if (this.#head < 1024 || this.#head * 2 < this.#queue.length) return;
    this.#queue.splice(0, this.#head);
    this.#head = 0;
  }
}
