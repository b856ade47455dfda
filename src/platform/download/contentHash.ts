import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHash } from '../../core/models/hub';

/**
 * A hash in the making, as the server states it.
 * @param bytes length of the whole content, which a git blob's hash starts with
 */
export function startHash(algorithm: FileHash['algorithm'], bytes: number): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}

export async function updateFromFile(hash: Hash, file: string, signal?: AbortSignal): Promise<void> {
  const stream = createReadStream(file, { highWaterMark: 1 << 20, signal });
  for await (const chunk of stream) hash.update(chunk as Buffer);
}

/** Lower-case hexadecimal. */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await updateFromFile(hash, file, signal);
  return hash.digest('hex');
}
