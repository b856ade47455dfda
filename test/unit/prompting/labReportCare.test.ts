// What a reviewer would ask of a lab report before believing its figures.
import assert from 'node:assert/strict';
import { checklists } from '../../../src/core/prompting/labReport/checklist';
import { limitations } from '../../../src/core/prompting/labReport/intervals';
import { labHtml } from '../../../src/core/prompting/labReport/html';
import { labMethods } from '../../../src/core/prompting/labReport/methods';
import { answersTable } from '../../../src/core/prompting/labReport/tables';
import type { LabFacts } from '../../../src/core/prompting/labReport/facts';
import type { PreparedSheet } from '../../../src/core/prompting/prepare';
import type { RunRecord } from '../../../src/core/prompting/records';
import type { PlannedRun } from '../../../src/core/prompting/runSheet';
import type { Task } from '../../../src/core/prompting/task';
import { factsOf, line, openedAt, prepared, recordOf, runsOf } from './labScene';

const told = (facts: LabFacts) =>
  checklists(facts)
    .flatMap(({ items }) => items.flatMap((item) => [...item.told, ...item.missing]))
    .join('\n');
const limits = (facts: LabFacts) => limitations(facts).join('\n');
/** The scene, with something else in every record. */
function changed(sheet: PreparedSheet, change: (run: PlannedRun, i: number) => Partial<RunRecord>): LabFacts {
  const journal = runsOf(sheet)
    .map((run, i) => line(run, { ...recordOf(run, i), ...change(run, i) }, '2026-11-19T08:00:00.000Z'))
    .join('');
  return factsOf(sheet, { journal, samples: 10 });
}
const facts = factsOf(prepared(), { samples: 10 });

