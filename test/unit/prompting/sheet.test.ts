import assert from 'node:assert/strict';
import { finish } from '../../../src/core/agreement/slices';
import { utf16 } from '../../../src/core/base/offsets';
import { loadStudy, type LoadedStudy } from '../../../src/core/coding/loadStudy';
import { StudyLibrary } from '../../../src/core/prompting/library';
import { itemsOf, labelBy, materialOf } from '../../../src/core/prompting/material';
import { examplesOf, passagesOf } from '../../../src/core/prompting/report';
import { parseSheet, runsPath, serializeSheet } from '../../../src/core/prompting/sheet';
import { hasModel, keepOpened } from '../../../src/core/prompting/sheetChanges';
import { isLabelTask, taskOf, type LabelTask } from '../../../src/core/prompting/task';
import { indexStudy, type StudyIndex } from '../../../src/core/retrieval/studyIndex';
import { type Marked, studyOf } from '../retrieval/scene';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';

const base = {
  formatVersion: 1,
  title: 'Try',
  segments: { kind: 'turns', speakers: ['P01', 'P02', 'P03'] },
  task: { kind: 'codes', none: 'none of these' },
  techniques: [{ id: 'plain', kind: 'zeroShot' }],
  sampling: { temperature: 0, seed: 1 },
  test: { transcripts: ['transcripts/P03.transcript.txt'] },
  reference: 'ana',
};
const sheetOf = (change: object = {}) => parseSheet(JSON.stringify({ ...base, ...change }), 'a.lab.json');
const complaint = (change: object) => {
  try {
    sheetOf(change);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'none';
};

describe('a lab sheet', () => {
  it('reads what it wrote, fields of a newer version included', () => {
    const sheet = sheetOf({ colour: 'green', sampling: { temperature: 0.5, seed: 2, later: [1] } });
    assert.deepEqual(parseSheet(serializeSheet(sheet), 'a.lab.json'), sheet);
    assert.deepEqual(
      [sheet['colour'], sheet.sampling['later'], sheet.repeats, sheet.sampling.topP],
      ['green', [1], 1, 1],
    );
    assert.equal(runsPath('introspect/lab/first.lab.json'), 'introspect/lab/first.runs.jsonl');
  });

  it('has its test part opened once: a change made before one knew of it does not close it', () => {
    const open = { transcripts: base.test.transcripts, openedAt: '2026-11-29T10:00:00.000Z' };
    const changed = sheetOf({ repeats: 3, test: { transcripts: [] } });
    assert.deepEqual(keepOpened(changed, sheetOf({ test: open })), { ...changed, test: open });
    assert.equal(keepOpened(changed, sheetOf()), changed);
  });

  it('has a model once, known by its name, file and hash', () => {
    const model = { name: 'small', file: 'm.onnx', sha256: 'a'.repeat(64) };
    const sheet = sheetOf({ models: [model] });
    assert.equal(hasModel(sheet, model), true);
    assert.equal(hasModel(sheet, { ...model, sha256: 'b'.repeat(64) }), false);
    assert.equal(hasModel(sheetOf(), model), false);
  });

  it('names the place of what is wrong', () => {
    for (const [change, expected] of [
      [{ techniques: [] }, /techniques: expected at least one/],
      [
        { techniques: [{ id: 'x', kind: 'magic' }] },
        /techniques\[0\]\.kind: no technique of this kind; there are zeroShot/,
      ],
      [
        { task: { kind: 'scale', question: 'Q', low: 0, high: 3 }, techniques: [{ id: 'x', kind: 'fewShot' }] },
        /techniques\[0\]\.kind: “Few-shot” is for other tasks: codes/,
      ],
      [{ techniques: [{ id: 'x', kind: 'fewShot', options: { count: 0 } }] }, /techniques\[0\]\.options\.count/],
      [{ techniques: [{ id: 'x', kind: 'zeroShot', options: { cuont: 1 } }] }, /techniques\[0\]\.options/],
      [{ techniques: [base.techniques[0], base.techniques[0]] }, /techniques\[1\]\.id: the same id as techniques\[0\]/],
      [
        { task: { kind: 'summary' }, techniques: [{ id: 'x', kind: 'labelLikelihood' }] },
        /is for other tasks: codes, scale/,
      ],
      [{ sampling: { temperature: 0, seed: -1 } }, /sampling\.seed/],
      [{ segments: { kind: 'turns', transcripts: ['../secret.txt'] } }, /segments\.transcripts\[0\]: expected a path/],
      [
        {
          segments: {
            kind: 'stretches',
            stretches: [0, 0].map((start) => {
              return { transcript: 'transcripts/a.txt', start, end: 4, sha256: 'a'.repeat(64) };
            }),
          },
        },
        /segments\.stretches\[1\]: the same stretch as segments\.stretches\[0\]/,
      ],
      [{ formatVersion: 2 }, /written by a newer Introspect/],
      [{ task: { kind: 'scale', question: 'How much?', low: 3, high: 3 } }, /task\.high/],
    ] as const) {
      assert.match(complaint(change), expected);
    }
    assert.throws(() => parseSheet('{', 'a.lab.json'), { code: 'fileInvalid' });
  });
});

describe('what a sheet asks about', () => {
  let loaded: LoadedStudy;
  let study: StudyIndex;
  const coded = new Map([
    [
      'ana',
      new Set(['transcripts/P01.transcript.txt', 'transcripts/P02.transcript.txt', 'transcripts/P03.transcript.txt']),
    ],
  ]);
  before(async () => {
    loaded = await loadStudy(memoryFolder(sampleStudyTexts()));
    study = finish(indexStudy(loaded, null));
  });

  it('is the turns of the chosen speakers, the test part held back until it is open, then that alone', () => {
    const held = materialOf(sheetOf(), study);
    const open = materialOf(sheetOf({ test: { ...base.test, openedAt: '2026-01-01T00:00:00Z' } }), study);
    const all = itemsOf(sheetOf().segments, study);
    assert.deepEqual([...held.items, ...open.items].map(({ id }) => id).sort(), all.map(({ id }) => id).sort());
    assert.ok(
      held.items.every(({ transcript }) => !transcript.includes('P03')) &&
        open.items.every(({ transcript }) => transcript.includes('P03')),
    );
    assert.deepEqual([held.heldBack, open.heldBack], [open.items.length, 0]);
    for (const { transcript, start, end, text, speaker } of all) {
      assert.equal(study.transcripts.find(({ path }) => path === transcript)!.text.slice(start, end), text);
      assert.match(speaker!, /^P0\d$/);
    }
  });

  it('is the words to which people gave a code, each once; a model’s only where it is named', () => {
    const [first, ...others] = study.transcripts;
    const { code, coder, ...mark } = first!.segments[0]!;
    const at = (start: number, by: string) => ({
      ...mark,
      code,
      coder: by,
      start: utf16(start),
      end: utf16(start + 5),
    });
    const segments = [at(0, coder), at(0, 'ben'), at(10, 'consensus'), at(10, 'ben'), at(20, 'model:tiny')];
    const marked = {
      ...study,
      transcripts: [{ ...first!, segments }, ...others.map((one) => ({ ...one, segments: [] }))],
    };
    const found = (by?: string) =>
      itemsOf({ kind: 'coded', code, ...(by === undefined ? {} : { coder: by }) }, marked).map(({ start }) => start);
    assert.deepEqual(found(), [0, 10]);
    assert.deepEqual(found('ben'), [0, 10]);
    assert.deepEqual(found('model:tiny'), [20]);
  });

  it('is the same sample for the same seed, in the order of the text', () => {
    const draw = (seed: number) => materialOf(sheetOf({ sample: { size: 8, seed } }), study).items.map(({ id }) => id);
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
    const all = itemsOf(sheetOf().segments, study).map(({ id }) => id);
    assert.deepEqual(
      draw(1),
      all.filter((id) => draw(1).includes(id)),
    );
  });

  it('refuses a stretch of a text that has changed, and a choice that finds nothing', () => {
    const { sha256, path } = study.transcripts[0]!;
    const at = (hash: string) => ({
      segments: { kind: 'stretches', stretches: [{ transcript: path, start: 0, end: 9, sha256: hash }] },
    });
    assert.equal(materialOf(sheetOf(at(sha256)), study).items.length, 1);
    assert.throws(() => materialOf(sheetOf(at('0'.repeat(64))), study), /it has changed since/);
    assert.throws(
      () => materialOf(sheetOf({ segments: { kind: 'turns', speakers: ['Nobody'] } }), study),
      /finds none/,
    );
  });

  it('says of an open test part whose transcript is gone that it is gone, not that it is closed', () => {
    const without = { ...study, transcripts: study.transcripts.filter(({ path }) => !path.includes('P03')) };
    const open = sheetOf({ test: { ...base.test, openedAt: '2026-01-01T00:00:00Z' } });
    assert.throws(() => materialOf(open, without), {
      message: /^The test part is open, but not in this study any more: transcripts\/P03\.transcript\.txt\.$/,
      remedy: /^Put the file back/,
    });
    const nobody = { ...open, segments: { kind: 'turns' as const, speakers: ['P01'] } };
    assert.throws(() => materialOf(nobody, study), /finds none in the test part/);
  });

  it('refuses a transcript that it names and the study does not have: the test part would be asked about', () => {
    const [typo, gone] = ['transcripts/P3.transcript.txt', 'transcripts/P04.transcript.txt'];
    assert.throws(() => materialOf(sheetOf({ test: { transcripts: [typo] } }), study), {
      message: /^The test part names a transcript that is not in this study: transcripts\/P3\.transcript\.txt\.$/,
      remedy: /open the sheet as text/,
    });
    const turns = { kind: 'turns', transcripts: ['transcripts/P01.transcript.txt', gone] };
    assert.throws(
      () => materialOf(sheetOf({ segments: turns }), study),
      /^UserError: The sheet’s choice of segments names a transcript that is not in this study: .*P04/,
    );
    const half = { transcripts: [...base.test.transcripts, gone], openedAt: '2026-01-01T00:00:00Z' };
    assert.throws(() => materialOf(sheetOf({ test: half }), study), /test part is open, but not .*: transcripts\/P04/);
  });

  it('takes no code at a place that is a guess: nobody knows what the words there carry', () => {
    const [first, ...others] = study.transcripts;
    const guessed = first!.segments.map((one) => ({ ...one, moved: true }));
    const moved = { ...study, transcripts: [{ ...first!, segments: guessed }, ...others] };
    const task = taskOf(base.task as Parameters<typeof taskOf>[0], loaded.codebook.codes);
    assert.ok(isLabelTask(task));
    const own = coded.get('ana')!;
    const mark = first!.segments.find(({ coder }) => coder === 'ana')!;
    const item = {
      ...itemsOf({ kind: 'turns' }, study)[0]!,
      transcript: first!.path,
      start: mark.start,
      end: mark.end,
    };
    assert.equal(labelBy(study, 'ana', task, item, own), mark.code);
    assert.equal(labelBy(moved, 'ana', task, item, own), null);
    const examples = examplesOf(sheetOf(), moved, coded, task);
    assert.ok(
      examples.length > 0 &&
        examples.every(({ item: { transcript, start, end } }) => {
          return !guessed.some(
            (one) => one.coder === 'ana' && transcript === first!.path && one.start < end && start < one.end,
          );
        }),
    );
    const ofCode = itemsOf({ kind: 'coded', code: mark.code, coder: 'ana' }, moved);
    assert.ok(ofCode.every(({ transcript }) => transcript !== first!.path));
  });

  it('needs answers to choose from that can be told apart', () => {
    const { codes } = loaded.codebook;
    const [one, two] = codes.filter(({ parent }) => parent !== null).map(({ id }) => id);
    assert.throws(
      () => taskOf({ kind: 'codes', codes: [one!, one!.toUpperCase()] }, codes),
      /choose from at least two/,
    );
    const lost = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
    assert.throws(() => taskOf({ kind: 'codes', codes: [one!, lost] }, codes), /choose from at least two/);
    const kept = taskOf({ kind: 'codes', codes: [one!, lost, two!] }, codes);
    assert.deepEqual(isLabelTask(kept) && kept.labels.map(({ id }) => id), [one, two]);
    const { name } = codes.find(({ id }) => id === one)!;
    assert.throws(
      () => taskOf({ kind: 'codes', codes: [one!, two!], none: ` ${name.toUpperCase()} ` }, codes),
      /“none of these” answer has the name of a code/,
    );
    const broken = codes.map((code) => (code.id === one ? { ...code, name: 'Sleep\n disruption ' } : code));
    const task = taskOf({ kind: 'codes', codes: [one!, two!] }, broken);
    assert.equal(isLabelTask(task) && task.labels[0]!.name, 'Sleep disruption');
  });

  it('takes the words that carry its codes as examples where it asks about a selection', () => {
    const { sha256, path } = study.transcripts[0]!;
    const stretches = [{ transcript: path, start: 0, end: 9, sha256 }];
    const sheet = sheetOf({ segments: { kind: 'stretches', stretches } });
    const task = taskOf(sheet.task, loaded.codebook.codes);
    const examples = examplesOf(sheet, study, coded, task);
    assert.ok(new Set(examples.map(({ label }) => label.id)).size > 5);
    assert.ok(examples.every(({ item }) => !item.transcript.includes('P03')));
    assert.equal(new Set(examples.map(({ item }) => item.id)).size, examples.length);
  });

  it('takes for the coder’s label the code that covers most words, each counted once', () => {
    const twice = studyOf('P: one two three.', [
      ['one', 'sleep'],
      ['one t', 'sleep'],
      ['one tw', 'sleep'],
      ['one', 'sleep', 'ben'],
      ['two three', 'worry'],
    ]);
    const task: LabelTask = {
      kind: 'codes',
      question: '',
      labels: ['sleep', 'worry'].map((id) => ({ id, name: id, definition: '', whenToUse: '', whenNotToUse: '' })),
    };
    const [item = assert.fail()] = itemsOf({ kind: 'turns' }, twice);
    assert.equal(
      labelBy(twice, 'ana', task, item, new Set([item.transcript])),
      'worry',
      '9 characters against 6, not 14',
    );
    const many = studyOf('P: one two three.', [...Array<Marked>(5).fill(['one', 'sleep']), ['two three', 'worry']]);
    assert.equal(labelBy(many, 'ana', task, item, new Set([item.transcript])), 'worry');
  });

  it('takes examples and passages from the development part alone, never the segment itself', () => {
    const sheet = sheetOf();
    const task = taskOf(sheet.task, loaded.codebook.codes);
    assert.ok(isLabelTask(task) && task.labels.length === 14);
    const examples = examplesOf(sheet, study, coded, task);
    const passages = passagesOf(sheet, study);
    assert.ok(examples.length > 50 && passages.length > examples.length);
    assert.ok(
      [...examples.map(({ item }) => item), ...passages].every(({ transcript }) => !transcript.includes('P03')),
    );
    for (const { item, label } of examples)
      assert.equal(labelBy(study, 'ana', task, item, coded.get('ana')!), label.id);
    const made = new StudyLibrary({ examples, passages });
    for (const { item } of examples.slice(0, 10)) {
      const library = made.for(item);
      const shown = [...library.balanced(20, 1), ...library.similar(item.text, 20), ...library.picked([item.id])];
      assert.ok(shown.every((example) => example.item.id !== item.id && example.item.text !== item.text));
      assert.ok(library.passages(item.text, 5).every(({ text }) => text !== item.text));
    }
    const held = itemsOf({ kind: 'turns', transcripts: base.test.transcripts }, study).map(({ id }) => id);
    assert.deepEqual(made.for(examples[0]!.item).picked(held), []);
    const others = examples.slice(1, 4).map(({ item }) => item.id);
    const picked = made.for(examples[0]!.item).picked([...others.toReversed(), ...held]);
    assert.deepEqual(
      picked.map(({ item }) => item.id),
      others.toReversed().filter((id) => picked.some(({ item }) => item.id === id)),
    );
    assert.ok(picked.length > 0);
    const drawn = made.for(examples[0]!.item).balanced(6, 3);
    assert.equal(new Set(drawn.map(({ label }) => label.id)).size, 6);
    assert.deepEqual(drawn, made.for(examples[0]!.item).balanced(6, 3));
  });
});
