import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ErrorInfo } from '../../src/core/base/userError';
import { LoadedModel } from '../../src/model/loadedModel';
import { merged } from '../support/rewrittenModel';
import { bundledDir, cleanUp, copyOf, startHost, stateOf, temporaryFolder, userErrorOf } from './support';

describe('a model folder with a fault is refused by a message that names the file and the remedy', () => {
  afterEach(cleanUp);

  it('no such folder', async () => {
    const dir = path.join(temporaryFolder(), 'nowhere');
    refuses(await failure(dir), 'modelFolderMissing', dir, /config\.json/);
  });

  it('a file instead of a folder', async () => {
    const dir = path.join(bundledDir, 'config.json');
    refuses(await failure(dir), 'modelFolderMissing', 'is a file', /folder/);
  });

  it('no ONNX file but PyTorch weights', async () => {
    const dir = copyOf('gpt2');
    rmSync(path.join(dir, 'onnx'), { recursive: true });
    writeFileSync(path.join(dir, 'model.safetensors'), '');
    const error = await failure(dir);
    refuses(error, 'modelFileMissing', 'model.safetensors', /optimum-cli export onnx --model/);
    assert.ok(error.remedy.includes(`--model "${dir}"`), 'a folder with spaces stays one word');
  });

  it('no ONNX file but PyTorch weights of an encoder, which is exported for another task', async () => {
    const dir = copyOf('bert');
    rmSync(path.join(dir, 'onnx'), { recursive: true });
    writeFileSync(path.join(dir, 'model.safetensors'), '');
    assert.match((await failure(dir)).remedy, /--task fill-mask/);
    const config = path.join(dir, 'config.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('BertForMaskedLM', 'BertModel'));
    assert.match((await failure(dir)).remedy, /--task feature-extraction/);
  });

  it('no ONNX file but GGUF weights, which no exporter reads', async () => {
    const dir = copyOf('gpt2');
    rmSync(path.join(dir, 'onnx'), { recursive: true });
    writeFileSync(path.join(dir, 'model-q4.gguf'), '');
    refuses(await failure(dir), 'modelFileMissing', 'model-q4.gguf', /llama\.cpp.*Add Endpoint/);
  });

  it('no ONNX file at all', async () => {
    const dir = copyOf('gpt2');
    rmSync(path.join(dir, 'onnx'), { recursive: true });
    refuses(await failure(dir), 'modelFileMissing', 'no ONNX file', /published with ONNX/);
  });

  it('an ONNX file that is named but not there', async () => {
    refuses(await failure(copyOf('gpt2'), 'model_q8.onnx'), 'modelFileMissing', 'model_q8.onnx', /onnx\/model\.onnx/);
  });

  it('a truncated ONNX file, with the place', async () => {
    const dir = copyOf('gpt2');
    truncateSync(path.join(dir, 'onnx/model.onnx'), 200_000);
    const error = await failure(dir);
    refuses(error, 'modelFileInvalid', 'onnx/model.onnx (200000 bytes)', /again.*SHA-256/);
    assert.match(error.message, /at byte \d+/);
  });

  it('an ONNX file with damage in the middle of its graph', async () => {
    const dir = copyOf('gpt2');
    const file = path.join(dir, 'onnx/model.onnx');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, 40, 400));
    refuses(await failure(dir), 'modelFileInvalid', 'onnx/model.onnx', /again/);
  });

  it('an empty ONNX file', async () => {
    const dir = copyOf('gpt2');
    truncateSync(path.join(dir, 'onnx/model.onnx'), 0);
    refuses(await failure(dir), 'modelFileInvalid', 'model.onnx is empty', /again/);
  });

  for (const file of ['onnx/model.onnx', 'tokenizer.json', 'config.json']) {
    it(`a Git LFS pointer instead of ${file}`, async () => {
      const dir = copyOf('gpt2');
      const sum = 'ab'.repeat(32);
      writeFileSync(
        path.join(dir, file),
        `version https://git-lfs.github.com/spec/v1\noid sha256:${sum}\nsize 1397945\n`,
      );
      refuses(await failure(dir), 'modelFileInvalid', `${path.basename(file)} is a Git LFS pointer`, /git lfs pull/);
    });
  }

  for (const file of ['tokenizer.json', 'config.json']) {
    it(`no ${file}`, async () => {
      const dir = copyOf('gpt2');
      rmSync(path.join(dir, file));
      refuses(await failure(dir), 'modelFileMissing', file, /[Dd]ownload/);
    });

    it(`a ${file} that was cut off`, async () => {
      const dir = copyOf('gpt2');
      truncateSync(path.join(dir, file), 300);
      refuses(await failure(dir), 'modelFileInvalid', `${file} is not valid JSON`, /again/);
    });
  }

  it('a config.json with a wrong value, with the key', async () => {
    const dir = copyOf('gpt2');
    writeFileSync(path.join(dir, 'config.json'), '{"architectures": ["GPT2LMHeadModel"], "n_head": "four"}');
    refuses(await failure(dir), 'modelFileInvalid', 'at "n_head"', /again/);
  });

  it("another model's tokenizer", async () => {
    const dir = copyOf('gpt2');
    writeFileSync(path.join(dir, 'tokenizer.json'), readFileSync(path.join(bundledDir, 'tokenizer.json')));
    refuses(await failure(dir), 'vocabularyMismatch', '8192 tokens', /same model/);
  });

  it('a model that wants more than a text', async () => {
    const dir = copyOf('bert');
    const file = path.join(dir, 'onnx/model.onnx');
    const bytes = readFileSync(file);
    // The input and every node that reads it are renamed alike.
    for (let at = bytes.indexOf('token_type_ids'); at >= 0; at = bytes.indexOf('token_type_ids')) {
      bytes.write('pixel_values_x', at, 'latin1');
    }
    writeFileSync(file, bytes);
    refuses(await failure(dir), 'modelUnsupported', 'pixel_values_x', /images/);
  });
});

