import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { finish } from '../../../src/core/agreement/slices';
import { parseCsv } from '../../../src/core/exchange/parseCsv';
import { matrixCsv, passagesCsv, timelineCsv } from '../../../src/core/exchange/retrievalCsv';
import { matrixSvg, timelineSvg } from '../../../src/core/exchange/retrievalSvg';
import { questionOfCell } from '../../../src/core/retrieval/cellQuery';
import { codeTable, coOccurrence } from '../../../src/core/retrieval/matrices';
import { viewMatrix } from '../../../src/core/retrieval/matrixView';
import { passageAt } from '../../../src/core/retrieval/passage';
import { provenance } from '../../../src/core/retrieval/provenance';
import { wholeScope } from '../../../src/core/retrieval/query';
import { runQuery } from '../../../src/core/retrieval/runQuery';
import { timelineOf } from '../../../src/core/retrieval/timeline';
import { studyOf } from '../retrieval/scene';

const text = 'I: How <are> you & yours?\n\nP: =1+1 I lie awake and worry.\n';
const study = studyOf(text, [
  ['=1+1 I lie awake', 'sleep'],
  ['awake and worry', 'worry'],
  ['awake', 'worry', 'ben'],
]);
const nameOf = (id: string) => ({ sleep: '=Sleep, "bad"', worry: '<Worry>' })[id] ?? id;
const source = provenance(study, wholeScope, '2026-03-02');
const fields = (csv: string) => parseCsv(csv, 'x.csv').map((row) => row.fields);

function assertXml(svg: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => assert.fail(error));
  parser.write(svg).close();
}

describe('what is saved of a search of codes', () => {
  it('says where it comes from', () => {
    assert.equal(source, 'Study: Study. Coders: ana, ben. Transcripts: all 1. Speakers: all. 2026-03-02, Introspect');
    const lost = { ...study, orphans: 2 };
    const narrow = { transcripts: ['transcripts/T1.transcript.txt'], speakers: ['P'], coders: ['ben'] };
    assert.match(
      provenance(lost, narrow, '2026-03-02'),
      /Coders: ben\. Transcripts: T1\. Speakers: P\. 2 segments whose/,
    );
  });

  it('is a table of passages that no spreadsheet runs as a formula', () => {
    const [found] = finish(runQuery(study, { kind: 'code', code: 'sleep', below: false, coders: null }, wholeScope));
    const passages = found!.stretches.map((stretch) =>
      passageAt(found!.transcript, stretch, new Set(['ana', 'ben']), { context: 50, words: 500 }),
    );
    const [head, row, about, origin] = fields(passagesCsv(passages, study, 'sleep', source));
    const cell = (name: string) => row![head!.indexOf(name)];
    assert.equal(cell('words'), "'=1+1 I lie awake");
    assert.equal(cell('codes (coders)'), 'sleep (ana); worry (ben, ana)');
    assert.deepEqual([cell('transcript'), cell('first turn'), cell('speakers')], ['T1', '2', 'P']);
    assert.deepEqual(
      [about, origin],
      [
        ['About', 'sleep'],
        ['Source', source],
      ],
    );
  });

  it('is a matrix as a table, unrounded, and as a figure, escaped', () => {
    const view = viewMatrix(finish(coOccurrence(study, wholeScope, 'turn')), 'coefficient', nameOf);
    const rows = fields(matrixCsv(view, source));
    assert.deepEqual(rows.slice(0, 3), [
      ['code', `'=Sleep, "bad"`, '<Worry>'],
      [`'=Sleep, "bad"`, '1', '0.5'],
      ['<Worry>', '0.5', '2'],
    ]);
    const svg = matrixSvg(view, source);
    assertXml(svg);
    assert.match(svg, /&lt;Worry&gt;[\s\S]*>0\.50</);
    const percent = viewMatrix(finish(codeTable(study, wholeScope, 'speakers')), 'percentOfText', nameOf);
    assert.deepEqual(percent.columns, ['I', 'P']);
    assert.deepEqual(
      percent.cells[0]!.map(({ value }) => value),
      [0, (100 * 16) / 27],
    );
  });

  it('is a timeline as a table and as a figure', () => {
    const timeline = timelineOf(study, study.transcripts[0]!, wholeScope, 'position');
    const [head, ...rows] = fields(timelineCsv(timeline, study, source));
    assert.deepEqual(head!.slice(0, 4), ['transcript', 'code', 'coder', 'from (turn)']);
    assert.deepEqual(
      rows.slice(0, 3).map((row) => row.slice(1, 3)),
      [
        ['sleep', 'ana'],
        ['worry', 'ana'],
        ['worry', 'ben'],
      ],
    );
    assertXml(timelineSvg(timeline, study, source));
  });

  it('has behind every number of a table a question that finds as many segments', () => {
    const words = (question: ReturnType<typeof questionOfCell>) =>
      finish(runQuery(study, question.query, question.scope)).flatMap(({ stretches }) =>
        stretches.map(({ start, end }) => text.slice(start, end)),
      );
    const table = finish(codeTable(study, wholeScope, 'speakers'));
    assert.deepEqual(words(questionOfCell(table, 1, 1, wholeScope, ['ana', 'ben'])), ['awake', 'awake and worry']);
    assert.deepEqual(words(questionOfCell(table, 1, 0, wholeScope, ['ana', 'ben'])), []);
    const together = finish(coOccurrence(study, wholeScope, 'overlap'));
    // Ben's code lies on Ana's, but is no co-occurrence.
    assert.deepEqual(words(questionOfCell(together, 1, 0, wholeScope, ['ana', 'ben'])), ['awake and worry']);
    assert.deepEqual(words(questionOfCell(together, 0, 0, wholeScope, ['ana', 'ben'])), ['=1+1 I lie awake']);
  });
});
