import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { entropyBits, softmax } from '../../../src/core/generation/probabilities';
import { SeededRandom } from '../../../src/core/generation/random';
import { reshape, sampleId } from '../../../src/core/generation/sampling';
import { formatProbability } from '../../../webview/shared/format';
import type { ExploreFromPanel, ExploreToPanel } from '../../../src/protocol/explore';
import type { PanelPage } from '../harness';
import { content, nextMessage, openExplore } from './scene';

type Explore = PanelPage<ExploreToPanel, ExploreFromPanel>;

/** Probabilities by Hugging Face transformers, see test/fixtures/sampling.json. */
const vectors = (
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/sampling.json'), 'utf8')) as {
    vectors: {
      name: string;
      logits: number[];
      cases: { settings: Record<string, number>; probs: Record<string, number> }[];
    }[];
  }
).vectors;

/** What the table says now: chance by token id. */
async function chances(panel: Explore): Promise<Record<string, string>> {
  const rows = await panel.page
    .locator('tr[data-id]')
    .evaluateAll((all) => all.map((row) => [row.getAttribute('data-id'), row.querySelector('.now')!.textContent]));
  return Object.fromEntries(rows) as Record<string, string>;
}

async function setSlider(panel: Explore, name: string, value: number): Promise<void> {
  await panel.page.getByRole('slider', { name }).fill(String(value));
  await panel.rendered();
}

