import { createHash } from 'node:crypto';
import path from 'node:path';
import { studyDisk, type StudyDisk } from './studyDisk';

/** A disk on which nothing is written: later steps see what earlier ones would have written. */
export function rehearsalDisk(): StudyDisk {
  const written = new Map<string, Uint8Array>();
  const hashes = new Map<string, string>();
  const note = (file: string, bytes: Uint8Array) => {
    hashes.set(file, createHash('sha256').update(bytes).digest('hex'));
    // Texts are never read again; they may be many.
    if (file.includes(`${path.sep}introspect${path.sep}`)) written.set(file, bytes);
  };
  return {
    read: async (file) => written.get(file) ?? (await studyDisk.read(file)),
    list: studyDisk.list,
    modeOf: studyDisk.modeOf,
    hash: async (file) => hashes.get(file) ?? (await studyDisk.hash(file)),
    makeFolder: () => Promise.resolve(),
    create: (file, bytes) => Promise.resolve(note(file, bytes)),
    createFrom: async (file, pieces) => {
      const hash = createHash('sha256');
      for await (const piece of pieces) hash.update(piece);
      hashes.set(file, hash.digest('hex'));
      return hashes.get(file)!;
    },
    rename: (from, to) => {
      for (const map of [written, hashes] as Map<string, unknown>[]) {
        if (map.has(from)) map.set(to, map.get(from));
        map.delete(from);
      }
      return Promise.resolve();
    },
    syncFolder: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    appendLine: () => Promise.resolve(),
  };
}
