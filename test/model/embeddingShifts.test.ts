import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Pooling } from '../../src/core/attribution/embedding';
import { LoadedModel } from '../../src/model/loadedModel';
import type { AttributedUnit, UnitKind } from '../../src/protocol/attribution';
import { assertClose, cleanUp, copyOf, fixtureNamed, runCli, startHost, temporaryFolder, userErrorOf } from './support';

interface Case {
  readonly text: string;
  readonly unit: UnitKind;
  /** Else each unit in turn, after the whole text. */
  readonly sets?: readonly (readonly number[])[];
  readonly distances: Readonly<Record<Exclude<Pooling, 'own'>, readonly number[]>>;
}

const { dir } = fixtureNamed('bert/model');
/** PyTorch's answers; made by embedding.py beside it. */
const cases = JSON.parse(readFileSync(path.join(dir, 'ref.embedding.json'), 'utf8')) as readonly Case[];
const tolerance = 1e-5;
const load = (onnx: string, at = dir) => LoadedModel.load({ dir: at, onnx }, () => undefined);

/** The fixture with a file of sentence-transformers. */
function pooledBy(config: Readonly<Record<string, unknown>>): string {
  const copy = copyOf('bert');
  mkdirSync(path.join(copy, '1_Pooling'));
  writeFileSync(path.join(copy, '1_Pooling/config.json'), JSON.stringify(config));
  return copy;
}

async function assertMoves(model: LoadedModel, pooling: keyof Case['distances']): Promise<void> {
  for (const { text, unit, sets, distances } of cases) {
    const asked = { text, unit, addSpecialTokens: true };
    const { units } = await model.embeddingShifts({ ...asked, removals: [] });
    const expected = distances[pooling];
    if (!sets) assert.equal(units.length, expected.length - 1);
    const removals = sets ?? [[], ...units.map((_, i) => [i])];
    const { distances: found } = await model.embeddingShifts({ ...asked, removals });
    for (const [i, distance] of expected.entries()) assertClose(found[i]!, distance, tolerance, `${text} ${i}`);
  }
}

