import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { contentOf, identities, models, nextAt, openBeside, weightsOf } from './scene';

const all = [models, contentOf(), identities, nextAt(4), weightsOf('left'), weightsOf('right')];
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('two models: panel', () => {
  it('asks about the last words and one head of each, and shows both models’ figures beside each other', async () => {
    const panel = await openBeside();
    await panel.send(models, contentOf());
    assert.deepEqual((await panel.sent()).slice(1), [
      { type: 'place', subjectId: 1, place: 4 },
      { type: 'head', subjectId: 1, side: 'left', layer: 0, head: 0 },
      { type: 'head', subjectId: 1, side: 'right', layer: 0, head: 0 },
    ]);
    await panel.send(nextAt(4), weightsOf('left'), weightsOf('right'));
    const { page } = panel;
    assert.equal(plain(await page.locator('.bits-left').innerText()), '1.34 bits per character');
    assert.equal(plain(await page.locator('.bits-right').innerText()), '0.41 bits per character');
    const rows = await page.locator('introspect-next-table tbody tr').allInnerTexts();
    // Largest difference first; the rest is what the four words leave: nothing.
    assert.deepEqual(
      rows.map((row) =>
        plain(row)
          .split(/\s*\t\s*/)
          .filter(Boolean),
      ),
      [
        [',', '5.0 %', '40.0 %', '+35.0'],
        ['·because', '30.0 %', '5.0 %', '−25.0'],
        ['.', '15.0 %', '9.0 %', '−6.0'],
        ['·and', '50.0 %', '46.0 %', '−4.0'],
        ['everything else', '0 %', '0 %'],
      ],
    );
    await page.locator('.order').selectOption('left');
    assert.match(await page.locator('introspect-next-table tbody tr').first().innerText(), /·and/);
    assert.match(plain(await page.locator('.divergence').innerText()), /^0\.\d\d bits$/);
    const seen = await page.locator('introspect-side-head .weight').allInnerTexts();
    assert.deepEqual(seen, ['0.7500', '0.2500', '0.7500', '0.2500']);
    await panel.close();
  });

  it('is walked by keyboard: the place, a word’s logit, a head; and drops answers about another place', async () => {
    const panel = await openBeside();
    await panel.send(...all);
    const { page } = panel;
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(
      (await panel.sentOf('place')).map(({ place }) => place),
      [4, 3, 0, 1],
    );
    assert.equal(
      plain(await page.locator('.readout').innerText()),
      '“lie”: Practice model, pretrained 9.0 bits, its 2nd choice; Practice model, instructed 2.3 bits, its 2nd choice',
    );
    await panel.send(nextAt(3));
    assert.match(await page.locator('h2', { hasText: 'Next words' }).innerText(), /at night/, 'the last answer stays');
    await panel.send(nextAt(1));
    assert.match(await page.locator('h2', { hasText: 'Next words' }).innerText(), /after “I lie”/);
    await page.keyboard.press('Enter');
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 1 }]);

    await page.getByRole('button', { name: '“because”: look at this word' }).press('Enter');
    await page.getByRole('textbox').fill(' asleep');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Look at this word', exact: true }).click();
    assert.deepEqual(
      (await panel.sentOf('word')).map(({ place, word }) => [place, word]),
      [
        [1, ' because'],
        [1, ' asleep'],
        [1, ' asleep'],
      ],
    );
    const left = { pieces: [' as', 'leep'], logit: 3.256, rank: 12, logprob: Math.log(0.125) };
    const right = { notComputable: 'It is an encoder: it gives no next word a score.' };
    await panel.send({ type: 'word', subjectId: 1, place: 0, word: ' asleep', scores: { left, right: left } });
    assert.equal(await page.locator('introspect-word-view table').count(), 0);
    await panel.send({ type: 'word', subjectId: 1, place: 1, word: ' asleep', scores: { left, right } });
    assert.deepEqual(
      (await page.locator('introspect-word-view tbody tr').allInnerTexts()).map((row) => plain(row).split('\t')),
      [
        ['Practice model, pretrained', '·as | leep', '3.26 (first piece)', '12.5 %', '12th (first piece)'],
        ['Practice model, instructed', `not computable: ${right.notComputable}`],
      ],
    );

    await page.getByRole('combobox', { name: 'Head of Practice model, instructed' }).selectOption({ value: '2' });
    assert.deepEqual((await panel.sentOf('head')).at(-1), {
      type: 'head',
      subjectId: 1,
      side: 'right',
      layer: 0,
      head: 2,
    });
    await panel.close();
  });

  it('takes other models, keeps them with the place of the text, and names them again after a reload', async () => {
    const panel = await openBeside();
    await panel.send(...all);
    const { page } = panel;
    assert.equal(await page.locator('.pick-left option', { hasText: 'broken' }).isDisabled(), true);
    await page.locator('.pick-left').selectOption('untrained');
    await page.getByRole('button', { name: 'Swap' }).click();
    assert.deepEqual(
      (await panel.sentOf('picks')).map(({ picks }) => picks),
      [
        { left: 'untrained', right: 'instructed' },
        { left: 'instructed', right: 'untrained' },
      ],
    );
    const state = await panel.savedState();
    assert.deepEqual(state, {
      picks: { left: 'instructed', right: 'untrained' },
      heads: { left: { layer: 0, head: 0 }, right: { layer: 0, head: 0 } },
      order: 'difference',
      source: { uri: 'file:///P01.transcript.txt', start: 3, end: 23 },
    });
    assert.ok(!JSON.stringify(state).includes('awake'));
    await panel.close();
    const again = await openBeside({ state });
    assert.deepEqual((await again.sent())[0], { type: 'picks', picks: { left: 'instructed', right: 'untrained' } });
    await again.close();
  });

  it('tells every weight of a row on request, by keyboard', async () => {
    const panel = await openBeside();
    const tokens = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const { content } = contentOf();
    const sides = { left: { ...content.sides.left, tokens }, right: { ...content.sides.right, tokens } };
    const size = tokens.length;
    const weights = Float32Array.from({ length: size * size }, (_, i) => ((i % size) + 1) / 36);
    await panel.send(models, contentOf({ sides }), { ...weightsOf('left'), weights, size });
    const head = panel.page.locator('introspect-side-head').first();
    const numbers = () => head.locator('.weight').allInnerTexts();
    assert.equal((await numbers()).length, 5);
    await head.getByRole('button', { name: 'All 8 weights above 0' }).press('Enter');
    const expected = Array.from(weights.subarray(0, size)).sort((a, b) => b - a);
    assert.deepEqual(
      await numbers(),
      expected.map((weight) => weight.toFixed(4)),
    );
    await head.getByRole('button', { name: 'Only the 5 largest' }).press('Enter');
    assert.equal((await numbers()).length, 5);
    await panel.close();
  });

  it('says why where something cannot be told: an encoder, no attention, other vocabularies', async () => {
    const panel = await openBeside();
    const { content } = contentOf();
    const { left, right } = content.sides;
    const none = { notComputable: 'Nothing in this text is scored by both models.' };
    const encoder = {
      ...right,
      name: 'bert',
      noNext: 'bert is an encoder: it gives no chances for a next word.',
      noScore: 'It is an encoder: it gives no next word a score.',
      noAttention: 'its graph has none.',
    };
    await panel.send(
      models,
      contentOf({ sides: { left, right: encoder }, bitsPerCharacter: { left: none, right: none } }),
    );
    assert.deepEqual(
      (await panel.sent()).map(({ type }) => type),
      ['ready', 'head'],
    );
    const text = await panel.page.locator('main').innerText();
    assert.match(text, /not computable/);
    assert.match(text, /bert is an encoder/);
    assert.match(
      await panel.page.locator('introspect-side-head').last().locator('p').innerText(),
      /Its attention cannot be shown: its graph has none\./,
    );
    const { next } = nextAt(4);
    const divergence = { notComputable: 'Their vocabularies differ: 4 and 5 tokens.' };
    const words = [{ text: ' and', left: 0.5, right: null }];
    await panel.send(contentOf(), { type: 'next', subjectId: 1, place: 4, next: { ...next, words, divergence } });
    const shown = (await panel.page.locator('introspect-next-table :is(table, .figures)').allInnerTexts()).join();
    assert.match(shown, /not computable\. Their vocabularies differ: 4 and 5 tokens\./);
    assert.match(shown, /no such token/);
    await panel.close();
  });

  it('can be taken away with both models’ hashes, once they are known', async () => {
    const panel = await openBeside();
    await panel.send(models, contentOf(), nextAt(4));
    const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
    assert.equal(await menu.isDisabled(), true);
    await panel.send(identities);
    await menu.selectOption({ label: 'Surprisal of every stretch: table (CSV)' });
    const provenance = {
      model: identities.models.left,
      text: { document: 'P01.transcript.txt', line: 12, tokens: 5, omittedTokens: 0, sha256: 'c'.repeat(64) },
      program: 'Introspect 0',
      date: '2026-01-02',
    };
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const [csv] = await panel.sentOf('save');
    assert.equal(String(csv?.content).trim().split(/\r?\n/).length, 6);
    assert.match(String(csv?.content), /^5,11," awake",12\.5,3,1,4,3,1$|^5,11, awake,12\.5,3,1,4,3,1\r?$/m);
    await menu.selectOption({ label: 'Copy as methods paragraph' });
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const [copied] = await panel.sentOf('copy');
    for (const hash of ['a', 'b', 'c']) assert.ok(copied?.text.includes(hash.repeat(64)), hash);
    await menu.selectOption({ label: 'Next words after “I lie awake at night”: picture (SVG)' });
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const svg = String((await panel.sentOf('save')).at(-1)?.content);
    // Bars are as long as their chances.
    const widths = [...svg.matchAll(/width="([\d.]+)" height="7"/g)].map((match) => Number(match[1]));
    assert.deepEqual(
      widths.map((width) => (width / widths[6]!).toFixed(2)),
      [0.05, 0.4, 0.3, 0.05, 0.15, 0.09, 0.5, 0.46].map((p) => (p / 0.5).toFixed(2)),
    );
    await panel.close();
  });

  it('is accessible and looks right in four themes, also narrow', async () => {
    const panel = await openBeside();
    await panel.send(...all);
    await panel.page.getByRole('button', { name: 'What is a logit?' }).click();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('panel');
    }
    await panel.page.getByRole('button', { name: 'Look up “logit” in the glossary' }).click();
    assert.deepEqual((await panel.sent()).at(-1), { type: 'glossary', term: 'logit' });
    await panel.setWidth(300);
    const [inner, outer] = await panel.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    assert.ok(inner <= outer, `${inner} in ${outer}`);
    await panel.screenshot('narrow');
    await panel.close();
  });
});
