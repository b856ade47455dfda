import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import {
  checkedOf,
  contentOf,
  embeddingContentOf,
  gapContentOf,
  marksOf,
  movesOf,
  openMattered,
  textOf,
  type MatteredPage,
} from './scene';

const ask = { target: null, foil: null, unit: 'word' } as const;

async function openMoved(theme?: (typeof themeNames)[number]): Promise<MatteredPage> {
  const panel = await openMattered(theme && { theme });
  await panel.send({ type: 'content', content: embeddingContentOf(), source: null }, marksOf());
  await panel.send(movesOf(ask));
  await panel.send(checkedOf((await panel.sentOf('check')).at(-1)!));
  return panel;
}

describe('what mattered: a model that only embeds', () => {
  it('asks at once, without a target or a foil, how far the embedding moves', async () => {
    const panel = await openMattered();
    await panel.send({ type: 'content', content: embeddingContentOf(), source: null }, marksOf());
    assert.deepEqual(await panel.sentOf('attribute'), [{ type: 'attribute', subjectId: 1, ask }]);
    await panel.send(movesOf(ask));
    assert.equal(
      await textOf(panel, '.most'),
      '“badly” mattered most for the embedding of the text: without it, the embedding moves by a cosine distance of 0.123 (0 = no change).',
    );
    assert.match(
      await textOf(panel, '.hint'),
      /predicts no words.*no target, and nothing to set it against.*mean pooling/s,
    );
    for (const name of ['Next words', 'Hidden words', 'Rather than', 'Attention'])
      assert.equal(await panel.page.getByRole('combobox', { name, exact: true }).count(), 0, name);
    const label = await panel.page.getByRole('option', { name: /^“worry”/ }).getAttribute('aria-label');
    assert.equal(label, '“worry”: without it the embedding moves by a cosine distance of 0.0002.');
    await panel.page.getByRole('combobox', { name: 'Leave out' }).selectOption('sentence');
    assert.deepEqual((await panel.sentOf('attribute')).at(-1)?.ask, { ...ask, unit: 'sentence' });
    await panel.close();
  });

  it('calls the measure by its name everywhere, and nothing bits, nats or probable', async () => {
    const panel = await openMoved();
    const [check] = await panel.sentOf('check');
    assert.deepEqual(
      check?.rankings.map(({ name, scores }) => [name, scores.length]),
      [['attribution', 9]],
    );
    assert.deepEqual(await panel.page.locator('introspect-mattered-table thead th:not(.bar)').allInnerTexts(), [
      'Part',
      'Cosine distance',
    ]);
    assert.match(
      await textOf(panel, 'introspect-mattered-check .verdict'),
      /^Leave-one-out does better than chance here: taking out .* moves the embedding by a cosine distance of 0\.\d{3} on average, as many by chance by 0\.\d{3} \(p/,
    );
    assert.match(
      await textOf(panel, 'introspect-mattered-check caption'),
      /^Cosine distance from the embedding.*0 = no change/s,
    );
    assert.match(await textOf(panel, 'introspect-mattered-words .legend'), /0\.123/);
    const link = panel.page.locator('introspect-mattered-link');
    assert.ok((await link.getByText(/Leave-one-out \(cosine distance\)/).count()) > 0);
    await panel.page.getByRole('heading', { name: 'Does the embedding rest on what the coders marked?' }).waitFor();
    assert.equal(await panel.page.getByRole('button', { name: 'Compare with rollout as well' }).count(), 0);
    const shown = await panel.page.locator('main').innerText();
    assert.doesNotMatch(shown, /\bnats?\b|\bbits?\b|probab|speaks against|prediction/i);
    await panel.close();
  });

  it('can be taken away under the same name', async () => {
    const panel = await openMoved();
    const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
    const provenance = {
      model: { name: 'small-sentences', architecture: 'bert', file: 'model.onnx', sha256: 'ab'.repeat(32) },
      text: { document: 'P01.transcript.txt', line: 3, tokens: 9, omittedTokens: 0, sha256: 'cd'.repeat(32) },
      program: 'Introspect 0.1.0',
      date: '2026-03-02',
    };
    const take = async (label: RegExp): Promise<string> => {
      const options = await menu.locator('option').allInnerTexts();
      await menu.selectOption({ label: options.find((option) => label.test(option))! });
      await panel.send({ type: 'provenance', subjectId: 1, provenance });
      return String((await panel.sentOf('save')).at(-1)?.content);
    };
    const [head, ...rows] = (await take(/How far each part moves the embedding: table/)).split(/\r?\n/);
    assert.equal(head?.replace('\uFEFF', ''), 'place,text,start_utf16,end_utf16,cosine_distance');
    assert.match(
      rows.find((row) => row.includes('badly'))!,
      /,0\.1234$/,
    );
    assert.match(
      await take(/Deletion check.*table/),
      /parts_out,cosine_distance_by_attribution,cosine_distance_by_chance_mean.*\r?\n1,0\.1234/,
    );
    const drawn = [
      await take(/^What mattered for the embedding.*SVG/),
      await take(/^How far the embedding moves.*SVG/),
    ];
    for (const svg of drawn) {
      assert.match(svg, /cosine distance/);
      assert.doesNotMatch(svg, /NaN|undefined|nats|speaks/);
    }
    await menu.selectOption({ label: 'Copy as methods paragraph' });
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const [copied] = await panel.sentOf('copy');
    assert.match(
      copied!.text,
      /leave-one-out; Li, Monroe & Jurafsky, 2016\): by the cosine distance \(1 − cosine; 0 = no change\).*mean pooling; Reimers & Gurevych, 2019.*mean cosine distance \(area over/s,
    );
    assert.doesNotMatch(copied!.text, /nats|log-prob|likelihood|next words|after the text/);
    await panel.close();
  });

  it('says that no part matters, and why a model gives no answer at all', async () => {
    const panel = await openMattered();
    await panel.send({ type: 'content', content: embeddingContentOf(), source: null });
    const still = movesOf(ask);
    const without = still.parts.without.map(() => ({ distance: 0.0001 }));
    await panel.send({ ...still, parts: { ...still.parts, without } });
    assert.match(await textOf(panel, '.most'), /^No word matters for the embedding.*below 0\.001/);
    const none = contentOf({
      model: { ...contentOf().model, predictsNextToken: false },
      embedding: { available: false, why: 'its file has no output last_hidden_state' },
    });
    await panel.send({ type: 'content', content: none, source: null });
    assert.match(
      await textOf(panel, '.hint'),
      /gives no embedding of a text: its file has no output last_hidden_state\./,
    );
    await panel.send({ type: 'content', content: gapContentOf(), source: null });
    assert.equal(await panel.page.getByRole('combobox', { name: 'Hidden words' }).count(), 1);
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible with everything shown and opened (${theme})`, async () => {
      const panel = await openMoved(theme);
      await panel.rendered();
      await panel.screenshot('embedding');
      for (const note of await panel.page.locator('introspect-explain .subject button').all()) await note.click();
      await panel.assertAccessible();
      await panel.close();
    });
  }
});
