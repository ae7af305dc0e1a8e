import type { Settings } from '../domain/settings.ts';
import type { World } from '../domain/world.ts';

/** The machine's clock; on one machine a scaled one, which all processes that know its origin read alike. */
export function createClock(settings: Settings): World['clock'] {
  const [realStart, virtualStart, speed] = settings.FLOWFERRY_CLOCK?.split(',').map(Number) ?? [];
  if (realStart === undefined || virtualStart === undefined || speed === undefined) return { now: () => new Date() };
  return { now: () => new Date(virtualStart + (Date.now() - realStart) * speed) };
}
