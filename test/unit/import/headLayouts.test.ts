import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Imported } from '../../../src/core/exchange/import/imported';
import { parsePlainText } from '../../../src/core/exchange/import/plainText';
import { speakerNamesFor } from '../../../src/core/exchange/import/speakers';
import { parseSubRip } from '../../../src/core/exchange/import/subRip';
import { parseWebVtt } from '../../../src/core/exchange/import/webVtt';
import { conversation, type Said } from './conversations';
import { preambleIn, turnsIn, warningsIn } from './support';

const two = (n: number) => String(n).padStart(2, '0');
const long = (s: number) => `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
const short = (s: number) => `${Math.floor(s / 60)}:${two(s % 60)}`;
type Parse = (said: readonly Said[]) => Imported;
const each = (write: (one: Said) => string, between = '\n\n') =>
  ((said) => parsePlainText(said.map(write).join(between), 'P01.txt')) satisfies Parse;
const cues =
  (write: (one: Said) => string, arrow: (start: string) => string, parse: typeof parseSubRip, head = ''): Parse =>
  (said) =>
    parse(head + said.map((one, i) => `${i + 1}\n${arrow(long(one.s))}\n${write(one)}`).join('\n\n'), 'P01');

const timed: Record<string, Parse> = {
  'Otter, Teams': each(({ name, s, words }) => `${name}  ${short(s)}\n${words}`),
  'Otter, each line a paragraph': each(({ name, s, words }) => `${name}  ${short(s)}\n\n${words}`),
  'Otter, no blank lines': each(({ name, s, words }) => `${name}  ${short(s)}\n${words}`, '\n'),
  'Rev, head alone': each(({ name, s, words }) => `${name} (${long(s)}):\n${words}`),
  'Rev, one line': each(({ name, s, words }) => `${name} (${short(s)}): ${words}`, '\n'),
  'Word Transcribe': each(({ name, s, words }) => `${long(s)} ${name}\n${words}`),
  'Zoom captions': each(({ name, s, words }) => `[${name}] ${long(s)}\n${words}`),
  'typed, time first': each(({ name, s, words }) => `[${long(s)}] ${name}: ${words}`),
  'typed, tabs': each(({ name, s, words }) => `${long(s)}\t${name}:\t${words}`, '\n'),
  'f4, mark first': each(({ name, s, words }) => `#${long(s)}-0# ${name}: ${words}`),
  'f4, brackets': each(({ name, s, words }) => `[${long(s)}-0] ${name}: ${words}`, '\n'),
  MAXQDA: each(({ name, s, words }) => `#${long(s)}# ${name}: ${words}`, '\n'),
  'Zoom VTT': cues(
    ({ name, words }) => `${name}: ${words}`,
    (t) => `${t}.000 --> 99:00:00.000`,
    parseWebVtt,
    'WEBVTT\n\n',
  ),
  'whisperX SRT': cues(
    ({ name, words }) => `[${name}]: ${words}`,
    (t) => `${t},000 --> 99:00:00,000`,
    parseSubRip,
  ),
};
const untimed: Record<string, Parse> = {
  typed: each(({ name, words }) => `${name}: ${words}`),
  'one line each': each(({ name, words }) => `${name}: ${words}`, '\n'),
  'whisperX, brackets': each(({ name, words }) => `[${name}]: ${words}`, '\n'),
  Markdown: each(({ name, words }) => `**${name}:** ${words}`),
  'right to left': each(({ name, words }) => `\u200F${name}\u200F: ${words}`),
};

describe('layouts of transcripts', () => {
  for (const [layout, parse] of Object.entries({ ...timed, ...untimed })) {
    it(`come back with their names and words, whoever speaks: ${layout}`, () => {
      fc.assert(
        fc.property(conversation, (said) => {
          const given = speakerNamesFor([...new Set(said.map(({ name }) => name))]);
          const isTimed = layout in timed;
          assert.deepEqual(
            turnsIn(parse(said)),
            said.map(({ name, s, words }) => [isTimed ? s * 1000 : null, given.get(name), words]),
          );
        }),
        { numRuns: 100 },
      );
    });
  }
});

const rows = (imported: Imported) => turnsIn(imported).map(([, speaker, words]) => [speaker, words]);
const read = (text: string) => parsePlainText(text, 'P01.txt');

