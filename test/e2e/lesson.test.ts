import assert from 'node:assert/strict';
import path from 'node:path';
import { until } from '../rig/until';
import { repositoryDir } from '../rig/study';
import { Workbench } from '../rig/workbench';
import { introspect } from './support/cli';

const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";

describe('Two models, glossary and lesson', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  it('shows the same words read by two stages, with the chances that the command line gives', async () => {
    await vscode.openFile('transcripts/P01.transcript.txt');
    await vscode.selectText(sentence);
    await vscode.runCommand('Introspect: Compare Two Models on Selection');
    const beside = await vscode.panel('beside');
    await beside.locator('.pick-left').selectOption('untrained');
    await beside.locator('.pick-right').selectOption('aligned');
    await beside.locator('.order').selectOption('right');
    const told = introspect<{ next: { text: string; p: number }[] }>(
      'next',
      sentence,
      '--model',
      path.join(repositoryDir, 'media/models/aligned'),
      '--top',
      '1',
    ).next[0]!;
    const row = beside.locator('introspect-next-table tbody tr').first();
    const shown = await until('the chance of the likeliest word', async () => {
      const text = (await row.innerText().catch(() => '')).replaceAll('\u00a0', ' ');
      const cells = text.split(/\s*\t\s*/);
      return Math.abs(Number.parseFloat(cells[2] ?? '') / 100 - told.p) < 0.02 ? cells : undefined;
    });
    assert.equal(shown[0]?.replace('·', ' '), told.text);
    await vscode.screenshot('two-models');
  });

  it('leads from a note to its word in the glossary', async () => {
    const beside = await vscode.panel('beside');
    await beside.getByRole('button', { name: 'What is a logit?' }).click();
    await beside.getByRole('button', { name: 'Look up “logit” in the glossary' }).click();
    const glossary = await vscode.panel('glossary');
    await glossary.locator('details[open][data-term=logit]').waitFor();
    await vscode.screenshot('glossary');
  });

  it('lets four stages write, shows an invented quotation beside one held to the text, and asks for pronouns', async () => {
    await vscode.runCommand('Introspect: How a Language Model Is Made');
    const lesson = await vscode.panel('lesson');
    await until('four continuations', async () => (await lesson.locator('.written .words').count()) === 4);
    await lesson.getByText('Changed by this stage', { exact: true }).waitFor();
    await lesson.getByRole('button', { name: 'Ask for 5 quotations' }).click();
    const tries = lesson.getByRole('group', { name: 'The quotations' }).locator('tbody tr');
    await until('five tries', async () => (await tries.count()) === 5);
    await until('all of those held', async () => /Held to the text: (\d+) of \1 quotations/.test(await sumOf()));
    await until('an invention', async () => (await lesson.locator('.invented').count()) > 0);
    await lesson.getByRole('button', { name: 'Ask “he” or “she”' }).click();
    await until('pronouns', async () => (await lesson.locator('.pronouns tbody tr').count()) > 10);
    await vscode.screenshot('lesson');

    async function sumOf(): Promise<string> {
      return (await lesson.locator('.sum').count()) > 0 ? lesson.locator('.sum').innerText() : '';
    }
  });
});
