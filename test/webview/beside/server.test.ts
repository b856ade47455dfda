import assert from 'node:assert/strict';
import { compareNext } from '../../../src/core/beside/nextWords';
import type { BesideContent, BesideSide, BesideStretch } from '../../../src/protocol/beside';
import { themeNames } from '../harness';
import { type BesideMessage, contentOf, identities, models, openBeside, weightsOf } from './scene';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const noAttention = 'a server tells what the model says, not its attention: that needs a model on this machine.';
const noScore = 'The server tells no log-probabilities of a text that it is given.';
const noNext = 'The server does not tell the tokens that are likely to come next.';
const { content: base } = contentOf();
const onServer: BesideSide = {
  ...base.sides.right,
  name: 'Our cluster',
  layers: 0,
  heads: 0,
  server: 'models.example',
  noAttention,
};
const picked: BesideMessage<'models'> = { ...models, picks: { left: 'pretrained', right: 'server Our cluster' } };

/** The first model and a server's; the server's scores without ranks. */
function content(right: Partial<BesideSide> = {}, change: Partial<BesideContent> = {}): BesideMessage<'content'> {
  const side = { ...onServer, ...right };
  const silent = side.noScore !== null;
  const tokens = base.tokens.map((stretch): BesideStretch => ({
    ...stretch,
    right: silent ? { bits: null, rank: null, tokens: 0 } : { ...stretch.right, rank: null },
    last: { left: stretch.last.left, right: silent ? -1 : stretch.last.right },
  }));
  const bits = {
    left: base.bitsPerCharacter.left,
    right: silent ? { notComputable: noScore } : base.bitsPerCharacter.right,
  };
  return contentOf({
    tokens,
    sides: { left: base.sides.left, right: silent ? { ...side, tokens: [] } : side },
    bitsPerCharacter: bits,
    ...change,
  });
}

const stated = [
  { text: ' and', p: 0.5 },
  { text: '.', p: 0.25 },
  { text: ' calm', p: 0.125 },
];

function nextAt(place: number): BesideMessage<'next'> {
  const words = [' and', ' because', '.', ','];
  const left = {
    logits: Float32Array.from([0.4, 0.3, 0.2, 0.1], Math.log),
    top: words.map((text, id) => ({ id, text })),
  };
  const idOf = ({ text }: { text: string }) => (words.includes(text) ? words.indexOf(text) : null);
  const next = compareNext(left, { stated }, { differ: 'unknown', leftIdOf: idOf, rightIdOf: () => null }, 12);
  return { type: 'next', subjectId: 1, place, next };
}

const served: BesideMessage<'identities'> = {
  ...identities,
  models: {
    left: identities.models.left,
    right: {
      name: 'Our cluster',
      architecture: 'on a server',
      file: 'not known',
      sha256: null,
      server: { address: 'https://models.example/v1', model: 'llama-70b' },
    },
  },
};

