import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import {
  codebookFormatVersion,
  parseCodebook,
  serializeCodebook,
  type Code,
  type Codebook,
} from '../../../src/core/codebook/codebook';
import { codebookCsv, parseCodebookCsv, readCodebookCsv } from '../../../src/core/exchange/codebookCsv';
import { formatCodeDescription, parseCodeDescription } from '../../../src/core/exchange/codeDescription';
import { formatQdc, parseQdc } from '../../../src/core/exchange/refi/codebookFile';
import { toCodes } from '../../../src/core/exchange/toCodes';

const encode = (text: string) => new TextEncoder().encode(text);
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const noId = () => assert.fail('every code has an id');

/** Words that look like what the formats write themselves, or that XML and spreadsheets take for something else. */
const line = fc.constantFrom(
  'a',
  'When to use:',
  ' When to use:',
  '\\Examples:',
  'Examples:',
  '• b',
  '  c',
  '',
  '<&">',
  '=1+1',
  '-x',
  '"q"',
  'é😴',
  'Shortcut:\nx',
);
const prose = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n').trim());
const example = prose.filter((text) => text !== '');
const description = fc.record({
  definition: prose,
  whenToUse: prose,
  whenNotToUse: prose,
  examples: fc.array(example, { maxLength: 3 }),
});
const codebook = fc
  .array(fc.tuple(description, fc.nat(9), fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((parts): Codebook => ({
    formatVersion: codebookFormatVersion,
    codes: parts.map(([fields, parent, hasShortcut], i): Code => ({
      id: id(i),
      name: `Code ${i} <&"'>`,
      ...fields,
      colour: `#0072b${i}`,
      shortcut: hasShortcut ? String(i) : null,
      parent: i === 0 || parent >= i ? null : id(parent),
    })),
  }));
const byId = (codes: readonly Code[]) => codes.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('codebooks in other formats', () => {
  it('come back from a spreadsheet, in whatever form it saves them', () => {
    const codes = [{ name: 'Ärger; Wut', parent: '' }, { name: 'Trotz', parent: 'Ärger; Wut' }]; // prettier-ignore
    const table = (delimiter: string) =>
      ['name', 'parent', 'Definition'].join(delimiter) +
      `\r\n"Ärger; Wut"${delimiter}${delimiter}„Laut“\r\nTrotz${delimiter}"Ärger; Wut"${delimiter}\r\n`;
    const western = (text: string) =>
      Uint8Array.from([...text].map((c) => ({ '„': 0x84, '“': 0x93 })[c] ?? c.charCodeAt(0)));
    for (const [bytes, warnings] of [
      [encode(`\uFEFF${table(';')}`), 0],
      [encode(table(',')), 0],
      [western(table(';')), 1],
      [western(`sep=;\r\n${table(';')}`), 1],
      [encode(`sep=\t\r\n${table('\t')}`), 0],
      [new Uint8Array(Buffer.from(`\uFEFF${table('\t')}`, 'utf16le')), 0],
    ] as const) {
      const imported = readCodebookCsv(bytes, 'f.csv');
      assert.deepEqual(
        imported.codes.map(({ name, parent, key }) => ({
          name,
          parent: imported.codes.find((one) => one.key === parent)?.name ?? '',
          key,
        })),
        codes.map((code, i) => ({ ...code, key: imported.codes[i]!.key })),
      );
      assert.equal(imported.codes[0]!.definition, '„Laut“');
      assert.equal(imported.warnings.length, warnings);
    }
    assert.throws(() => readCodebookCsv(encode('sep=;\r\nname;parent\r\n;x\r\n'), 'f.csv'), /f\.csv, line 3/);
    assert.throws(() => readCodebookCsv(Uint8Array.from([0x50, 0x4b, 3, 4]), 'f.csv'), UserError);
  });

  it('come from tables with columns as people call them, and tell what they had no place for', () => {
    const german =
      'Nr.;Kategorie;Oberkategorie;Beschreibung;Kodierregel;Abgrenzung;Ankerbeispiel;Farbe;Bemerkung\r\n' +
      '1;Schlaf;;Alles zum Schlaf;nachts;tags;„Um drei bin ich wach“;#ff0000;\r\n' +
      '2;Grübeln;Schlaf;Kreisende Gedanken;;;;;mit Team besprechen\r\n;;;;;;;;\r\n';
    const { codes, warnings } = parseCodebookCsv(german, 'f.csv');
    assert.deepEqual(
      codes.map(({ name, parent, colour }) => [name, codes.find(({ key }) => key === parent)?.name, colour]),
      [
        ['Schlaf', undefined, '#ff0000'],
        ['Grübeln', 'Schlaf', null],
      ],
    );
    const { definition, whenToUse, whenNotToUse, examples } = parseCodeDescription(codes[0]!.definition);
    assert.deepEqual(
      [definition, whenToUse, whenNotToUse, examples],
      ['Alles zum Schlaf', 'nachts', 'tags', ['„Um drei bin ich wach“']],
    );
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['2 columns of the table left out, as a code has no place for it: “Nr.”, “Bemerkung”.'],
    );

    // Where a column is “name”, “code” is something else.
    const numbered = parseCodebookCsv('Code,Name,Include\nC1,Risk mention,"Passive, too"\n', 'f.csv');
    assert.deepEqual(
      numbered.codes.map(({ name }) => name),
      ['Risk mention'],
    );
    assert.equal(parseCodeDescription(numbered.codes[0]!.definition).whenToUse, 'Passive, too');
    assert.match(numbered.warnings[0]!.message, /^A column of the table left out.*“Code”/);
  });

  it('begin with a byte order mark as tables, without which Excel garbles accents', () => {
    assert.match(codebookCsv({ formatVersion: codebookFormatVersion, codes: [] }), /^\uFEFFid,name,/);
  });

  it('put all fields of a code into one description, and take them out again', () => {
    const code = {
      definition: 'Trouble sleeping.',
      whenToUse: 'At night.',
      whenNotToUse: '',
      examples: ['I lie awake.', 'Two\nlines.'],
      shortcut: 's',
    };
    assert.equal(
      formatCodeDescription(code),
      'Trouble sleeping.\n\nWhen to use:\nAt night.\n\nExamples:\n• I lie awake.\n• Two\n  lines.\n\nShortcut:\ns',
    );
    fc.assert(
      fc.property(description, fc.option(fc.constantFrom('a', '1')), (fields, shortcut) => {
        const all = { ...fields, shortcut };
        assert.deepEqual(parseCodeDescription(formatCodeDescription(all)), all);
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(parseCodeDescription('Anything: at all').definition, 'Anything: at all');
  });

  it('come back from .qdc and CSV as they went out', () => {
    fc.assert(
      fc.property(codebook, (before) => {
        for (const read of [
          parseQdc(encode(formatQdc(before)), 'f.qdc'),
          parseCodebookCsv(codebookCsv(before), 'f.csv'),
        ]) {
          assert.deepEqual(read.warnings, []);
          const { codes } = toCodes(read.codes, noId);
          assert.deepEqual(byId(codes), before.codes);
          parseCodebook(serializeCodebook({ ...before, codes }), 'codebook.json');
        }
      }),
      { numRuns: 30 },
    );
  });

  it('.qdc: read braces, short colours, folders, empty sets, and GUIDs that two codes share', () => {
    const qdc = `<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes>
      <Code guid="{${id(1).toUpperCase()}}" name="Topics" isCodable="false" color="#fA0">
        <Code guid="${id(2)}" name="Other" isCodable="true"><Description> a </Description></Code></Code>
      <Code guid="${id(1)}" name="Other" isCodable="true"/><Code guid="7" name="" isCodable="true"/>
      </Codes><Sets/></CodeBook>`;
    const { codes, warnings } = parseQdc(encode(qdc), 'f.qdc');
    assert.deepEqual(
      codes.map(({ name, guid, colour, definition }) => [name, guid, colour, definition]),
      [
        ['Topics', id(1), '#ffaa00', ''],
        ['Other', id(2), null, 'a'],
        ['Other', null, null, ''],
        ['Code 4', null, null, ''],
      ],
    );
    assert.equal(codes[1]?.parent, codes[0]?.key);
    assert.equal(new Set(codes.map(({ key }) => key)).size, 4);
    assert.equal(warnings.length, 1);
    let next = 10;
    const made = toCodes(codes, () => id(next++));
    assert.deepEqual(
      made.codes.map(({ name }) => name),
      ['Topics', 'Other', 'Other (2)', 'Code 4'],
    );
    assert.match(made.warnings[0]?.message ?? '', /^1 codes? had the name/);
    parseCodebook(serializeCodebook({ formatVersion: codebookFormatVersion, codes: made.codes }), 'codebook.json');
  });

  it('CSV: read what people type, with other headings and no ids', () => {
    const csv = 'Name;Parent;When to use;Color;Examples\nSleep;;at night;#0072B2;"one\ntwo"\nDreams;sleep;;blue;\n';
    const { codes } = parseCodebookCsv(csv, 'f.csv');
    assert.deepEqual(
      codes.map(({ name, guid, colour, parent }) => [name, guid, colour, parent]),
      [
        ['Sleep', null, '#0072b2', null],
        ['Dreams', null, null, codes[0]?.key],
      ],
    );
    assert.deepEqual(parseCodeDescription(codes[0]!.definition).examples, ['one', 'two']);
    assert.deepEqual(parseCodeDescription(codes[0]!.definition).whenToUse, 'at night');
  });

  it('CSV: refuse what is no codebook, with the line', () => {
    for (const [csv, message] of [
      ['note\nsecret\n', /f\.csv: the first line/],
      ['name\nsecret\nSecret\n', /line 3: a name or id/],
      ['name,parent\nsecret,none\n', /line 2: a parent/],
      ['name,parent\na,b\nb,a\n', /line 2: a code that stands above itself/],
      ['name,parent\n,x\n', /line 2: a code without a name/],
    ] as const) {
      assert.throws(
        () => parseCodebookCsv(csv, 'f.csv'),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, message);
          return !error.message.includes('ecret');
        },
      );
    }
  });

  it('refuse other XML, and an empty codebook, which .qdc cannot hold', () => {
    assert.throws(() => parseQdc(encode('<Project/>'), 'f.qdc'), UserError);
    assert.throws(() => formatQdc({ formatVersion: codebookFormatVersion, codes: [] }), UserError);
  });

  it('answer any bytes with codes or a UserError', () => {
    const code: Code = {
      id: id(1),
      name: 'n',
      definition: 'd',
      whenToUse: 'u',
      whenNotToUse: '',
      examples: ['e'],
      colour: '#000000',
      shortcut: null,
      parent: null,
    };
    const good = encode(formatQdc({ formatVersion: codebookFormatVersion, codes: [code] }));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.uint8Array({ maxLength: 40 }), (at, byte, random) => {
        for (const bytes of [good.map((old, i) => (i === at ? byte : old)), random]) {
          for (const parse of [
            () => parseQdc(bytes, 'f'),
            () => parseCodebookCsv(new TextDecoder().decode(bytes), 'f'),
          ]) {
            try {
              toCodes(parse().codes, () => id(99));
            } catch (error) {
              assert.ok(error instanceof UserError, String(error));
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
