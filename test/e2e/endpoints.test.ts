import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { wellBehaved } from '../support/endpointServer';
import { ScriptedServer } from '../support/scriptedServer';

const sentence = 'I put my work pass in the fridge last week.';

describe('A model on a server', () => {
  let vscode: Workbench;
  let server: ScriptedServer;
  before(async () => {
    server = await ScriptedServer.start(wellBehaved());
    vscode = await Workbench.start({ transcripts: 'text', viewport: { width: 1440, height: 900 } });
  });
  after(async () => {
    await vscode.dispose();
    await server.stop();
  });

  const row = (label: string): Locator =>
    vscode.page.locator('.pane', { hasText: 'Models' }).getByRole('treeitem', { name: label });
  const dialogButton = (name: string): Locator =>
    vscode.page.locator('.monaco-dialog-box').getByRole('button', { name });

  it('is added step by step, and asked for nothing before the person agrees', async () => {
    await vscode.openView('Introspect');
    await row('Introspect practice model, in use').waitFor();
    await vscode.runCommand('Introspect: Add Endpoint…');
    await vscode.page.getByText('Which Server?').waitFor();
    await vscode.screenshot('endpoint-presets');
    await vscode.pick('Another server');
    await vscode.page.getByText('Address of the server').waitFor();
    await vscode.type(`${server.url}/v1`);
    await vscode.page.getByText(`API Key for ${server.host}`).waitFor();
    await vscode.type('a-key');
    await vscode.page.getByText(`Let Introspect connect to ${server.host}?`).waitFor();
    await vscode.screenshot('endpoint-consent');
    assert.equal(server.sockets, 0);
    await dialogButton('Allow').click();
    await vscode.page.getByText('Which Model?').waitFor();
    await vscode.screenshot('endpoint-server-models');
    await vscode.pick('tiny');
    await vscode.page.getByText('Name of the Endpoint').waitFor();
    await vscode.type('Our cluster');
    const added = await vscode.notification('Our cluster was added');
    assert.ok(server.requests.every(({ headers }) => headers.authorization === 'Bearer a-key'));
    await added.getByRole('button', { name: 'Use This Model' }).click();
    await row('Our cluster, on a server, in use').waitFor();
  });

  it('shows in the Models view what it can do, and what not, with the reason', async () => {
    await row('Our cluster, on a server, in use').click();
    await row('Answers messages: yes').waitFor();
    // Below what the view shows of them at once.
    await vscode.page.keyboard.press('End');
    await row('Attention: no. A server tells what the model says').waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('endpoint-abilities');
    }
    await row('Attention: no. A server tells what the model says').click();
    await vscode.page.keyboard.press('Home');
  });

  it('shows in Explore what the server states of the selected words, as a part of all chances', async () => {
    await vscode.openFile('transcripts/P01.transcript.txt');
    await vscode.selectText(sentence);
    const explore = await until('the words that the server states', async () => {
      const panel = await vscode.panel('explore');
      return (await panel.getByRole('table', { name: 'Next words that the server states' }).isVisible())
        ? panel
        : undefined;
    });
    assert.match(await explore.getByText('Stated by the server').innerText(), /its 3 likeliest tokens, 87\.5\s% of/);
    await explore.getByRole('button', { name: 'Continue' }).click();
    await explore.getByText('Written by the model, by no person').waitFor();
    await explore.getByText('·again').waitFor();
    await vscode.screenshot('endpoint-explore');
  });

  it('is one of the two in Two Models, for what it tells of the same words', async () => {
    await vscode.runCommand('Introspect: Compare Two Models on Selection');
    const beside = await until('the words that the server states', async () => {
      const panel = await vscode.panel('beside');
      return (await panel.getByText('Stated by the server of Our cluster').isVisible()) ? panel : undefined;
    });
    // The model in use is the second; the first is the practice model before it was shown any interview.
    const picked = await beside.locator('.pick-right option:checked').innerText();
    assert.match(picked, new RegExp(`Our cluster, on a server \\(${server.host}\\) \\(in use\\)`));
    await beside.getByText('Its attention cannot be shown: a server tells what the model says').waitFor();
    assert.match(await beside.locator('.bits-right').innerText(), /^\d\.\d\d\sbits per character$/);
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('endpoint-beside');
    }
  });

  it('says in the Attention panel why there is none, and what to do', async () => {
    await vscode.runCommand('Introspect: Show Attention for Selection');
    const attention = await until('the reason', async () => {
      const panel = await vscode.panel('attention');
      return (await panel.getByText('Our cluster runs on a server').isVisible()) ? panel : undefined;
    });
    await attention.getByText('Choose a model on this machine').waitFor();
    await vscode.screenshot('endpoint-attention');
    await attention.getByRole('button', { name: 'Choose a model…' }).click();
    await vscode.page.getByText('Choose Model', { exact: true }).waitFor();
    await vscode.screenshot('endpoint-choose-model');
    await vscode.pick('Introspect practice model');
    await row('Introspect practice model, in use').waitFor();
    await attention.getByRole('button', { name: 'Matrix' }).or(attention.locator('canvas')).first().waitFor();
  });

  it('is removed with its key, after asking', async () => {
    await row('Our cluster').click({ button: 'right' });
    await vscode.chooseFromMenu('Remove Endpoint…', dialogButton('Remove'));
    await dialogButton('Remove').click();
    await row('Our cluster').waitFor({ state: 'hidden' });
  });
});
