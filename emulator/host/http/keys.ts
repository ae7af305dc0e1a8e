import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whether a request carries the host's key, in the header or the query, as callers of Azure do. Without a key all may. */
export function hasKey(key: string | undefined, request: IncomingMessage, url: URL): boolean {
  if (key === undefined) return true;
  const given = request.headers['x-functions-key'] ?? url.searchParams.get('code') ?? '';
  return isSame(String(given), key);
}

function isSame(given: string, key: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(key)];
  return left.length === right.length && timingSafeEqual(left, right);
}
