import { createFuture, type Future, settle, settledFuture, whenSettled } from './future.ts';
import { schedule, type Walk } from './walk.ts';

/** A durable timer. One further away than the backend's longest is made of pieces, each with a number of its own. */
export function performTimer(walk: Walk, fireAt: number): Future {
  const done = createFuture();
  const next = () => {
    const isLong = fireAt - walk.now > walk.settings.maximumShortTimerInMs;
    const piece = schedule(walk, {
      kind: 'timer',
      fireAt: isLong ? walk.now + walk.settings.longTimerIntervalInMs : fireAt,
    });
    whenSettled(piece, () => (isLong ? next() : settle(done)));
  };
  next();
  return done;
}

/** A cancelled timer takes its number, and nobody waits for it. */
export function performCancelledTimer(walk: Walk, fireAt: number): Future {
  const id = walk.nextId;
  performTimer(walk, fireAt);
  walk.openTasks.delete(id);
  return settledFuture();
}