describe('the panel of two models, one on a server', () => {
  it('asks before words leave the machine, and compares nothing until they do', async () => {
    const panel = await openBeside();
    const unsent = [{ side: 'right', name: 'Our cluster', host: 'models.example' }] as const;
    await panel.send(picked, content({}, { tokens: [], unsent }));
    assert.match(
      await panel.page.locator('.pick-right option', { hasText: 'Our cluster' }).innerText(),
      /Our cluster, on a server \(cluster:8000\)/,
    );
    await panel.page.getByText('These words are still on this machine').waitFor();
    assert.equal(await panel.page.locator('introspect-stretch-strip, introspect-side-head, .figures').count(), 0);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('server-unsent');
    }
    await panel.page.getByRole('button', { name: 'Send these words to models.example' }).press('Enter');
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }, { type: 'send', subjectId: 1, side: 'right' }]);
    await panel.close();
  });

  it('shows next words as the part of all chances that the server states, and why there is no attention', async () => {
    const panel = await openBeside();
    await panel.send(picked, content(), nextAt(4), weightsOf('left'));
    assert.deepEqual(await panel.sent(), [
      { type: 'ready' },
      { type: 'place', subjectId: 1, place: 4 },
      { type: 'head', subjectId: 1, side: 'left', layer: 0, head: 0 },
    ]);
    const { page } = panel;
    const rows = await page.locator('introspect-next-table tbody tr').allInnerTexts();
    assert.deepEqual(
      rows.map((row) =>
        plain(row)
          .split(/\s*\t\s*/)
          .filter(Boolean),
      ),
      [
        ['·and', '40.0 %', '50.0 %', '+10.0'],
        ['.', '20.0 %', '25.0 %', '+5.0'],
        ['·because', '30.0 %', 'not stated', '–'],
        [',', '10.0 %', 'not stated', '–'],
        ['·calm', 'no such token', '12.5 %', '–'],
        ['everything else', '0 %', '12.5 %'],
      ],
    );
    assert.match(
      plain(await page.locator('.stated').innerText()),
      /^Stated by the server of Our cluster: its 3 likeliest tokens, 87\.5 % of all chances\. It does not tell/,
    );
    const figures = plain(await page.locator('introspect-next-table .figures').innerText());
    assert.match(figures, /pretrained 1\.8 bits, Our cluster not computable\./);
    assert.match(figures, /not computable\. A server states only its likeliest tokens/);
    assert.equal(
      await page.locator('introspect-side-head').last().locator('p').innerText(),
      `Its attention cannot be shown: ${noAttention}`,
    );
    await page.getByRole('textbox').fill(' calm');
    await page.keyboard.press('Enter');
    const left = { pieces: [' calm'], logit: 1.5, rank: 9, logprob: Math.log(0.01) };
    const right = { pieces: [' calm'], logit: null, rank: null, logprob: Math.log(0.125) };
    await panel.send({ type: 'word', subjectId: 1, place: 4, word: ' calm', scores: { left, right } });
    assert.deepEqual(
      (await page.locator('introspect-word-view tbody tr').allInnerTexts()).map((row) => plain(row).split('\t')),
      [
        ['Practice model, pretrained', '·calm', '1.50', '1.0 %', '9th'],
        ['Our cluster', '·calm', 'not told', '12.5 %', 'not told'],
      ],
    );
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('server');
    }
    await panel.setWidth(380);
    const [inner, outer] = await page.evaluate(() => [document.body.scrollWidth, window.innerWidth]);
    assert.ok(inner <= outer, `${inner} in ${outer}`);
    await panel.close();
  });

  it('says what a server leaves untold, and compares the rest', async () => {
    const panel = await openBeside();
    await panel.send(picked, content({ noScore }), nextAt(4));
    const { page } = panel;
    assert.equal(await page.locator('.bits-right').innerText(), 'not computable');
    assert.equal(plain(await page.locator('.bits-left').innerText()), '1.34 bits per character');
    await page.getByText(`Our cluster: ${noScore}`).waitFor();
    await page.getByText('so the stretches are the tokens of Practice model, pretrained').waitFor();
    assert.match(await page.locator('.readout').innerText(), /Our cluster no score$/);
    assert.equal(await page.locator('introspect-next-table tbody tr').count(), 6);
    await panel.assertAccessible();

    // Next words from neither, but one word can still be looked at: the server scores it.
    await panel.send(content({ noNext }));
    assert.equal((await panel.sentOf('place')).length, 1);
    await page.getByText(noNext).waitFor();
    assert.equal(await page.locator('introspect-next-table').count(), 0);
    assert.equal(await page.locator('introspect-word-view').count(), 1);
    await panel.send(content({ noNext, noScore }));
    await page.getByText('So there are no next words to compare.').waitFor();
    assert.equal(await page.locator('introspect-word-view').count(), 0);
    await panel.close();
  });

  it('lays the text out in words where neither of two servers tells its tokens', async () => {
    const panel = await openBeside();
    const silent = { ...onServer, noScore, tokens: [] };
    const none = { bits: null, rank: null, tokens: 0 };
    const tokens = base.tokens.map((stretch): BesideStretch => ({
      ...stretch,
      left: none,
      right: none,
      last: { left: -1, right: -1 },
    }));
    const sides = { left: { ...silent, name: 'Another' }, right: silent };
    const notComputable = { notComputable: noScore };
    await panel.send(
      picked,
      content({ noScore }, { tokens, sides, bitsPerCharacter: { left: notComputable, right: notComputable } }),
    );
    assert.deepEqual(
      (await panel.sent()).map(({ type }) => type),
      ['ready', 'place'],
    );
    const text = await panel.page.locator('main').innerText();
    assert.match(text, /5 words of P01/);
    assert.match(text, /Neither server tells how its model cuts the text/);
    assert.doesNotMatch(
      text,
      /Bars: the taller|Attention is not explanation: it shows where a head reads from, not why the model answers as it\s+does\.\s*$/,
    );
    await panel.close();
  });

  it('can be taken away with the server’s address and model, and says that no hash is known', async () => {
    const panel = await openBeside();
    await panel.send(picked, content(), nextAt(4), served);
    const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
    const provenance = {
      model: served.models.left,
      text: { document: 'P01.transcript.txt', line: 12, tokens: 5, omittedTokens: 0, sha256: 'c'.repeat(64) },
      program: 'Introspect 0',
      date: '2026-01-02',
    };
    const message = { type: 'provenance', subjectId: 1, provenance } as const;
    await menu.selectOption({ label: 'Copy as methods paragraph' });
    await panel.send(message);
    const methods = plain((await panel.sentOf('copy'))[0]?.text ?? '');
    assert.match(
      methods,
      /second model Our cluster \(llama-70b as served at https:\/\/models\.example\/v1; .* no hash\)/,
    );
    assert.match(methods, /Of the next words of Our cluster its server stated its 3 likeliest tokens, 87\.5 % of all/);
    assert.match(methods, /neither their uncertainty nor a divergence was computed/);
    assert.doesNotMatch(methods, /Jensen/);
    await menu.selectOption({ label: 'Next words after “I lie awake at night”: table (CSV)' });
    await panel.send(message);
    const csv = String((await panel.sentOf('save')).at(-1)?.content).split(/\r?\n/);
    assert.match(csv[0] ?? '', /"p, Our cluster, as its server states"/);
    assert.match(csv.find((row) => row.includes('because')) ?? '', /^ because,0\.\d+,,$/);

    await panel.send(content({ noScore }), served, nextAt(4));
    await menu.selectOption({ label: 'Copy as methods paragraph' });
    await panel.send(message);
    const partly = (await panel.sentOf('copy')).at(-1)?.text ?? '';
    assert.match(partly, /that the tokenizer of Practice model, pretrained cuts into whole tokens/);
    assert.match(partly, /Our cluster has no surprisal: the server tells no log-probabilities/);
    await menu.selectOption({ label: 'Surprisal of every stretch: picture (SVG)' });
    await panel.send(message);
    assert.match(String((await panel.sentOf('save')).at(-1)?.content), /Our cluster has no surprisal/);
    await panel.close();
  });
});
