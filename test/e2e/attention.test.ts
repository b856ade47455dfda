import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { introspect } from './support/cli';

const transcript = 'transcripts/P01.transcript.txt';
const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";

interface CliAttention {
  readonly tokens: readonly { readonly text: string }[];
  readonly weights: readonly (readonly (readonly (readonly number[])[])[])[];
}

async function showing(attention: Frame, caption: string): Promise<void> {
  await attention.getByText(caption, { exact: true }).first().waitFor();
  await until('the weights', async () => (await attention.locator('[aria-busy=false]').count()) > 0);
}

/** The buttons of all heads, once their pictures, whose places are there before, are read and painted. */
async function allHeads(attention: Frame): Promise<Locator> {
  const heads = attention.locator('introspect-heads-grid').getByRole('button');
  await until('all heads', async () => (await heads.count()) === 36);
  await attention.getByText('Reading 36 heads').waitFor({ state: 'hidden' });
  const arePainted = (buttons: (SVGElement | HTMLElement)[]): boolean =>
    buttons.every((button) => {
      const canvas = button.parentElement!.querySelector('canvas')!;
      const [frame, ground] = [button.getBoundingClientRect(), canvas.getBoundingClientRect()];
      const x = Math.round(((frame.left + frame.width / 2 - ground.left) * canvas.width) / ground.width);
      return canvas.getContext('2d')!.getImageData(x, canvas.height >> 1, 1, 1).data[3] !== 0;
    });
  await until('all pictures', () => heads.evaluateAll(arePainted));
  return heads;
}

/** The weight that the readout names. */
async function readWeight(attention: Frame): Promise<number> {
  const text = await attention.locator('.sentence').innerText();
  return Number(/(\d\.\d{4})/.exec(text)?.[1]);
}

