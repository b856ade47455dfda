import { inflateSync, zipSync } from 'fflate';
import type { ByteSource } from '../base/byteSource';
import { UserError } from '../base/userError';
import { crc32 } from './crc32';

/** What a zip archive may ask of the machine; archives come from anywhere. */
export interface ZipLimits {
  readonly entries: number;
  /** Unpacked size of one entry that is read. */
  readonly entryBytes: number;
  /** Unpacked size of all entries that are read. Entries may overlap in the archive, so its own size bounds nothing. */
  readonly totalBytes: number;
  /** Unpacked to packed size, of entries that unpack to more than 1 MiB. */
  readonly ratio: number;
}

export const zipLimits: ZipLimits = {
  // A project has one entry per source; beyond this the list alone is an attack.
  entries: 50_000,
  // A JavaScript string ends at 512 Mi characters; the largest text that people code has a few MB.
  entryBytes: 256 * 2 ** 20,
  totalBytes: 1024 * 2 ** 20,
  // XML packs 10 to 50 to one, DEFLATE at most 1032 to one.
  ratio: 200,
};

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Of the local header. */
  readonly offset: number;
}

const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const endLength = 22;
const maxComment = 0xffff;
const [stored, deflated] = [0, 8];

/** A zip archive (PKWARE APPNOTE 6.3) whose list of entries has been checked; entries are unpacked when they are read. */
export class ZipArchive {
  readonly #entries = new Map<string, Entry>();
  #unpackedBytes = 0;

  /**
   * @param file the archive's name, for messages only
   * @throws UserError `fileInvalid`: no zip archive, cut off, encrypted, too many entries, two of one name, or a name that
   * leads out of the archive (`..`, an absolute path, a backslash)
   */
  constructor(
    private readonly source: ByteSource,
    private readonly file: string,
    private readonly limits: ZipLimits = zipLimits,
  ) {
    const { count, offset, size } = this.#directory();
    if (count > limits.entries) throw this.#refuse(`has ${count} entries; at most ${limits.entries} are read`);
    const bytes = this.#bytes(offset, size);
    for (let at = 0, n = 0; n < count; n++) {
      const { entry, next } = this.#entry(bytes, at, n + 1);
      at = next;
      if (entry.name.endsWith('/')) continue;
      if (this.#entries.has(entry.name)) throw this.#refuse(`has two entries of one name (entry ${n + 1})`);
      this.#entries.set(entry.name, entry);
    }
  }

  /** Paths of the files in it, `/` between folders, in the archive's order. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * An entry's bytes; undefined when there is none of this name.
   *
   * @throws UserError `fileInvalid`: damaged, packed in a way that is not DEFLATE, or larger than the limits
   */
  read(name: string): Uint8Array | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const { entryBytes, totalBytes, ratio } = this.limits;
    const isBomb = entry.unpacked > 2 ** 20 && entry.unpacked > ratio * entry.packed;
    if (entry.unpacked > entryBytes || isBomb || this.#unpackedBytes + entry.unpacked > totalBytes) {
      throw this.#refuse(`unpacks to more than is read (${entry.unpacked} bytes from ${entry.packed})`);
    }
    this.#unpackedBytes += entry.unpacked;
    const header = view(this.#bytes(entry.offset, 30));
    if (header.getUint32(0, true) !== localSignature) throw this.#damaged();
    const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    const bytes = this.#unpack(entry, this.#bytes(start, entry.packed));
    if (bytes.length !== entry.unpacked || crc32(bytes) !== entry.crc) throw this.#damaged();
    return bytes;
  }

  #unpack({ method, unpacked }: Entry, packed: Uint8Array): Uint8Array {
    if (method === stored) return new Uint8Array(packed);
    if (method !== deflated) throw this.#refuse(`is packed by a method that is not read (${method})`);
    try {
      // One byte more than stated, so that an entry that states less than it holds is found out.
      return inflateSync(packed, { out: new Uint8Array(unpacked + 1) });
    } catch (error) {
      throw this.#damaged(error);
    }
  }

