import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/base/userError';
import {
  folderSegments,
  licenceText,
  noteOn,
  onnxVariants,
  planFiles,
  recommendedVariant,
  requireVariants,
} from '../../../src/core/models/downloadPlan';
import type { HubFile } from '../../../src/core/models/hub';

const files = (...list: readonly (string | [string, number])[]): HubFile[] =>
  list.map((entry) => {
    const [path, bytes] = typeof entry === 'string' ? [entry, 10] : entry;
    return { path, bytes, hash: { algorithm: 'gitBlob', hex: '0'.repeat(40) } };
  });
const paths = (list: readonly HubFile[]): string[] => list.map(({ path }) => path);

/** In the manner of onnx-community's repositories. */
const published = files(
  '.gitattributes',
  'LICENSE.txt',
  'README.md',
  'USE_POLICY.md',
  'config.json',
  'generation_config.json',
  'special_tokens_map.json',
  'tokenizer.json',
  'tokenizer_config.json',
  ['onnx/model.onnx', 300],
  ['onnx/model.onnx_data', 4000],
  ['onnx/model.onnx_data_1', 900],
  ['onnx/model_q4.onnx', 300],
  ['onnx/model_q4.onnx_data', 1700],
  ['onnx/model_q4f16.onnx', 1000],
  ['model.safetensors', 2500],
);

describe('onnxVariants', () => {
  it('are the precisions of one model with their weights, smallest first', () => {
    assert.deepEqual(
      onnxVariants(published).map(({ label, external, bytes }) => [label, paths(external), bytes]),
      [
        ['q4f16', [], 1000],
        ['q4', ['onnx/model_q4.onnx_data'], 2000],
        ['fp32', ['onnx/model.onnx_data', 'onnx/model.onnx_data_1'], 5200],
      ],
    );
  });

  it('of older exports are the merged decoders', () => {
    const older = files(
      'onnx/decoder_model.onnx',
      'onnx/decoder_model_merged.onnx',
      'onnx/decoder_model_merged_quantized.onnx',
      'onnx/decoder_with_past_model.onnx',
      'onnx/encoder_model.onnx',
      'onnx/vision_encoder.onnx',
    );
    assert.deepEqual(
      onnxVariants(older).map(({ label, onnx }) => [label, onnx.path]),
      [
        ['fp32', 'onnx/decoder_model_merged.onnx'],
        ['quantized', 'onnx/decoder_model_merged_quantized.onnx'],
      ],
    );
  });

  it('are asked for elsewhere when there are none', () => {
    const refusal = (list: HubFile[]) => {
      try {
        requireVariants('a/b', list);
      } catch (error) {
        assert.ok(error instanceof UserError);
        return error.info;
      }
      return assert.fail();
    };
    assert.match(refusal(files('config.json', 'model.safetensors')).remedy, /optimum-cli export onnx --model a\/b/);
    assert.match(refusal(files('config.json')).message, /no ONNX file/);
  });
});

describe('recommendedVariant', () => {
  it('is the known one, else the most usual that is there, whatever there is', () => {
    const of = (...names: string[]) => onnxVariants(files(...names.map((name) => `onnx/model${name}.onnx`)));
    const recommended = (variants: ReturnType<typeof of>, known?: string) => recommendedVariant(variants, known).label;
    // As SmolLM2's instruct models were published.
    const smol = of('', '_fp16', '_q4', '_q4f16');
    assert.equal(recommended(smol, 'onnx/model_quantized.onnx'), 'q4');
    assert.equal(recommended(smol, 'onnx/model_fp16.onnx'), 'fp16');
    assert.equal(recommended(of('', '_q4', '_quantized', '_bnb4')), 'quantized');
    assert.equal(recommended(of('_fp16', '')), 'fp32');
    assert.equal(recommended(of('_bnb4')), 'bnb4');
  });
});

describe('noteOn', () => {
  it('says of no rounded file that it is as exact, and which has the model’s own numbers', () => {
    const [fp32, q4] = onnxVariants(files('onnx/model.onnx', ['onnx/model_q4.onnx', 20]));
    assert.equal(noteOn(q4!, q4!), 'Recommended to begin with: small and quick. Its numbers are not those of fp32.');
    assert.equal(noteOn(fp32!, q4!), 'The model’s own numbers: for figures that you report.');
    assert.equal(noteOn(fp32!, fp32!), 'Recommended: the model’s own numbers.');
    const fp16 = onnxVariants(files('onnx/model_fp16.onnx'))[0]!;
    assert.equal(noteOn(fp16, fp16), 'Recommended to begin with.');
    assert.equal(noteOn(fp16, q4!), '');
  });
});

describe('planFiles', () => {
  it('takes one variant and what belongs to it, and nothing else', () => {
    const q4 = onnxVariants(published).find(({ label }) => label === 'q4')!;
    assert.deepEqual(paths(planFiles('a/b', published, q4)), [
      'LICENSE.txt',
      'README.md',
      'USE_POLICY.md',
      'config.json',
      'generation_config.json',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'onnx/model_q4.onnx',
      'onnx/model_q4.onnx_data',
    ]);
  });

  it('takes what says how an embedding is made', () => {
    const sentences = files(
      'config.json',
      'tokenizer.json',
      'modules.json',
      '1_Pooling/config.json',
      'sentence_bert_config.json',
      '2_Dense/model.bin',
      ['onnx/model.onnx', 300],
    );
    const planned = paths(planFiles('a/b', sentences, onnxVariants(sentences)[0]!));
    assert.deepEqual(planned.slice(2), [
      'modules.json',
      '1_Pooling/config.json',
      'sentence_bert_config.json',
      'onnx/model.onnx',
    ]);
  });

  it('says which file is missing', () => {
    for (const missing of ['config.json', 'tokenizer.json']) {
      const rest = published.filter(({ path }) => path !== missing);
      assert.throws(
        () => planFiles('a/b', rest, onnxVariants(rest)[0]!),
        (error) => error instanceof UserError && error.message.includes(missing),
      );
    }
  });
});

describe('licenceText', () => {
  it('is the licence, else the model card', () => {
    assert.equal(licenceText(published)?.path, 'LICENSE.txt');
    assert.equal(licenceText(files('config.json', 'README.md'))?.path, 'README.md');
    assert.equal(licenceText(files('config.json')), undefined);
  });
});

describe('folderSegments', () => {
  it('tell owner, name and precision, else the path', () => {
    const [q4] = onnxVariants(files('onnx/model_q4.onnx'));
    assert.deepEqual(folderSegments('owner/Name', q4!), [
      ['owner', 'Name-q4'],
      ['owner', 'Name-onnx-model_q4'],
    ]);
    assert.deepEqual(folderSegments('gpt2', q4!)[0], ['models', 'gpt2-q4']);
  });

  it('differ for every file of a repository, also of the same precision', () => {
    const variants = onnxVariants(
      files('model.onnx', ['onnx/model.onnx', 11], ['onnx/decoder_model_merged.onnx', 12], ['onnx/model_q4.onnx', 5]),
    );
    assert.deepEqual(
      variants.map((variant) => [variant.label, folderSegments('o/n', variant)[0]![1]]),
      [
        ['q4', 'n-q4'],
        ['fp32', 'n-model'],
        ['fp32', 'n-onnx-model'],
        ['fp32', 'n-onnx-decoder_model_merged'],
      ],
    );
  });
});
