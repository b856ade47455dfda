import assert from 'node:assert/strict';
import fc from 'fast-check';
import { transcriptPathFor } from '../../../src/core/coding/newStudy';
import { utf16 } from '../../../src/core/base/offsets';
import { makeCodebook } from '../../../src/core/codebook/edit';
import { guessRole } from '../../../src/core/coding/speakerRoles';
import { parseStudy, type Study } from '../../../src/core/coding/study';
import type { ImportedCode, ImportedDocument } from '../../../src/core/exchange/import/imported';
import { countTurns, outlineOf } from '../../../src/core/exchange/review/documentOutline';
import { editText } from '../../../src/core/exchange/review/editedText';
import { freePath, safeFileName, transcriptPath } from '../../../src/core/exchange/review/fileNames';
import { reviewDocument, reviewTurns, turnsOf } from '../../../src/core/exchange/review/reviewedDocument';
import { takeCoders } from '../../../src/core/exchange/review/takenCoders';
import { takeCodes } from '../../../src/core/exchange/review/takenCodes';
import { parseTranscript, serializeTranscript } from '../../../src/core/transcript/transcript';
import { anyCodePoint } from '../../support/anyText';

const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });
const speakers = ['I', 'Anna', 'Dr. B'];
const turn = fc.record({
  speaker: fc.constantFrom(...speakers),
  startMs: fc.option(fc.integer({ min: 0, max: 3_600_000 })),
  words: fc.stringMatching(/^(?:[a-z 😴é.]{0,12}[a-z])?$/u).map((words) => words.trim()),
});
const choices = fc.record({
  names: fc.constantFrom(new Map<string, string>(), new Map([['Anna', 'P07']]), new Map([['Anna', 'I']])),
  mergeGapMs: fc.constantFrom(null, 1000, Infinity),
});
const textOf = (text: string): ImportedDocument => ({
  name: 'a',
  content: { kind: 'text', text, segments: [] },
  warnings: [],
});

describe('review: editText', () => {
  it('moves stretches outside edits with their words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{0,6}$/), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(words, fc.stringMatching(/^[A-Z]{0,4}$/), (parts, replacement) => {
        const text = parts.join('|');
        const edits = [...text.matchAll(/\|/g)].map(({ index }) => ({ ...range(index, index + 1), replacement }));
        const edited = editText(text, edits);
        assert.equal(edited.text, parts.join(replacement));
        for (const { index, 0: word } of text.matchAll(/[a-z]+/g)) {
          const moved = edited.place(range(index, index + word.length))!;
          assert.equal(edited.text.slice(moved.start, moved.end), word);
        }
        assert.deepEqual(edited.place(range(0, text.length)), edited.text === '' ? null : range(0, edited.text.length));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves nothing of a stretch inside an edit', () => {
    assert.equal(editText('abcdef', [{ ...range(1, 5), replacement: '' }]).place(range(2, 4)), null);
  });
});