describe('heads of turns and what looks like them', () => {
  it('keeps an answer that ends in a time, and says which line it took for words', () => {
    for (const answer of ['Usually at 4:30', 'At about 6:30', 'From 0:05']) {
      const imported = read(
        `Speaker 1  0:03\nWhen do you wake up?\n\nSpeaker 2  0:07\n${answer}\n\nSpeaker 1  0:12\nAnd then?\n\nSpeaker 2  0:20\nI lie there.\n`,
      );
      assert.deepEqual(rows(imported), [
        ['Speaker 1', 'When do you wake up?'],
        ['Speaker 2', answer],
        ['Speaker 1', 'And then?'],
        ['Speaker 2', 'I lie there.'],
      ]);
      assert.match(warningsIn(imported).join(), /^line 5: Looks like a name and a time/);
    }
  });

  it('keeps the last words of a file, whatever they look like', () => {
    for (const last of ['Usually at 4:30', 'Early.\n\nUsually at 4:30', 'Early.\nUsually at 4:30']) {
      for (const head of ['Carla  0:20', '0:20 Carla', 'Ben  0:20']) {
        const imported = read(`Ana  0:03\nSo?\n\nBen  0:07\nYes.\n\nAna  0:12\nAnd?\n\n${head}\n${last}\n`);
        assert.deepEqual(rows(imported).at(-1)?.[1], last, head);
      }
    }
  });

  it('takes the parts of a second recording, whose times begin anew, for turns', () => {
    const part = (third: string) =>
      `Ana  0:01\nSo?\n\nBen  0:09\nWell.\n\n${third}  0:30\nMe too.\n\nAna  0:41\nGood.\n\nBen  9:00\nBye.\n`;
    assert.deepEqual(
      turnsIn(read(`${part('Carla')}\n${part('Dora')}`)).map(([, speaker]) => speaker),
      ['Ana', 'Ben', 'Carla', 'Ana', 'Ben', 'Ana', 'Ben', 'Dora', 'Ana', 'Ben'],
    );
  });

  it('takes turns that have no time beside those that have, and says where somebody else may speak', () => {
    const imported = read(
      'Site: Leeds\n\nAna  0:01\nWell: so?\n\nBen  0:09\nYes.\n\nAna: And?\nMore?\n\nCarla: Me too.\n\nBen  0:20\nGood.\n',
    );
    assert.deepEqual(turnsIn(imported), [
      [1000, 'Ana', 'Well: so?'],
      [9000, 'Ben', 'Yes.'],
      [null, 'Ana', 'And?\nMore?\n\n  Carla: Me too.'],
      [20_000, 'Ben', 'Good.'],
    ]);
    assert.deepEqual(warningsIn(imported), ['line 12: May name a speaker, but has no time: kept as words.']);
  });

  it('leaves no turn without words out unsaid', () => {
    const imported = read('Ana  0:01\nSo?\n\nBen  0:09\n\nAna  0:12\nAnd?\n\nBen  0:20\nWell.\n');
    assert.deepEqual(rows(imported), [
      ['Ana', 'So?'],
      ['Ana', 'And?'],
      ['Ben', 'Well.'],
    ]);
    assert.deepEqual(warningsIn(imported), ['1 turn without words left out.']);
  });

  it('asks a name that no transcript holds to come again, and says where one may be that does not', () => {
    const sentence = 'I: So?\n\nB: Yes.\n\nMaier, Peter: I was there.\n\nI: And?\n\nB: No.\n';
    assert.deepEqual(rows(read(sentence))[1], ['B', 'Yes.\n\nMaier, Peter: I was there.']);
    assert.deepEqual(warningsIn(read(sentence)), ['line 5: May name a speaker, but does so only once: kept as words.']);
    const said =
      'I: So?\n\nWas ich sagen wollte, ist das hier: ja.\n\nB: Hm.\n\nWas ich sagen wollte, ist das hier: nein.\n';
    assert.deepEqual(
      rows(read(said)).map(([speaker]) => speaker),
      ['I', 'B'],
    );
  });

  it('gives two people whose names come near each other two names', () => {
    const imported = read('Schmidt, Anna: a\n\nSchmidt Anna: b\n\nSchmidt, Anna: c\n\nSchmidt Anna: d\n');
    assert.deepEqual(rows(imported), [
      ['Schmidt Anna 2', 'a'],
      ['Schmidt Anna', 'b'],
      ['Schmidt Anna 2', 'c'],
      ['Schmidt Anna', 'd'],
    ]);
    assert.deepEqual(warningsIn(imported), ['1 name of a speaker changed to what a transcript can hold.']);
  });

  it('starts turns at the marks that end the paragraphs before them, and takes the marks out of the words', () => {
    const f4 =
      'Interview 3\n\nI: Wie geht #00:00:03-1# es? #00:00:05-2#\n\nB: Gut. #00:00:09-1#\n\nSehr gut. #00:00:11-0#\n\nI: Schön. #00:00:12-9#\n';
    const imported = read(f4);
    assert.deepEqual(turnsIn(imported), [
      [null, 'I', 'Wie geht es?'],
      [5200, 'B', 'Gut.\n\nSehr gut.'],
      [11_000, 'I', 'Schön.'],
    ]);
    assert.equal(preambleIn(imported), 'Interview 3');
    assert.deepEqual(warningsIn(imported), ['2 time marks left out, at which no turn begins.']);
    const none = 'Nobody #00:00:03-1# speaks #00:00:05-2#\n';
    assert.deepEqual(read(none).documents[0]?.content, { kind: 'text', text: none, segments: [] });
  });

  it('takes a note in brackets for no speaker', () => {
    const text = 'I: So?\nB: Yes.\n[Note]: laughs\nI: And?\nB: No.\n';
    assert.deepEqual(read(text).documents[0]?.content, { kind: 'text', text, segments: [] });
  });
});
