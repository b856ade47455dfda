import assert from 'node:assert/strict';
import { entropyBits, softmax } from '../../../src/core/generation/probabilities';
import { reshape } from '../../../src/core/generation/sampling';
import { summarise } from '../../../src/core/surprisal/summary';
import type { WordsViewState } from '../../../src/protocol/words';
import { themeNames } from '../harness';
import {
  answer,
  chanceOf,
  content,
  contentMessage,
  logits,
  openWords,
  reading,
  textOf,
  tokensOf,
  turn,
  type WordsPage,
} from './scene';

const plain = (text: string): string => text.replace(/[\u00a0\n ]+/g, ' ').trim();
const show = async (view: WordsViewState['view'], of = content(), theme?: (typeof themeNames)[number]) => {
  const panel = await openWords({ state: { view }, ...(theme ? { theme } : {}) });
  await panel.send(contentMessage(of));
  return { panel, seen: await answer(panel) };
};
const options = (panel: WordsPage) => panel.page.getByRole('listbox', { name: /Text/ }).getByRole('option');
const bars = (panel: WordsPage) =>
  panel.page.locator('introspect-words-bars tbody tr').evaluateAll((rows: HTMLElement[]) =>
    rows.map((row) => ({
      rank: Number(row.dataset['rank']),
      width: row.querySelector('.fill')!.getBoundingClientRect().width,
      own: row.querySelector('.own')?.getBoundingClientRect().width ?? null,
      chance: row.querySelector('.before')!.textContent.trim(),
      drawn: row.querySelector('.after')?.textContent.trim() ?? null,
    })),
  );
const spread = async (panel: WordsPage) =>
  Object.fromEntries(
    (await panel.page.locator('.spread tbody tr').allInnerTexts()).map((row) => {
      const [label = '', own = '', drawn = ''] = plain(row).split('\t');
      return [label, [own, drawn]] as const;
    }),
  );