describe('explore: next words', () => {
  it('shows the probabilities that transformers computes, for every temperature and top-p', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() });
    const { logits, cases } = vectors.find(({ name }) => name === 'normal-50')!;
    const top = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!).map((id) => ({ id, text: ` w${id}` }));
    await panel.send({ type: 'next', subjectId: 1, position: 22, logits: Float32Array.from(logits), top });
    let compared = 0;
    for (const { settings, probs } of cases) {
      if (Object.keys(settings).some((name) => !['temperature', 'top_p'].includes(name))) continue;
      if ((settings['top_p'] ?? 1) < 0.05 || ((settings['top_p'] ?? 0) * 100) % 1 !== 0) continue;
      await setSlider(panel, 'Temperature', settings['temperature'] ?? 1);
      await setSlider(panel, 'Top-p', settings['top_p'] ?? 1);
      const expected = top.slice(0, 12).map(({ id }) => {
        // The fixture rounds the smallest to 0; only what it does not list is cut.
        const p = probs[id];
        return [String(id), p === undefined ? 'cut' : formatProbability(Math.max(p, 1e-9))];
      });
      assert.deepEqual(await chances(panel), Object.fromEntries(expected), JSON.stringify(settings));
      compared++;
    }
    assert.ok(compared >= 6, `only ${compared} cases compared`);
    await panel.close();
  });

  it('names everything else, the uncertainty, and what the model itself gave', async () => {
    const panel = await openExplore();
    const next = nextMessage(22);
    await panel.send({ type: 'content', content: content() }, next);
    const original = softmax(next.logits);
    const rest = (p: Float64Array) => formatProbability(p.slice(12).reduce((a, b) => a + b, 0));
    const row = panel.page.locator('tr.rest');
    assert.match(await row.innerText(), /8,180 tokens/);
    assert.equal(await row.locator('.now').innerText(), rest(original));
    await setSlider(panel, 'Temperature', 1.5);
    const reshaped = reshape(next.logits, { temperature: 1.5, topP: 1 });
    assert.equal(await row.locator('.now').innerText(), rest(reshaped));
    assert.equal(await row.locator('.was').innerText(), `was ${rest(original)}`);
    assert.match(
      await panel.page.locator('.entropy').innerText(),
      new RegExp(`Uncertainty: ${entropyBits(reshaped).toFixed(1)}\\sbits`),
    );
    await panel.page.getByRole('button', { name: 'Back to the model’s own chances' }).click();
    assert.equal(await row.locator('.now').innerText(), rest(original));
    assert.equal(await panel.page.locator('.was').count(), 0);
    await panel.close();
  });

  it('says that temperature 0 always takes the first word', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    await setSlider(panel, 'Temperature', 0);
    const shown = await chances(panel);
    assert.equal(shown['0'], '100\u00a0%');
    assert.equal(shown['1'], 'never');
    assert.match(await panel.page.locator('.entropy').innerText(), /no doubt at all/);
    await panel.close();
  });

  it('marks the word that really came next with its rank, in the list or below it', async () => {
    const panel = await openExplore();
    const tokens = content().tokens.map((token, i) => (i === 9 ? { ...token, id: 2 } : token));
    await panel.send({ type: 'content', content: content({ tokens }) });
    await panel.page.getByRole('option').nth(8).click();
    await panel.send(nextMessage(8));
    assert.equal(await panel.page.locator('tr[data-id]').count(), 12);
    assert.match(await panel.page.locator('tr.actual').innerText(), /“,”\s*came next: 3rd/);
    await panel.page.getByRole('option').nth(7).click();
    await panel.send(nextMessage(7));
    await panel.page
      .getByRole('heading', { name: 'After “I lie there until three, and the” the model expects' })
      .waitFor();
    assert.equal(await panel.page.locator('tr[data-id]').count(), 13);
    assert.match(await panel.page.locator('tr.actual').innerText(), /·clock\s.*came next: 109th/s);
    await panel.close();
  });

  it('draws with the seed, and keeps a tally of this position and these settings', async () => {
    const panel = await openExplore();
    const next = nextMessage(22);
    await panel.send({ type: 'content', content: content() }, next);
    await panel.page.getByRole('spinbutton', { name: 'Seed' }).fill('7');
    const random = new SeededRandom(7);
    const drawn = Array.from({ length: 11 }, () => sampleId(softmax(next.logits), random.next()));
    const tallies = () =>
      panel.page.locator('tr[data-id] .drawn').evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));
    const expected = (ids: readonly number[]) =>
      Array.from({ length: 12 }, (_, id) => ids.filter((drawnId) => drawnId === id).length);

    await panel.page.getByRole('button', { name: 'Sample one' }).click();
    await panel.rendered();
    assert.deepEqual(await tallies(), expected(drawn.slice(0, 1)));
    await panel.page.getByRole('button', { name: 'Sample ten' }).click();
    await panel.rendered();
    assert.deepEqual(await tallies(), expected(drawn));
    const others = drawn.filter((id) => id >= 12).length;
    assert.equal(await panel.page.locator('tr.rest .drawn').innerText(), String(others));
    await panel.page.getByRole('columnheader', { name: 'Drawn of 11' }).waitFor();

    await setSlider(panel, 'Temperature', 1.2);
    assert.deepEqual(await tallies(), [], 'other bars, another tally');
    await setSlider(panel, 'Temperature', 1);
    await panel.page.getByRole('button', { name: 'Sample one' }).click();
    await panel.rendered();
    assert.deepEqual(await tallies(), expected(drawn.slice(0, 1)), 'the same seed gives the same draw');

    await panel.page.getByRole('option').nth(4).click();
    await panel.send(nextMessage(4));
    assert.deepEqual(await tallies(), [], 'another position, another tally');
    await panel.close();
  });

  it('asks for the text of a drawn token that is not among the candidates', async () => {
    const panel = await openExplore();
    const logits = new Float32Array(8192).fill(-30);
    logits[5000] = 10;
    await panel.send({ type: 'content', content: content() }, { ...nextMessage(22), logits });
    await panel.page.getByRole('button', { name: 'Sample one' }).click();
    await panel.page.locator('.drawn', { hasText: 'token 5000' }).waitFor();
    assert.deepEqual(await panel.sentOf('tokenText'), [{ type: 'tokenText', subjectId: 1, id: 5000 }]);
    await panel.send({ type: 'tokenText', subjectId: 1, id: 5000, text: ' insomnia' });
    await panel.page.locator('.drawn', { hasText: '“insomnia”' }).waitFor();
    await panel.close();
  });

  it('explains logits that allow no probabilities instead of showing wrong ones', async () => {
    const panel = await openExplore();
    const logits = new Float32Array(8192).fill(NaN);
    await panel.send({ type: 'content', content: content() }, { ...nextMessage(22), logits });
    await panel.page.getByRole('alert').getByText('no probabilities to show').waitFor();
    assert.equal(await panel.page.locator('tr[data-id]').count(), 0);
    await panel.close();
  });

  it('refuses a seed that is none, and keeps the last one', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    const seed = panel.page.getByRole('spinbutton', { name: 'Seed' });
    await seed.fill('12');
    await seed.fill('-3');
    assert.equal(await seed.getAttribute('aria-invalid'), 'true');
    await panel.page.getByText('12 is still in use').waitFor();
    assert.deepEqual(await panel.savedState(), { temperature: 1, topP: 1, seed: 12, showNumbers: false });
    await panel.page.getByRole('button', { name: 'New seed' }).click();
    await panel.rendered();
    assert.equal(await seed.getAttribute('aria-invalid'), 'false');
    const saved = (await panel.savedState()) as { seed: number };
    assert.equal(await seed.inputValue(), String(saved.seed));
    assert.notEqual(saved.seed, 12);
    await panel.close();
  });
});
