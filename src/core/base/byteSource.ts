/** Random access to bytes that may be larger than memory, such as a model file. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes [offset, offset + length), as many as there are. The returned view is valid until the next call:
   * copy what is to be kept.
   */
  read(offset: number, length: number): Uint8Array;
}

/** A `ByteSource` over bytes that are in memory. */
export class MemorySource implements ByteSource {
  constructor(private readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    return this.bytes.subarray(offset, offset + length);
  }
}