/** Places of the line in the picture and what the largest value is. */
const highestPoint = (panel: WordsPage) =>
  panel.page.locator('path.line').evaluate((path: SVGPathElement) => {
    const points = [...path.getAttribute('d')!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    return points.reduce((best, point) => (point[1]! < best[1]! ? point : best));
  });

describe('next words: the distribution', () => {
  it('has its longest bar at the most probable token, and says how the chances are spread', async () => {
    const { panel } = await show('chances');
    const p = softmax(logits);
    const rows = await bars(panel);
    assert.equal(rows.length, 20);
    assert.deepEqual(
      rows.map(({ width }) => width),
      rows.map(({ width }) => width).toSorted((a, b) => b - a),
    );
    assert.ok(rows[0]!.width > rows[1]!.width);
    assert.equal(plain(rows[0]!.chance), `${(100 * p[0]!).toFixed(1)} %`);
    const said = await spread(panel);
    const bits = entropyBits(p);
    assert.equal(said['Entropy']![0], `${bits.toFixed(1)} bits`);
    assert.equal(said['As unsure as a fair draw among']![0], `${Math.round(2 ** bits).toLocaleString('en-US')} tokens`);
    const needed = (share: number): string => {
      let [sum, n] = [0, 0];
      while (sum < share) sum += p[n++]!;
      return `${n.toLocaleString('en-US')} tokens`;
    };
    for (const share of [50, 90, 99]) assert.equal(said[`${share} % of the chance is in`]![0], needed(share / 100));
    await panel.page.getByRole('button', { name: 'Less likely words' }).click();
    await panel.rendered();
    assert.equal((await bars(panel))[0]!.rank, 21);
    // Words without a text yet are asked for.
    assert.deepEqual(
      (await panel.sentOf('texts'))[0]!.ids,
      Array.from({ length: 10 }, (_, i) => 30 + i),
    );
    await panel.page.getByRole('spinbutton', { name: 'Go to rank' }).fill('8192');
    await panel.page.getByRole('spinbutton', { name: 'Go to rank' }).press('Enter');
    assert.equal((await bars(panel)).at(-1)!.rank, 8192);
    await panel.close();
  });

  it('shows live what each setting of sampling cuts, by the code that samples', async () => {
    const { panel } = await show('chances');
    await panel.page.getByRole('slider', { name: 'Top-k' }).fill('40');
    await panel.page.getByRole('slider', { name: 'Top-p' }).fill('0.6');
    await panel.rendered();
    const after = reshape(logits, { temperature: 1, topP: 0.6, topK: 40 }, []);
    const left = after.filter((p) => p > 0).length;
    assert.ok(left > 3 && left < 20);
    const rows = await bars(panel);
    assert.deepEqual(
      rows.map(({ drawn }) => drawn !== null && !drawn.startsWith('cut')),
      rows.map((_, i) => i < left),
    );
    assert.equal(plain(rows[0]!.drawn!), `${(100 * after[0]!).toFixed(1)} %`);
    assert.ok(rows[0]!.width > rows[0]!.own!, 'what is left has more chance than before');
    assert.equal(rows[left]!.width, 0);
    const cut = softmax(logits).reduce((sum, p, id) => (after[id] === 0 ? sum + p : sum), 0);
    const sentence = plain(await panel.page.locator('.cutSum').innerText());
    assert.equal(
      sentence,
      `${(8192 - left).toLocaleString('en-US')} words are cut and can never be drawn; the model gave them ${(100 * cut).toFixed(1)} % of all chance.`,
    );
    assert.equal((await spread(panel))['Entropy']![1], `${entropyBits(after).toFixed(1)} bits`);
    assert.deepEqual((await panel.page.locator('.steps tbody th').allInnerTexts()).map(plain), [
      'The model alone',
      'Top-k 40',
      'Top-p 0.60',
    ]);
    assert.deepEqual(((await panel.savedState()) as WordsViewState).sampling.topK, 40);
    await panel.page.getByRole('button', { name: 'Back to the model’s own chances' }).click();
    await panel.rendered();
    assert.equal((await bars(panel))[0]!.drawn, null);
    await panel.close();
  });

  it('follows the arrow keys in the text, and says which word came next', async () => {
    const { panel, seen } = await show('chances');
    const count = tokensOf(turn).length;
    assert.deepEqual((await panel.sentOf('place'))[0]!.place, { scope: 'selection', position: count - 1, path: [] });
    await options(panel).last().focus();
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('ArrowLeft');
    await panel.rendered();
    assert.equal((await panel.sentOf('place')).at(-1)!.place.position, count - 3);
    await answer(panel, seen);
    assert.match(
      plain(await panel.page.getByRole('heading', { level: 2 }).first().innerText()),
      /just stares” the model/,
    );
    await panel.page.getByRole('button', { name: /Word that came next: rank/ }).click();
    await panel.rendered();
    // Ids are the ranks here.
    assert.equal(await panel.page.locator('tr.said').getAttribute('data-id'), String(100 + count - 2));
    await panel.page.keyboard.press('Tab');
    await options(panel)
      .nth(count - 3)
      .press('o');
    assert.deepEqual((await panel.sentOf('reveal')).at(-1)!.token, count - 3);
    await panel.close();
  });

  it('takes a text of one token, one in another script, and one that does not predict', async () => {
    const panel = await openWords({ state: { view: 'surprisal' } });
    await panel.send(contentMessage(content('Hm')));
    await panel.page.getByText(/Not computable: no token of this text has a score/).waitFor();
    const [a, b] = tokensOf('眠れ 🙂');
    const pieces = [a!, { ...b!, id: 7 }, { ...b!, id: 8 }];
    await panel.send(contentMessage(content('眠れ 🙂', { tokens: pieces })));
    assert.equal(await options(panel).count(), 3);
    assert.equal(await options(panel).nth(2).innerText(), '+2');
    assert.match((await options(panel).nth(2).getAttribute('aria-label'))!, /^part 2 of 2 of/);
    const text = panel.page.getByRole('listbox', { name: /Text/ });
    assert.equal(await text.getAttribute('dir'), 'ltr');
    await panel.send(contentMessage(content('לא ישנתי')));
    assert.equal(await text.getAttribute('dir'), 'rtl');
    const error = { code: 'modelUnsupported', message: 'bert is an encoder.', remedy: 'Choose another.' } as const;
    await panel.send({
      type: 'notice',
      keepContent: false,
      notice: { kind: 'error', error, actions: ['chooseModel'] },
    });
    await panel.page.getByText('bert is an encoder.').waitFor();
    assert.equal(await options(panel).count(), 0);
    await panel.close();
  });
});

describe('next words: the tree', () => {
  it('is walked by keyboard, and the text so far and the chances follow', async () => {
    const count = tokensOf(turn).length;
    const { panel } = await show('tree');
    await options(panel)
      .nth(count - 4)
      .click();
    let seen = await answer(panel);
    const items = panel.page.getByRole('treeitem');
    // Five of the likeliest, and the one that was said.
    assert.equal(await items.count(), 6);
    const first = items.first();
    assert.match(
      plain(await first.locator('.visuallyHidden').innerText()),
      new RegExp(`^“and”, 1st choice, ${(100 * chanceOf(0)).toFixed(1)} %`),
    );
    assert.match(await items.nth(5).locator('.visuallyHidden').innerText(), /came next in the text$/);
    await first.focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowRight');
    await panel.rendered();
    const asked = (await panel.sentOf('expand')).at(-1)!;
    assert.deepEqual([asked.place.path, asked.said], [[1], null]);
    assert.equal(await items.nth(1).getAttribute('aria-expanded'), 'true');
    seen = await answer(panel, seen);
    assert.equal(await items.count(), 11);
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    await panel.rendered();
    const child = items.nth(2);
    assert.equal(await child.getAttribute('aria-level'), '2');
    assert.equal(await child.getAttribute('aria-selected'), 'true');
    assert.match(
      plain(await child.locator('.pathP').innerText()),
      new RegExp(`^${(100 * chanceOf(1) * chanceOf(0)).toFixed(1)} %$`),
    );
    assert.deepEqual((await panel.sentOf('place')).at(-1)!.place.path, [1, 0]);
    assert.match(plain(await panel.page.locator('.soFar').innerText()), /clock just.*\. and.*No person said it/s);
    await answer(panel, seen);
    await panel.page.getByRole('radio', { name: 'Next words' }).check();
    assert.match(
      plain(await panel.page.locator('#next').innerText()),
      /just and from the tree \. and” the model expects/,
    );
    await panel.page.getByRole('radio', { name: 'Tree' }).check();
    await panel.page.getByRole('button', { name: 'Back to the text' }).click();
    assert.deepEqual((await panel.sentOf('place')).at(-1)!.place.path, []);
    await items.nth(2).press('ArrowLeft');
    await panel.rendered();
    await panel.close();
  });

  it('sets the first choices beside what was said, and takes a node that cannot be opened', async () => {
    const { panel } = await show('tree');
    await options(panel).nth(2).click();
    await answer(panel);
    const rows = await panel.page.locator('introspect-words-likeliest tbody tr').allInnerTexts();
    assert.equal(rows.length, 10);
    assert.match(plain(rows[0]!), new RegExp(`^1\t·and\t${(100 * chanceOf(0)).toFixed(1)} %\t·there\t`));
    const product = [0, 1, 2].reduce((p, id) => p * chanceOf(id), 1);
    assert.match(
      plain(await panel.page.locator('introspect-words-likeliest tfoot').innerText()),
      new RegExp(`${(-Math.log2(product)).toFixed(1)} bits`),
    );
    await panel.page.getByRole('treeitem').first().press('ArrowRight');
    const { place } = (await panel.sentOf('expand')).at(-1)!;
    await panel.send({ type: 'childrenFailed', subjectId: 1, place, message: 'The text is too long.' });
    await panel.page.getByText('The text is too long.').waitFor();
    await panel.page.getByRole('combobox', { name: 'Words at each step' }).selectOption('3');
    await panel.rendered();
    assert.equal(await panel.page.getByRole('treeitem').count(), 4);
    await panel.close();
  });
});

describe('next words: surprisal', () => {
  it('scores a whole transcript when told, with progress and a way to stop', async () => {
    const { panel } = await show('chances');
    await panel.page.getByRole('radio', { name: 'Whole transcript' }).check();
    assert.deepEqual(await panel.sentOf('score'), [{ type: 'score', subjectId: 1, window: 0 }]);
    await panel.send({ type: 'scoring', subjectId: 1, progress: { done: 512, total: 2048 } });
    await panel.page.getByText('Scoring the whole transcript: 512 of 2,048 tokens').waitFor();
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    assert.equal((await panel.sentOf('stopScoring')).length, 1);
    await panel.send({ type: 'scoringEnded', subjectId: 1, message: null });
    assert.equal(await panel.page.getByRole('radio', { name: 'Selected words' }).isChecked(), true);
    await panel.send({ type: 'scoringEnded', subjectId: 1, message: 'The process that runs the model was killed.' });
    await panel.page
      .getByRole('alert')
      .getByText(/was not scored. The process that runs the model was killed/)
      .waitFor();
    await panel.page.getByRole('button', { name: 'Score the transcript again' }).click();
    assert.equal((await panel.sentOf('score')).length, 2);
    await panel.close();
  });

  it('draws a line whose highest point is the largest surprisal, and leads from it to the words', async () => {
    const { panel } = await show('chances');
    const read = reading(60);
    await panel.send({ type: 'transcript', subjectId: 1, reading: read });
    // What stands before the first turn is no turn.
    const parts = summarise(read.text, read.tokens).parts.slice(1);
    const means = parts.map(({ bits, tokens }) => bits / tokens);
    const peak = means.indexOf(Math.max(...means));
    const [x, y] = (await highestPoint(panel)) as [number, number];
    assert.ok(Math.abs(x - (44 + (peak / (parts.length - 1)) * (900 - 56))) < 0.1, `turn ${peak + 1} is the peak`);
    const box = (await panel.page.locator('introspect-surprisal-line svg').first().boundingBox())!;
    await panel.page.mouse.click(box.x + (x / 900) * box.width, box.y + (y / 240) * box.height);
    await panel.rendered();
    const { token } = (await panel.sentOf('revealInTranscript'))[0]!;
    const said = parts[peak]!;
    assert.ok(token >= said.from && token < said.to && read.tokens[token]!.end > said.part.words.start);
    assert.match(
      plain(await panel.page.locator('introspect-surprisal-line .readout').innerText()),
      new RegExp(`^turn ${peak + 1}, .*${means[peak]!.toFixed(1)} bits per token`),
    );
    // The same by keyboard, for single tokens.
    await panel.page.getByRole('radio', { name: 'tokens' }).check();
    const line = panel.page.getByRole('slider', { name: /Surprisal along/ });
    await line.press('m');
    await panel.rendered();
    const bits = read.tokens.map(({ logprob }) => (logprob === null ? -1 : -logprob / Math.LN2));
    const most = bits.indexOf(Math.max(...bits));
    assert.match(
      plain((await line.getAttribute('aria-valuetext'))!),
      new RegExp(`^token ${most + 1}, .*: ${bits[most]!.toFixed(1)} bits$`),
    );
    await line.press('Enter');
    assert.equal((await panel.sentOf('revealInTranscript')).at(-1)!.token, most);
    await panel.send({ type: 'stale', subjectId: 1, readingId: 3 });
    await panel.page.getByText(/edited since it was scored/).waitFor();
    await line.press('Enter');
    assert.equal((await panel.sentOf('revealInTranscript')).length, 2, 'a place in a text that is gone leads nowhere');
    await panel.close();
  });

  it('gives each speaker and turn its figures, says how the text was read, and takes them away in full', async () => {
    const { panel } = await show('chances');
    const read = reading(120);
    await panel.send({ type: 'transcript', subjectId: 1, reading: read });
    const { speakers, parts } = summarise(read.text, read.tokens);
    for (const { speaker, tokens, bits, characters, words } of speakers) {
      const cells = await panel.page.locator(`tr[data-speaker="${speaker ?? 'no speaker named'}"] td`).allInnerTexts();
      assert.deepEqual(
        [cells[1], cells[2], cells[5], cells[6]],
        [tokens.toLocaleString('en-US'), ...[tokens, characters, words].map((n) => (bits / n).toFixed(2))],
      );
    }
    assert.match(
      await panel.page.locator('.windows').innerText(),
      /were read in \d windows of up to 1,024 tokens\. Each window begins 512 tokens before the end .* at least 512 and at most 1,023 tokens\. Nothing was left out\./,
    );
    await panel.page.getByRole('combobox', { name: 'Order' }).selectOption('bits');
    await panel.rendered();
    const best = parts.reduce((a, b) => (b.bits / b.tokens > a.bits / a.tokens ? b : a));
    assert.equal(
      await panel.page.locator('section[aria-labelledby=turns] tbody tr').first().locator('td').first().innerText(),
      parts.indexOf(best) === 0 ? '–' : String(parts.indexOf(best)),
    );
    const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
    const take = async (label: string): Promise<string> => {
      await menu.selectOption({ label });
      assert.deepEqual((await panel.sentOf('transcriptProvenance')).at(-1), {
        type: 'transcriptProvenance',
        subjectId: 1,
      });
      const text = {
        document: 'P01.transcript.txt',
        line: 1,
        tokens: read.tokens.length,
        omittedTokens: 0,
        sha256: 'cd',
      };
      const model = { name: 'm', architecture: 'Llama', file: 'model.onnx', sha256: 'ab' };
      const provenance = { model, text, program: 'Introspect', date: '2026-11-29' };
      await panel.send({ type: 'provenance', subjectId: 1, provenance });
      const copied = (await panel.sentOf('copy')).at(-1)?.text;
      const saved = (await panel.sentOf('save')).at(-1)?.content as string | undefined;
      return label.startsWith('Copy') ? copied! : saved!;
    };
    const csv = (await take('Surprisal by token: table (CSV)')).trim().split('\r\n');
    assert.equal(csv.length, read.tokens.length + 1);
    assert.equal(csv[0]!.split(',')[7], 'bits');
    const svg = await take('Mean surprisal by turn: picture (SVG)');
    assert.ok(svg.includes((await panel.page.locator('path.line').getAttribute('d'))!), 'the same line as on screen');
    assert.match(await take('Copy as methods paragraph'), /Hale 2001; Levy 2008.*windows of up to 1,024 tokens/);
    await panel.close();
  });

  it('shows 12,000 tokens a page at a time', async () => {
    const { panel } = await show('chances');
    const read = reading(820);
    assert.ok(read.tokens.length > 12_000, `${read.tokens.length}`);
    await panel.page.evaluate((message) => window.postMessage(message, '*'), {
      type: 'transcript',
      subjectId: 1,
      reading: read,
    } as unknown);
    await panel.page.locator('introspect-words-text .pageOf').waitFor();
    assert.ok((await options(panel).count()) <= 1000);
    // Far away by one key, to a token on another page.
    await panel.page
      .locator('introspect-words-text')
      .evaluate((text) => text.dispatchEvent(new CustomEvent('token-select', { detail: 11_000 })));
    await panel.page.waitForFunction(() => {
      const text = document.querySelector('introspect-words')!.shadowRoot!.querySelector('introspect-words-text')!;
      return text.shadowRoot!.querySelector('[data-index="11000"]');
    });
    assert.equal(
      await options(panel).locator('xpath=self::*[@aria-selected="true"]').getAttribute('data-index'),
      '11000',
    );
    await panel.close();
  });
});

describe('next words: appearance', () => {
  it('keeps places and settings, never the text', async () => {
    const { panel } = await show('tree');
    const saved = JSON.stringify(await panel.savedState());
    assert.match(saved, /"view":"tree".*"uri":"file:/);
    assert.ok(!saved.includes('clock') && !saved.includes(textOf(0)));
    await panel.close();
  });

  it('is accessible in four themes, in every view, and nothing sticks out where it is narrow', async () => {
    const { panel } = await show('chances');
    await panel.page.getByRole('slider', { name: 'Top-p' }).fill('0.6');
    for (const view of ['Next words', 'Tree', 'Surprisal'] as const) {
      const seen = (await panel.sent()).length;
      if (view === 'Surprisal') await panel.send({ type: 'transcript', subjectId: 1, reading: reading(60) });
      await panel.page.getByRole('radio', { name: view }).check();
      await answer(panel, seen);
      if (view === 'Tree') {
        await panel.page.getByRole('treeitem').first().press('Enter');
        await answer(panel, seen);
      }
      for (const theme of themeNames) {
        await panel.setTheme(theme);
        // Colours are the same in every view: all four themes are looked at in the first.
        if (view === 'Next words' || theme.includes('Contrast Light')) await panel.assertAccessible();
        await panel.screenshot(view.replace(' ', '-').toLowerCase());
      }
      const narrow = view === 'Next words' ? 300 : 360;
      await panel.setWidth(narrow);
      assert.equal(
        await panel.page.evaluate(() => document.documentElement.scrollWidth),
        narrow,
        `${view}: nothing sticks out`,
      );
      await panel.screenshot(view.replace(' ', '-').toLowerCase());
      await panel.setWidth(1200);
    }
    await panel.close();
  });
});