  #entry(bytes: Uint8Array, at: number, number: number): { entry: Entry; next: number } {
    if (at + 46 > bytes.length) throw this.#damaged();
    const fields = view(bytes.subarray(at));
    if (fields.getUint32(0, true) !== centralSignature) throw this.#damaged();
    const [nameLength, extraLength] = [fields.getUint16(28, true), fields.getUint16(30, true)];
    const next = at + 46 + nameLength + extraLength + fields.getUint16(32, true);
    if (next > bytes.length) throw this.#damaged();
    const isEncrypted = (fields.getUint16(8, true) & 1) !== 0;
    if (isEncrypted) {
      throw new UserError(
        'fileInvalid',
        `${this.file} is protected by a password (entry ${number}).`,
        'Save it without a password, and keep it in a safe place.',
      );
    }
    const name = decodeName(bytes.subarray(at + 46, at + 46 + nameLength));
    if (!isInside(name)) throw this.#refuse(`has a path that leads out of it (entry ${number})`);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [unpacked = 0, packed = 0, offset = 0] = large(extra, [
      fields.getUint32(24, true),
      fields.getUint32(20, true),
      fields.getUint32(42, true),
    ]);
    const entry = {
      name,
      method: fields.getUint16(10, true),
      crc: fields.getUint32(16, true),
      packed,
      unpacked,
      offset,
    };
    return { entry, next };
  }

  /** Where the list of entries is. */
  #directory(): { count: number; offset: number; size: number } {
    const from = Math.max(0, this.source.size - endLength - maxComment);
    const tail = this.#bytes(from, this.source.size - from);
    const fields = view(tail);
    for (let at = tail.length - endLength; at >= 0; at--) {
      if (fields.getUint32(at, true) !== endSignature) continue;
      const small = {
        count: fields.getUint16(at + 10, true),
        size: fields.getUint32(at + 12, true),
        offset: fields.getUint32(at + 16, true),
      };
      const isLarge = small.count === 0xffff || small.size === 0xffffffff || small.offset === 0xffffffff;
      if (!isLarge || at < 20 || fields.getUint32(at - 20, true) !== locator64Signature) return small;
      const record = view(this.#bytes(uint64(fields, at - 12), 56));
      if (record.getUint32(0, true) !== end64Signature) throw this.#damaged();
      return { count: uint64(record, 32), size: uint64(record, 40), offset: uint64(record, 48) };
    }
    throw this.#damaged();
  }

  #bytes(offset: number, length: number): Uint8Array {
    if (offset + length > this.source.size) throw this.#damaged();
    return this.source.read(offset, length);
  }

  #damaged(cause?: unknown): UserError {
    return new UserError(
      'fileInvalid',
      `${this.file} is damaged, cut off, or no archive of the kind that its name says.`,
      'Export it anew from the program that made it.',
      { cause },
    );
  }

  #refuse(what: string): UserError {
    return new UserError(
      'fileInvalid',
      `${this.file} ${what}.`,
      'Open it in the program that made it, and save or export it anew.',
    );
  }
}

/** A zip archive with these files; the same files always give the same bytes. */
export function writeZip(files: Readonly<Record<string, Uint8Array>>, { isPacked = true } = {}): Uint8Array {
  return zipSync(files, { mtime: new Date(1980, 0, 1), level: isPacked ? 6 : 0 });
}

/** UTF-8, or where it is not, a character for each byte: names are looked up, never shown. */
function decodeName(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.includes('\ufffd') ? String.fromCharCode(...bytes) : text;
}

function isInside(name: string): boolean {
  return name !== '' && !/[\\\0]|^\/|^[A-Za-z]:/.test(name) && !name.split('/').includes('..');
}

/** Sizes and offsets over 4 GiB stand in an extra field, in the order of those that do not fit (APPNOTE 4.5.3). */
function large(extra: Uint8Array, values: readonly number[]): number[] {
  const fields = view(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + fields.getUint16(at + 2, true)) {
    if (fields.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    return values.map((value) => {
      if (value !== 0xffffffff || field + 8 > extra.length) return value;
      field += 8;
      return uint64(fields, field - 8);
    });
  }
  return [...values];
}

function uint64(fields: DataView, at: number): number {
  return at + 8 > fields.byteLength ? Infinity : Number(fields.getBigUint64(at, true));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
