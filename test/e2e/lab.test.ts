import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunResult } from '../../src/cli/run';
import { holdRuns } from '../../src/platform/lab/runsLock';
import { repositoryDir } from '../rig/study';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

interface Run {
  readonly result: {
    readonly item: string;
    readonly technique: string;
    readonly steps: readonly { readonly prompt: string }[];
  };
}

describe('A lab sheet', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 } });
  });
  after(() => vscode.dispose());

  it('is offered where words are selected in a transcript, on these words', async () => {
    const coding = await vscode.openTranscript('transcripts/P01.transcript.txt');
    const turn = coding.locator('.page .words', { hasText: "I'm awake at ten past three" }).first();
    await turn.click();
    await vscode.page.keyboard.press('Shift+Enter');
    await turn.click({ button: 'right' });
    const item = vscode.page.getByRole('menuitem', { name: 'New Lab Sheet…' });
    const first = vscode.page.locator('.quick-input-list .monaco-list-row').first();
    // A menu that has just opened swallows the first click.
    await until('the choice of segments', async () => {
      if (await item.isVisible()) await item.click();
      return first.isVisible();
    });
    await first.getByText('The selected words').waitFor();
    await first.getByText(/“No, it does\. I'm awake at ten past three/).waitFor();
    await vscode.page.keyboard.press('Escape');
    await first.waitFor({ state: 'hidden' });
  });

  it('is made on a sample of turns in a few keys', async () => {
    await vscode.runCommand('Introspect: New Lab Sheet…');
    await vscode.pick('A random sample of turns');
    await vscode.type('Prompts compared');
    const panel = await vscode.panel('lab');
    await panel.getByText('30 segments × 3 techniques = 90 runs, 0 of them made.').waitFor();
    await vscode.screenshot('lab-setup');
  });

  it('is changed by its controls, and undone by VS Code', async () => {
    const panel = await vscode.panel('lab');
    await panel.locator('[data-technique=zeroShot]').getByRole('checkbox').uncheck();
    await panel.getByText('30 segments × 2 techniques = 60 runs').waitFor();
    await panel.getByLabel('Size').fill('4');
    await panel.getByLabel('Size').press('Tab');
    await panel.getByText('4 segments × 2 techniques = 8 runs').waitFor();
    // From the page itself: in a field, undo is the field's.
    await panel.getByRole('tab', { name: 'Set up' }).click();
    await vscode.page.keyboard.press('Control+z');
    await panel.getByText('30 segments × 2 techniques = 60 runs').waitFor();
    await vscode.page.keyboard.press('Control+y');
    await panel.getByText('4 segments × 2 techniques = 8 runs').waitFor();
  });

  it('runs, keeps every run in its file, and shows the exact prompt of an answer', async () => {
    const panel = await vscode.panel('lab');
    // From the field straight to the button: what is run is what stands there, not what stood there before.
    await panel.getByLabel('Size').fill('9');
    await panel.getByLabel('Size').press('Tab');
    await panel.getByText('9 segments × 2 techniques = 18 runs').waitFor();
    await panel.getByLabel('Size').fill('4');
    const file = path.join(vscode.folder, 'introspect/lab/prompts-compared.runs.jsonl');
    // As long as another window makes them, none is made, and paid for, here.
    const elsewhere = await holdRuns(file);
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
    await panel.getByText('Runs are being added to prompts-compared.runs.jsonl elsewhere').waitFor();
    await panel.getByText('4 segments × 2 techniques = 8 runs, 0 of them made.').waitFor();
    await vscode.screenshot('lab-elsewhere');
    await elsewhere.release();
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
    await panel.getByText('4 segments × 2 techniques = 8 runs, 8 of them made.').waitFor();
    const runs = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Run).result);
    assert.equal(runs.length, 8);
    // They are the runs that the command line would make of the same sheet.
    assert.deepEqual(runOnCommandLine(vscode.folder).runs, { planned: 8, made: 0, fromJournal: 8, failed: 0 });
    await panel.getByRole('tab', { name: 'Answers' }).click();
    const row = panel.locator('tr[data-item]').first();
    await row.locator('td button').first().click();
    const own = runs.find(({ item, technique }) => technique === 'constrainedChoice' && item === firstItem(runs));
    const shown = await panel.getByRole('region', { name: 'Prompt and reply' }).locator('pre').first().innerText();
    assert.equal(shown.trim(), own!.steps[0]!.prompt.trim());
    await vscode.screenshot('lab-answers');
    await panel.getByRole('tab', { name: 'Figures' }).click();
    await panel.getByRole('row', { name: /Your coders with each other/ }).waitFor();
    await panel.getByRole('img', { name: /^Accuracy/ }).waitFor();
    await vscode.screenshot('lab-figures');
  });

  it('names the line of its runs file that was changed by hand, and goes on once it is put back', async () => {
    const file = path.join(vscode.folder, 'introspect/lab/prompts-compared.runs.jsonl');
    const panel = await vscode.panel('lab');
    const runs = readFileSync(file, 'utf8');
    const [first, ...others] = runs.split('\n');
    writeFileSync(file, [first!.replace(/("kind":"label","label":")[^"]*/, '$1slepe'), ...others].join('\n'));
    await panel
      .getByText(/prompts-compared\.runs\.jsonl, line 1: its answer is none that this sheet can have/)
      .waitFor();
    await vscode.screenshot('lab-wrong-line');
    writeFileSync(file, runs);
    await panel.getByText('4 segments × 2 techniques = 8 runs, 8 of them made.').waitFor();
  });

  it('puts a technique that was tried to use on a transcript, and says how it is asked', async () => {
    const panel = await vscode.panel('lab');
    await panel.getByRole('button', { name: 'Suggest codes… (Constrained choice)' }).click();
    await vscode.pick('P02.transcript.txt');
    const coding = await vscode.panel('coding');
    await coding.getByRole('button', { name: /^Suggestions/ }).waitFor();
    await vscode.pick('Turns of P02');
    await vscode.page.getByText(/It is asked by “Constrained choice” of the lab sheet “Prompts compared”/).waitFor();
    await vscode.screenshot('lab-suggest');
    await vscode.page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await vscode.runCommand('View: Close Editor');
    const again = await vscode.panel('lab');
    await again.getByRole('tab', { name: 'Set up' }).waitFor();
  });

  it('asks a second model beside the first, whose runs are kept', async () => {
    const panel = await vscode.panel('lab');
    await panel.getByRole('tab', { name: 'Set up' }).click();
    await panel.getByText('Models: the one in use').click();
    const models = panel.getByRole('group', { name: 'Models' });
    await models.getByLabel('Introspect practice model, instructed').check();
    await panel.getByText('4 segments × 2 techniques = 8 runs, 8 of them made.').waitFor();
    await models.getByLabel('Introspect practice model, aligned').check();
    await panel.getByText('4 segments × 2 techniques × 2 models = 16 runs, 8 of them made.').waitFor();
    await panel.getByRole('button', { name: 'Run the other 8' }).click();
    await panel.getByText('16 of them made.').waitFor();
    await panel.getByRole('tab', { name: 'Answers' }).click();
    for (const name of ['instructed', 'aligned'])
      await panel.getByRole('columnheader', { name: `Constrained choice · ${name}` }).waitFor();
    await vscode.screenshot('lab-models');
  });

  it('says what became of its runs when its tab is closed before they are made, and goes on with them', async () => {
    const panel = await vscode.panel('lab');
    await panel.getByRole('tab', { name: 'Set up' }).click();
    await panel.getByLabel('Repeats').fill('60');
    await panel.getByLabel('Repeats').press('Tab');
    await panel.getByText('960 runs, 16 of them made.').waitFor();
    await panel.getByRole('button', { name: 'Run the other 944' }).click();
    await panel.getByRole('button', { name: 'Pause' }).waitFor();
    await vscode.runCommand('View: Close Editor');
    const told = await vscode.notification('prompts-compared.lab.json: closing its tab stopped the runs.');
    await told.getByRole('button', { name: 'Open the Sheet' }).click();
    const again = await vscode.panel('lab');
    await again.getByRole('button', { name: /^Run the other \d+/ }).waitFor();
    const kept = await again.getByRole('region', { name: 'Run' }).innerText();
    assert.ok(Number(/ = 960 runs, (\d+) of them\s+made/.exec(kept)?.[1]) >= 16, kept);
    await again.getByRole('tab', { name: 'Set up' }).click();
    await again.getByLabel('Repeats').fill('1');
    await again.getByLabel('Repeats').press('Tab');
    await again.getByText(' = 16 runs, 16 of them made.').waitFor();
  });

  it('says what its report tells and what is missing, and saves it as one page', async () => {
    const panel = await vscode.panel('lab');
    await panel.getByRole('tab', { name: 'Report' }).click();
    await panel.getByRole('heading', { name: 'MI-CLEAR-LLM' }).waitFor();
    await panel.getByText(/^Write yourself: who approved/).waitFor();
    await vscode.screenshot('lab-report');
    await panel.getByRole('button', { name: 'Save report (HTML)…' }).click();
    await vscode.page.locator('.quick-input-widget').getByText('OK').click();
    await vscode.notification('Saved prompts-compared-report.html');
    const html = readFileSync(path.join(vscode.folder, 'introspect/lab/prompts-compared-report.html'), 'utf8');
    const told = await panel.locator('.methods').innerText();
    assert.match(html, /16 runs of 16 planned/);
    assert.ok(html.includes(told.slice(0, 40)));
    assert.doesNotMatch(html, /<script/);
    // To the last byte what the command line tells of the same sheet and runs.
    const report = path.join(vscode.folder, 'by-command-line.html');
    runOnCommandLine(vscode.folder, '--report', report);
    assert.equal(readFileSync(report, 'utf8'), html);
    // From the command palette as well.
    await vscode.runCommand('Introspect: Save Report of Lab Sheet…');
    const name = vscode.page.locator('.quick-input-widget input[type=text]');
    await vscode.page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLInputElement>('.quick-input-widget input')].some(({ value }) =>
        value.endsWith('prompts-compared-report.html'),
      ),
    );
    await name.first().press('Escape');
  });
});

