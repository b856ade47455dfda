import { createHash } from 'node:crypto';

/** Namespace of ours: a UUID drawn once. */
const namespace = Buffer.from('6f2f3a52c1d34d0e9b7e0d1b7a5c9e44', 'hex');

/** A UUID that depends on the name alone (RFC 9562, version 5). */
export function nameUuid(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