describe('review: reviewDocument', () => {
  it('makes of a text the same turns as of the turns themselves, and counts them beforehand', () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 12 }), choices, (turns, chosen) => {
        const document = textOf(serializeTranscript(turns));
        const reviewed = reviewDocument(document, chosen);
        const expected = reviewTurns(turnsOf(document), chosen);
        assert.deepEqual(turnsOf(textOf(reviewed.text)), expected);
        assert.equal(countTurns(outlineOf(document), chosen), expected.length);
        assert.equal(reviewed.turns, expected.length);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps every segment on its words, whatever happens around it', () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 10 }), choices, (turns, chosen) => {
        const text = serializeTranscript(turns);
        const spoken = parseTranscript(text).turns.filter(({ words }) => words.start < words.end);
        const segments = spoken.map(({ words }) => ({
          code: 'c',
          coder: null,
          range: words,
          memo: null,
          created: null,
        }));
        const document = { ...textOf(text), content: { kind: 'text', text, segments } as const };
        const reviewed = reviewDocument(document, chosen);
        assert.equal(reviewed.lostSegments, 0);
        reviewed.segments.forEach(({ index, segment }) => {
          const before = segments[index]!.range;
          assert.equal(
            reviewed.text.slice(segment.range.start, segment.range.end),
            text.slice(before.start, before.end),
          );
        });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps notes between turns, and turns apart that one stands between', () => {
    const text = 'A: one\n\n Note: rings\n\nA: two\n\nA: three\n';
    const chosen = { names: new Map([['A', 'P07']]), mergeGapMs: Infinity };
    const reviewed = reviewDocument(textOf(text), chosen);
    assert.equal(reviewed.text, 'P07: one\n\n Note: rings\n\nP07: two three\n');
    assert.equal(reviewed.turns, 2);
    assert.equal(countTurns(outlineOf(textOf(text)), chosen), 2);
    assert.equal(reviewTurns(turnsOf(textOf(text)), chosen).length, 2);
    assert.deepEqual(outlineOf(textOf(text)).speakers, [{ name: 'A', turns: 3, words: 3 }]);
  });

  it('touches nothing else of a text: title, blank lines and spaces stay', () => {
    const text = 'Interview 3\n\n\nAnna:  How was it?\n\nnot a head\n\nBen : Long.  \n';
    const { text: after } = reviewDocument(textOf(text), { names: new Map([['Anna', 'I']]), mergeGapMs: null });
    assert.equal(after, text.replace('Anna', 'I'));
    const same = reviewDocument(textOf('no speaker\n'), { names: new Map(), mergeGapMs: Infinity });
    assert.deepEqual([same.text, same.turns], ['no speaker\n', 0]);
  });
});

