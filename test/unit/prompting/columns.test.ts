import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { columnsOf, recordedModels } from '../../../src/core/prompting/columns';
import { resolveModels } from '../../../src/core/prompting/resolveModels';
import { runItem, type LabEngine, type LabModel } from '../../../src/core/prompting/runItem';
import { runModels } from '../../../src/core/prompting/runModels';
import { canonicalJson } from '../../../src/core/engine/batch';
import { placeTextOfRun, textOfRun } from '../../../src/core/prompting/runKey';
import { planRuns } from '../../../src/core/prompting/runSheet';
import { knownRuns } from '../../../src/core/prompting/runsFile';
import { parseSheet, serializeSheet } from '../../../src/core/prompting/sheet';
import { isLabelTask, taskOf, type Task } from '../../../src/core/prompting/task';
import { findTechnique, techniques } from '../../../src/core/prompting/techniques';
import type { Item, Library } from '../../../src/core/prompting/technique';
import { varied } from '../../../src/core/prompting/variations';
import { utf16 } from '../../../src/core/base/offsets';

const base = {
  formatVersion: 1,
  title: 'Try',
  segments: { kind: 'turns' },
  task: { kind: 'codes' },
  techniques: [
    { id: 'words', kind: 'zeroShot' },
    { id: 'own', kind: 'template', options: { name: 'Ours', user: '{{text}}' } },
  ],
  sampling: { temperature: 0, seed: 1 },
};
const sheetOf = (change: object = {}) => parseSheet(JSON.stringify({ ...base, ...change }), 'a.lab.json');
const samplings = [
  { name: 'cold', temperature: 0, seed: 1 },
  { name: 'warm', temperature: 1, seed: 2 },
];
const [small, large] = ['small', 'large'].map((name) => ({ name, file: 'm.onnx', sha256: '0'.repeat(64) }));
const names = ['sleep', 'mood', 'work', 'none of these'];
const labels = names.map((name, i) => ({
  id: i === 3 ? 'none' : `${i}`,
  name,
  definition: '',
  whenToUse: '',
  whenNotToUse: '',
}));
const task: Task = { kind: 'codes', question: 'Which code fits the text?', labels };
const items = ['a', 'b'].map((text, i): Item => ({
  id: text,
  transcript: 't',
  start: utf16(i),
  end: utf16(i + 1),
  speaker: null,
  text,
}));
const library: Library = { balanced: () => [], similar: () => [], picked: () => [], passages: () => [] };
const hash = (text: string) => text;

