import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { softmax } from '../../src/core/generation/probabilities';
import { SideModels } from '../../src/platform/sideModels';
import { until } from '../rig/until';
import { cleanUp, copyOf, modelHostScript, root, runCli, temporaryFolder, userErrorOf } from './support';

const never = new AbortController().signal;
const dirOf = (stage: string): string => path.join(root, 'media/models', stage);

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('side models', () => {
  let side: SideModels;
  beforeEach(() => {
    side = new SideModels(modelHostScript, { info: () => undefined }, 50);
  });
  afterEach(() => {
    side.dispose();
    cleanUp();
  });

  it('give the first and the last stage of the bundled family the words that the command line gives it', async () => {
    const text = 'I lie awake most of the';
    const file = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(file, text);
    const tops = [];
    for (const stage of ['untrained', 'aligned']) {
      const held = side.hold({ dir: dirOf(stage) });
      const { tokens } = await held.request('tokenize', { text, addSpecialTokens: true }, never);
      const ids = tokens.map(({ id }) => id);
      const { logits, top } = await held.request('next', { ids, top: 5 }, never);
      const { stdout } = await runCli('next', '--model', dirOf(stage), '--text-file', file, '--top', '5');
      const { next } = JSON.parse(stdout) as { next: { id: number; p: number }[] };
      assert.deepEqual(
        top.map(({ id }) => id),
        next.map(({ id }) => id),
        stage,
      );
      const probabilities = softmax(logits);
      for (const { id, p } of next) assert.ok(Math.abs(probabilities[id]! - p) < 1e-9, stage);
      tops.push(next[0]!.p);
    }
    // What is shown beside one another differs: training has made the model surer.
    assert.ok(tops[0]! < 0.01 && tops[1]! > 10 * tops[0]!, String(tops));
  });

  it('share a process between those who hold the same model, and end it when nobody has held it for a while', async () => {
    const [one, other, third] = ['pretrained', 'pretrained', 'untrained'].map((stage) =>
      side.hold({ dir: dirOf(stage) }),
    );
    await Promise.all([one, other, third].map((held) => held!.info(never)));
    const [pretrained, untrained, ...rest] = side.pids;
    assert.ok(pretrained && untrained && rest.length === 0, String(side.pids));
    one!.dispose();
    one!.dispose();
    await new Promise((done) => setTimeout(done, 120));
    assert.ok(runs(pretrained), 'the other one still holds it');
    other!.dispose();
    const again = side.hold({ dir: dirOf('pretrained') });
    await new Promise((done) => setTimeout(done, 120));
    assert.ok(runs(pretrained), 'it is held again');
    again.dispose();
    await until('the process ends', () => !runs(pretrained));
    assert.deepEqual(side.pids, [untrained]);
    assert.equal((await third!.info(never)).name, 'untrained');
  });

  it('say why a model cannot be loaded, and try again for the next who wants it', async () => {
    const dir = copyOf('gpt2');
    const tokenizer = path.join(dir, 'tokenizer.json');
    renameSync(tokenizer, `${tokenizer}.away`);
    const held = side.hold({ dir });
    assert.equal((await userErrorOf(held.info(never))).code, 'modelFileMissing');
    assert.equal((await userErrorOf(held.request('tokenTexts', { ids: [1] }, never))).code, 'modelFileMissing');
    renameSync(`${tokenizer}.away`, tokenizer);
    const again = side.hold({ dir });
    // Letting go of the failed one must not take the new one away.
    held.dispose();
    await new Promise((done) => setTimeout(done, 120));
    assert.equal((await again.info(never)).architecture, 'GPT2LMHeadModel');
  });
});
