import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/base/userError';
import { describeGraph, type GraphValue } from '../../../src/model/graphIo';

const ids = (name: string, type = 'int64'): GraphValue => ({ name, type, shape: ['batch', 'tokens'] });
const cache = (name: string, type = 'float32'): GraphValue => ({ name, type, shape: ['batch', 2, 'past', 16] });
const logits: GraphValue = { name: 'logits', type: 'float32', shape: ['batch', 'tokens', 100] };

describe('describeGraph', () => {
  it('pairs the cache inputs with the outputs that feed them, and keeps their type', () => {
    const inputs = [
      ids('input_ids'),
      cache('past_key_values.0.key', 'float16'),
      cache('past_key_values.0.value', 'float16'),
    ];
    const outputs = [logits, cache('present.0.value', 'float16'), cache('present.0.key', 'float16')];
    assert.deepEqual(describeGraph('m.onnx', inputs, outputs).cache, [
      {
        past: 'past_key_values.0.key',
        present: 'present.0.key',
        layer: 0,
        holds: 'key',
        type: 'float16',
        emptyShape: [1, 2, 0, 16],
      },
      {
        past: 'past_key_values.0.value',
        present: 'present.0.value',
        layer: 0,
        holds: 'value',
        type: 'float16',
        emptyShape: [1, 2, 0, 16],
      },
    ]);
  });

  it('knows a cache that holds keys and values in one', () => {
    const both = (name: string): GraphValue => ({ name, type: 'float32', shape: [2, 'batch', 4, 'past', 16] });
    const inputs = [ids('input_ids'), both('past_0'), both('past_10')];
    assert.deepEqual(
      describeGraph('m.onnx', inputs, [logits, both('present_10'), both('present_0')]).cache,
      [0, 10].map((layer) => ({
        past: `past_${layer}`,
        present: `present_${layer}`,
        layer,
        holds: 'both',
        type: 'float32',
        emptyShape: [2, 1, 4, 0, 16],
      })),
    );
  });

  it('takes 32-bit ids, and the flag of a graph of two branches', () => {
    const flag: GraphValue = { name: 'use_cache_branch', type: 'bool', shape: [1] };
    const io = describeGraph('m.onnx', [ids('input_ids', 'int32'), ids('attention_mask', 'int32'), flag], [logits]);
    assert.deepEqual(
      [...io.ids],
      [
        ['input_ids', 'int32'],
        ['attention_mask', 'int32'],
      ],
    );
    assert.equal(io.useCacheBranch, true);
    assert.equal(io.logits, logits);
  });

  it('has no logits when the graph ends before the language-model head', () => {
    const hidden: GraphValue = { name: 'last_hidden_state', type: 'float32', shape: ['batch', 'tokens', 64] };
    const io = describeGraph('m.onnx', [ids('input_ids')], [hidden]);
    assert.deepEqual([io.logits, io.vectors], [undefined, 'last_hidden_state']);
    const whole: GraphValue = { name: 'sentence_embedding', type: 'float32', shape: ['batch', 64] };
    assert.equal(describeGraph('m.onnx', [ids('input_ids')], [hidden, whole]).vectors, 'sentence_embedding');
    assert.equal(describeGraph('m.onnx', [ids('input_ids')], [logits]).vectors, undefined);
  });

  for (const [what, inputs, named] of [
    ['another modality', [ids('input_ids'), { name: 'pixel_values', type: 'float32', shape: [1] }], /pixel_values/],
    [
      'a hybrid',
      [ids('input_ids'), { name: 'past_conv.0', type: 'float32', shape: ['b', 64, 3] }],
      /past_conv\.0.*mixes/,
    ],
    ['no ids', [ids('attention_mask')], /no input named input_ids/],
    ['a cache that comes from nowhere', [ids('input_ids'), cache('past_key_values.3.key')], /past_key_values\.3\.key/],
    [
      'keys and values in one of another shape',
      [ids('input_ids'), { name: 'past_0', type: 'float32', shape: ['batch', 4, 'past', 16] }],
      /past_0/,
    ],
    ['positions on three axes', [{ name: 'position_ids', type: 'int64', shape: [3, 'b', 't'] }], /position_ids/],
  ] as const) {
    it(`refuses ${what} by name`, () => {
      assert.throws(
        () => describeGraph('m.onnx', inputs, [logits]),
        (error) => error instanceof UserError && error.code === 'modelUnsupported' && named.test(error.message),
      );
    });
  }
});