describe('The Attention panel', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  it('is four clicks away from a transcript', async () => {
    const explorer = vscode.page.locator('.explorer-folders-view');
    await explorer.getByText('transcripts', { exact: true }).click();
    await explorer.getByText('P01.transcript.txt').click();
    // A click three times on the same spot selects the turn: one gesture.
    await vscode.editor(transcript).locator('.view-line', { hasText: 'fire away' }).first().click({ clickCount: 3 });
    await vscode.activityBarIcon('Introspect').click();
    const explore = await vscode.panel('explore');
    await explore.getByRole('button', { name: 'Attention' }).click();
    const attention = await vscode.panel('attention');
    await showing(attention, 'Layer 1 of 6, head 1 of 6');
  });

  it('shows every weight as the command line computes it, by keyboard', async () => {
    await vscode.selectText(sentence);
    const attention = await vscode.panel('attention');
    await attention.getByText(/reads 18 tokens/).waitFor();
    await attention.getByRole('button', { name: 'Next layer' }).click();
    await showing(attention, 'Layer 2 of 6, head 1 of 6');
    const options = ['--layer', '1', '--head', '0'];
    const [[weights] = []] = introspect<CliAttention>('attention', sentence, ...options).weights;
    assert.ok(weights);
    await attention.getByRole('application', { name: /Attention weights/ }).focus();
    await vscode.page.keyboard.press('Control+Home');
    await vscode.page.keyboard.press('ArrowDown');
    for (const [query, key] of [
      [1, 0],
      [2, 0],
      [3, 0],
    ] as const) {
      const shown = await until('the weight', () =>
        readWeight(attention).then((w) => (Number.isNaN(w) ? undefined : w)),
      );
      assert.ok(
        Math.abs(shown - weights[query]![key]!) < 1e-3,
        `[${query}, ${key}]: ${shown}, ${weights[query]![key]}`,
      );
      await vscode.page.keyboard.press('ArrowDown');
      await until('the next row', async () =>
        new RegExp(`token ${query + 2}`).test(await attention.locator('.place').innerText()),
      );
    }
  });

  it('shades the transcript’s own words, merged, by the mean of all heads as the command line has it', async () => {
    const attention = await vscode.panel('attention');
    await attention.getByRole('combobox', { name: 'Weights' }).selectOption('Mean of all heads, all layers');
    await showing(attention, 'Mean of all 36 heads in 6 layers');
    await attention.getByRole('radio', { name: 'Text', exact: true }).check();
    const { weights, tokens } = introspect<{
      weights: readonly (readonly number[])[];
      tokens: readonly { readonly start: number; readonly end: number }[];
    }>('across', sentence);
    const words = attention.getByRole('listbox', { name: 'The text' }).getByRole('option');
    assert.equal(await words.count(), tokens.length);
    await words.nth(10).click();
    await words.nth(4).hover();
    const shown = await until('the weight', () => readWeight(attention).then((w) => (Number.isNaN(w) ? undefined : w)));
    assert.ok(Math.abs(shown - weights[10]![4]!) < 1e-3, `${shown}, ${weights[10]![4]}`);
    await attention.getByRole('combobox', { name: 'Between what' }).selectOption('Words');
    await words.filter({ hasText: /^sleep$/ }).waitFor();
    await vscode.screenshot('attention-text');
    await attention.getByRole('combobox', { name: 'Between what' }).selectOption('Tokens');
    await attention.getByRole('combobox', { name: 'Weights' }).selectOption('This head');
    await attention.getByRole('radio', { name: 'Matrix' }).check();
    await showing(attention, 'Layer 2 of 6, head 1 of 6');
  });

  it('writes the table of a head, with the numbers of the command line, to a file', async () => {
    const attention = await vscode.panel('attention');
    const menu = attention.getByRole('combobox', { name: 'Take away' });
    await menu.selectOption({ label: 'All numbers: table (CSV)' });
    await vscode.page.locator('.quick-input-widget').getByText('OK', { exact: true }).click();
    const file = path.join(vscode.folder, 'attention-layer-2-head-1-weights.csv');
    await until('the file', () => Promise.resolve(existsSync(file) && readFileSync(file, 'utf8').length > 0));
    const [[weights] = []] = introspect<CliAttention>('attention', sentence, '--layer', '1', '--head', '0').weights;
    const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
    assert.equal(rows.length, weights!.length ** 2);
    // Rounding may differ in the last place between a text that was read in passing and one that was read alone.
    for (const [i, row] of rows.entries()) {
      const expected = weights![Math.floor(i / weights!.length)]![i % weights!.length]!;
      assert.ok(Math.abs(Number(row.slice(row.lastIndexOf(',') + 1)) - expected) < 1e-6, row);
    }
  });

  it('keeps layer, head and view over a reload of the window, and reads the text again', async () => {
    const attention = await vscode.panel('attention');
    await attention.getByRole('radio', { name: 'Lines' }).check();
    await attention.getByRole('checkbox', { name: /Hide first token/ }).check();
    await vscode.reload();
    const again = await vscode.panel('attention');
    await showing(again, 'Layer 2 of 6, head 1 of 6');
    await again.getByText(/reads 18 tokens/).waitFor();
    assert.equal(await again.getByRole('radio', { name: 'Lines' }).isChecked(), true);
    assert.equal(await again.getByRole('checkbox', { name: /Hide first token/ }).isChecked(), true);
    await again.getByRole('checkbox', { name: /Hide first token/ }).uncheck();
  });

  it('shows every head side by side, measured as the command line’s weights give it, and opens one by keyboard', async () => {
    const attention = await vscode.panel('attention');
    await attention.getByRole('radio', { name: 'All heads' }).check();
    const heads = await allHeads(attention);
    await attention.getByRole('combobox', { name: 'Order by' }).selectOption('previous');
    const { weights } = introspect<CliAttention>('attention', sentence);
    const previous = weights.flatMap((layer, l) =>
      layer.map((rows, h) => {
        const sum = rows.slice(1).reduce((total, row, i) => total + row[i]!, 0);
        return { name: `Layer ${l + 1}, head ${h + 1}`, value: sum / (rows.length - 1) };
      }),
    );
    const best = previous.toSorted((a, b) => b.value - a.value)[0]!;
    const shown = (await heads.first().innerText()).replaceAll('\u00a0', ' ');
    assert.ok(shown.startsWith(best.name), `${shown}, expected ${best.name}`);
    const percent = Number(/([\d.]+) %/.exec(shown)?.[1]);
    assert.ok(Math.abs(percent - 100 * best.value) < 0.3, `${shown}, expected ${best.value}`);
    await heads.first().press('Enter');
    const [, layer, head] = /Layer (\d+), head (\d+)/.exec(best.name)!;
    await showing(attention, `Layer ${layer} of 6, head ${head} of 6`);
    await attention.getByRole('button', { name: 'All heads', exact: true }).press('Enter');
    await attention.getByRole('combobox', { name: 'Order by' }).selectOption('layer');
  });

  it('reads as much of a very long selection as the model can, and says what it left out', async () => {
    await vscode.editor(transcript).locator('.view-line').first().click();
    await vscode.page.keyboard.press('Control+a');
    const attention = await vscode.panel('attention');
    await attention.getByText(/reads 1,024 tokens/).waitFor();
    await attention.getByText(/tokens were left out: this model reads at most 1,024/).waitFor();
    await allHeads(attention);
    await vscode.screenshot('attention-heads-1024');
    await vscode.selectText(sentence);
    await attention.getByText(/reads 18 tokens/).waitFor();
    await attention.getByRole('radio', { name: 'Matrix' }).check();
  });

  it('looks right in four themes', async () => {
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      const attention = await vscode.panel('attention');
      await attention.getByRole('radio', { name: 'Lines' }).check();
      await attention
        .getByText(/^Layer \d of 6, head \d of 6$/)
        .first()
        .waitFor();
      await vscode.screenshot('attention-lines');
      await attention.getByRole('radio', { name: 'Matrix' }).check();
      await attention.getByRole('application', { name: /Attention weights/ }).waitFor();
      await vscode.screenshot('attention-matrix');
      await attention.getByRole('radio', { name: 'All heads' }).check();
      await attention.getByRole('group', { name: 'All heads' }).waitFor();
      await vscode.screenshot('attention-heads');
    }
  });

  it('keeps what it shows when the transcript is closed, and goes on answering', async () => {
    await vscode.tab('P01.transcript.txt').click({ button: 'middle' });
    await vscode.tab('P01.transcript.txt').waitFor({ state: 'detached' });
    const attention = await vscode.panel('attention');
    await attention.getByRole('radio', { name: 'Matrix' }).check();
    const caption = await attention
      .getByText(/^Layer \d of 6, head \d of 6$/)
      .first()
      .innerText();
    const [layer, head] = [...caption.matchAll(/(\d) of/g)].map((match) => Number(match[1]));
    const isFirst = layer === 1;
    await attention.getByRole('button', { name: isFirst ? 'Next layer' : 'Previous layer' }).click();
    await showing(attention, `Layer ${layer! + (isFirst ? 1 : -1)} of 6, head ${head} of 6`);
  });
});
