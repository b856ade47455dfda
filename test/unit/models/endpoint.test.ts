import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endpointPresets, isOnThisMachine, parseEndpoints, shortModelName } from '../../../src/core/models/endpoint';

const good = { name: 'Ours', url: 'http://127.0.0.1:8000/v1', model: 'tiny' };

describe('endpoints in the settings', () => {
  it('are taken where they are whole, each name once', () => {
    const typed = [good, { ...good, extra: 1 }, { ...good, name: '' }, { ...good, name: 'No address', url: 'tiny' }, 7];
    assert.deepEqual(parseEndpoints(typed), [good]);
  });

  it('never hold a name and password, nor another protocol', () => {
    const bad = ['http://me:secret@host/v1', 'ftp://host', 'file:///etc/passwd', 'javascript:alert(1)', 'http://'];
    assert.deepEqual(parseEndpoints(bad.map((url, i) => ({ ...good, name: `${i}`, url }))), []);
  });

  it('survive anything that a person may type', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const { name, url, model } of parseEndpoints(value)) assert.ok(name && url && model);
      }),
      { numRuns: 50 },
    );
  });

  it('tell this machine from others', () => {
    const here = ['http://localhost:1234/v1', 'http://127.0.0.1/v1', 'http://[::1]:8000/v1', 'HTTPS://LOCALHOST'];
    const elsewhere = [
      'http://localhost.example/v1',
      'http://127.0.0.1.example/v1',
      'http://10.0.0.1/',
      'https://a.example',
    ];
    assert.deepEqual(here.filter(isOnThisMachine), here);
    assert.deepEqual(elsewhere.filter(isOnThisMachine), []);
  });

  it('are named after the file, not after its folders', () => {
    for (const [model, name] of [
      ['/home/anna/models/SmolLM2-135M.Q4_1.gguf', 'SmolLM2-135M.Q4_1'],
      ['C:\\models\\tiny.GGUF', 'tiny'],
      ['models/tiny.gguf', 'tiny'],
      ['/srv/models/llama-8b/', 'llama-8b'],
      ['meta-llama/Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.1-8B-Instruct'],
      ['llama3.2:1b', 'llama3.2:1b'],
      ['.gguf', '.gguf'],
      ['/', '/'],
    ] as const) {
      assert.equal(shortModelName(model), name);
    }
  });

  it('have presets at the ports that the servers document', () => {
    const ports = Object.fromEntries(endpointPresets.map(({ name, url }) => [name, new URL(url).port]));
    assert.deepEqual(ports, {
      Ollama: '11434',
      'LM Studio': '1234',
      'llama.cpp server at port 8080': '8080',
      'llama.cpp server at port 9931': '9931',
      vLLM: '8000',
    });
    assert.ok(endpointPresets.every(({ url }) => isOnThisMachine(url) && url.endsWith('/v1')));
  });
});