describe('leave-one-out attribution of a model that only embeds', () => {
  const loaded: LoadedModel[] = [];
  after(async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
    cleanUp();
  });
  const open = async (...given: Parameters<typeof load>): Promise<LoadedModel> => {
    const model = await load(...given);
    loaded.push(model);
    return model;
  };

  it('is the cosine distance that PyTorch finds between mean-pooled embeddings, by word, sentence and token', async () => {
    const model = await open('model_encoder.onnx');
    assert.deepEqual(model.info.embedding, { available: true, pooling: 'mean' });
    await assertMoves(model, 'mean');
  });

  it('takes the vector that the graph itself makes', async () => {
    const model = await open('model_sentence.onnx');
    assert.deepEqual(model.info.embedding, { available: true, pooling: 'own' });
    await assertMoves(model, 'mean');
  });

  const flags = { pooling_mode_mean_tokens: false, pooling_mode_cls_token: false, pooling_mode_max_tokens: false };
  for (const [pooling, config] of [
    ['cls', { ...flags, word_embedding_dimension: 64, pooling_mode_cls_token: true }],
    ['max', { ...flags, pooling_mode_max_tokens: true }],
    ['mean', { ...flags, pooling_mode_mean_sqrt_len_tokens: true }],
    ['cls', { embedding_dimension: 64, pooling_mode: 'cls' }],
  ] as const) {
    it(`pools as the folder says: ${Object.entries(config).at(-1)!.join(' ')}`, async () => {
      await assertMoves(await open('model_encoder.onnx', pooledBy(config)), pooling);
    });
  }

  it('does not guess how states are pooled', async () => {
    const several = pooledBy({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true });
    const last = pooledBy({ pooling_mode: 'lasttoken' });
    const dense = copyOf('bert');
    const modules = ['models.Transformer', 'models.Pooling', 'models.Dense'].map((type) => ({ type, path: '' }));
    writeFileSync(path.join(dense, 'modules.json'), JSON.stringify(modules));
    for (const [at, why] of [
      [several, /mean_tokens, cls_token/],
      [last, /lasttoken/],
      [dense, /lacks \(Dense\)/],
    ] as const) {
      const model = await open('model_encoder.onnx', at);
      const asked = { text: 'He left', unit: 'word' as const, addSpecialTokens: true, removals: [] };
      const { code, message } = await userErrorOf(model.embeddingShifts(asked));
      assert.equal(code, 'modelUnsupported');
      assert.match(message, why);
    }
  });

  it('reads no more tokens than the folder says, and says so where a text has more', async () => {
    const text = 'She left early';
    const long = `${text} and early`;
    const asked = { unit: 'word' as const, addSpecialTokens: true, removals: [[0]] };
    const whole = await open('model_encoder.onnx');
    const { length } = whole.tokenize({ text, addSpecialTokens: true }).tokens;
    const short = copyOf('bert');
    writeFileSync(path.join(short, 'sentence_bert_config.json'), JSON.stringify({ max_seq_length: length }));
    const model = await open('model_encoder.onnx', short);
    assert.deepEqual(model.info.embedding, { available: true, pooling: 'mean', maxTokens: length });
    assert.deepEqual(await model.embeddingShifts({ ...asked, text }), await whole.embeddingShifts({ ...asked, text }));
    const { code, message } = await userErrorOf(model.embeddingShifts({ ...asked, text: long }));
    assert.equal(code, 'textTooLong');
    assert.match(message, new RegExp(`embeds at most ${length}\\b`));
    // Not even where no more than that is left without a part: the whole is what it is held against.
    assert.equal((await whole.embeddingShifts({ ...asked, text: long })).distances.length, 1);
  });

  it('lowers capitals first where the folder says so, with the units as they stand in the text', async () => {
    const low = copyOf('bert');
    // In the folder of the step that reads the text, and in a name of older versions.
    mkdirSync(path.join(low, '0_Transformer'));
    const modules = [{ type: 'sentence_transformers.models.Transformer', path: '0_Transformer' }];
    writeFileSync(path.join(low, 'modules.json'), JSON.stringify(modules));
    const config = { max_seq_length: null, do_lower_case: true };
    writeFileSync(path.join(low, '0_Transformer/sentence_roberta_config.json'), JSON.stringify(config));
    // A tokenizer that keeps capitals, so that lowering them shows.
    const tokenizer = path.join(low, 'tokenizer.json');
    const cased = JSON.parse(readFileSync(tokenizer, 'utf8')) as { normalizer: unknown };
    writeFileSync(tokenizer, JSON.stringify({ ...cased, normalizer: null }));
    const model = await open('model_encoder.onnx', low);
    assert.deepEqual(model.info.embedding, { available: true, pooling: 'mean', lowerCase: true });
    const asked = { unit: 'word' as const, addSpecialTokens: true, removals: [[0], [1]] };
    const capitals = await model.embeddingShifts({ ...asked, text: 'SHE LEFT İn EARLY' });
    const small = await model.embeddingShifts({ ...asked, text: 'she left İn early' });
    assert.deepEqual(capitals.distances, small.distances);
    assert.deepEqual(capitals.units, small.units);
  });

  it('is null where nothing is left to embed, and refuses what cannot be asked', async () => {
    const model = await open('model_encoder.onnx');
    const filling = await open('model.onnx');
    const asked = { unit: 'word' as const, addSpecialTokens: true, removals: [[], [0]] };
    assert.deepEqual((await model.embeddingShifts({ ...asked, text: 'Why' })).distances, [0, null]);
    const failures = [
      model.embeddingShifts({ ...asked, text: '' }),
      model.embeddingShifts({ ...asked, text: 'Why', removals: [[1]] }),
      model.embeddingShifts({ ...asked, text: 'She left. '.repeat(100) }),
      model.attribute({ text: 'He left', target: 'why', unit: 'word', addSpecialTokens: true }),
      filling.embeddingShifts({ ...asked, text: 'Why' }),
    ];
    const codes = await Promise.all(failures.map(async (failure) => (await userErrorOf(failure)).code));
    assert.deepEqual(codes, ['textEmpty', 'badRequest', 'textTooLong', 'modelUnsupported', 'modelUnsupported']);
  });

  it('passes through the model host', async () => {
    const { text, unit, distances } = cases[0]!;
    const host = startHost(dir, { onnx: 'model_encoder.onnx' });
    const asked = { text, unit, addSpecialTokens: true, removals: [[0]] };
    const { distances: found } = await host.request('embeddingShifts', asked);
    assertClose(found[0]!, distances.mean[1]!, tolerance, 'without the first');
  });

  it('is in the command line without a target, with the deletion check', async () => {
    const { text, distances } = cases[0]!;
    const file = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(file, text);
    const options = ['--model', dir, '--onnx', 'model_encoder.onnx', '--text-file', file];
    const answered = await runCli('attribute', ...options);
    assert.equal(answered.code, 0, answered.stderr);
    interface Answer {
      readonly measure: string;
      readonly pooling: string;
      readonly units: readonly AttributedUnit[];
    }
    const { measure, pooling, units } = JSON.parse(answered.stdout) as Answer;
    assert.deepEqual([measure, pooling], ['cosine distance', 'mean']);
    assert.deepEqual(
      units.map(({ start, end }) => text.slice(start, end)),
      units.map((one) => one.text),
    );
    for (const [i, { delta }] of units.entries()) assertClose(delta!, distances.mean[i + 1]!, tolerance, `unit ${i}`);

    const checked = await runCli('deletion', ...options, '--most', '2', '--draws', '3');
    assert.equal(checked.code, 0, checked.stderr);
    const { attention, check } = JSON.parse(checked.stdout) as {
      attention: null;
      check: { whole: number; ranked: { name: string; order: number[]; drops: number[] }[] };
    };
    assert.deepEqual([attention, check.whole, check.ranked.length], [null, 0, 1]);
    const [most, next] = distances.mean
      .slice(1)
      .map((distance, i) => ({ distance, i }))
      .sort((a, b) => b.distance - a.distance);
    assert.deepEqual(check.ranked[0]!.order, [most!.i, next!.i]);
    assertClose(check.ranked[0]!.drops[0]!, most!.distance, tolerance, 'first');

    for (const option of ['--target', '--against']) {
      const { code, stderr } = await runCli('attribute', ...options, option, 'why');
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`only embeds the text: leave out ${option}`));
    }
  });
});
