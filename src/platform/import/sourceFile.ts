import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/userError';
import { errorCode } from '../errorCode';

/** A file to import. */
export interface SourceFile {
  /** Without folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Its bytes, as often as asked for. @throws UserError `fileUnreadable` */
  readonly chunks: () => AsyncIterable<Uint8Array>;
  /** Of an archive that it was taken from: how many other files stay there. */
  readonly leftOut?: number;
}

/** @throws UserError `fileUnreadable`: not there, a folder, or not readable */
export async function sourceOnDisk(file: string): Promise<SourceFile> {
  const name = path.basename(file);
  const { size, isFile } = await stat(file).then(
    (stats) => ({ size: stats.size, isFile: stats.isFile() }),
    (error: unknown) => {
      throw unreadable(name, error);
    },
  );
  if (!isFile) throw new UserError('fileUnreadable', `${name} is no file.`, 'Choose a file, not a folder.');
  return {
    name,
    size,
    chunks: async function* () {
      try {
        for await (const chunk of createReadStream(file)) yield chunk as Uint8Array;
      } catch (error) {
        throw error instanceof UserError ? error : unreadable(name, error);
      }
    },
  };
}

/** A file that came as bytes, as by a drop from outside VS Code. */
export function sourceInMemory(name: string, bytes: Uint8Array): SourceFile {
  return {
    name,
    size: bytes.length,
    chunks: async function* () {
      yield await Promise.resolve(bytes);
    },
  };
}

export async function readHead({ chunks }: SourceFile, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let read = 0;
  for await (const chunk of chunks()) {
    parts.push(chunk.slice());
    read += chunk.length;
    if (read >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}

export async function readAll({ chunks }: SourceFile): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks()) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** SHA-256 of the bytes. */
export async function hashSource({ chunks }: SourceFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks()) hash.update(chunk);
  return hash.digest('hex');
}

function unreadable(name: string, error: unknown): UserError {
  const code = errorCode(error) ?? 'unknown error';
  const message = code === 'ENOENT' ? `${name} is not there.` : `${name} cannot be read (${code}).`;
  return new UserError('fileUnreadable', message, 'See whether the file is there and you may read it.', {
    cause: error,
  });
}
