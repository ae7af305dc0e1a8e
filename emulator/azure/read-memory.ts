import type { Clock } from '../clock.ts';
import type { AzureAnswer, AzureRequest } from './exchange.ts';

/** What reads of a resource answered before, and what was written lately: faults of consistency are made of it. */
export interface ReadMemory {
  written(request: AzureRequest): void;
  /** Was it written in the last minute? */
  isYoung(request: AzureRequest): boolean;
  /** The answer to the read before this one, if there was one. */
  exchanged(request: AzureRequest, answer: AzureAnswer): AzureAnswer | undefined;
}

const remembered = 1000;
const youthInMs = 60_000;

export function readMemory(clock: Clock): ReadMemory {
  const answers = new Map<string, AzureAnswer>();
  const writes = new Map<string, number>();
  const keyOf = (request: AzureRequest) => `${request.host}${request.path}`.toLowerCase();
  return {
    written: (request) => keep(writes, keyOf(request), clock.now()),
    isYoung: (request) => clock.now() - (writes.get(keyOf(request)) ?? Number.NEGATIVE_INFINITY) < youthInMs,
    exchanged(request, answer) {
      const earlier = answers.get(keyOf(request));
      keep(answers, keyOf(request), answer);
      return earlier;
    },
  };
}

/** Maps keep the order of their entries: the first is the one that was set longest ago. */
function keep<T>(entries: Map<string, T>, key: string, value: T): void {
  entries.delete(key);
  entries.set(key, value);
  const [oldest] = entries.keys();
  if (entries.size > remembered && oldest !== undefined) entries.delete(oldest);
}
