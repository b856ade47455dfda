import assert from 'node:assert/strict';
import { verifyQuote } from '../../../src/core/coding/annotations';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import {
  segmentRows,
  segmentsCsv,
  segmentsJsonl,
  type SegmentRow,
} from '../../../src/core/exchange/export/segmentRows';
import { exportedStudy } from '../../../src/core/exchange/export/exportedStudy';
import { studyHtml } from '../../../src/core/exchange/export/studyHtml';
import { studyNotes } from '../../../src/core/exchange/export/studyNotes';
import { parseCsvRecords } from '../../../src/core/exchange/parseCsv';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { parseQdpx } from '../../../src/core/exchange/refi/readProject';
import { formatQdpx } from '../../../src/core/exchange/refi/writeProject';
import { MemorySource } from '../../../src/core/base/byteSource';
import type { Annotation } from '../../../src/core/coding/annotations';
import type { LoadedStudy } from '../../../src/core/coding/loadStudy';
import { decisionsKey, suggestionKey } from '../../../src/core/suggestions/suggestion';
import { makeStudy, type Note } from './refi/scene';

const text = 'A: 😴 <b>one</b>\n\nB: =two three\n';
const at = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });
const note = (coder: number, code: number, words: string, more: Partial<Note> = {}): Note => ({
  transcript: 0,
  coder,
  code,
  ...at(words),
  memos: [],
  alone: null,
  ...more,
});
const study = makeStudy(
  [text],
  [
    note(1, 1, '=two three'),
    note(0, 0, '<b>one</b>', {
      memos: [
        { coder: 0, value: 'memo "1"' },
        { coder: 1, value: 'second' },
      ],
    }),
    note(0, 2, 'one</b>\n\nB: =two'),
    note(0, 0, 'three', { alone: { kind: 'stretch' }, memos: [{ coder: 0, value: 'on <words>' }] }),
    note(0, 0, 'three', { alone: { kind: 'code', code: 1 }, memos: [{ coder: 0, value: 'on a code' }] }),
  ],
);

/** The same study with every segment of a model a suggestion, decided on so. */
function withSuggestions(of: LoadedStudy, decisions: readonly (readonly [coder: string, decision: string])[]) {
  const suggested = (item: Annotation): Annotation =>
    item.motivation === 'classifying' && item.creator.type === 'Software'
      ? {
          ...item,
          [suggestionKey]: { run: 'r' },
          ...(decisions.length > 0 && {
            [decisionsKey]: decisions.map(([coder, decision]) => ({ coder, decision, at: '2026-01-01T00:00:00Z' })),
          }),
        }
      : item;
  return {
    ...of,
    codings: of.codings.map((coding) => ({
      ...coding,
      collection: {
        ...coding.collection,
        first: { ...coding.collection.first, items: coding.collection.first.items.map(suggested) },
      },
    })),
  };
}

