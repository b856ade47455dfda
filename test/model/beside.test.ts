import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareNext } from '../../src/core/beside/nextWords';
import { alignTokens } from '../../src/core/beside/stretches';
import { bitsPerCharacter, scoreStretch } from '../../src/core/beside/surprisal';
import { softmax } from '../../src/core/generation/probabilities';
import { occupations, pronounFrames, quoteExample } from '../../src/core/lesson/examples';
import { LocalReading } from '../../src/features/beside/localReading';
import { vocabulariesOf } from '../../src/features/beside/vocabularies';
import { FamilyFiles } from '../../src/features/lesson/familyFiles';
import { continueText, logitsAfter, quote, recall, sharesOfShe } from '../../src/features/lesson/stageWork';
import type { OfferedModel } from '../../src/platform/offeredModels';
import { type HeldModel, SideModels } from '../../src/platform/sideModels';
import { assertClose, cleanUp, modelHostScript, root, runCli, temporaryFolder } from './support';

const never = new AbortController().signal;
const text = 'I lie awake most of the night 🙂 and then';
const side = new SideModels(modelHostScript, { info: () => undefined }, 0);
const stageDir = (stage: string): string => path.join(root, 'media/models', stage);
const gpt2 = path.join(root, 'test/fixtures/models/gpt2');

async function cli<T>(command: string, dir: string, ...options: string[]): Promise<T> {
  const file = path.join(temporaryFolder(), 'text.txt');
  writeFileSync(file, text);
  return JSON.parse((await runCli(command, '--model', dir, '--text-file', file, ...options)).stdout) as T;
}

function read(dir: string, id: string): Promise<LocalReading> {
  const offered: OfferedModel = { id, name: id, dir, isStage: true, inUse: false, problem: null };
  return LocalReading.read(offered, side.hold(offered), { text, addSpecialTokens: true }, never);
}

describe('two models on the same words', () => {
  after(() => {
    side.dispose();
    cleanUp();
  });

  it('are scored, continued and compared as the command line does for each of them', async () => {
    const [left, right] = await Promise.all([read(stageDir('pretrained'), 'left'), read(stageDir('aligned'), 'right')]);
    const stretches = alignTokens(left.tokens, right.tokens, Math.min(left.end, right.end));
    for (const [reading, dir, of] of [
      [left, stageDir('pretrained'), 'left'],
      [right, stageDir('aligned'), 'right'],
    ] as const) {
      const { tokens } = await cli<{ tokens: { logprob: number | null; start: number; end: number }[] }>('tokens', dir);
      const bits = stretches.map((stretch) => scoreStretch(stretch[of], reading.tokens).bits);
      const own = tokens.filter(({ start, end }) => end > start);
      const sum = own.reduce((total, { logprob }) => total - (logprob ?? 0) / Math.LN2, 0);
      assertClose(
        bits.reduce<number>((total, each) => total + (each ?? 0), 0),
        sum,
        1e-3,
        of,
      );
    }
    // The two have one tokenizer, so a stretch is a token or the pieces of the emoji.
    assert.ok(stretches.every(({ left: a, right: b }) => String(a) === String(b)));
    const last = left.tokens.length - 1;
    const [a, b] = await Promise.all([left.next({ last }, never), right.next({ last }, never)]);
    const next = compareNext(a, b, await vocabulariesOf({ left, right }, never), 10);
    const { next: told } = await cli<{ next: { text: string; p: number }[] }>(
      'next',
      stageDir('aligned'),
      '--top',
      '5',
    );
    for (const { text: word, p } of told) {
      assertClose(next.words.find((each) => each.text === word)?.right ?? NaN, p, 1e-6, word);
    }
    assert.ok('value' in next.divergence && next.divergence.value > 0.01 && next.divergence.value < 1);
    const mass = next.words.reduce((sum, word) => sum + (word.left ?? 0), next.rest.left);
    assertClose(mass, 1, 1e-9, 'all words');
  });

  it('with other tokenizers are compared by stretches of text, and words by what they say', async () => {
    const [left, right] = await Promise.all([read(stageDir('pretrained'), 'left'), read(gpt2, 'right')]);
    const stretches = alignTokens(left.tokens, right.tokens, Math.min(left.end, right.end));
    assert.equal(stretches.map(({ start, end }) => text.slice(start, end)).join(''), text);
    const scores = [
      stretches.map((stretch) => scoreStretch(stretch.left, left.tokens)),
      stretches.map((stretch) => scoreStretch(stretch.right, right.tokens)),
    ] as const;
    const bits = bitsPerCharacter(text, stretches, ...scores);
    assert.ok('value' in bits.left && 'value' in bits.right);
    const vocabularies = await vocabulariesOf({ left, right }, never);
    assert.match(vocabularies.differ ?? '', /vocabularies differ/);
    const place = stretches.at(-1)!;
    const [a, b] = await Promise.all([
      left.next({ last: place.left.at(-1)! }, never),
      right.next({ last: place.right.at(-1)! }, never),
    ]);
    const next = compareNext(a, b, vocabularies, 20);
    assert.ok('notComputable' in next.divergence);
    const probabilities = softmax(b.logits);
    for (const { id, text: word } of b.top.slice(0, 20)) {
      // Parts of characters look alike.
      const row = word.includes('\ufffd') ? undefined : next.words.find((each) => each.text === word);
      if (row) assertClose(row.right ?? NaN, probabilities[id]!, 1e-12, word);
    }
  });

  it('give a chosen word a logit and the chance that its tokens make up', async () => {
    const reading = await read(stageDir('aligned'), 'right');
    const last = reading.tokens.length - 1;
    const { logits, top } = await reading.next({ last }, never);
    const best = await reading.word({ last }, top[0]!.text, never);
    assert.ok('logit' in best && best.logit !== null);
    assert.deepEqual([best.rank, best.pieces], [1, [top[0]!.text]]);
    // What was read before is taken from memory.
    assertClose(best.logit, logits[top[0]!.id]!, 1e-3, 'logit');
    assertClose(Math.exp(best.logprob), softmax(logits)[top[0]!.id]!, 1e-4, 'probability');
    const joined = await reading.word({ last }, 'ce', never);
    assert.ok('notComputable' in joined && /Begin it with a space/.test(joined.notComputable));
    const rare = await reading.word({ last }, ' Xylophonists', never);
    assert.ok('pieces' in rare && rare.pieces.length > 1 && rare.pieces.join('') === ' Xylophonists');
  });
});

