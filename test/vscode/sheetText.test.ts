import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/base/userError';
import { parseSheet, serializeSheet, type Sheet } from '../../src/core/prompting/sheet';
import { SheetText } from '../../src/features/lab/sheetText';
import { until } from '../rig/until';

const folder = vscode.workspace.workspaceFolders?.[0];
assert.ok(folder);

/** With a prompt of one's own. */
const sheetWith = (user: string): Sheet => ({
  ...parseSheet(
    JSON.stringify({
      ...{ formatVersion: 1, title: 'Typed', segments: { kind: 'turns' }, sampling: { temperature: 0, seed: 1 } },
      ...{ task: { kind: 'summary' }, techniques: [{ id: 'zeroShot', kind: 'zeroShot' }] },
    }),
    'a.lab.json',
  ),
  techniques: [{ id: 'template', kind: 'template', options: { name: 'Mine', user } }],
});
const promptOf = (text: string) =>
  (parseSheet(text, 'a.lab.json').techniques[0]!.options as { readonly user: string }).user;

describe('What is typed into a lab sheet', () => {
  let document: vscode.TextDocument;
  let text: SheetText;
  let edits = 0;
  let sheets = 0;
  const type = (user: string) => text.edit(sheetWith(user), ++edits, false);
  const leave = (user: string) => text.edit(sheetWith(user), ++edits, true);

  beforeEach(async () => {
    // A document of a file that was deleted lives on for a while.
    const uri = vscode.Uri.joinPath(folder.uri, `introspect/lab/typed-${++sheets}.lab.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(serializeSheet(sheetWith('{{text}}'))));
    document = await vscode.workspace.openTextDocument(uri);
    text = new SheetText(document, () => true);
    edits = 0;
  });
  afterEach(async () => {
    text.dispose();
    await document.save();
    rmSync(document.uri.fsPath);
  });

  it('marks the document as changed at the first letter, and is in it soon after the last', async () => {
    await type('{{text}} W');
    assert.equal(document.isDirty, true);
    await type('{{text}} Wh');
    await type('{{text}} Why');
    assert.equal(promptOf(document.getText()), '{{text}} W');
    assert.equal(text.typed?.edit, 3);
    // The document has them a moment before the edit that brought them is over.
    await until('the letters in the document', () =>
      Promise.resolve((promptOf(document.getText()) === '{{text}} Why' && text.typed === null) || undefined),
    );
    assert.equal(text.lastEdit, 3);
  });

  it('is saved to the last letter when the document is', async () => {
    await type('{{text}} W');
    await type('{{text}} Why?');
    await document.save();
    assert.equal(promptOf(readFileSync(document.uri.fsPath, 'utf8')), '{{text}} Why?');
  });

  it('does not close a test part that was opened before the page knew of it', async () => {
    const test = { transcripts: ['transcripts/P01.transcript.txt'], openedAt: '2026-03-09T10:00:00.000Z' };
    await text.write({ ...sheetWith('{{text}}'), test });
    await type('{{text}} W');
    await type('{{text}} Why?');
    await document.save();
    const saved = parseSheet(readFileSync(document.uri.fsPath, 'utf8'), 'a.lab.json');
    assert.equal(saved.test.openedAt, test.openedAt);
    assert.equal(promptOf(document.getText()), '{{text}} Why?');
  });

  it('is in it where the document is saved at the moment in which it is written', async () => {
    await type('{{text}} W');
    for (const word of ['Who', 'What', 'When', 'Where', 'Why']) {
      await type(`{{text}} ${word}`);
      await Promise.all([document.save(), text.keep()]);
      assert.equal(promptOf(document.getText()), `{{text}} ${word}`);
      assert.deepEqual([text.typed, text.lastEdit], [null, edits]);
    }
  });

  it('is all there is in it where a save comes in between, however many lines it had before', async () => {
    const grown = (count: number): Sheet => ({
      ...sheetWith('{{text}}'),
      techniques: Array.from({ length: count }, (_, i) => ({ id: `technique-${i}`, kind: 'zeroShot' })),
    });
    // Which moment it is that matters is VS Code's to know: the waits go over all of the time that a save takes.
    for (let i = 0; i < 80; i++) {
      const sheet = grown(1 + ((i * 7) % 20));
      const saved = document.save();
      await delay((i % 16) / 2);
      await Promise.all([saved, text.edit(sheet, ++edits, true)]);
      assert.equal(document.getText(), serializeSheet(sheet), `edit ${i}`);
    }
  });

  it('is told to the page that comes after the one that was hidden in mid-typing', async () => {
    await type('{{text}} W');
    await type('{{text}} Why');
    await text.pageIsNew();
    assert.deepEqual([promptOf(document.getText()), text.typed, text.lastEdit], ['{{text}} Why', null, 0]);
  });

  it('need not be a sheet meanwhile: it is kept, and refused with its reason only where the field was left', async () => {
    await type('{{tex');
    await type('{{te');
    await text.pageIsNew();
    assert.equal(promptOf(document.getText()), '{{text}}');
    assert.deepEqual([text.typed?.sheet, text.typed?.edit], [sheetWith('{{te'), 0]);
    assert.match(text.typed?.refused?.message ?? '', /expected \{\{text\}\}/);
    await type('Why {{text}}');
    assert.equal(promptOf(document.getText()), 'Why {{text}}');
    await assert.rejects(leave('Why'), (error) => error instanceof UserError && error.code === 'fileInvalid');
    // Its tab is closed, and opened again.
    text.dispose();
    text = new SheetText(document, () => true);
    assert.deepEqual(text.typed?.sheet, sheetWith('Why'));
    await leave('{{text}}');
    assert.equal(text.typed, null);
  });

  it('gives way to what is undone', async () => {
    await vscode.window.showTextDocument(document);
    await type('{{text}} W');
    await type('{{text}} Wh');
    await vscode.commands.executeCommand('undo');
    await until('the text as it was', () => Promise.resolve(promptOf(document.getText()) === '{{text}}' || undefined));
    assert.deepEqual([text.typed, text.lastEdit], [null, 2]);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('is one step of undo for each time that a field is visited', async () => {
    await vscode.window.showTextDocument(document);
    const now = (user: string) =>
      until(`“${user}”`, () => Promise.resolve(promptOf(document.getText()) === user || undefined));
    for (const prompt of ['{{text}} W', '{{text}} Wh', '{{text}} Why']) {
      await type(prompt);
      await text.keep();
    }
    await leave('{{text}} Why');
    for (const prompt of ['{{text}} Wh', '{{text}} W', '{{text}} Wo', '{{text}} Who']) {
      await type(prompt);
      await text.keep();
    }
    await leave('{{text}} Who');
    await vscode.commands.executeCommand('undo');
    await now('{{text}} Why');
    await vscode.commands.executeCommand('undo');
    await now('{{text}}');
    await vscode.commands.executeCommand('redo');
    await now('{{text}} Why');
    await vscode.commands.executeCommand('redo');
    await now('{{text}} Who');
    await vscode.commands.executeCommand('workbench.action.files.save');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