describe('a study for other programs', () => {
  it('as rows: places in both units, speakers and turns, memos', () => {
    const rows = segmentRows(studyNotes(study));
    assert.deepEqual(
      rows.map(
        ({
          coder,
          code,
          startUtf16,
          endUtf16,
          startCodePoint,
          endCodePoint,
          quote,
          memo,
          speakers,
          firstTurn,
          lastTurn,
        }) => ({
          coder,
          code,
          startUtf16,
          endUtf16,
          startCodePoint,
          endCodePoint,
          quote,
          memo,
          speakers,
          firstTurn,
          lastTurn,
        }),
      ),
      [
        {
          coder: 'ana',
          code: 'Sleep',
          startUtf16: 6,
          endUtf16: 16,
          startCodePoint: 5,
          endCodePoint: 15,
          quote: '<b>one</b>',
          memo: 'memo "1"\n\nsecond',
          speakers: ['A'],
          firstTurn: 1,
          lastTurn: 1,
        },
        {
          coder: 'ana',
          code: 'Hope',
          startUtf16: 9,
          endUtf16: 25,
          startCodePoint: 8,
          endCodePoint: 24,
          quote: 'one</b>\n\nB: =two',
          memo: '',
          speakers: ['A', 'B'],
          firstTurn: 1,
          lastTurn: 2,
        },
        {
          coder: 'model:small',
          code: 'Worry & <fear>',
          startUtf16: 21,
          endUtf16: 31,
          startCodePoint: 20,
          endCodePoint: 30,
          quote: '=two three',
          memo: '',
          speakers: ['B'],
          firstTurn: 2,
          lastTurn: 2,
        },
      ],
    );
    assert.deepEqual(
      rows.map(({ coderKind }) => coderKind),
      ['person', 'person', 'model'],
    );
  });

  it('as rows without a speaker or a turn for what lies in a note alone', () => {
    const noted = 'I: So?\n\n Note: rings\n\nP: Yes.\n';
    const coded = (words: string): Note => {
      const start = noted.indexOf(words);
      return { ...note(0, 0, 'one'), start, end: start + words.length };
    };
    const rows = segmentRows(studyNotes(makeStudy([noted], ['rings', 'So?', 'rings\n\nP: Yes.'].map(coded))));
    assert.deepEqual(
      rows.map(({ quote, speakers, firstTurn, lastTurn }) => [quote, speakers, firstTurn, lastTurn]),
      [
        ['So?', ['I'], 1, 1],
        ['rings', [], null, null],
        ['rings\n\nP: Yes.', ['P'], 2, 2],
      ],
    );
  });

  it('as CSV, without cells that a spreadsheet would run, and as JSON lines', () => {
    const csv = parseCsvRecords(
      segmentsCsv(studyNotes(study)),
      'f.csv',
      ['code', 'quote', 'coder'].map((name) => name.toLowerCase()),
    );
    assert.match(segmentsCsv(studyNotes(study)), /^\uFEFFtranscript,/, 'else Excel garbles accents');
    assert.deepEqual(csv[2], { code: 'Worry & <fear>', quote: "'=two three", coder: 'model:small' });
    const lines = segmentsJsonl(studyNotes(study)).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as SegmentRow),
      segmentRows(studyNotes(study)),
    );
  });

  it('without what a model suggested, unless asked for', async () => {
    const about = [
      note(0, 0, '<b>one</b>'),
      note(1, 1, '=two three', { memos: [{ coder: 0, value: 'why not' }] }),
      note(1, 2, 'three'),
    ];
    const rejected = withSuggestions(makeStudy([text], about), [['ana', 'rejected']]);
    const notes = studyNotes(rejected);
    assert.deepEqual(
      segmentRows(notes).map(({ coder }) => coder),
      ['ana'],
    );
    assert.equal(notes.suggestionsLeftOut, 2);
    assert.deepEqual(notes.leftOut, [
      '2 model suggestions left out, with 1 memo on them: a suggestion is data only once a person accepts it.',
    ]);
    assert.doesNotMatch(segmentsCsv(notes), /decision/);
    assert.doesNotMatch(segmentsJsonl(notes), /decision/);
    assert.doesNotMatch(studyHtml(rejected, notes), /Worry &amp; &lt;fear&gt; · Small/);
    const project = parseQdpx(new MemorySource(await formatQdpx(rejected, notes)), 'f');
    assert.deepEqual(
      project.documents.flatMap(({ content }) => (content.kind === 'text' ? content.segments : [])).length,
      1,
    );
  });

  it('with suggestions beside what people decided on them, where asked for', () => {
    const about = [note(0, 0, '<b>one</b>'), note(1, 1, '=two three')];
    const suggested = (...decisions: (readonly [string, string])[]) =>
      withSuggestions(makeStudy([text], about), decisions);
    const decided = (...decisions: (readonly [string, string])[]) =>
      studyNotes(suggested(...decisions), { suggestions: true });
    const decisionIn = (notes: ReturnType<typeof decided>) =>
      parseCsvRecords(segmentsCsv(notes), 'f.csv', ['coder', 'decision', 'decidedby']).map(
        ({ coder, decision, decidedby }) => [coder, decision, decidedby],
      );
    const ana = ['ana', '', ''];
    assert.deepEqual(decisionIn(decided()), [ana, ['model:small', 'open', '']]);
    for (const one of ['accepted', 'changed', 'rejected']) {
      assert.deepEqual(decisionIn(decided(['ana', one])), [ana, ['model:small', one, 'ana']]);
    }
    assert.deepEqual(decisionIn(decided(['ana', 'accepted'], ['ben', 'rejected'])), [
      ana,
      ['model:small', 'accepted; rejected', 'ana; ben'],
    ]);
    const lines = segmentsJsonl(decided(['ana', 'rejected']))
      .trimEnd()
      .split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { decision: unknown }).decision),
      [null, 'rejected'],
    );
    const rejected = suggested(['ana', 'rejected']);
    const notes = studyNotes(rejected, { suggestions: true });
    assert.deepEqual(notes.leftOut, []);
    assert.match(studyHtml(rejected, notes), /· Small \(model, rejected\)/);
  });

  it('as a page that runs nothing, loads nothing and escapes every word', () => {
    const html = studyHtml(study, studyNotes(study));
    assert.doesNotMatch(html, /<script|<b>|https?:|src=|href=|<fear>|<words>/);
    assert.match(html, /default-src 'none'/);
    for (const shown of [
      '&lt;b&gt;',
      'Small (model)',
      'memo &quot;1&quot;',
      'on &lt;words&gt;',
      'on a code',
      '(1) About Hope',
    ]) {
      assert.ok(html.includes(shown), shown);
    }
    const words = /<div class="text" dir="auto">(.*)<\/div>/s
      .exec(html)?.[1]
      ?.replace(/<span class="tag".*?<\/span>/g, '')
      .replace(/<.*?>/g, '');
    assert.equal(words, text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'), 'the transcript is there word for word');
  });

  it('with every segment of the sample study on its words', async () => {
    const sample = await loadStudy(memoryFolder(sampleStudyTexts()));
    const { segments, leftOut } = studyNotes(sample);
    assert.deepEqual(leftOut, []);
    const all = sample.codings.flatMap(({ transcript, collection }) =>
      collection.first.items.flatMap((item) => {
        if (item.motivation !== 'classifying') return [];
        const { text } = sample.transcripts.find(({ path }) => path === transcript)!;
        return [`${item.id} ${JSON.stringify(verifyQuote(text, item.target))}`];
      }),
    );
    assert.deepEqual(segments.map(({ id, range }) => `urn:uuid:${id} ${JSON.stringify(range)}`).sort(), all.sort());
  });

  it('says how many memos a format has no place for', async () => {
    for (const format of ['csv', 'jsonl', 'html', 'qdpx'] as const) {
      const { content, notes } = await exportedStudy(study, format, { suggestions: false });
      assert.equal(notes.stretchMemos.length + notes.codeMemos.length, 2);
      const isTable = format === 'csv' || format === 'jsonl';
      const expected = isTable ? /^2 memos on words without a code or on a code are not in this file/ : /^$/;
      assert.match(notes.leftOut.join(), expected, format);
      if (typeof content === 'string') assert.equal(content.includes('on a code'), !isTable, format);
    }
  });

  it('finds the words again where the text was changed before them', async () => {
    const sample = await loadStudy(memoryFolder(sampleStudyTexts()));
    const edited = sampleStudyTexts();
    const path = 'transcripts/P01.transcript.txt';
    const { segments, stretchMemos, leftOut } = studyNotes(
      await loadStudy(memoryFolder({ ...edited, [path]: `X${edited[path]!}` })),
    );
    assert.deepEqual(leftOut, []);
    const before = studyNotes(sample);
    const placed = (one: { transcript: { path: string }; range: { start: number; end: number } }, by = 0) => {
      const shift = one.transcript.path === path ? by : 0;
      return [one.transcript.path, one.range.start + shift, one.range.end + shift];
    };
    assert.deepEqual(
      segments.map((one) => [one.id, ...placed(one)]),
      before.segments.map((one) => [one.id, ...placed(one, 1)]),
    );
    assert.deepEqual(
      stretchMemos.map((one) => placed(one)),
      before.stretchMemos.map((one) => placed(one, 1)),
    );
  });

  it('counts what it cannot place, and quotes nothing of it', () => {
    const [transcript] = study.transcripts;
    const changed = {
      ...study,
      transcripts: [{ ...transcript!, text: text.replace('one', 'once') }],
      codebook: { ...study.codebook, codes: study.codebook.codes.filter(({ name }) => !name.startsWith('Worry')) },
      withoutTranscript: ['introspect/coding/x/ana.json'],
    };
    const { segments, stretchMemos, codeMemos, leftOut } = studyNotes(changed);
    assert.deepEqual([segments.length, stretchMemos.length, codeMemos.length], [0, 1, 0]);
    assert.deepEqual(leftOut, [
      '2 segments left out: the transcript has changed there. Open it in Introspect and say under “To review” where they belong.',
      '1 segment left out: the code is no longer in the codebook.',
      '3 memos left out: what was noted on is not there.',
      '1 coding file left out: the transcript is not there.',
    ]);
  });
});
