import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../core/base/byteSource';

const windowBytes = 64 * 1024;

/**
 * A file on disk, read through one window: a reader that walks forward in small steps costs one system call per 64 KiB,
 * and a stretch that it skips is never read.
 */
export class FileSource implements ByteSource {
  readonly size: number;
  readonly #fd: number;
  readonly #window = new Uint8Array(windowBytes);
  /** The bytes that the window holds: [start, end). */
  #start = 0;
  #end = 0;

  /** @throws the system's error when the file cannot be opened. */
  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array(0);
    if (end - offset > windowBytes) return this.#fill(new Uint8Array(end - offset), offset);
    if (offset < this.#start || end > this.#end) {
      this.#end = offset + this.#fill(this.#window, offset).length;
      this.#start = offset;
    }
    return this.#window.subarray(offset - this.#start, end - this.#start);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The part of `target` that could be filled. */
  #fill(target: Uint8Array, offset: number): Uint8Array {
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(this.#fd, target, filled, target.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return target.subarray(0, filled);
  }
}