describe('What is typed into a lab sheet', () => {
  let vscode: Workbench;
  // Another try needs fields into which nothing was typed, and saved is only what the keyboard saves.
  beforeEach(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 }, settings: { 'files.autoSave': 'off' } });
  });
  afterEach(() => vscode.dispose());

  it('is kept when its tab is hidden or closed, as one step of undo', async () => {
    const coding = await vscode.openTranscript('transcripts/P01.transcript.txt');
    await coding.locator('.page').first().waitFor();
    await vscode.runCommand('Introspect: New Lab Sheet…');
    await vscode.pick('A random sample of turns');
    await vscode.type('Prompts compared');
    const file = path.join(vscode.folder, 'introspect/lab/prompts-compared.lab.json');
    const own = async () => (await vscode.panel('lab')).locator('[data-technique=template]');
    const system = async () => (await own()).getByLabel('System message');
    const dirty = vscode.page.locator('.tabs-container .tab.dirty', { hasText: 'prompts-compared' });
    await (await own()).getByRole('checkbox').check();
    await vscode.runCommand('File: Save');
    await dirty.waitFor({ state: 'detached' });
    await (await system()).click();
    await vscode.page.keyboard.type('Answer in one word');
    await dirty.waitFor();
    await vscode.page.keyboard.type(', whatever is asked');
    // No change was told: the keyboard was in the field when its page went.
    await vscode.page.keyboard.press('Control+PageUp');
    await (await vscode.panel('coding')).locator('.page').first().waitFor();
    await vscode.page.keyboard.press('Control+PageDown');
    assert.equal(await (await system()).inputValue(), 'Answer in one word, whatever is asked');
    await (await system()).focus();
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.type('; no more');
    await vscode.page.keyboard.press('Control+s');
    await dirty.waitFor({ state: 'detached' });
    assert.match(readFileSync(file, 'utf8'), /"system": "Answer in one word, whatever is asked; no more"/);
    await vscode.page.keyboard.press('Control+z');
    const value = (words: string) =>
      until(`“${words}”`, async () => (await (await system()).inputValue()) === words || undefined);
    await value('Answer in one word, whatever is asked');
    await vscode.page.keyboard.press('Control+z');
    await value('');
    await vscode.page.keyboard.press('Control+y');
    await vscode.page.keyboard.press('Control+y');
    await value('Answer in one word, whatever is asked; no more');
    // Its prompt cannot be asked without the text: it is kept beside the sheet.
    await (await own()).getByLabel('Prompt, with {{text}}').fill('Which words');
    await (await own()).getByLabel('Prompt, with {{text}}').press('End');
    await vscode.page.keyboard.type(' worry?');
    await vscode.page.keyboard.press('Control+w');
    const told = await vscode.notification('what you typed last is not complete');
    await vscode.screenshot('lab-kept');
    await told.getByRole('button', { name: 'Open the Sheet' }).click();
    const prompt = (await own()).getByLabel('Prompt, with {{text}}');
    assert.equal(await prompt.inputValue(), 'Which words worry?');
    await (await vscode.panel('lab')).getByText(/expected \{\{text\}\} where the segment belongs/).waitFor();
  });
});

/** What `introspect run` says of the sheet. */
function runOnCommandLine(study: string, ...options: string[]): Pick<RunResult, 'runs'> {
  const cli = path.join(repositoryDir, 'dist/cli.js');
  const sheet = path.join(study, 'introspect/lab/prompts-compared.lab.json');
  const out = execFileSync(process.execPath, [cli, 'run', sheet, '--resume', ...options], { encoding: 'utf8' });
  return JSON.parse(out) as RunResult;
}

/** Segments stand in the order of the text. */
function firstItem(runs: readonly { readonly item: string }[]): string {
  const place = (item: string) => /^(.*)#(\d+)-/.exec(item)!;
  return runs
    .map(({ item }) => item)
    .sort((a, b) => place(a)[1]!.localeCompare(place(b)[1]!) || Number(place(a)[2]) - Number(place(b)[2]))[0]!;
}
