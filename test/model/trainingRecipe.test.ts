import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseCanaryReport, parseModelFamily, parseTrainingLog } from '../../src/core/models/family';
import { cleanUp, root, startHost, stateOf, temporaryFolder } from './support';

const packages = ['torch', 'transformers', 'tokenizers', 'onnx', 'onnxruntime'];

/** A Python that can run the recipe: the one named in INTROSPECT_PYTHON, else python3. */
function findPython(): string | undefined {
  const python = process.env['INTROSPECT_PYTHON'] ?? 'python3';
  // Finds the packages without the seconds that importing them takes.
  const script = `import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ${JSON.stringify(packages)})))`;
  return spawnSync(python, ['-c', script], { stdio: 'ignore' }).status === 0 ? python : undefined;
}

describe('the training recipe', () => {
  after(cleanUp);

  it('makes a family in miniature, goes on where it was, and from what was published', async function () {
    const python = findPython();
    if (!python) {
      // Pending tests are forbidden: what was not tested is said, not hidden.
      console.log(`      left out: no Python with ${packages.join(', ')} (INTROSPECT_PYTHON names another one)`);
      return;
    }
    this.timeout(240_000);
    const work = path.join(temporaryFolder(), 'work');
    const out = path.join(work, 'media');
    const recipe = (...argv: string[]) => {
      const env = { ...process.env, OMP_NUM_THREADS: '1' };
      const { status, stdout, stderr } = spawnSync(python, ['-m', ...argv], { cwd: root, env, encoding: 'utf8' });
      assert.equal(status, 0, stderr.slice(-2000));
      return stdout;
    };
    const run = (...more: string[]) =>
      recipe('training', '--miniature', '--work', work, '--publish', out, '--threads', '1', ...more);
    assert.match(run(), /finished aligned/);
    const read = (file: string) => readFileSync(path.join(out, file), 'utf8');
    const family = parseModelFamily(read('family.json'), 'family.json');
    const log = parseTrainingLog(read('training-log.json'), 'training-log.json');
    const { canaries } = parseCanaryReport(read('canaries.json'), 'canaries.json');
    assert.deepEqual(
      canaries.map(({ count }) => count).sort((a, b) => a - b),
      [0, 0, 1, 16],
    );
    const points = log.stages[0]!.runs.flatMap((each) => each.points);
    assert.ok(points.at(-1)!.loss < points[0]!.loss, 'pretraining learned nothing');
    for (const stage of family.stages) {
      const files = readdirSync(path.join(out, stage.folder), { recursive: true, encoding: 'utf8' });
      for (const file of stage.files)
        assert.ok(
          files.some((name) => name === path.normalize(file.path)),
          file.path,
        );
      assert.ok(!existsSync(path.join(out, stage.folder, 'onnx/model.onnx')), 'the fp32 file does not ship');
    }
    const { info } = await stateOf(startHost(path.join(out, 'aligned')), 'ready');
    assert.equal(info.layers, family.network.layers);
    assert.ok(info.attention.available);

    const before = read('family.json');
    assert.doesNotMatch(run(), /finished|exported/);
    assert.equal(read('family.json'), before);

    const next = path.join(temporaryFolder(), 'next');
    assert.match(run('--work', next, '--publish', next, '--from-published', out), /finished aligned/);
    const later = parseModelFamily(readFileSync(path.join(next, 'family.json'), 'utf8'), 'family.json');
    for (const [i, { id, files, training, measures }] of later.stages.entries()) {
      const earlier = family.stages[i]!;
      assert.deepEqual(training, earlier.training, id);
      if (id !== 'untrained' && id !== 'pretrained') continue;
      assert.deepEqual(files, earlier.files, id);
      assert.deepEqual(measures.rounding, earlier.measures.rounding, id);
      assert.deepEqual(measures.heldOut, earlier.measures.heldOut, id);
    }
    const recalled = parseCanaryReport(readFileSync(path.join(next, 'canaries.json'), 'utf8'), 'canaries.json');
    assert.deepEqual(
      recalled.canaries.map(({ prompt, count, results }) => [prompt, count, results.pretrained]),
      canaries.map(({ prompt, count, results }) => [prompt, count, results.pretrained]),
    );

    // Written anew from the files themselves, they are the same.
    assert.match(
      recipe('training.reexport', out, '--miniature', '--work', path.join(work, 'again')),
      /written anew aligned/,
    );
    const rewritten = parseModelFamily(read('family.json'), 'family.json');
    assert.deepEqual(
      rewritten.stages.map(({ files }) => files),
      family.stages.map(({ files }) => files),
    );
  });
});