describe('columns of a lab sheet', () => {
  it('are its techniques; models and settings are named only where there are several', () => {
    const of = (change: object) => columnsOf(sheetOf(change)).map(({ id, name }) => [id, name]);
    const plain = [
      ['words', 'Zero-shot'],
      ['own', 'Ours'],
    ];
    assert.deepEqual(of({}), plain);
    assert.deepEqual(of({ models: [small], samplings: samplings.slice(0, 1) }), plain);
    assert.deepEqual(of({ models: [small, large], samplings, techniques: base.techniques.slice(0, 1) }), [
      ['words · small · cold', 'Zero-shot · small · cold'],
      ['words · small · warm', 'Zero-shot · small · warm'],
      ['words · large · cold', 'Zero-shot · large · cold'],
      ['words · large · warm', 'Zero-shot · large · warm'],
    ]);
    const sameName = [small, { ...small, sha256: 'f'.repeat(64) }];
    assert.equal(new Set(columnsOf(sheetOf({ models: sameName })).map(({ id }) => id)).size, 4);
  });

  it('make a run each for every segment and repeat, model by model, and every id belongs to one column', () => {
    const count = fc.integer({ min: 1, max: 2 });
    fc.assert(
      fc.property(count, count, count, fc.nat(2), fc.nat(2), (models, settings, repeats, orders, paraphrases) => {
        const sheet = sheetOf({
          models: [small, large].slice(0, models),
          samplings: samplings.slice(0, settings),
          repeats,
          variations: { orders, paraphrases },
        });
        const runs = planRuns(sheet, task, items, recordedModels(sheet), '');
        const columns = columnsOf(sheet).map(({ id }) => id);
        assert.equal(runs.length, models * settings * (repeats + orders + paraphrases) * 2 * items.length);
        assert.deepEqual([...new Set(runs.map(({ column }) => column))].sort(), columns.sort());
        assert.equal(new Set(runs.map(textOfRun)).size, runs.length);
        // Journals are read by hashes of these very bytes.
        for (const run of runs) {
          const { column: _, nth, item, ...asked } = run;
          const options = run.kind === 'template' ? { user: '{{text}}' } : run.options;
          // Nothing of these two tells what a code means.
          const told = isLabelTask(run.task) && run.task.labels.map(({ id, name }) => ({ id, name }));
          const rest = { ...asked, options, task: { ...run.task, labels: told } };
          const { transcript, speaker, text } = item;
          assert.equal(nth, 0);
          assert.equal(textOfRun(run), canonicalJson({ ...rest, words: { transcript, speaker, text } }));
          // Of journals that were written before, and of suggestions.
          assert.equal(placeTextOfRun(run), canonicalJson({ ...rest, item }));
        }
        const changes = runs.filter(({ model }, i) => i > 0 && model !== runs[i - 1]!.model);
        assert.equal(changes.length, models - 1);
        assert.deepEqual(parseSheet(serializeSheet(sheet), 'a.lab.json'), sheet);
      }),
      { numRuns: 6 },
    );
  });

  it('know the runs of an older sheet again when models and settings are added to it', () => {
    const [before] = planRuns(sheetOf(), task, items, small!, 'lib');
    const grown = sheetOf({
      models: [large, small],
      samplings: samplings.toReversed(),
      repeats: 3,
      variations: { orders: 2 },
    });
    const runs = planRuns(grown, task, items, recordedModels(grown), 'lib');
    const again = runs.filter((run) => textOfRun(run) === textOfRun(before!));
    assert.deepEqual(
      again.map(({ column }) => column),
      ['words · small · cold'],
    );
  });

  it('know the runs of an own prompt again when it is given another name, and not when its words change', () => {
    const textsOf = (options: object) => {
      const techniques = [{ id: 'own', kind: 'template', options }];
      return planRuns(sheetOf({ techniques }), task, items, small!, '').map(textOfRun);
    };
    const before = textsOf({ name: 'Ours', user: '{{text}}' });
    assert.deepEqual(textsOf({ name: 'From the paper', user: '{{text}}' }), before);
    assert.equal(new Set([...before, ...textsOf({ name: 'Ours', user: 'Read {{text}}' })]).size, 2 * before.length);
  });

  it('hang on what the study holds only where a technique looks it up', () => {
    const techniques = ['zeroShot', 'fewShot', 'retrieval'].map((kind) => ({ id: kind, kind }));
    const of = (library: string) =>
      planRuns(sheetOf({ techniques }), task, items.slice(0, 1), small!, library).map(textOfRun);
    const [before, after] = [of('one'), of('two')];
    assert.deepEqual(
      before.map((text, i) => text === after[i]),
      [true, false, false],
    );
  });

  it('refuse names that stand for two', () => {
    const twice = (change: object) => assert.throws(() => sheetOf(change), /the same name as/);
    twice({ models: [small, small] });
    twice({ samplings: [samplings[0], { ...samplings[1], name: 'cold' }] });
    assert.throws(() => sheetOf({ models: [{ name: 'x', sha256: '../x' }] }), /models\[0\]\.sha256/);
  });
});

describe('variations of a question', () => {
  it('change the order of the codes or the words of the question, and nothing else', () => {
    assert.ok('labels' in task);
    for (let number = 1; number <= 4; number++) {
      const order = varied(task, { kind: 'order', number }, 7);
      assert.ok('labels' in order);
      assert.deepEqual(order, varied(task, { kind: 'order', number }, 7));
      assert.equal(order.labels.at(-1)!.id, 'none');
      assert.deepEqual(order.labels.map(({ id }) => id).sort(), labels.map(({ id }) => id).sort());
      const words = varied(task, { kind: 'paraphrase', number }, 7);
      assert.ok('labels' in words);
      assert.deepEqual(words.labels, labels);
      assert.notEqual(words.question, task.question);
      const own: Task = { kind: 'question', question: 'What helps?' };
      assert.match(varied(own, { kind: 'paraphrase', number }, 7).question, /What helps\?/);
    }
    const questions = [1, 2, 3, 4].map((number) => varied(task, { kind: 'paraphrase', number }, 7).question);
    assert.equal(new Set(questions).size, 4);
  });

  it('keep the seed of the first repeat, and are told from repeats', () => {
    const sheet = sheetOf({ repeats: 2, variations: { orders: 1, paraphrases: 1 }, techniques: [base.techniques[0]] });
    const runs = planRuns(sheet, task, items.slice(0, 1), small!, '');
    assert.deepEqual(
      runs.map(({ repeat, variation }) => [repeat, variation?.kind]),
      [
        [0, undefined],
        [1, undefined],
        [2, 'order'],
        [3, 'paraphrase'],
      ],
    );
    assert.equal(runs[2]!.seed, runs[0]!.seed);
    assert.notEqual(runs[1]!.seed, runs[0]!.seed);
  });
});

