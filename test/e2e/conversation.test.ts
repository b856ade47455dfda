import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { parseConversation } from '../../src/core/conversation/conversationFile';
import { parseTranscript } from '../../src/core/transcript/transcript';
import { repositoryDir } from '../rig/study';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

describe('Talk to the model', () => {
  let vscode: Workbench;
  let branches = 0;
  before(async () => {
    vscode = await Workbench.start({
      viewport: { width: 1500, height: 1000 },
      machineSettings: { 'introspect.model.folder': path.join(repositoryDir, 'media/models/aligned') },
    });
  });
  after(() => vscode.dispose());

  it('answers a turn under a system prompt, and shows what was really sent', async () => {
    // A conversation goes with its tab: another try begins a new one.
    await vscode.runCommand('View: Close All Editors');
    await vscode.runCommand('Introspect: Talk to the Model');
    const panel = await vscode.panel('conversation');
    await panel.locator('.starter').selectOption('interviewer');
    const draft = panel.getByLabel('Your turn');
    await draft.fill('I have slept badly since the spring.');
    await until('a measurement', async () => (await panel.locator('.context').count()) === 1);
    await until('room to send', async () => (await panel.locator('.send[disabled]').count()) === 0);
    await draft.press('Enter');
    await until('an answer', async () => (await panel.locator('.turn.model:not(.writing)').count()) === 1);
    const sent = panel.getByLabel('What is really sent');
    await until('the answer in what is sent', async () => /<\|assistant\|>.*<\|end\|>/s.test(await sent.innerText()));
    assert.match(await sent.innerText(), /^<\|system\|>You are an interviewer .*<\|user\|>I have slept badly/s);
    await vscode.screenshot('conversation');
  });

  it('keeps the branch before an edit, and all of it over a reload', async () => {
    const panel = await vscode.panel('conversation');
    // Another try finds a branch more.
    const versionsOf = (of: Frame) => of.locator('.turn.person .versions');
    branches = (await versionsOf(panel).isVisible())
      ? Number((await versionsOf(panel).innerText()).split(' ').at(-1))
      : 1;
    await panel.getByRole('button', { name: 'Edit Turn 1, yours' }).click();
    await panel.getByLabel('Turn 1, yours, other words:').fill('I dream of my old house.');
    await panel.locator('.finish').click();
    // Nobody looks while the model answers: the answer is there all the same.
    await vscode.openFile('README.md');
    await vscode.tab('Talk to the Model').click();
    const back = await vscode.panel('conversation');
    await until('the second answer', async () => (await back.locator('.turn.model:not(.writing)').count()) === 1);
    assert.equal(await versionsOf(back).innerText(), `${branches + 1} of ${branches + 1}`);
    await vscode.reload();
    // A window that comes back on a busy machine takes its time.
    const again = await vscode.panel('conversation').catch(() => vscode.panel('conversation'));
    for (let n = branches; n > 0; n--) {
      await again.getByRole('button', { name: 'Earlier version of Turn 1, yours' }).click();
      await versionsOf(again)
        .getByText(`${n} of ${branches + 1}`)
        .waitFor();
    }
    await again.locator('.turn.person', { hasText: 'I have slept badly since the spring.' }).waitFor();
  });

  it('brings up the notice for crisis words and asks nothing', async () => {
    const panel = await vscode.panel('conversation');
    const draft = panel.getByLabel('Your turn');
    await draft.fill('I want to die');
    await until('room to send', async () => (await panel.locator('.send[disabled]').count()) === 0);
    await draft.press('Enter');
    await panel.getByText('Please stop here for a moment').waitFor();
    assert.equal(await panel.locator('.turn').count(), 0);
    await vscode.screenshot('conversation-notice');
    await panel.locator('.back').click();
    await panel.locator('.turn').first().waitFor();
    assert.equal(await panel.locator('.turn').count(), 2);
    await draft.fill('');
  });

  it('forgets the oldest turns when the window is full, and says so on them', async () => {
    const panel = await vscode.panel('conversation');
    await panel.locator('.maxNew').fill('500');
    await panel.locator('.maxNew').press('Tab');
    // With the room for the answer it fits to a few tokens: however short the turns before were, they do not.
    await panel.getByLabel('Your turn').fill('I lie awake and count the hours until the morning comes. '.repeat(39));
    await until('forgotten turns', async () => (await panel.locator('.turn.forgotten').count()) === 2);
    const sent = await panel.getByLabel('What is really sent').innerText();
    assert.match(sent, /^<\|system\|>You are an interviewer .*<\|user\|>I lie awake/s);
    assert.doesNotMatch(sent, /I have slept badly/);
    await vscode.screenshot('conversation-forgotten');
    await panel.getByLabel('Your turn').fill('');
    await until('all of it again', async () => (await panel.locator('.turn.forgotten').count()) === 0);
  });

  it('is saved as a conversation and as a transcript', async () => {
    const panel = await vscode.panel('conversation');
    const dialog = vscode.page.locator('.quick-input-widget');
    const saveAs = async (button: string, file: string): Promise<string> => {
      await panel.locator(button).click();
      // It writes where it starts into its field, over what is typed too early; there the folder's files are listed.
      const field = dialog.locator('input[type=text]');
      await until('the proposed name', async () => /conversation-\d/.test(await field.inputValue().catch(() => '')));
      await dialog.getByRole('option').first().waitFor();
      await field.fill(file);
      await until('the name in its field', async () => (await field.inputValue()) === file);
      await dialog.getByText('OK', { exact: true }).click();
      await until(`the file ${file}`, () => Promise.resolve(existsSync(file)));
      return readFileSync(file, 'utf8');
    };
    const json = await saveAs('.save', path.join(vscode.folder, 'introspect', 'try.conversation.json'));
    const { turns } = parseConversation(json, 'try.conversation.json');
    assert.equal(turns.filter(({ role }) => role === 'model').length, branches + 1);
    await panel.getByText('Saved as try.conversation.json').waitFor();
    const text = await saveAs('.transcript', path.join(vscode.folder, 'transcripts', 'talk.transcript.txt'));
    assert.deepEqual(
      parseTranscript(text).turns.map(({ speaker }) => speaker),
      ['Person', 'Model (aligned)'],
    );
  });
});
