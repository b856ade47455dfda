import assert from 'node:assert/strict';
import {
  parseAnnotations,
  serializeAnnotations,
  type AnnotationCollection,
  type Segment,
} from '../../../src/core/coding/annotations';
import type { Study } from '../../../src/core/coding/study';
import { UserError } from '../../../src/core/base/userError';
import { OffsetMap } from '../../../src/core/base/offsets';
import { canonicalJson } from '../../../src/core/engine/batch';
import { planRuns } from '../../../src/core/prompting/runSheet';
import type { Item } from '../../../src/core/prompting/technique';
import { taskOf } from '../../../src/core/prompting/task';
import { askedKey, readAsked, withAsked } from '../../../src/core/suggestions/asked';
import { wordsOfRequests } from '../../../src/core/suggestions/cost';
import { asksOf, modelCoder } from '../../../src/core/suggestions/modelCoder';
import {
  askFor,
  leftOutIn,
  parseSuggestionRecord,
  plainSheet,
  planRequests,
  quoteIn,
  reasonIn,
  sheetForTranscript,
  type SuggestionRequest,
} from '../../../src/core/suggestions/request';
import { readSuggestion, withDecision } from '../../../src/core/suggestions/suggestion';
import { wordsOfTold } from '../../../src/core/suggestions/told';
import { takeAnswers, type SuggestionText } from '../../../src/core/suggestions/take';
import {
  codeDefaults,
  collectionOf,
  hash,
  library,
  mood,
  offsets,
  range,
  scripted,
  sleep,
  source,
  suggested,
  text,
  urn,
  words,
} from './scene';

const item = (at: { start: number; end: number }, of = text): Item => ({
  id: `transcripts/a.txt#${at.start}-${at.end}`,
  transcript: 'transcripts/a.txt',
  ...range(at.start, at.end),
  speaker: 'Ana',
  text: of.slice(at.start, at.end),
});
const items = [item(words), item({ start: 32, end: 51 })];
const codebook = [
  { ...codeDefaults, id: sleep, name: 'Sleep' },
  { ...codeDefaults, id: mood, name: 'Mood' },
];
const sheet = plainSheet('labelLikelihood');
const task = taskOf(sheet.task, codebook);
const prepared = { sheet, task, items, libraryHash: 'h' };
/** A model that finds sleep in the night and nothing in meals. */
const model = (file: string | null = 'model.onnx', quote = '"awake at night"') =>
  scripted((asked) => {
    if (asked.startsWith('Quote')) return quote;
    if (asked.startsWith('Why')) return 'It is about the night.';
    return asked.includes('night') ? 'Sleep' : 'none of these';
  }, file);
