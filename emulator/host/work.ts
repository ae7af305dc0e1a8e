/** Counts what is going on, so that a caller can wait until nothing is. */
export interface Work {
  /** Something begins, or is queued to begin; calling the answer says that it is over. */
  begin(): () => void;
  isIdle(): boolean;
  /** Resolves when nothing runs and nothing is queued. */
  whenIdle(): Promise<void>;
}

export function createWork(): Work {
  let count = 0;
  let waiting: (() => void)[] = [];
  const wakeIfIdle = () => {
    if (count > 0 || waiting.length === 0) return;
    const wake = waiting;
    waiting = [];
    for (const resolve of wake) resolve();
  };
  const work: Work = {
    begin() {
      count++;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        count--;
        // What ends often starts the next thing in the same breath.
        if (count === 0) setImmediate(wakeIfIdle);
      };
    },
    isIdle: () => count === 0,
    async whenIdle() {
      do {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (count > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      } while (count > 0);
    },
  };
  return work;
}