describe('what the report of a lab sheet owes its reader', () => {
  it('sets what the most frequent code alone would reach beside the figures', () => {
    const baseline = /Always answering “the sleep”, .* would agree on 1 of 4 segments \(25\.0\u00a0%\)\./;
    assert.match(labMethods(facts), baseline);
    assert.match(labHtml(facts), /<th scope="row">Always “the sleep”<\/th>.*25\.0\u00a0%/);
    assert.doesNotMatch(labMethods(factsOf(prepared({ reference: undefined }))), /Always answering/);
  });

  it('counts answers without a code beside every figure that they lower', () => {
    // Of zero-shot’s four first answers the last is unclear.
    assert.match(labMethods(facts), /Zero-shot \(1 of 4 answers without a code\): percent agreement/);
    assert.match(labMethods(facts), /Label likelihood: percent agreement/);
  });

  it('says of prompts that were not sent whole how many, and what was left out', () => {
    const cut = changed(prepared(), ({ technique }, i) =>
      technique === 'few'
        ? { steps: [{ ...recordOf(runsOf(prepared())[i]!, i).steps[0]!, leftOut: '2 of 3 examples' }] }
        : {},
    );
    const words = /Few-shot: 8 of 8 runs without the whole prompt \(2 of 3 examples left out\)/;
    assert.match(labMethods(cut), words);
    assert.match(limits(cut), words);
    assert.doesNotMatch(labMethods(facts), /without the whole prompt/);
  });

  it('tells of examples of the segment’s own transcript, and of examples that were none', () => {
    const own = changed(prepared(), ({ technique, item }, i) =>
      technique === 'few' ? { examples: i % 2 === 0 ? [`${item.transcript}#900-909`] : [] } : {},
    );
    const same = /Few-shot: in 4 of 8 runs an example was of the segment’s own transcript/;
    assert.match(limits(own), same);
    assert.match(told(own), same);
    assert.match(limits(own), /Few-shot: 4 of 8 runs had no example to show/);
    const others = changed(prepared(), ({ technique }) =>
      technique === 'few' ? { examples: ['transcripts/T9.txt#0-9'] } : {},
    );
    assert.doesNotMatch(limits(others), /own transcript|no example/);
  });

  it('tells of the coder’s codes that a model had suggested', () => {
    const sheet = prepared();
    const ids = sheet.study.transcripts[0]!.segments.filter(({ coder }) => coder === 'ana').map(({ id }) => id);
    const accepted = { ...sheet, accepted: new Map(ids.slice(0, 2).map((id) => [id, 'tiny'])) };
    const words = /2 of 4 compared segments have a code that the coder took over from a model’s suggestion \(tiny\)/;
    const of = factsOf(accepted, { samples: 10 });
    for (const text of [limits(of), labMethods(of)]) assert.match(text, words);
    assert.doesNotMatch(limits(facts), /suggestion/);
  });

  it('says in the methods paragraph why a figure has no interval, and whose interval percent agreement then has', () => {
    const always = changed(prepared(), () => ({ answer: { kind: 'label', label: 'sleep' } }));
    const few = labMethods(always);
    assert.match(
      few,
      /percent agreement 25\.0\s% \(95 % CI 4\.6\s% to 69\.9\s%, n = 4; interval by Wilson’s score method/,
    );
    assert.match(few, /Krippendorff’s alpha \(nominal\) −?\d\.\d\d \(no interval, n = 4\)/);
    assert.match(few, /Where no interval is given: an interval needs at least 10 independent pieces/);
    assert.match(few, /percent agreement with the coder has Wilson’s interval\./);
    assert.doesNotMatch(labMethods(factsOf(prepared(), { samples: 0 })), /Where no interval is given/);
  });

  it('tells of rules of the codebook that quote the segments', () => {
    const quoting = (techniques: object) => {
      const sheet = prepared(techniques);
      if (!('labels' in sheet.task)) throw new TypeError('labels');
      const labels = sheet.task.labels.map((label, i) =>
        i === 0 ? { ...label, whenToUse: 'Worries such as “I worry all day”.' } : label,
      );
      return limits(factsOf({ ...sheet, task: { ...sheet.task, labels } }));
    };
    const defined = { techniques: [{ id: 'zero', kind: 'definitions' }] };
    assert.match(quoting(defined), /definitions or rules that the model was shown quote 1 of the segments/);
    const own = {
      techniques: [{ id: 'zero', kind: 'template', options: { name: 'x', user: '{{definitions}} {{text}}' } }],
    };
    assert.match(quoting(own), /quote 1 of the segments/);
    assert.doesNotMatch(quoting({}), /quote 1 of/);
  });

  it('tells of speakers of both parts, and asks whether they are the same people', () => {
    const words = /Speakers of one name in both parts: P\./;
    assert.match(told(facts), words);
    assert.match(told(facts), /whether anybody who speaks in the test part also speaks in the development part/);
    assert.doesNotMatch(told(factsOf(prepared({ test: { transcripts: [] } }))), words);
  });

  it('says at which temperature votes were drawn, not at which they would have been', () => {
    const votes = (temperature: number) =>
      factsOf(
        prepared({
          techniques: [{ id: 'zero', kind: 'selfConsistency', options: { samples: 3, temperature: 0.7 } }],
          sampling: { temperature, seed: 1 },
        }),
      );
    assert.match(labMethods(votes(0)), /generated with temperature 0\.7,/);
    assert.match(labMethods(votes(1.2)), /generated with temperature 1\.2,/);
    for (const of of [votes(0), votes(1.2)]) assert.match(labMethods(of), /3 votes; temperature at least 0\.7/);
    const { columns, rows } = answersTable(votes(0));
    assert.ok(rows.every((row) => row[columns.indexOf('temperature')] === 0.7));
  });

  it('says that nothing was generated where nothing was', () => {
    const scored = labMethods(factsOf(prepared({ techniques: [{ id: 'chance', kind: 'labelLikelihood' }] })));
    assert.match(scored, /No text was generated/);
    assert.doesNotMatch(scored, /Text was generated with/);
  });

  it('says how answers were read, and how ties of votes were, as it is done', () => {
    assert.match(told(facts), /only if the reply is a code and nothing else, .* or has it after its last “Code:”/);
    assert.match(told(facts), /a code that is only mentioned in a sentence/);
    const votes = factsOf(prepared({ techniques: [{ id: 'zero', kind: 'selfConsistency' }] }));
    assert.match(told(votes), /a tie, or more votes without a code than for any one, is no code/);
  });

  it('says how long replies might be', () => {
    const long = changed(prepared(), (run, i) => ({ steps: [{ ...recordOf(run, i).steps[0]!, maxNew: 24 }] }));
    assert.match(told(long), /A reply could have at most 24 tokens\./);
    assert.doesNotMatch(told(facts), /could have at most/);
  });

  it('advises no repeats that cannot differ', () => {
    const cold = told(factsOf(prepared({ repeats: 1, sampling: { temperature: 0, seed: 1 } })));
    assert.match(cold, /at temperature 0.*other orders and wordings/);
    assert.doesNotMatch(cold, /Set “Repeats” above 1, or/);
    assert.match(told(factsOf(prepared({ repeats: 1 }))), /Set “Repeats” above 1, or/);
  });

  it('names every version of the program that made the runs', () => {
    const mixed = changed(prepared(), (_, i) => ({ program: i % 2 === 0 ? 'Introspect 9.9.8' : 'Introspect 9.9.9' }));
    assert.match(labMethods(mixed), /was asked with Introspect 9\.9\.8 and Introspect 9\.9\.9/);
    assert.match(limits(mixed), /several versions.*may be worded differently/);
    assert.match(labMethods(facts), /was asked with Introspect 9\.9\.9 /);
    assert.doesNotMatch(limits(facts), /several versions/);
  });

  it('claims no more than it knows of new text, differences between ways, and codes at guessed places', () => {
    assert.doesNotMatch(labHtml(facts), /they will be lower|therefore too good|prompts were also chosen/);
    assert.match(
      limits(facts),
      /not corrected for how many are compared: whether two ways differ stands in the comparison/,
    );
    const unmeasured = factsOf(prepared({ reference: undefined }));
    assert.match(
      limits(unmeasured),
      /not corrected for how many are compared: they do not say whether two ways differ/,
    );
    assert.doesNotMatch(labHtml(unmeasured), /McNemar/);
    const one = factsOf(prepared({ techniques: [{ id: 'zero', kind: 'zeroShot' }] }));
    assert.doesNotMatch(limits(one), /two ways/);
    const sheet = prepared();
    const moved = factsOf({ ...sheet, study: { ...sheet.study, moved: 2, orphans: 3 } });
    assert.match(limits(moved), /2 coded segments of the study stand at guessed places.* 3 are not found/);
    const lost = factsOf(
      prepared({
        task: {
          kind: 'codes',
          codes: ['0'.repeat(8), '1'.repeat(8)].map((id) => `${id}-0000-4000-8000-000000000000`),
          none: 'x',
        },
      }),
    );
    assert.match(limits(lost), /2 codes that the sheet names are not in the codebook any more/);
  });

  it('compares no ratings and no words with codes', () => {
    const scale = { kind: 'scale' as const, question: 'How sad?', low: 0, high: 1 };
    const labels = ['0', '1'].map((id) => ({ id, name: id, definition: '', whenToUse: '', whenNotToUse: '' }));
    const sheet = prepared({
      task: scale,
      techniques: [{ id: 'zero', kind: 'zeroShot' }],
      test: { transcripts: [], openedAt: null },
    });
    const asked: Task = { kind: 'scale', question: scale.question, labels };
    const rated = changed({ ...sheet, task: asked }, (_, i) => ({ answer: { kind: 'label', label: String(i % 2) } }));
    assert.match(labMethods(rated), /The answers were not compared with a person’s codes\./);
    assert.doesNotMatch(labMethods(rated), /0 segments/);
    assert.doesNotMatch(told(rated), /Cohen’s kappa, Krippendorff/);
  });

  it('is open about the test part as it was', () => {
    const opened = factsOf(prepared({ test: { transcripts: ['transcripts/T2.transcript.txt'], openedAt } }));
    assert.doesNotMatch(told(opened), /own transcript/);
  });
});
