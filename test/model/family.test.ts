import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseModelFamily } from '../../src/core/models/family';
import { assertClose, cleanUp, root, startHost, stateOf } from './support';

const dir = path.join(root, 'media/models');
const family = parseModelFamily(readFileSync(path.join(dir, 'family.json'), 'utf8'), 'family.json');
/** From a novel that is not among those read in training; written for this test in its manner. */
const prose =
  'She looked out of the window, and saw that the garden was white with snow. "It is too cold to walk," said her aunt, ' +
  'and she drew her chair nearer to the fire. Nobody answered, for nobody had heard.';

describe('the bundled family', () => {
  after(cleanUp);

  for (const stage of family.stages) {
    it(`${stage.id} ships the files that its report and its card name`, () => {
      const card = readFileSync(path.join(dir, stage.folder, 'README.md'), 'utf8');
      const sums = new Map([...card.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)].map(([, sum, file]) => [file, sum]));
      assert.equal(sums.size, stage.files.length);
      for (const file of stage.files) {
        const bytes = readFileSync(path.join(dir, stage.folder, file.path));
        assert.equal(bytes.length, file.bytes, file.path);
        assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256, file.path);
        assert.equal(sums.get(file.path), file.sha256, file.path);
      }
    });
  }

  it('is one network, better at prose after pretraining than before', async () => {
    const losses = new Map<string, number>();
    for (const stage of family.stages) {
      const client = startHost(path.join(dir, stage.folder));
      const { info } = await stateOf(client, 'ready');
      const { layers, heads, vocabulary, context } = family.network;
      assert.deepEqual(
        [info.layers, info.heads, info.vocabularySize, info.contextLength],
        [layers, heads, vocabulary, context],
      );
      const { tokens } = await client.request('score', { text: prose, addSpecialTokens: true });
      const scored = tokens.flatMap(({ logprob }) => (logprob === null ? [] : [-logprob]));
      losses.set(stage.id, scored.reduce((sum, loss) => sum + loss, 0) / scored.length);
      client.dispose();
    }
    assertClose(losses.get('untrained')!, family.blindGuess, 0.3, 'untrained');
    for (const id of ['pretrained', 'instructed', 'aligned'])
      assert.ok(losses.get(id)! < 5, `${id}: ${losses.get(id)}`);
  });
});
