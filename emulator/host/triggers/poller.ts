export interface Poller {
  start(): void;
  /** Looks no more, and resolves when what it began has ended. */
  stop(): Promise<void>;
}

export interface PollerOptions {
  /** Real milliseconds. After a look that found something the next one follows soon. */
  readonly longestPauseInMs: number;
  /** Looks once; true when there was something. */
  poll(): Promise<boolean>;
  onError(error: unknown): void;
}

const shortestPauseInMs = 100;

/** Looks again and again for something that cannot call by itself, less often the longer there is nothing. */
export function createPoller({ longestPauseInMs, poll, onError }: PollerOptions): Poller {
  let isStopped = false;
  let pauseInMs = shortestPauseInMs;
  let wake = () => {};
  let loop: Promise<void> = Promise.resolve();
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseInMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const look = async () => {
    try {
      return await poll();
    } catch (error) {
      if (!isStopped) onError(error);
      return false;
    }
  };
  const run = async () => {
    while (!isStopped) {
      const hasFound = await look();
      pauseInMs = hasFound
        ? shortestPauseInMs
        : Math.min(pauseInMs * 1.5, Math.max(longestPauseInMs, shortestPauseInMs));
      if (!isStopped) await pause();
    }
  };
  return {
    start() {
      loop = run();
    },
    async stop() {
      isStopped = true;
      wake();
      await loop;
    },
  };
}
