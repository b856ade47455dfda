import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { sampleStudyDir } from '../rig/study';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

describe('In a folder that is no study', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-no-study-'));
  writeFileSync(path.join(folder, 'notes.md'), 'I wake up at night.\n');
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ study: { folder } });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(folder, { recursive: true });
  });

  it('fills a panel again after a reload', async () => {
    await vscode.runCommand('Introspect: Glossary');
    await (await vscode.panel('glossary')).locator('details').first().waitFor();
    await vscode.reload();
    // A window that comes back on a busy machine takes its time.
    const again = await vscode.panel('glossary').catch(() => vscode.panel('glossary'));
    await again.locator('details').first().waitFor();
  });
});

/** An interview as Word writes it, one paragraph a turn. */
function wordFile(...turns: readonly string[]): Uint8Array {
  const schemas = 'http://schemas.openxmlformats.org';
  const paragraphs = turns.map((turn) => `<w:p><w:r><w:t>${turn}</w:t></w:r></w:p>`).join('');
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${schemas}/package/2006/content-types"><Default Extension="xml" ContentType="${type}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${schemas}/package/2006/relationships"><Relationship Id="r1" Type="${schemas}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${schemas}/wordprocessingml/2006/main"><w:body>${paragraphs}</w:body></w:document>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
}

describe('In a folder that holds Word files alone', () => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-word-')), 'Interviews');
  mkdirSync(folder);
  const turns = ['I: How did you sleep?', 'P: Badly. I woke at three.', 'I: And then?', 'P: I lay there.'];
  for (const name of ['Übung Zoë.docx'.normalize('NFD'), 'P02.docx'])
    writeFileSync(path.join(folder, name), wordFile(...turns));
  let vscode: Workbench;
  // A copy for each try: a folder is offered once.
  beforeEach(async () => {
    vscode = await Workbench.start({ study: { folder }, viewport: { width: 1366, height: 768 } });
  });
  afterEach(() => vscode.dispose());
  after(() => rmSync(path.dirname(folder), { recursive: true }));

  it('is offered as a study, and its files are looked at next', async () => {
    const offer = await vscode.notification('has Word files. If these are interviews, make it a study');
    await vscode.openView('Study');
    for (const view of ['Transcripts', 'Codebook'])
      await vscode.page
        .locator('.pane', { has: vscode.page.getByRole('button', { name: `${view} Section` }) })
        .getByText('This folder has Word files or subtitles.')
        .waitFor();
    await vscode.screenshot('word-files-offer');
    await offer.getByRole('button', { name: 'Make It a Study' }).click();
    await vscode.pick('Empty codebook');
    const panel = await vscode.panel('import');
    await panel.getByText('P02.docx').first().waitFor();
    await panel.getByText('I woke at three.').first().waitFor();
    await vscode.screenshot('word-files-import');
    assert.ok(existsSync(path.join(vscode.folder, 'introspect/study.json')));
  });
});

describe('In the folder around a study', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-around-'));
  cpSync(sampleStudyDir(), path.join(folder, 'Sleep'), { recursive: true });
  writeFileSync(path.join(folder, 'talk.txt'), 'I: One?\n\nP: Two.\n\nI: Three?\n\nP: Four.\n');
  let vscode: Workbench;
  // A copy for each try: a folder is offered once.
  beforeEach(async () => {
    vscode = await Workbench.start({ study: { folder }, viewport: { width: 1366, height: 768 } });
  });
  afterEach(() => vscode.dispose());
  after(() => rmSync(folder, { recursive: true }));

  it('offers the study’s own folder, and no study around it', async () => {
    const offer = await vscode.notification('The study Sleep lies inside this folder.');
    await offer.getByRole('button', { name: 'Open the Study' }).waitFor();
    await vscode.screenshot('study-inside');
    assert.equal(await vscode.page.getByText('Make it a study, to code them?').count(), 0);
  });
});

describe('In a window without a folder', () => {
  let folder: string;
  let vscode: Workbench;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'introspect-new-study-'));
    vscode = await Workbench.start({ study: 'none', viewport: { width: 1366, height: 768 } });
  });
  afterEach(async () => {
    await vscode.dispose();
    rmSync(folder, { recursive: true });
  });

  it('offers nothing that is about a study', async () => {
    for (const title of ['Introspect: Settle Differences…', 'Introspect: Compare Coders'])
      assert.equal(await vscode.offersCommand(title), false, title);
  });

  it('makes a study by keyboard, opens it, and goes on with what it needs next', async () => {
    await vscode.runCommand('Introspect: New Study…');
    const { keyboard } = vscode.page;
    const asked = (title: string) => vscode.page.locator('.quick-input-title').getByText(title).waitFor();
    await asked('New Study: a folder of its own');
    await keyboard.press('Control+A');
    await keyboard.type(`${folder}/`);
    // The list follows what is typed: of an empty folder it has the way up alone.
    const rows = vscode.page.locator('.quick-input-list .monaco-list-row');
    // VS Code overlooks keys that come while it still lists another folder.
    await until('the list of the folder', async () => {
      if ((await rows.allInnerTexts()).join() === '..') return true;
      await keyboard.press('Backspace');
      await keyboard.type('/');
      await setTimeout(500);
      return false;
    });
    await keyboard.press('Enter');
    await asked('New Study: Codebook');
    await keyboard.press('Enter');
    await vscode.page.getByText('This study has no transcripts yet.').waitFor({ timeout: 60_000 });
    await vscode.screenshot('new-study-empty-window');
    // The next Tab is at the button that brings them in.
    await until('the keyboard in the view', async () => {
      await keyboard.press('Tab');
      return vscode.page.evaluate(() => document.activeElement?.textContent === 'Import Transcripts…');
    });
  });
});