const to: SuggestionText = {
  text,
  source,
  offsets,
  coder: 'model:tiny',
  title: 'Tiny, for trying out',
  sheet: null,
  when: '2026-03-02T10:00:00Z',
  nameUuid: (name) => hash(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
};
const answer = async (requests: readonly SuggestionRequest[], { engine } = model()) =>
  Promise.all(
    requests.map(async (request) => ({
      key: hash(canonicalJson(request)),
      run: request.label,
      record: await askFor(request, engine, library, undefined),
    })),
  );

describe('asking for suggestions', () => {
  it('asks for words and reason only where a code fits, and keeps all of it', async () => {
    const { engine, requests } = model();
    const [night, meals] = await answer(planRequests(prepared, engine.model), { engine, requests });
    assert.deepEqual(requests.length, 2);
    assert.deepEqual(requests[0]!.constraint, { kind: 'quotation', source: items[0]!.text });
    assert.equal(quoteIn(night!.record), 'awake at night');
    assert.equal(reasonIn(night!.record), 'It is about the night.');
    assert.deepEqual(Object.keys(meals!.record), ['label']);
    assert.equal(night!.record.quote?.steps[0]?.prompt, `Quote the words that show "Sleep".\nText: ${items[0]!.text}`);
    const back = JSON.parse(JSON.stringify(night!.record)) as unknown;
    assert.deepEqual(parseSuggestionRecord(back), night!.record);
    assert.equal(parseSuggestionRecord({ label: 3 }), undefined);
  });

  it('marks a reason that had to end in the middle', async () => {
    const { engine, requests } = model();
    const cut = {
      ...engine,
      generate: async (...asked: Parameters<typeof engine.generate>) => ({
        ...(await engine.generate(...asked)),
        isComplete: false,
      }),
    };
    const [night] = await answer(planRequests(prepared, engine.model), { engine: cut, requests });
    assert.equal(reasonIn(night!.record), 'It is about the night. … (cut off)');
  });

  it('does not hold a server to the words, and takes what it quotes as it is', async () => {
    const { engine, requests } = model(null, 'He said “I never sleep”, roughly.');
    const [night] = await answer(planRequests(prepared, engine.model), { engine, requests });
    assert.equal(requests[0]!.constraint, undefined);
    assert.equal(quoteIn(night!.record), 'I never sleep');
  });

  it('takes a run that the lab has made, and reasons that the technique gave', async () => {
    const { engine, requests } = model();
    const [request] = planRequests(prepared, engine.model);
    const { record } = (await answer([request!], { engine, requests }))[0]!;
    const known = { ...record.label, rationale: 'Night, hence sleep.' };
    const again = model();
    const taken = await askFor(request!, again.engine, library, undefined, known);
    assert.deepEqual(
      again.requests.map(({ messages }) => messages[0]!.content.slice(0, 5)),
      ['Quote'],
    );
    assert.equal(reasonIn(taken), 'Night, hence sleep.');
  });

  it('keeps the code where the text leaves no room for the questions after it, and says what was not asked', async () => {
    const { engine } = model();
    const full: typeof engine = {
      ...engine,
      generate: () => Promise.reject(new UserError('textTooLong', 'The prompt has 600 tokens.', 'Choose less.')),
    };
    const [request] = planRequests(prepared, engine.model);
    const record = await askFor(request!, full, library, undefined);
    assert.deepEqual(leftOutIn(record), ['the question which words show it', 'the question why']);
    assert.deepEqual(parseSuggestionRecord(JSON.parse(JSON.stringify(record))), record);
    const { collection } = takeAnswers(collectionOf(), [{ key: 'k', run: request!.label, record }], to);
    const made = readSuggestion(collection.first.items[0]!)!;
    assert.deepEqual([made.quote, made.leftOut], [null, leftOutIn(record)]);
    const gone: typeof engine = {
      ...engine,
      generate: () => Promise.reject(new UserError('hostDied', 'The model died.', '')),
    };
    await assert.rejects(askFor(request!, gone, library, undefined), /The model died\./);
  });

  it('says what a technique had to leave out of its prompt', async () => {
    const { engine } = model();
    const defined = taskOf(
      sheet.task,
      codebook.map((code) => ({ ...code, definition: 'A long one.' })),
    );
    const [request] = planRequests({ ...prepared, sheet: plainSheet('definitions'), task: defined }, engine.model);
    const narrow: typeof engine = {
      ...engine,
      generate: (asked, signal) =>
        asked.messages.at(-1)!.content.includes('A long one.')
          ? Promise.reject(new UserError('textTooLong', 'The prompt has 600 tokens.', 'Choose less.'))
          : engine.generate(asked, signal),
    };
    assert.deepEqual(leftOutIn(await askFor(request!, narrow, library, undefined)), ['all definitions']);
  });

  it('tells beforehand what the model is told of the codes, and which have no definition', () => {
    const labels = ['Sleep', 'Mood', 'Food', 'Pain', 'Work'].map((name, i) => ({
      ...{ id: urn(i), name, definition: i === 0 ? 'Of the night.' : ' ', whenToUse: '', whenNotToUse: '' },
    }));
    const none = { ...labels[1]!, id: 'none', name: 'none of these' };
    const told = (kind: string, of = labels) => wordsOfTold({ labels: [...of, none] }, kind, undefined);
    assert.equal(told('labelLikelihood'), 'The model is told the names of your codes, not their definitions.');
    assert.match(
      told('definitions'),
      / 4 of 5 have no definition, and go by the name alone: “Mood”, “Food”, “Pain” and 1 more\.$/,
    );
    assert.match(
      told('definitions', labels.slice(0, 2)),
      / 1 of 2 has no definition, and goes by the name alone: “Mood”\.$/,
    );
    assert.match(told('definitions', labels.slice(0, 1)), /definitions and when to use them\.$/);
  });

  it('counts as many requests to a server as there can be, each code scored by itself', async () => {
    const { engine, requests } = model(null);
    let scored = 0;
    const counting: typeof engine = {
      ...engine,
      likelihoods: (asked, signal) => {
        scored += asked.labels.length + 1;
        return engine.likelihoods(asked, signal);
      },
    };
    const open = planRequests(prepared, engine.model).slice(0, 1);
    for (const request of open) await askFor(request, counting, library, undefined);
    assert.equal(
      wordsOfRequests(open, 'turn'),
      `Up to ${scored + requests.length} requests to the server, since it scores each code by itself.`,
    );
    const by = (kind: string) => planRequests({ ...prepared, sheet: plainSheet(kind) }, engine.model);
    assert.equal(wordsOfRequests(by('definitions'), 'turn'), 'Up to 6 requests to the server.');
    assert.match(
      wordsOfRequests(by('selfConsistency'), 'turn'),
      /several times about each turn: it may be many more than 6/,
    );
  });

  it('plans the same runs as the lab sheet does, so that none is made twice', () => {
    const { engine } = model();
    const own = planRequests(prepared, engine.model).map(({ label }) => hash(canonicalJson(label)));
    const lab = planRuns(sheet, task, items, engine.model, 'h').map((run) => hash(canonicalJson(run)));
    assert.deepEqual(own, lab);
  });

  it('leaves the test part of a sheet alone until it is open', () => {
    const withTest = { ...sheet, test: { transcripts: ['transcripts/t.txt'], openedAt: '2026-01-01T00:00:00Z' } };
    const turns = { kind: 'turns' } as const;
    const of = (transcript: string, base = withTest) =>
      sheetForTranscript(base, 'labelLikelihood', transcript, turns).test;
    assert.equal(of('transcripts/a.txt').openedAt, null);
    assert.equal(of('transcripts/t.txt').openedAt, '2026-01-01T00:00:00Z');
    const closed = { ...withTest, test: { ...withTest.test, openedAt: null as unknown as string } };
    assert.equal(of('transcripts/t.txt', closed).openedAt, null);
  });
});

describe('the model’s own file', () => {
  const listOf = (collection: AnnotationCollection) => collection[askedKey] as readonly unknown[];
  const fileOf = (items: Segment[]) => collectionOf(...items);

  it('gets one suggestion for each stretch with a code, as the model’s', async () => {
    const answered = await answer(planRequests(prepared, model().engine.model));
    const taken = takeAnswers(collectionOf(), answered, to);
    assert.deepEqual([taken.added, taken.kept, taken.replaced], [1, 0, 0]);
    const file = parseAnnotations(serializeAnnotations(taken.collection), 'model');
    const [segment] = file.first.items as Segment[];
    assert.deepEqual(segment!.creator, { id: 'model:tiny', type: 'Software' });
    assert.equal(segment!.target.selector[1].exact, 'I lie awake at night.');
    const made = readSuggestion(segment!)!;
    assert.deepEqual(
      [made.choices, made.quote, made.reason, made.run],
      [3, 'awake at night', 'It is about the night.', answered[0]!.key],
    );
    assert.deepEqual(made.model, { ...answered[0]!.record.label.model, title: 'Tiny, for trying out' });
    assert.equal(made.probability, answered[0]!.record.label.probabilities![sleep]);
    const again = takeAnswers(file, answered, to);
    assert.deepEqual([again.added, again.kept, again.replaced], [0, 1, 0]);
    assert.deepEqual(again.collection.first.items, file.first.items);
  });

  it('says what the model was asked about, whether a code came of it or not', async () => {
    const answered = await answer(planRequests(prepared, model().engine.model));
    const sha256 = source['schema:sha256'];
    const stretches = items.map(({ start, end }) => ({ start, end }));
    const first = takeAnswers(collectionOf(), answered.slice(1), to);
    assert.deepEqual(readAsked(first.collection, sha256), stretches.slice(1));
    assert.deepEqual([first.added, first.askedAnew], [0, 1]);
    const file = parseAnnotations(serializeAnnotations(first.collection), 'model');
    const both = takeAnswers(file, answered, to);
    assert.deepEqual(readAsked(both.collection, sha256), stretches);
    assert.deepEqual([both.added, both.askedAnew], [1, 1]);
    assert.equal(takeAnswers(both.collection, answered, to).askedAnew, 0);
    assert.equal(readAsked(collectionOf(), sha256), null);
    // Another version of the text is kept beside this one; what cannot be read stays.
    const later = withAsked({ ...both.collection, [askedKey]: [{ odd: 1 }, ...listOf(both.collection)] }, 'other', [
      { start: 1, end: 2 },
    ]);
    assert.deepEqual(readAsked(later, sha256), stretches);
    assert.deepEqual(readAsked(later, 'other'), [{ start: 1, end: 2 }]);
    assert.equal(readAsked(later, 'third'), 'otherText');
    assert.deepEqual(listOf(later)[0], { odd: 1 });
  });

  it('lets an open answer of before give way, and keeps what was decided and what is not the model’s answer', async () => {
    const answered = await answer(planRequests(prepared, model().engine.model));
    const meals = range(32, 51);
    const open = suggested(1, {}, words, mood);
    const decided = withDecision(suggested(2, {}, meals, mood), 'ben', { coder: 'ben', decision: 'rejected', at: 'x' });
    const elsewhere = suggested(3, {}, range(37, 40), mood);
    const { ['introspect:suggestion']: _, ...imported } = suggested(4, {}, words, mood);
    const before = fileOf([open, decided, elsewhere, imported]);
    const { collection, added, replaced } = takeAnswers(before, answered, to);
    assert.deepEqual([added, replaced], [1, 1]);
    assert.deepEqual(collection.first.items.slice(0, 3), [decided, elsewhere, imported]);
  });
});

describe('the model’s own file, once the transcript or the codebook has changed', () => {
  const changed = `Ana: Hello.\n${text}`;
  const shift = changed.length - text.length;
  const now: SuggestionText = {
    ...to,
    text: changed,
    source: { ...source, 'schema:sha256': '1'.repeat(64) },
    offsets: new OffsetMap(changed),
  };
  const movedItems = items.map((one) => item({ start: one.start + shift, end: one.end + shift }, changed));
  const first = async () => takeAnswers(collectionOf(), await answer(planRequests(prepared, model().engine.model)), to);
  const onChanged = () => answer(planRequests({ ...prepared, items: movedItems }, model().engine.model));
  const readBack = (collection: AnnotationCollection) => parseAnnotations(serializeAnnotations(collection), 'model');

  it('has the suggestion once, where it stands now', async () => {
    const { collection } = await first();
    const again = takeAnswers(collection, await onChanged(), now);
    assert.deepEqual([again.added, again.kept, again.renewed, again.replaced], [0, 1, 1, 0]);
    const [was] = collection.first.items;
    const [is] = readBack(again.collection).first.items as Segment[];
    assert.equal(is!.id, was!.id, 'whoever has just decided on it finds it');
    assert.equal(is!.target.selector[0].start, words.start + shift);
    assert.equal(is!.target.source['schema:sha256'], '1'.repeat(64));
  });

  it('does not offer again what a person has decided on', async () => {
    const { collection } = await first();
    const [one] = collection.first.items as Segment[];
    const decided = withDecision(one!, 'ana', { coder: 'ana', decision: 'rejected', at: 'x' });
    const again = takeAnswers(collectionOf(decided), await onChanged(), now);
    assert.deepEqual(again.collection.first.items, [decided]);
  });

  it('can be read where the change came after what was asked about: no id stands in it twice', async () => {
    const { collection } = await first();
    const longer = `${text}Ana: Bye.\n`;
    const later = { ...now, text: longer, offsets: new OffsetMap(longer) };
    const answered = await answer(planRequests(prepared, model().engine.model));
    assert.equal(readBack(takeAnswers(collection, answered, later).collection).first.items.length, 1);
    // The same run, where a decided suggestion of it stands on other words.
    const [one] = collection.first.items as Segment[];
    const elsewhere = { ...suggested(1, {}, range(32, 51)), id: one!.id };
    const decided = withDecision(elsewhere, 'ana', { coder: 'ana', decision: 'rejected', at: 'x' });
    const { items: both } = readBack(takeAnswers(collectionOf(decided), answered, later).collection).first;
    assert.deepEqual([both.length, both[0]!.id, both[1]!.id === one!.id], [2, one!.id, false]);
  });

  it('has today’s probability on an open suggestion, and the one that was seen on a decided one', async () => {
    const { collection } = await first();
    const codebookNow = [...codebook, { ...codeDefaults, id: urn(3).slice(9), name: 'Food' }];
    const asked = { ...prepared, task: taskOf(sheet.task, codebookNow) };
    const answered = await answer(planRequests(asked, model().engine.model));
    const again = takeAnswers(collection, answered, to);
    assert.deepEqual([again.added, again.kept, again.renewed], [0, 1, 1]);
    const [before, after] = [collection, again.collection].map(
      ({
        first: {
          items: [one],
        },
      }) => readSuggestion(one!)!,
    );
    assert.deepEqual([before!.choices, after!.choices, after!.run], [3, 4, answered[0]!.key]);
    assert.equal(after!.probability, answered[0]!.record.label.probabilities![sleep]);
    const [one] = collection.first.items as Segment[];
    const decided = withDecision(one!, 'ana', { coder: 'ana', decision: 'accepted', at: 'x' });
    assert.deepEqual(takeAnswers(collectionOf(decided), answered, to).collection.first.items, [decided]);
  });
});

describe('a model among the coders', () => {
  const study: Pick<Study, 'coders'> = { coders: [{ id: 'ana', name: 'Ana', kind: 'person' }] };
  const [run] = planRuns(sheet, task, items, { name: 'Tiny Model!', file: 'f', sha256: 'a' }, 'h');
  const asks = asksOf(run!);

  it('is the same coder for the same model asked in the same way, and another one for any other', () => {
    const first = modelCoder(study, asks, []);
    assert.deepEqual(
      [first.id, first.kind, first.name],
      ['model:tiny-model', 'model', 'Tiny Model!, label likelihood'],
    );
    const known = { coders: [...study.coders, JSON.parse(JSON.stringify(first)) as typeof first] };
    assert.equal(modelCoder(known, asks, []).id, first.id);
    for (const other of [
      { ...asks, model: { ...asks.model, sha256: 'b' } },
      { ...asks, seed: 2 },
      { ...asks, technique: 'zeroShot' },
      { ...asks, options: { perToken: true } },
      { ...asks, sampling: { ...asks.sampling, temperature: 1 } },
    ]) {
      const next = modelCoder(known, other, []);
      assert.equal(next.id, 'model:tiny-model-2');
      assert.notEqual(next.name, first.name);
    }
    assert.equal(modelCoder(known, asks, [], 'Another title').name, first.name, 'a coder that is known keeps its name');
    const titled = modelCoder(study, asks, [], 'Introspect practice model, instructed');
    assert.deepEqual([titled.name, titled.id], ['Introspect practice model, instructed, label likelihood', first.id]);
    assert.equal(modelCoder(study, asks, ['model:Tiny-model']).id, 'model:tiny-model-2');
    assert.equal(modelCoder(study, { ...asks, model: { ...asks.model, name: '😀' } }, []).id, 'model:model');
  });
});
