import assert from 'node:assert/strict';
import { configSchema, modelConfig } from '../../../src/model/modelConfig';

const parse = (config: object, generation = {}, tokenizer = {}) =>
  modelConfig(configSchema.parse(config), generation, tokenizer);

describe('modelConfig', () => {
  it('knows the sizes under the names of each family', () => {
    const families = [
      { num_hidden_layers: 6, num_attention_heads: 8, max_position_embeddings: 512, vocab_size: 100 },
      { n_layer: 6, n_head: 8, n_positions: 512, vocab_size: 100 },
      { n_layers: 6, n_heads: 8, max_position_embeddings: 512, vocab_size: 100 },
      { text_config: { num_hidden_layers: 6, num_attention_heads: 8, max_position_embeddings: 512, vocab_size: 100 } },
    ];
    for (const family of families) {
      const { layers, heads, contextLength, vocabularySize } = parse(family);
      assert.deepEqual([layers, heads, contextLength, vocabularySize], [6, 8, 512, 100]);
    }
  });

  it('takes the end of text from generation_config.json first, as one id or several', () => {
    const ends = (config: object, generation?: object) => [...parse(config, generation).endOfTextIds];
    assert.deepEqual(ends({ eos_token_id: 2 }), [2]);
    assert.deepEqual(ends({ eos_token_id: 2 }, { eos_token_id: [7, 9] }), [7, 9]);
    assert.deepEqual(ends({ eos_token_id: 2 }, { eos_token_id: null }), [2]);
    assert.deepEqual(ends({ eos_token_id: null }), []);
  });

  it('takes the smaller limit on the context, and ignores the number that means none', () => {
    const limit = (config: object, model_max_length?: number) => parse(config, {}, { model_max_length }).contextLength;
    assert.equal(limit({ max_position_embeddings: 514 }, 512), 512);
    assert.equal(limit({ max_position_embeddings: 2048 }, 1e30), 2048);
    assert.equal(limit({}, 1e30), null);
    assert.equal(limit({}), null);
  });

  it('tells decoders from encoders by the architecture, where config.json says', () => {
    const causal = (config: object) => parse(config).causal;
    assert.equal(causal({ architectures: ['LlamaForCausalLM'] }), true);
    assert.equal(causal({ architectures: ['GPT2LMHeadModel'] }), true);
    assert.equal(causal({ architectures: ['BertForMaskedLM'] }), false);
    assert.equal(causal({ is_decoder: true }), true);
    assert.equal(causal({}), undefined);
  });
});