describe('a run whose codes were defined otherwise since', () => {
  it('is known again where the model is not told definitions, and asked again where it is', async () => {
    const defined = (words: string): Task => ({
      ...task,
      labels: labels.map((label) => ({ ...label, definition: words, whenToUse: words, whenNotToUse: words })),
    });
    const shown = { item: items[1]!, label: labels[0]! };
    const full: Library = {
      balanced: () => [shown],
      similar: () => [shown],
      picked: () => [shown],
      passages: () => [{ transcript: 't', speaker: null, text: 'Nights are long.' }],
    };
    const templates = ['{{text}} {{codes}}', '{{definitions}} {{text}}', '{{text}} {{question}}'];
    const kinds = [
      ...techniques
        .filter(({ tasks, kind }) => tasks.includes('codes') && kind !== 'template')
        .map(({ kind }) => ({ kind })),
      ...templates.map((user) => ({ kind: 'template', options: { name: 'x', user } })),
      { kind: 'template', options: { name: 'x', user: '{{text}}', system: '{{definitions}}' } },
    ].map((one, i) => ({ id: `t${i}`, ...one }));
    const sheet = sheetOf({ techniques: kinds });
    let known = 0;
    for (const setting of kinds) {
      const of = async (asked: Task) => {
        const [run] = planRuns(sheet, asked, items.slice(0, 1), small!, '').filter(
          ({ technique }) => technique === setting.id,
        );
        const sent: string[] = [];
        const engine: LabEngine = {
          model: small!,
          generate: ({ messages }) => {
            sent.push(canonicalJson(messages));
            return Promise.resolve({
              text: 'Code: sleep',
              prompt: 'p',
              promptTokens: 1,
              isComplete: true,
              logprob: -1,
            });
          },
          likelihoods: ({ messages, labels: scored }) => {
            sent.push(canonicalJson([messages, scored]));
            return Promise.resolve({
              prompt: 'p',
              promptTokens: 1,
              labels: scored.map(() => ({ logprob: -1, tokens: 1 })),
            });
          },
        };
        const input = { task: asked, item: items[0]!, library: full, seed: 1 };
        await runItem(findTechnique(setting.kind)!, input, run!.options, engine, { temperature: 0, topP: 1 });
        return { sent: canonicalJson(sent), key: textOfRun(run!) };
      };
      const [before, after] = [await of(defined('Rest.')), await of(defined('Rest at night.'))];
      assert.equal(before.key === after.key, before.sent === after.sent, JSON.stringify(setting));
      if (before.key === after.key) known++;
    }
    assert.equal(known, kinds.length - 3);
  });

  it('is asked again where a step of its scale means something else', () => {
    const scale = sheetOf({
      task: { kind: 'scale', question: 'How sad?', low: 0, high: 1 },
      techniques: [base.techniques[0]],
    });
    const of = (lowMeans: string) =>
      planRuns(
        scale,
        taskOf({ kind: 'scale', question: 'How sad?', low: 0, high: 1, lowMeans }, []),
        items,
        small!,
        '',
      )[0]!;
    assert.notEqual(textOfRun(of('never')), textOfRun(of('seldom')));
  });
});

