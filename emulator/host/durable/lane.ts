import type { Work } from '../work.ts';

/** Work of one kind, waiting in line: each key once, so many at a time, and never two of the same key. */
export interface Lane {
  add(key: string): void;
  /** Starts what there is room for. */
  launch(): void;
  runningCount(): number;
}

export interface LaneOptions {
  readonly limit: number;
  readonly work: Work;
  run(key: string): Promise<void>;
  /** Something ended, so there may be room again. */
  onRoom(): void;
  /** An error of the host, not of the app: the work is not lost, and is tried again after a while. */
  onError(key: string, error: unknown): void;
}

const pauseAfterErrorInMs = 1000;

export function createLane(options: LaneOptions): Lane {
  const queued = new Map<string, () => void>();
  const running = new Set<string>();
  const lane: Lane = {
    add(key) {
      if (!queued.has(key)) queued.set(key, options.work.begin());
    },
    launch() {
      for (const [key, end] of queued) {
        if (running.size >= options.limit) return;
        if (running.has(key)) continue;
        queued.delete(key);
        running.add(key);
        void carryOut(key, end);
      }
    },
    runningCount: () => running.size,
  };
  const carryOut = async (key: string, end: () => void) => {
    try {
      await options.run(key);
    } catch (error) {
      options.onError(key, error);
      setTimeout(() => {
        lane.add(key);
        options.onRoom();
      }, pauseAfterErrorInMs).unref();
    } finally {
      running.delete(key);
      end();
      options.onRoom();
    }
  };
  return lane;
}