describe('the lesson’s questions', () => {
  const lesson = new SideModels(modelHostScript, { info: () => undefined }, 0);
  const stage = (name: string): HeldModel => lesson.hold({ dir: stageDir(name) });
  after(() => lesson.dispose());

  it('have a stage write on from a text, or answer a message, with its next words at that very place', async () => {
    const model = stage('instructed');
    const ask = { prompt: 'How have you been sleeping?', temperature: 0, seed: 1 };
    for (const asMessage of [false, true]) {
      const written = await continueText(model, { ...ask, asMessage }, never);
      assert.equal(written.prompt.includes('<|user|>'), asMessage);
      const logits = await logitsAfter(model, written, never);
      // Drawn at temperature 0, the first token is the likeliest.
      assertClose(Math.log(Math.max(...softmax(logits))), written.tokens[0]!.logprob, 1e-3, `as message: ${asMessage}`);
    }
  });

  it('show that quotations are invented unless they are held to the text', async () => {
    const model = stage('instructed');
    const [free, held] = [[], []] as [boolean[], boolean[]];
    for (let seed = 1; seed <= 5; seed++) {
      free.push(...(await quote(model, quoteExample, seed, false, never)).quotes.map((q) => q.isVerbatim));
      held.push(...(await quote(model, quoteExample, seed, true, never)).quotes.map((q) => q.isVerbatim));
    }
    assert.ok(held.length > 0 && held.every(Boolean), String(held));
    assert.ok(
      free.some((isVerbatim) => !isVerbatim),
      String(free),
    );
  });

  it('take the losses and the planted sentences from what training left, or say what is missing', async () => {
    const { report, losses, canaries } = await new FamilyFiles(path.join(root, 'media/models')).course();
    assert.ok('value' in report && 'value' in losses && 'value' in canaries);
    assert.equal(report.value.length, 4);
    assert.ok(losses.value.points.every(({ step }, i, all) => i === 0 || step > all[i - 1]!.step));
    assert.ok(canaries.value.planted + canaries.value.controls > 0);
    const none = await new FamilyFiles(temporaryFolder()).course();
    assert.deepEqual(none.losses, { missing: 'The bundled models came without training-log.json.' });
  });

  it('ask for pronouns as shares, and for planted sentences as what a model writes', async () => {
    const model = stage('pretrained');
    const [captain] = await sharesOfShe(model, ['captain'], never);
    assert.equal(captain?.length, pronounFrames.length);
    assert.ok(
      captain.every((share) => share > 0 && share < 0.5),
      String(captain),
    );
    assert.ok(occupations.includes('captain'));
    const prompt = 'It was a dark';
    const { text: likely } = await continueText(model, { prompt, asMessage: false, temperature: 0, seed: 0 }, never);
    const planted = likely.slice(0, likely.indexOf(' ', 6));
    const known = await recall(model, { prompt, continuation: planted, count: 1 }, never);
    assert.ok(known.exact, known.written);
    const unknown = await recall(model, { prompt, continuation: ' Xylophonists came.', count: 0 }, never);
    assert.ok(!unknown.exact && unknown.bits > known.bits);
  });
});