describe('review: file names', () => {
  it('makes a name that every file system takes, and never a path', () => {
    const names = [
      '../../etc/passwd',
      'a/b:c*?.txt',
      ' .hidden. ',
      'CON',
      'com1.x',
      '\u202Eevil',
      '..',
      '',
      '😴'.repeat(200),
    ];
    assert.deepEqual(names.map((name) => safeFileName(name, 'x')).slice(0, 8), [
      'etc passwd',
      'a b c.txt',
      'hidden',
      'CON_',
      'com1_.x',
      'evil',
      'x',
      'x',
    ]);
    fc.assert(
      fc.property(fc.string({ unit: anyCodePoint, maxLength: 20 }), (name) => {
        assert.match(transcriptPath(name), /^transcripts\/[^/\\:*?"<>|\p{Cc}]+\.transcript\.txt$/u);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps a file’s ending, and leaves room for the temporary name that it is written under', () => {
    const temporary = '.00000000-0000-4000-8000-000000000000.tmp';
    const bytes = (name: string) => Buffer.byteLength(name + temporary);
    assert.equal(safeFileName('con.txt', 'x'), 'con_.txt');
    assert.equal(safeFileName('AUX.1 Interview.docx', 'x'), 'AUX_.1 Interview.docx');
    assert.equal(safeFileName('???.docx', 'original'), 'original.docx');
    assert.equal(safeFileName('Interview Nr. 3', 'x'), 'Interview Nr. 3');
    assert.match(safeFileName(`${'Schlaf '.repeat(20)}.txt`, 'x'), /^(?:Schlaf ){10}.*[^ ]\.txt$/);
    for (const letter of ['a', 'é', '면', '😴', 'ก็']) {
      for (const name of [
        safeFileName(`${letter.repeat(300)}.docx`, 'x'),
        transcriptPath(letter.repeat(300)).slice(12),
      ]) {
        const stem = name.slice(0, name.indexOf('.'));
        assert.ok(bytes(name.replace('.', '-1000.')) <= 255, `${letter} ${bytes(name)}`);
        assert.ok(stem.length >= 40 && stem.replaceAll(letter.normalize('NFC'), '') === '', `${letter}: ${stem}`);
      }
      const copied = transcriptPathFor(`talks/${letter.repeat(300)}.txt`, new Set());
      assert.ok(bytes(copied.slice(12)) <= 255 && copied.endsWith(`${letter}.transcript.txt`), copied);
    }
    assert.equal(transcriptPathFor('talks/P01. x.transcript.txt', new Set()), 'transcripts/P01. x.transcript.txt');
    fc.assert(
      fc.property(fc.string({ unit: anyCodePoint, maxLength: 200 }), (name) => {
        assert.ok(bytes(safeFileName(name, 'x')) <= 255);
        assert.ok(bytes(transcriptPath(name).slice(12)) <= 255);
      }),
      { numRuns: 100 },
    );
  });

  it('numbers what is taken, before the ending', () => {
    const taken = new Set(['transcripts/p01.transcript.txt', 'transcripts/p01-2.transcript.txt', 'originals/a.b.docx']);
    const isTaken = (path: string) => taken.has(path);
    assert.equal(freePath('transcripts/P01.transcript.txt', isTaken), 'transcripts/P01-3.transcript.txt');
    assert.equal(freePath('originals/a.b.docx', isTaken), 'originals/a.b-2.docx');
    assert.equal(freePath('originals/new', isTaken), 'originals/new');
  });
});

describe('review: codes, coders and roles', () => {
  const guid = '11111111-2222-4333-8444-555555555555';
  const code = (key: string, name: string, more: Partial<ImportedCode> = {}): ImportedCode => ({
    key,
    name,
    definition: '',
    colour: null,
    parent: null,
    guid: null,
    ...more,
  });
  const newId = (key: string) => `00000000-0000-4000-8000-${key.padStart(12, '0')}`;

  it('keeps ids, knows a code again by its id alone, and puts one of the same name beside it', () => {
    const first = takeCodes(
      makeCodebook(),
      [code('1', 'Sleep', { guid }), code('2', 'Waking', { parent: '1' })],
      newId,
    );
    assert.deepEqual(
      first.codebook.codes.map(({ id, name, parent }) => [id, name, parent]),
      [
        [guid, 'Sleep', null],
        [newId('2'), 'Waking', guid],
      ],
    );
    const second = takeCodes(
      first.codebook,
      [code('9', 'Renamed', { guid: guid.toUpperCase() }), code('8', 'waking')],
      newId,
    );
    assert.deepEqual(
      [...second.ids],
      [
        ['9', guid],
        ['8', newId('8')],
      ],
    );
    assert.deepEqual(
      second.codebook.codes.map(({ name }) => name),
      ['Sleep', 'Waking', 'waking (2)'],
    );
    assert.equal(second.added, 1);
    assert.match(second.warnings[0]!.message, /^1 code with the name of another code/);
  });

  it('finds people by name and models by id, and takes nobody for the consensus', () => {
    const study: Study = {
      formatVersion: 1,
      title: 't',
      unitOfAnalysis: 'turn',
      coders: [
        { id: 'ana', name: 'Ana R.', kind: 'person' },
        { id: 'consensus', name: 'Consensus', kind: 'person', role: 'consensus' },
      ],
    };
    const imported = [
      { name: 'ana r.', id: 'AR' },
      { name: 'tiny', id: 'model:tiny' },
      { name: 'Consensus', id: null },
    ];
    const taken = takeCoders(study, imported, new Set(['ana r.', 'tiny', 'Consensus', null]));
    assert.deepEqual(
      [...taken.coders].map(([name, { id, kind }]) => [name, id, kind]),
      [
        ['ana r.', 'ana', 'person'],
        ['tiny', 'model:tiny', 'model'],
        ['Consensus', 'consensus-2', 'person'],
        [null, 'unknown-coder', 'person'],
      ],
    );
  });

  it('proposes roles by what the file says, else by the name', () => {
    assert.equal(guessRole('MOT', 'Investigator'), 'interviewer');
    assert.equal(guessRole('CHI', 'Target_Child'), 'participant');
    assert.deepEqual(
      ['I', 'Therapist 2', 'P07', 'Client', 'Anna'].map((name) => guessRole(name, null)),
      ['interviewer', 'interviewer', 'participant', 'participant', null],
    );
  });

  it('keeps the roles of speakers in study.json, and a role it does not know out of the way', () => {
    const json = (role: string) =>
      JSON.stringify({
        formatVersion: 1,
        title: 't',
        unitOfAnalysis: 'turn',
        coders: [],
        speakers: [{ name: 'I', role, note: 'x' }],
      });
    assert.deepEqual(parseStudy(json('interviewer'), 'f').speakers, [{ name: 'I', role: 'interviewer', note: 'x' }]);
    assert.equal(parseStudy(json('dancer'), 'f').speakers?.[0]?.role, undefined);
  });
});
