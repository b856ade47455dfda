import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { introspect } from './support/cli';

const transcript = 'transcripts/P01.transcript.txt';
const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";

interface CliLens {
  readonly layers: readonly {
    readonly position: readonly (readonly { readonly text: string; readonly p: number }[])[];
  }[];
}
interface CliAblation {
  readonly next: readonly { readonly text: string; readonly p: number; readonly was: number }[];
}

const percent = (p: number) => `${(p * 100).toFixed(1)} %`;

async function plain(frame: Frame, selector: string): Promise<string> {
  return (await frame.locator(selector).innerText()).replaceAll('\u00a0', ' ');
}

describe('The Layers panel', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  it('tells a cell of the selected words as the command line computes it', async () => {
    await vscode.openFile(transcript);
    await vscode.selectText(sentence);
    await vscode.runCommand('Introspect: Show Layers for Selection');
    const panel = await vscode.panel('layers');
    const grid = panel.getByRole('grid', { name: /Best guess/ });
    await grid.getByRole('gridcell').first().click();
    await vscode.page.keyboard.press('ArrowRight');
    await vscode.page.keyboard.press('PageDown');
    await until('the last layer', async () => /layer 6 would say/.test(await plain(panel, '.lens .sentence')));
    const [best] = introspect<CliLens>('lens', sentence).layers.at(-1)!.position[1]!;
    const said = await plain(panel, '.lens .sentence');
    assert.ok(said.includes(`(${percent(best!.p)})`), `${said} ${best!.p}`);
    await vscode.screenshot('layers-lens');
  });

  it('switches a head off by a click, and shows the next words change', async () => {
    const panel = await vscode.panel('layers');
    await panel.getByRole('button', { name: 'Switch heads off' }).click();
    const off = panel.getByRole('button', { name: 'Layer 1, head 2: switch off' });
    if ((await off.getAttribute('aria-pressed')) !== 'true') await off.click();
    await panel.locator('.divergence').waitFor();
    const { next } = introspect<CliAblation>('ablate', sentence, '--heads', '0.1', '--top', '1');
    const rows = (await panel.locator('.next tbody tr').allInnerTexts()).map((row) => row.replaceAll('\u00a0', ' '));
    const row = rows.find((text) => text.includes(percent(next[0]!.p)));
    assert.ok(row?.includes(percent(next[0]!.was)), `${rows.join(' | ')}; ${JSON.stringify(next)}`);
    assert.match(await plain(panel, '.divergence'), /^(< )?0\.\d{3} bits|^\d+\.\d{3} bits/);
    await vscode.screenshot('layers-ablation');
  });

  it('keeps its place and the heads that are off over a reload of the window', async () => {
    await vscode.reload();
    const panel = await vscode.panel('layers');
    await panel.locator('.divergence').waitFor();
    const off = panel.getByRole('button', { name: 'Layer 1, head 2: switch off' });
    assert.equal(await off.getAttribute('aria-pressed'), 'true');
    await until('the cell', async () => /layer 6 would say/.test(await plain(panel, '.lens .sentence')));
  });

  it('shares its column with another such panel that is asked for while it is in front', async () => {
    const panel = await vscode.panel('layers');
    await panel.getByRole('heading', { name: 'What the layers do' }).click();
    await vscode.runCommand('Introspect: Show Attention for Selection');
    await vscode.panel('attention');
    assert.equal(await vscode.page.locator('.editor-group-container').count(), 2);
    const inFront = await vscode.page.locator('.tab.active').allInnerTexts();
    assert.deepEqual(
      inFront.map((title) => title.replaceAll('\n', '')),
      ['P01.transcript.txt', 'Attention'],
    );
  });
});
