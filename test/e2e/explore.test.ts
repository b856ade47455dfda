import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { introspect } from './support/cli';
import { internetSockets, modelHostPids } from './support/processes';

const transcript = 'transcripts/P01.transcript.txt';
const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";
const other = 'I put my work pass in the fridge last week.';

interface CliToken {
  readonly text: string;
  readonly logprob: number | null;
}

const chips = (explore: Frame) => explore.getByRole('listbox', { name: 'Tokens' }).getByRole('option');

/** Waits until the view shows the tokens of `text`. */
async function shows(vscode: Workbench, text: string): Promise<Frame> {
  const count = introspect<{ tokens: CliToken[] }>('tokens', text).tokens.length;
  return until(`the ${count} tokens of “${text.slice(0, 20)}…”`, async () => {
    const explore = await vscode.panel('explore');
    return (await chips(explore).count()) === count ? explore : undefined;
  });
}

describe('The Explore view', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1440, height: 900 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  it('offers its commands only where they make sense', async () => {
    assert.equal(await vscode.offersCommand('Introspect: Open Sample Study'), true);
    assert.equal(await vscode.offersCommand('Introspect: Explain Selection'), false);
    assert.equal(await vscode.offersCommand('Introspect: Show Attention for Selection'), false);
  });

  it('says what to do while nothing is selected', async () => {
    await vscode.openView('Introspect');
    const explore = await vscode.panel('explore');
    await explore.getByRole('heading', { name: /Select a sentence/ }).waitFor();
  });

  it('shows the selected sentence as the command line computes it: tokens and bits', async () => {
    await vscode.openFile(transcript);
    await vscode.selectText(sentence);
    const explore = await shows(vscode, sentence);
    await explore.getByRole('checkbox', { name: 'Show numbers' }).check();
    const shown = await chips(explore).locator('.bits').allInnerTexts();
    const { tokens } = introspect<{ tokens: CliToken[] }>('tokens', sentence);
    const bits = tokens.map(({ logprob }) => (logprob === null ? '–' : (-logprob / Math.LN2).toFixed(1)));
    assert.deepEqual(shown, bits);
  });

  it('shows what the model expected after any token: the chance of the word that came next is as computed', async () => {
    const explore = await shows(vscode, sentence);
    const { tokens } = introspect<{ tokens: CliToken[] }>('tokens', sentence);
    const at = tokens.findIndex(({ text }) => text === ' to');
    await chips(explore).nth(at).click();
    await explore.getByRole('heading', { name: /go back to” the model expects/ }).waitFor();
    const percent = 100 * Math.exp(tokens[at + 1]!.logprob!);
    const shown = percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
    await explore.locator('tr.actual .now').getByText(shown, { exact: true }).waitFor();
    // The list and the rest are the whole vocabulary.
    const chances = await explore.locator('tr[data-id] .now, tr.rest .now').allInnerTexts();
    const sum = chances.reduce((total, text) => total + Number.parseFloat(text.replace('<', '')), 0);
    assert.ok(Math.abs(sum - 100) < 1, `${sum} % in all`);
  });

  it('reshapes the chances with the sliders, and the same seed gives the same words', async () => {
    const explore = await vscode.panel('explore');
    const top = explore.locator('tr[data-id] .now').first();
    const temperature = explore.getByRole('slider', { name: 'Temperature' });
    // Another try may find it set.
    await temperature.fill('1');
    await explore.locator('tr[data-id] .was').first().waitFor({ state: 'detached' });
    const before = await top.innerText();
    await temperature.fill('0.5');
    await until('a sharper distribution', async () => parseFloat(await top.innerText()) > parseFloat(before));
    await explore.getByRole('button', { name: 'Sample one' }).click();
    await explore.getByText(/Drawn: /).waitFor();
    const written = async () => {
      await explore.getByRole('button', { name: 'Continue' }).click();
      const box = explore.getByLabel('Written by the model');
      await until('the end of the continuation', async () => (await box.getAttribute('aria-busy')) === 'false');
      return box.locator('ol.tokens').innerText();
    };
    const first = await written();
    assert.ok(first.trim().length > 0);
    assert.equal(await written(), first);
  });

  it('marks in the editor the token under the pointer, and in the panel the token at the cursor', async () => {
    const explore = await shows(vscode, sentence);
    const marks = vscode.editor(transcript).locator('.view-overlays [class*="ced-"]');
    const before = await marks.count();
    await chips(explore).nth(8).hover();
    await until('a mark in the editor', async () => (await marks.count()) > before);
    await vscode.placeCursor('sleep at all than');
    await until('the token at the cursor', async () => {
      const current = explore.locator('[role=option][aria-current]');
      return (await current.count()) === 1 && /sleep/.test(await current.innerText());
    });
  });

  it('follows the selection', async () => {
    await vscode.selectText(other);
    await shows(vscode, other);
  });

  it('opens no connection: the model host holds no internet socket', () => {
    const pids = modelHostPids(vscode);
    assert.equal(pids.length, 1, 'one model host runs');
    assert.deepEqual(pids.flatMap(internetSockets), []);
  });

  it('says so when the model host is killed, and works again by itself', async () => {
    const [pid] = modelHostPids(vscode);
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    const explore = await vscode.panel('explore');
    await explore.locator('.recovered').waitFor();
    assert.match(await explore.locator('.recovered').innerText(), /killed \(SIGKILL\).*started again and is ready/s);
    await vscode.screenshot('explore-recovered');
    await vscode.selectText(sentence);
    await shows(vscode, sentence);
    assert.notDeepEqual(modelHostPids(vscode), [pid]);
  });

  it('looks right in four themes', async () => {
    await vscode.selectText(sentence);
    await shows(vscode, sentence);
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      const explore = await shows(vscode, sentence);
      await explore.locator('tr[data-id]').first().waitFor();
      await vscode.screenshot('explore');
    }
    await vscode.useTheme('dark');
  });
});

describe('A model that does not load', () => {
  it('is named, with the remedy and a way out', async () => {
    const vscode = await Workbench.start({
      machineSettings: { 'introspect.model.folder': '/no/such/model' },
      transcripts: 'text',
    });
    try {
      await vscode.openFile(transcript);
      await vscode.selectText(other);
      await vscode.runCommand('Introspect: Explain Selection');
      const explore = await vscode.panel('explore');
      await explore.getByText('/no/such/model').waitFor();
      await vscode.screenshot('explore-no-model');
      await explore.getByRole('button', { name: /Choose/ }).click();
      await vscode.pick('Introspect practice model');
      await shows(vscode, other);
    } finally {
      await vscode.dispose();
    }
  });
});
