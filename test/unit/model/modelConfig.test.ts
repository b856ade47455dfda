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

  it('finds the end of text in the language part, and none in a negative number', () => {
    assert.deepEqual([...parse({ text_config: { eos_token_id: [1, 106] } }).endOfTextIds], [1, 106]);
    assert.deepEqual([...parse({ eos_token_id: -1 }).endOfTextIds], []);
  });

  it('takes null for what is not said, and refuses numbers that no model has', () => {
    const nothing = { head_dim: null, n_ctx: null, text_config: null, rope_scaling: null, model_type: null };
    const { headWidth, contextLength, architecture } = parse({ ...nothing, hidden_size: 64, num_attention_heads: 4 });
    assert.deepEqual([headWidth, contextLength, architecture], [16, null, 'unknown']);
    assert.throws(() => parse({ num_attention_heads: 1e12 }), /num_attention_heads/);
  });

  it('ends the context where LongRoPE turns all keys by other factors', () => {
    const phi = { max_position_embeddings: 131072, original_max_position_embeddings: 4096 };
    const lengths = (config: object) => {
      const { contextLength, statedContextLength } = parse(config);
      return [contextLength, statedContextLength];
    };
    assert.deepEqual(lengths({ ...phi, rope_scaling: { type: 'longrope', long_factor: [1] } }), [4096, 131072]);
    assert.deepEqual(lengths({ ...phi, rope_scaling: { rope_type: 'su' } }), [4096, 131072]);
    const rope_parameters = { rope_type: 'longrope', original_max_position_embeddings: 2048 };
    assert.deepEqual(lengths({ ...phi, rope_parameters }), [2048, 131072]);
    assert.deepEqual(lengths({ ...phi, rope_scaling: { rope_type: 'llama3' } }), [131072, null]);
    assert.deepEqual(lengths({ ...phi, rope_scaling: 'odd' }), [131072, null]);
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
    assert.equal(causal({ is_decoder: null }), undefined);
    assert.equal(causal({ architectures: ['XLMWithLMHeadModel'] }), false);
    assert.equal(causal({ architectures: ['XLMWithLMHeadModel'], causal: true }), true);
    assert.equal(causal({ architectures: ['XLNetLMHeadModel'] }), false);
    assert.equal(causal({ architectures: ['LlamaForSequenceClassification'] }), false);
    assert.equal(causal({ architectures: ['ChatGLMModel'] }), undefined);
    // Gemma 3's decoders and BART's halves share this name: the graph tells.
    assert.equal(causal({ architectures: ['Gemma3ForConditionalGeneration'] }), undefined);
  });
});
