import type { Clock } from '../clock.ts';
import type { AzureRequest } from './exchange.ts';

interface Bucket {
  readonly kind: 'reads' | 'writes' | 'deletes';
  readonly size: number;
  readonly refillPerSecond: number;
}

// Request limits and throttling: a bucket for each subscription, principal and kind of operation.
const reads: Bucket = { kind: 'reads', size: 250, refillPerSecond: 25 };
const writes: Bucket = { kind: 'writes', size: 200, refillPerSecond: 10 };
const deletes: Bucket = { kind: 'deletes', size: 200, refillPerSecond: 10 };

/**
 * Tells callers of Azure Resource Manager how many requests they have left. It only counts: what is to be throttled is said
 * by the fault `throttled`, because with a fast clock the buckets would fill up faster than anyone can empty them.
 */
export function rateLimits(clock: Clock): (request: AzureRequest) => Record<string, string> {
  const levels = new Map<string, { level: number; at: number }>();
  return ({ host, method, path, caller }) => {
    if (host !== 'management.azure.com') return {};
    const bucket = method === 'GET' ? reads : method === 'DELETE' ? deletes : writes;
    const key = `${path.split('/')[2]}|${caller.principalId}|${bucket.kind}`;
    const { level, at } = levels.get(key) ?? { level: bucket.size, at: clock.now() };
    const refilled = Math.min(bucket.size, level + ((clock.now() - at) / 1000) * bucket.refillPerSecond);
    const left = Math.max(0, refilled - 1);
    levels.set(key, { level: left, at: clock.now() });
    return { [`x-ms-ratelimit-remaining-subscription-${bucket.kind}`]: String(Math.floor(left)) };
  };
}
