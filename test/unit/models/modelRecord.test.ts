import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { formatModelRecord, parseModelRecord, recordBytes } from '../../../src/core/models/modelRecord';

const hex = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((d) => d.join(''));
const hash = fc.oneof(
  fc.record({ algorithm: fc.constant('sha256' as const), hex: hex(64) }),
  fc.record({ algorithm: fc.constant('gitBlob' as const), hex: hex(40) }),
);
const date = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString());
const record = fc.record({
  formatVersion: fc.constant(1 as const),
  hub: fc.domain().map((domain) => `https://${domain}/hub`),
  repo: fc.string(),
  revision: hex(40),
  onnxFile: fc.string(),
  licence: fc.option(fc.string()),
  licenceAgreedAt: date,
  downloadedAt: fc.option(date),
  files: fc.array(fc.record({ path: fc.string(), bytes: fc.nat(), hash }), { maxLength: 4 }),
});

describe('the record of a download', () => {
  it('comes back as it was written, fields of newer versions included', () => {
    fc.assert(
      fc.property(record, fc.jsonValue(), (value, later) => {
        const written = { ...value, later };
        assert.deepEqual(parseModelRecord(formatModelRecord(written), 'f'), JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 100 },
    );
  });

  it('damaged in any way is refused by name or still a record', () => {
    const [sample] = fc.sample(record, { numRuns: 1, seed: 1 });
    const text = formatModelRecord(sample!);
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 3 }), (at, put) => {
        try {
          recordBytes(parseModelRecord(text.slice(0, at) + put + text.slice(at + put.length), 'the-file.json'));
        } catch (error) {
          assert.ok(error instanceof UserError && error.message.startsWith('the-file.json'), String(error));
        }
      }),
      { numRuns: 200 },
    );
  });
});
