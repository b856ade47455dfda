import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { HubAddresses, nextPage, parseRepo, parseRevision, parseTree } from '../../../src/core/models/hub';

const sha256 = 'a'.repeat(64);
const sha1 = '0123456789abcdef0123456789abcdef01234567';

describe('parseRepo', () => {
  it('takes names and addresses of pages', () => {
    for (const text of [
      'HuggingFaceTB/SmolLM2-135M-Instruct',
      ' HuggingFaceTB/SmolLM2-135M-Instruct/ ',
      'https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct',
      'https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct/tree/main/onnx',
      'https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct?library=transformers.js#usage',
    ]) {
      assert.equal(parseRepo(text), 'HuggingFaceTB/SmolLM2-135M-Instruct', text);
    }
    assert.equal(parseRepo('gpt2'), 'gpt2');
  });

  it('refuses everything else', () => {
    for (const text of ['', 'a/b/c', '../x', 'a/..', 'a b/c', 'a/b\\c', 'https://huggingface.co/', 'a%2f..'])
      assert.equal(parseRepo(text), undefined, text);
  });
});

describe('HubAddresses', () => {
  it('are those of the Hub’s API', () => {
    const at = new HubAddresses('https://huggingface.co/', 'a/b');
    assert.equal(at.page, 'https://huggingface.co/a/b');
    assert.equal(at.revision('main'), 'https://huggingface.co/api/models/a/b/revision/main');
    assert.equal(at.revision('refs/pr/1'), 'https://huggingface.co/api/models/a/b/revision/refs%2Fpr%2F1');
    assert.equal(at.tree(sha1), `https://huggingface.co/api/models/a/b/tree/${sha1}?recursive=1`);
    assert.equal(at.file(sha1, 'onnx/x y#.onnx'), `https://huggingface.co/a/b/resolve/${sha1}/onnx/x%20y%23.onnx`);
  });
});

describe('parseTree', () => {
  // As the Hub answers: LFS files have the SHA-256 of their content, others the oid of the git blob.
  const answer = [
    { type: 'directory', oid: sha1, size: 0, path: 'onnx' },
    { type: 'file', oid: sha1, size: 704, path: 'config.json' },
    {
      type: 'file',
      oid: sha1,
      size: 138_000_000,
      lfs: { oid: sha256, size: 138_000_000, pointerSize: 134 },
      xetHash: sha256,
      path: 'onnx/model_quantized.onnx',
    },
  ];

  it('tells files with size and hash', () => {
    assert.deepEqual(parseTree(answer), [
      { path: 'config.json', bytes: 704, hash: { algorithm: 'gitBlob', hex: sha1 } },
      { path: 'onnx/model_quantized.onnx', bytes: 138_000_000, hash: { algorithm: 'sha256', hex: sha256 } },
    ]);
  });

  it('refuses paths that leave the folder, of files and of directories', () => {
    const paths = ['../x', 'a/../../x', '/x', 'a//x', './x', 'a/.', 'a\\x', 'C:x', 'c:/x', 'x\0.onnx', ''];
    for (const path of paths) {
      for (const type of ['file', 'directory'])
        assert.throws(() => parseTree([{ type, oid: sha1, size: 1, path }]), UserError, JSON.stringify(path));
    }
  });

  it('answers anything with files inside the folder or a UserError', () => {
    const segment = fc.constantFrom('..', '.', '', 'a', 'onnx', 'x.onnx', 'a\\b', 'C:', '\0', '…');
    const path = fc.array(segment, { maxLength: 4 }).map((segments) => segments.join('/'));
    const oid = fc.constantFrom(sha1, sha256, 'x', '');
    const size = fc.oneof(fc.nat(), fc.constantFrom(-1, 0.5, 2 ** 60));
    const lfs = fc.option(fc.record({ oid, size }), { nil: undefined });
    const entry = fc.record({ type: fc.constantFrom('file', 'directory', 'x'), oid, size, lfs, path });
    const tree = fc.oneof(fc.array(fc.oneof(entry, fc.jsonValue()), { maxLength: 3 }), fc.jsonValue());
    fc.assert(
      fc.property(tree, (json) => {
        try {
          for (const file of parseTree(json)) {
            assert.doesNotMatch(file.path, /(^|\/)\.{0,2}(\/|$)|\\|\0|^[A-Za-z]:/);
            assert.ok(Number.isSafeInteger(file.bytes) && file.bytes >= 0);
          }
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('parseRevision', () => {
  it('tells commit, licence and whether terms come first', () => {
    const about = (cardData: object | null, gated?: unknown) => parseRevision({ sha: sha1, cardData, gated });
    assert.deepEqual(about({ license: 'apache-2.0' }), { commit: sha1, licence: 'apache-2.0', gated: false });
    assert.equal(about({ license: ['mit', 'other'] }).licence, 'mit');
    assert.equal(about({ license: 'other', license_name: 'tongyi' }).licence, 'tongyi');
    assert.deepEqual([about(null).licence, about({}).licence], [null, null]);
    assert.deepEqual([about(null, 'manual').gated, about(null, false).gated], [true, false]);
    assert.throws(() => parseRevision({ sha: 'main' }), UserError);
  });
});

describe('nextPage', () => {
  it('reads the Link header', () => {
    assert.equal(nextPage('<https://h/x?cursor=a,b>; rel="next"'), 'https://h/x?cursor=a,b');
    assert.equal(nextPage('<https://h/1>; rel="prev", <https://h/3>; rel="next"'), 'https://h/3');
    assert.deepEqual([nextPage('<https://h/1>; rel="prev"'), nextPage(null)], [undefined, undefined]);
  });
});
