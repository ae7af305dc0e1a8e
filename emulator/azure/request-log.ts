/** One exchange, as the emulator saw it. */
export interface LoggedRequest {
  /** ISO time of the emulator's clock. */
  readonly time: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly apiVersion: string | undefined;
  readonly scope: string | undefined;
  readonly principalId: string | undefined;
  readonly body: unknown;
  readonly status: number;
  /** The JSON that was answered. */
  readonly answer: unknown;
  /** The injected fault that decided the answer. */
  readonly fault?: string;
}

/** The last requests of every caller. The oldest go first, so that a long run needs no more memory than a short one. */
export interface RequestLog {
  add(entry: LoggedRequest): void;
  all(): readonly LoggedRequest[];
  /** How many came since the start, those forgotten included. */
  readonly count: number;
  clear(): void;
}

export function requestLog(capacity = 2000): RequestLog {
  let entries: LoggedRequest[] = [];
  let count = 0;
  return {
    add(entry) {
      count += 1;
      entries.push(entry);
      // Cut in halves and not one by one: a shift of a long array for every request would cost more than the request.
      if (entries.length >= capacity * 2) entries = entries.slice(-capacity);
    },
    all: () => entries.slice(-capacity),
    get count() {
      return count;
    },
    clear() {
      entries = [];
    },
  };
}
