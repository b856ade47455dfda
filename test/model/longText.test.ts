import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { logProbabilityOf } from '../../src/core/generation/probabilities';
import type { ScoredToken } from '../../src/protocol/modelHost';
import {
  assertClose,
  bundledDir,
  cleanUp,
  fixtureNamed,
  root,
  runCli,
  startHost,
  temporaryFolder,
  userErrorOf,
} from './support';

const transcript = readFileSync(path.join(root, 'media/sample-study/transcripts/P01.transcript.txt'), 'utf8');
/** About 1,200 tokens, with words that take several tokens a character. */
const text = `${transcript.slice(0, 3400)}\nP01: わからない。眠れません 🙂.`;
const request = { text, addSpecialTokens: true, window: 300, overlap: 150 };

describe('scoring a text that is longer than the model can read', () => {
  after(cleanUp);

  it('gives every token what scoring its window alone gives it, and leaves none out', async () => {
    const host = startHost(bundledDir);
    const { tokens, windows, leading } = await host.request('scoreLong', request);
    const all = await host.request('tokenize', { text, addSpecialTokens: true, maxTokens: 1e6 });
    assert.ok(tokens.length > 1024, `${tokens.length} tokens are more than the model reads at once`);
    assert.equal(tokens.length, all.tokens.length + all.omittedTokens);
    // The practice model's tokenizer adds no special token.
    assert.equal(leading, 0);
    assert.ok(windows.length >= 6);
    // One window at a time, by the request that knows no windows.
    let compared = 0;
    for (const { start, end, scoredFrom } of windows) {
      const alone = await host.request('score', {
        text: text.slice(tokens[start]!.start, tokens[end - 1]!.end),
        addSpecialTokens: true,
      });
      const ids = tokens.slice(start, end).map(({ id }) => id);
      // Cut out of the text, its edges may be cut into tokens otherwise: then it is another window.
      if (alone.tokens.map(({ id }) => id).join() !== ids.join()) continue;
      compared++;
      for (let i = scoredFrom; i < end; i++) {
        const { logprob, rank } = alone.tokens[i - start]!;
        assert.deepEqual([tokens[i]!.logprob, tokens[i]!.rank], [logprob, rank], `token ${i}`);
      }
    }
    // The next word at any place of a window has the chance that its surprisal says.
    for (const { start, end, scoredFrom } of [windows[1]!, windows[4]!]) {
      const ids = tokens.slice(start, end).map(({ id }) => id);
      for (const i of [scoredFrom, scoredFrom + 77, end - 1]) {
        const { logits } = await host.request('next', {
          ids: ids.slice(0, i - start),
          after: ids.slice(i - start),
          top: 1,
        });
        assertClose(logProbabilityOf(logits, tokens[i]!.id), tokens[i]!.logprob!, 1e-6, `token ${i}`);
      }
    }
    assert.ok(compared >= windows.length / 2, `${compared} of ${windows.length} windows`);
    assert.deepEqual(
      tokens.map(({ logprob }) => logprob === null),
      tokens.map((_, i) => i === 0),
    );
  });

  it('gives exactly the scores of one reading where the text fits one window', async () => {
    const { dir, onnx, reference } = fixtureNamed('llama-gqa/model');
    const host = startHost(dir, { onnx });
    const whole = { text: reference.text, addSpecialTokens: true };
    const { tokens, windows } = await host.request('scoreLong', whole);
    assert.equal(windows.length, 1);
    assert.deepEqual(tokens, (await host.request('score', whole)).tokens);
    // In float32, windows that begin elsewhere are texts of their own: the same as scoring each alone.
    const cut = await host.request('scoreLong', { ...whole, window: 11, overlap: 4 });
    const { input_ids: ids } = reference;
    for (const { start, end, scoredFrom } of cut.windows) {
      for (let i = scoredFrom; i < end; i++) {
        const { logits } = await host.request('next', { ids: [ids[0]!, ...ids.slice(start, i)], top: 1 });
        const sum = logits.reduce((a, b) => a + Math.exp(b), 0);
        assertClose(cut.tokens[i]!.logprob!, logits[ids[i]!]! - Math.log(sum), 1e-4, `token ${i}`);
      }
    }
  });

  it('tells how far it is, and stops when told', async () => {
    const host = startHost(bundledDir);
    const told: number[] = [];
    host.onProgress(({ stream, done, total }) => {
      assert.equal(stream, 7);
      told.push(done / total);
    });
    await host.request('scoreLong', { ...request, stream: 7 });
    assert.ok(told.length >= 6 && told.at(-1) === 1);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
    const abort = new AbortController();
    const stopped = userErrorOf(host.request('scoreLong', { ...request, stream: 7 }, { signal: abort.signal }));
    setTimeout(() => abort.abort(), 50);
    assert.equal((await stopped).code, 'cancelled');
    // Ready for the next, in the same process.
    assert.equal((await host.request('tokenize', { text: 'I', addSpecialTokens: false })).tokens.length, 1);
  });

  it('ends with the host that dies under it, and works with the one that comes after', async () => {
    const host = startHost(bundledDir);
    await host.ready();
    const died = userErrorOf(host.request('scoreLong', request));
    setTimeout(() => process.kill(host.pid!, 'SIGKILL'), 100);
    assert.equal((await died).code, 'hostDied');
    assert.ok((await host.request('scoreLong', { ...request, text: 'I could not sleep.' })).tokens.length > 4);
  });

  it('refuses an encoder, and a window that the model cannot read', async () => {
    const bert = startHost(fixtureNamed('bert/model').dir);
    assert.equal((await userErrorOf(bert.request('scoreLong', request))).code, 'modelUnsupported');
    const host = startHost(bundledDir);
    for (const wrong of [{ window: 1025 }, { window: 1 }, { overlap: 300 }]) {
      assert.equal((await userErrorOf(host.request('scoreLong', { ...request, ...wrong }))).code, 'badRequest');
    }
  });

  it('is what `introspect tokens --windows` prints, with the context of each token', async () => {
    const file = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(file, text);
    const { code, stdout, stderr } = await runCli('tokens', '--text-file', file, '--windows', '--window', '300');
    assert.equal(code, 0, stderr);
    const printed = JSON.parse(stdout) as {
      tokens: (ScoredToken & { context: number })[];
      windows: { start: number }[];
      overlap: number;
    };
    assert.equal(printed.overlap, 150);
    const { tokens } = await startHost(bundledDir).request('scoreLong', { ...request, overlap: 150 });
    assert.deepEqual(
      printed.tokens.map(({ logprob }) => logprob),
      tokens.map(({ logprob }) => logprob),
    );
    const contexts = printed.tokens.map(({ context }) => context);
    assert.deepEqual(
      contexts.slice(0, 300),
      Array.from({ length: 300 }, (_, i) => i),
    );
    assert.ok(Math.min(...contexts.slice(300)) === 150 && Math.max(...contexts) === 299);
    assert.equal((await runCli('tokens', '--text-file', file, '--window', '300')).code, 2);
  });
});
