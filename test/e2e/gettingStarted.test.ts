import assert from 'node:assert/strict';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";

describe('Getting started', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ study: 'none', viewport: { width: 1600, height: 1000 } });
  });
  after(() => vscode.dispose());

  const step = (title: string) =>
    vscode.page.locator('.getting-started-step').filter({ has: vscode.page.getByText(title, { exact: true }) });

  async function openWalkthrough(): Promise<void> {
    await vscode.runCommand('Welcome: Open Walkthrough...');
    await vscode.pick('Get Started with Introspect');
    await step('Open the sample study').waitFor();
  }

  it('shows a walkthrough of six steps', async () => {
    await openWalkthrough();
    assert.equal(await vscode.page.locator('.getting-started-step').count(), 6);
    await step('Select a sentence and see it explained').click();
    await until('the page beside the steps', async () => {
      for (const frame of vscode.page.frames())
        if (
          await frame
            .getByRole('heading', { name: 'What the model reads' })
            .isVisible()
            .catch(() => false)
        )
          return true;
      return false;
    });
    await vscode.screenshot('walkthrough');
  });

  it('does what each step says: a sentence is selected and explained, and its attention shown', async () => {
    await step('Select a sentence and see it explained').click();
    await vscode.page.getByRole('button', { name: 'Explain an Example Sentence' }).click();
    const explore = await vscode.panel('explore');
    const tokens = explore.getByRole('listbox', { name: 'Tokens' }).getByRole('option');
    await until('the tokens of the sentence', async () => (await tokens.count()) === 18);
    assert.equal(await vscode.selectedText(), sentence);

    await openWalkthrough();
    await step('See where the model looks').click();
    await vscode.page.getByRole('button', { name: 'Show Attention' }).last().click();
    const attention = await vscode.panel('attention');
    await attention.getByText(/reads 18 tokens/).waitFor();

    await openWalkthrough();
    await step('Choose a model').click();
    await vscode.page.getByRole('button', { name: 'Choose Model…' }).last().click();
    await vscode.pick('Introspect practice model');
  });

  it('opens the sample study with a transcript and the Explore view in sight', async () => {
    await openWalkthrough();
    await step('Open the sample study').click();
    await vscode.page.getByRole('button', { name: 'Open Sample Study' }).last().click();
    await vscode.page.waitForURL(/folder=[^&]*sample-study/);
    await vscode.page.locator('.tab', { hasText: 'P01.transcript.txt' }).waitFor();
    const explore = await vscode.panel('explore');
    await explore.getByRole('heading', { name: /Select a sentence/ }).waitFor();
    await vscode.screenshot('sample-study');
  });

  it('shows its log, which holds no word of a transcript', async () => {
    // VS Code may bring the walkthrough back to the front a moment after the study has opened.
    await vscode.tab('P01.transcript.txt').click();
    await vscode.runCommand('Introspect: Open as Text');
    await vscode.selectText(sentence);
    const explore = await vscode.panel('explore');
    const tokens = explore.getByRole('listbox', { name: 'Tokens' }).getByRole('option');
    await until('the tokens of the sentence', async () => (await tokens.count()) === 18);
    await vscode.runCommand('Introspect: Show Log');
    const log = vscode.page.locator('.panel .view-lines');
    // The editor writes a space as U+00A0.
    const text = async () => (await log.innerText()).replaceAll('\u00a0', ' ');
    await until('the log', async () => (await text()).includes('Model ready'));
    assert.doesNotMatch(await text(), /sleep|honestly|half/);
  });
});