describe('models of a lab sheet', () => {
  const candidate = (name: string, sha256: string, file = 'm.onnx') => ({
    name,
    file,
    sha256: () => Promise.resolve(sha256),
  });

  it('are found by name among those that the person has, and only with the recorded file', async () => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    const candidates = [candidate('small', a), candidate('small', b), candidate('large', b, 'x.onnx')];
    const found = await resolveModels(
      [
        { name: 'small', sha256: b },
        { name: 'small' },
        { name: 'large', file: 'm.onnx' },
        { name: 'large', sha256: a },
        { name: 'gone', file: 'm.onnx', sha256: a },
      ],
      candidates,
    );
    assert.deepEqual(
      found.map((one) => one.candidate && candidates.indexOf(one.candidate)),
      [1, 0, null, null, null],
    );
    assert.deepEqual(found[0]!.model, { name: 'small', file: 'm.onnx', sha256: b });
    assert.deepEqual(found[4]!.model, { name: 'gone', file: 'm.onnx', sha256: a });
    const why = found.map(({ missing }) => missing?.message ?? '');
    assert.match(why[2]!, /not with the file m\.onnx/);
    assert.match(why[3]!, /another SHA-256/);
    assert.match(why[4]!, /gone is not on this machine; its runs wait/);
  });

  it('on servers are known by what is asked there: not by their names alone', async () => {
    const served = 'llama-70b at models.example/v1';
    const named = { name: 'Our cluster', file: null, sha256: null };
    const candidate = (name: string, asked: string) => {
      return { name, file: null, served: asked, sha256: () => Promise.resolve(null) };
    };
    const resolved = async (setting: object, one: ReturnType<typeof candidate>) =>
      (await resolveModels([{ ...named, ...setting }], [one]))[0]!;
    const inPanel = await resolved({ served }, candidate('Our cluster', served));
    assert.deepEqual(inPanel.model, { ...named, served });
    assert.ok(inPanel.candidate);
    // A sheet of before says nothing of it; what answers is recorded all the same.
    assert.deepEqual((await resolved({}, candidate('Our cluster', served))).model, { ...named, served });
    const other = await resolved({ served }, candidate('Our cluster', 'qwen at models.example/v1'));
    assert.equal(other.candidate, null);
    assert.match(other.missing!.message, /Our cluster is set up for qwen at .*; the sheet was made with llama-70b at/);
    const gone = await resolved({ served }, candidate('Another', 'qwen at models.example/v1'));
    assert.match(gone.missing!.message, /The server Our cluster is not set up here; its runs wait/);
    assert.match(gone.missing!.remedy, /llama-70b at models\.example\/v1/);
    // Runs of both are kept apart.
    const sheet = sheetOf({ models: [{ ...named, served }] });
    const [asked] = planRuns(sheet, task, items, recordedModels(sheet), '');
    assert.equal(asked!.model.served, served);
    assert.notEqual(textOfRun(asked!), textOfRun({ ...asked!, model: { ...named, served: 'qwen' } }));
  });

  it('are loaded once, one after another, and not for runs that are made; one that is missing stops no other', async () => {
    const sheet = sheetOf({ models: [small, { name: 'gone' }, large] });
    const runs = planRuns(sheet, task, items, recordedModels(sheet), '');
    let [written, opened, closed] = ['', [] as string[], 0];
    const journal = {
      read: () => Promise.resolve(written),
      append: (text: string) => Promise.resolve(void (written += text)),
    };
    const engineOf = (model: LabModel): LabEngine => ({
      model,
      generate: () =>
        Promise.resolve({ text: 'Code: sleep', prompt: 'p', promptTokens: 1, isComplete: true, logprob: -1 }),
      likelihoods: () => Promise.reject(new Error('not asked')),
    });
    const open = (model: LabModel) => {
      if (model.name === 'gone') throw new UserError('modelFolderMissing', 'gone is missing.', '');
      opened.push(model.name);
      assert.equal(opened.length, closed + 1);
      return Promise.resolve({ engine: engineOf(model), concurrency: 1, close: () => void closed++ });
    };
    const told: number[] = [];
    const options = { open: async (model: LabModel) => open(model), library: { for: () => library }, journal, hash };
    const outcomes = await runModels(runs, { ...options, onDone: (done) => told.push(done) });
    assert.deepEqual([opened, closed], [['small', 'large'], 2]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.ok ? outcome.result.model.name : outcome.error.code)),
      runs.map(({ model }) => (model.name === 'gone' ? 'modelFolderMissing' : model.name)),
    );
    assert.equal(told.at(-1), runs.length);
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
    opened = [];
    const again = await runModels(runs, options);
    assert.deepEqual(opened, []);
    assert.equal(again.filter((one) => one.ok && one.fromJournal).length, 8);
    assert.equal(knownRuns(runs, written, hash, 'try.runs.jsonl').filter((one) => one !== undefined).length, 8);
  });
});
