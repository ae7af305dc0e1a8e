import { createHash } from 'node:crypto';

/** Ours alone, so that no other program's names meet these. */
const namespace = Buffer.from('5f0e6f1f7a1c4c0b9a5de2d8a3c4b7f1', 'hex');

/** The UUID of version 5 that a name has in our namespace (RFC 9562, 5.5): the same name, the same UUID. */
export function nameBasedUuid(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