describe('a model folder in one of its other layouts is loaded', () => {
  afterEach(cleanUp);

  it('the ONNX file beside config.json, under another name, and no tokenizer_config.json', async () => {
    const dir = copyOf('gpt2');
    renameSync(path.join(dir, 'onnx/model.onnx'), path.join(dir, 'decoder.onnx'));
    rmSync(path.join(dir, 'tokenizer_config.json'));
    const { info } = await load(dir);
    assert.deepEqual([info.onnxFile, info.predictsNextToken, info.contextLength], ['decoder.onnx', true, 256]);
  });

  it('the quantised file goes first, unless another is named', async () => {
    const dir = copyOf('llama-gqa');
    assert.equal((await load(dir)).info.onnxFile, path.join('onnx', 'model_quantized.onnx'));
    for (const name of ['model_gqa.onnx', 'onnx/model_gqa.onnx']) {
      assert.equal((await load(dir, name)).info.onnxFile, path.join('onnx', 'model_gqa.onnx'));
    }
  });

  it('an older export: its merged decoder', async () => {
    const dir = copyOf('gpt2');
    const file = (name: string): string => path.join(dir, 'onnx', name);
    writeFileSync(file('decoder_model_merged.onnx'), merged(new Uint8Array(readFileSync(file('model.onnx')))));
    renameSync(file('model.onnx'), file('decoder_model.onnx'));
    writeFileSync(file('decoder_with_past_model.onnx'), '');
    const { info } = await load(dir);
    assert.equal(info.onnxFile, path.join('onnx', 'decoder_model_merged.onnx'));
    assert.deepEqual([info.predictsNextToken, info.attention.available], [true, true]);
  });

  it('several files under other names: one has to be named', async () => {
    const dir = copyOf('gpt2');
    renameSync(path.join(dir, 'onnx/model.onnx'), path.join(dir, 'onnx/model_int8.onnx'));
    writeFileSync(path.join(dir, 'onnx/model_q4.onnx'), '');
    refuses(await failure(dir), 'modelFileMissing', 'several other ONNX files', /model_int8\.onnx.*model_q4\.onnx/);
    assert.equal((await load(dir, 'model_int8.onnx')).info.predictsNextToken, true);
  });

  it('a chat template in a file of its own, in a folder with spaces and accents', async () => {
    const dir = path.join(temporaryFolder(), 'modèle à moi');
    renameSync(copyOf('gpt2'), dir);
    writeFileSync(path.join(dir, 'chat_template.jinja'), '{% for m in messages %}[{{ m.content }}]{% endfor %}');
    const model = await load(dir);
    const { name, chatTemplate, attention } = model.info;
    assert.deepEqual([name, chatTemplate, attention.available], ['modèle à moi', true, true]);
    const sampling = { temperature: 0, topP: 1, seed: 0 };
    assert.equal(
      (await model.generate({ prompt: { messages: [{ role: 'user', content: 'She left' }] }, maxNew: 1, sampling }))
        .prompt,
      '[She left]',
    );
  });

  it('no known number of heads: everything but attention, which says why', async () => {
    const dir = copyOf('gpt2');
    writeFileSync(path.join(dir, 'config.json'), '{"architectures": ["GPT2LMHeadModel"]}');
    const model = await load(dir);
    assert.equal((await model.score({ text: 'She left', addSpecialTokens: true })).omittedTokens, 0);
    const { code, message } = await userErrorOf(model.attention({ ids: [1], layer: 0, head: 0 }));
    assert.equal(code, 'modelUnsupported');
    assert.match(message, /config\.json does not say how many heads/);
  });
});

describe('model host with a folder that has a fault', () => {
  afterEach(cleanUp);

  it('stays down with the reason, and loads once the fault is mended', async () => {
    const dir = copyOf('gpt2');
    const file = path.join(dir, 'onnx/model.onnx');
    const bytes = readFileSync(file);
    truncateSync(file, 200_000);
    const client = startHost(dir);
    const { code } = await userErrorOf(client.request('tokenize', { text: 'She left', addSpecialTokens: true }));
    const { error } = await stateOf(client, 'failed');
    assert.deepEqual([code, error], ['modelFileInvalid', await failure(dir)]);
    writeFileSync(file, bytes);
    client.restart();
    assert.equal((await stateOf(client, 'ready')).info.name, 'gpt2');
  });
});

/** Inside this process: `stays down…` below shows that the host tells the same. */
async function failure(dir: string, onnx?: string): Promise<ErrorInfo> {
  return (await userErrorOf(load(dir, onnx))).info;
}

function load(dir: string, onnx?: string): Promise<LoadedModel> {
  return LoadedModel.load(onnx === undefined ? { dir } : { dir, onnx }, () => undefined);
}

function refuses({ code, message, remedy }: ErrorInfo, expected: string, names: string, remedies: RegExp): void {
  assert.equal(code, expected, message);
  assert.ok(message.includes(names), message);
  assert.match(remedy, remedies);
}
