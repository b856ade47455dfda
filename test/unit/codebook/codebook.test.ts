import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { parseCodebook, serializeCodebook, type Code } from '../../../src/core/codebook/codebook';
import { anyCodePoint } from '../../support/anyText';

const file = 'introspect/codebook.json';
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const code = (n: number, fields: Partial<Code> = {}): Code => ({
  id: idOf(n),
  name: `Code ${n}`,
  definition: 'What it is.',
  whenToUse: '',
  whenNotToUse: '',
  examples: [],
  colour: '#0072b2',
  shortcut: null,
  parent: null,
  ...fields,
});
const jsonOf = (...codes: object[]) => JSON.stringify({ formatVersion: 1, codes });

function messageOf(json: string): string {
  try {
    parseCodebook(json, file);
  } catch (error) {
    assert.ok(error instanceof UserError && error.code === 'fileInvalid' && error.remedy !== '');
    return error.message;
  }
  return 'accepted';
}

describe('codebook', () => {
  it('keeps fields that this version does not know, at every level', () => {
    const json = JSON.stringify({ formatVersion: 1, codes: [code(1, { weight: { a: 1 } })], licence: 'CC0' });
    assert.deepEqual(JSON.parse(serializeCodebook(parseCodebook(json, file))), JSON.parse(json));
  });

  it('reads what it wrote', () => {
    const codes = fc.array(
      fc.record({
        definition: fc.string({ unit: anyCodePoint }),
        examples: fc.array(fc.string()),
        nested: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(codes, (drafts) => {
        const codebook = {
          formatVersion: 1,
          codes: drafts.map(({ nested, ...draft }, i) =>
            code(i, { ...draft, parent: nested && i ? idOf(i - 1) : null }),
          ),
        };
        assert.deepEqual(parseCodebook(serializeCodebook(codebook), file), codebook);
      }),
      { numRuns: 50 },
    );
  });

  it('says which code breaks which rule', () => {
    const cases: [string, string][] = [
      [jsonOf(code(1), code(1, { name: 'Other' })), 'codes[1].id: the same id as codes[0]'],
      [jsonOf(code(1, { name: 'Sleep' }), code(2, { name: ' sleep' })), 'codes[1].name: the same name as codes[0]'],
      [
        jsonOf(code(1, { shortcut: 's' }), code(2), code(3, { shortcut: 's' })),
        'codes[2].shortcut: the same shortcut as codes[0]',
      ],
      [jsonOf(code(1, { parent: idOf(9) })), 'codes[0].parent: no code has this id'],
      [jsonOf(code(1, { parent: idOf(1) })), 'codes[0].parent: the code stands above itself'],
      [
        jsonOf(code(1, { parent: idOf(2) }), code(2), code(3, { parent: idOf(4) }), code(4, { parent: idOf(3) })),
        'codes[2].parent: the code stands above itself (and 1 more)',
      ],
      [jsonOf(code(1, { colour: 'red' })), 'codes[0].colour: expected a colour'],
      [jsonOf(code(1, { shortcut: 'S' })), 'codes[0].shortcut: expected one lower-case letter'],
      [jsonOf(code(1, { id: 'sleep' })), 'codes[0].id: expected a UUID'],
      [jsonOf({ ...code(1), definition: undefined }), 'codes[0].definition:'],
      [JSON.stringify({ formatVersion: 2, codes: [] }), ' was written by a newer Introspect'],
      ['[]', `${file}, as a whole:`],
    ];
    for (const [json, expected] of cases) {
      const message = messageOf(json);
      assert.ok(message.startsWith(file) && message.includes(expected), `${message} should say ${expected}`);
    }
  });

  it('lets codes stand before their parents', () => {
    assert.equal(messageOf(jsonOf(code(1, { parent: idOf(2) }), code(2))), 'accepted');
  });

  it('tells where JSON breaks without quoting what the file holds', () => {
    const message = messageOf('{\n  "codes": [ "he told me in confidence" oops ]\n}');
    assert.match(message, /not valid JSON, line 2 column \d+/);
    assert.ok(!message.includes('confidence') && !message.includes('oops'));
    assert.ok(!messageOf('secret').includes('secret'));
  });

  it('fails on any bytes with a UserError only', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
        assert.ok(messageOf(json).startsWith(file));
      }),
      { numRuns: 60 },
    );
  });
});
