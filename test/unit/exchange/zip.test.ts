import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { MemorySource } from '../../../src/core/base/byteSource';
import { UserError } from '../../../src/core/base/userError';
import { writeZip, ZipArchive, zipLimits, type ZipLimits } from '../../../src/core/exchange/zip';

const encode = (text: string) => new TextEncoder().encode(text);
const open = (bytes: Uint8Array, limits?: ZipLimits) => new ZipArchive(new MemorySource(bytes), 'a.zip', limits);

/** The same bytes with every occurrence of a name replaced by another of the same length. */
function rename(zip: Uint8Array, from: string, to: string): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(zip).toString('latin1').replaceAll(from, to), 'latin1'));
}

function refused(run: () => unknown, message: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof UserError && error.code === 'fileInvalid', String(error));
    assert.match(error.message, message);
    return true;
  });
}

describe('zip archives', () => {
  it('read back what was written, packed or not, the same bytes each time', () => {
    const files = { 'project.qde': encode('<a/>'.repeat(50)), 'sources/ä.txt': encode('x'), 'empty.txt': encode('') };
    for (const isPacked of [true, false]) {
      const zip = writeZip(files, { isPacked });
      const archive = open(zip);
      assert.deepEqual(archive.names, Object.keys(files));
      for (const [name, bytes] of Object.entries(files)) assert.deepEqual(archive.read(name), new Uint8Array(bytes));
      assert.equal(archive.read('absent'), undefined);
      assert.deepEqual(writeZip(files, { isPacked }), zip);
    }
  });

  it('reads what another program wrote: made by hand from the specification, with a comment at the end', () => {
    const packed = deflateRawSync(encode('123456789'));
    const crc = 0xcbf43926; // the check value of CRC-32
    const name = encode('h.txt');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(9, 24);
    central.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(46 + name.length, 12);
    end.writeUInt32LE(30 + name.length + packed.length, 16);
    end.writeUInt16LE(4, 20);
    const zip = Buffer.concat([local, name, packed, central, name, end, encode('note')]);
    assert.equal(new TextDecoder().decode(open(zip).read('h.txt')), '123456789');
  });

  it('refuses names that lead out of the archive, and two entries of one name', () => {
    const zip = writeZip({ 'aa/bb.txt': encode('x'), 'cc/bb.txt': encode('y') });
    for (const bad of ['../bb.txt', '/a/bb.txt', 'a\\/bb.txt', 'C:/bb.txt', 'a\0/bb.txt']) {
      refused(() => open(rename(zip, 'aa/bb.txt', bad.padEnd(9, 'x'))), /leads out of it \(entry 1\)/);
    }
    refused(() => open(rename(zip, 'cc/bb.txt', 'aa/bb.txt')), /two entries of one name \(entry 2\)/);
  });

  it('refuses what is protected by a password', () => {
    const zip = writeZip({ 'a.txt': encode('x') });
    const at = Buffer.from(zip).indexOf('PK\x01\x02', 0, 'latin1');
    zip[at + 8]! |= 1;
    refused(() => open(zip), /password/);
  });

  it('refuses bombs before it unpacks them, whatever they state', () => {
    const bomb = writeZip({ 'a.txt': new Uint8Array(2 * 2 ** 20), 'b.txt': encode('small') });
    refused(() => open(bomb).read('a.txt'), /unpacks to more/);
    assert.deepEqual(open(bomb).read('b.txt'), encode('small'));
    const central = Buffer.from(bomb).indexOf('PK\x01\x02', 0, 'latin1');
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(central + 24, 4096, true);
    refused(() => open(bomb).read('a.txt'), /damaged/);
    const small = { ...zipLimits, entryBytes: 10, totalBytes: 15 };
    const archive = open(writeZip({ a: new Uint8Array(10), b: new Uint8Array(10), c: new Uint8Array(11) }), small);
    refused(() => archive.read('c'), /unpacks to more/);
    archive.read('a');
    refused(() => archive.read('b'), /unpacks to more/);
    refused(() => open(writeZip({ a: encode(''), b: encode('') }), { ...zipLimits, entries: 1 }), /2 entries/);
  });

  it('finds damage out by the checksum', () => {
    const zip = writeZip({ 'a.txt': encode('some words') }, { isPacked: false });
    refused(() => open(rename(zip, 'words', 'sword')).read('a.txt'), /damaged/);
  });

  it('answers any bytes with an archive or a UserError', () => {
    const good = writeZip({ 'a.txt': encode('words '.repeat(40)), 'b/c.txt': encode('more') });
    const mutated = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = good.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const cut = fc.nat(good.length).map((length) => good.slice(0, length));
    fc.assert(
      fc.property(fc.oneof(mutated, cut, fc.uint8Array({ maxLength: 80 })), (bytes) => {
        try {
          const archive = open(bytes);
          for (const name of archive.names) archive.read(name);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});
