import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly sizeBytes: number;
  readonly read: () => string;
}

/** Entries of a zip file by name, from its central directory (APPNOTE 4.3.12; no zip64, no encryption). */
export function zipEntries(file: string): ReadonlyMap<string, ZipEntry> {
  const zip = readFileSync(file);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (end < 0) throw new Error(`${file} is not a zip file.`);
  const entries = new Map<string, ZipEntry>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const method = zip.readUInt16LE(at + 10);
    const packedBytes = zip.readUInt32LE(at + 20);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((o) => zip.readUInt16LE(at + o)) as [
      number,
      number,
      number,
    ];
    const local = zip.readUInt32LE(at + 42);
    const read = () => {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + packedBytes);
      return (method === 0 ? packed : inflateRawSync(packed)).toString('utf8');
    };
    entries.set(zip.toString('utf8', at + 46, at + 46 + nameBytes), { sizeBytes: zip.readUInt32LE(at + 24), read });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}
