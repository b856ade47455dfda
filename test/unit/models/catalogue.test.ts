import assert from 'node:assert/strict';
import { catalogue, catalogued } from '../../../src/core/models/catalogue';
import { onnxVariants } from '../../../src/core/models/downloadPlan';
import { parseRepo } from '../../../src/core/models/hub';

describe('the catalogue', () => {
  it('has the families that are promised', () => {
    const families = [
      /SmolLM2-135M-ONNX$/,
      /SmolLM2-135M-Instruct$/,
      /SmolLM2-360M-ONNX$/,
      /SmolLM2-360M-Instruct$/,
      /Qwen2\.5-0\.5B-Instruct$/,
      /Qwen3-0\.6B-ONNX$/,
      /Llama-3\.2-1B-Instruct$/,
      /\/gpt2$/,
      /\/distilgpt2$/,
      /\/bert-base-uncased$/,
      /\/all-MiniLM-L6-v2$/,
    ];
    for (const family of families) {
      assert.equal(catalogue.filter(({ repo }) => family.test(repo)).length, 1, family.source);
    }
  });

  for (const entry of catalogue) {
    it(`${entry.repo} is well formed`, () => {
      assert.equal(parseRepo(entry.repo), entry.repo);
      assert.match(entry.repo, /\//);
      assert.match(entry.licence, /^[a-z0-9.-]+$/);
      assert.ok(entry.parameters >= 1e6 && entry.parameters <= 2e9);
      // From half a byte to four bytes and a little for each parameter.
      const bytesEach = entry.roughBytes / entry.parameters;
      assert.ok(bytesEach >= 0.5 && bytesEach <= 4.4, String(bytesEach));
      const hash = { algorithm: 'sha256', hex: '' } as const;
      assert.equal(onnxVariants([{ path: entry.onnxFile, bytes: 1, hash }]).length, 1, 'a name that is recognised');
      assert.ok(entry.abilities.length > 0 && new Set(entry.abilities).size === entry.abilities.length);
      assert.ok(!entry.abilities.includes('chat') || entry.abilities.includes('generate'));
      assert.match(entry.goodFor, /^[A-Z].*\.$/);
      assert.equal(catalogued(entry.repo.toUpperCase()), entry);
    });
  }

  it('names no model twice', () => {
    assert.equal(new Set(catalogue.map(({ repo }) => repo.toLowerCase())).size, catalogue.length);
    assert.equal(new Set(catalogue.map(({ name }) => name)).size, catalogue.length);
  });
});
