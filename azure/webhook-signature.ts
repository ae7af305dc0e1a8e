import { createHmac } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';

/**
 * The headers that prove who sent a webhook, and when: HMAC-SHA256 over `<id>.<seconds since 1970>.<body>`. With two keys
 * there are two signatures, so that receivers can change to the new one in their own time. Source: Standard Webhooks 1.0.
 */
export function signatureHeaders(id: string, now: Date, body: string, keys: readonly Secret[]): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = keys.map((key) => {
    const bytes = Buffer.from(key.reveal().replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
