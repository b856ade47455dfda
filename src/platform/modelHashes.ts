import { stat } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { sha256OfFile } from './download/contentHash';

interface KnownHash {
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

const hashesKey = 'introspect.models.hashes';

/** Hashes of model files; computed once for each state of a file, which takes seconds where it is large. */
export class ModelHashes {
  constructor(private readonly memento: vscode.Memento) {}

  /** @returns SHA-256 in hexadecimal; @throws where the file cannot be read */
  async sha256(file: string): Promise<string> {
    const { size: bytes, mtimeMs } = await stat(file);
    const known = this.#known[file];
    if (known?.bytes === bytes && known.mtimeMs === mtimeMs) return known.sha256;
    const sha256 = await sha256OfFile(file);
    await this.memento.update(hashesKey, { ...this.#known, [file]: { bytes, mtimeMs, sha256 } });
    return sha256;
  }

  get #known(): Readonly<Record<string, KnownHash>> {
    return this.memento.get<Readonly<Record<string, KnownHash>>>(hashesKey, {});
  }
}
