import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { MemorySource } from '../../src/core/base/byteSource';
import { parseQdpx } from '../../src/core/exchange/refi/readProject';
import { exportStudy } from '../../src/features/study/exportStudy';
import { OpenStudies } from '../../src/platform/study/openStudies';

const root = vscode.workspace.workspaceFolders?.[0]?.uri;
assert.ok(root);

describe('Exporting a study in VS Code', () => {
  const outside = mkdtempSync(path.join(tmpdir(), 'introspect-export-'));
  const transcript = vscode.Uri.joinPath(root, 'transcripts/P03.transcript.txt');
  const text = readFileSync(transcript.fsPath);
  const { showQuickPick, showSaveDialog, showWarningMessage, showInformationMessage } = vscode.window;
  let studies: OpenStudies;
  let told: string[];

  beforeEach(() => {
    studies = new OpenStudies();
    told = [];
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showQuickPick, showSaveDialog, showWarningMessage, showInformationMessage });
    studies.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.writeFile(transcript, text);
  });
  after(() => rmSync(outside, { recursive: true }));

  /** Exports, with answers in place of a person's. */
  async function exportAs(ending: string, answer: (message: string) => string | undefined = () => undefined) {
    const target = vscode.Uri.file(path.join(outside, `out.${ending}`));
    rmSync(target.fsPath, { force: true });
    const tell = (message: string) => {
      told.push(message);
      return Promise.resolve(answer(message));
    };
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) =>
        Promise.resolve(items.find(({ description }) => description === `.${ending}`)),
      showSaveDialog: () => Promise.resolve(target),
      showWarningMessage: tell,
      showInformationMessage: tell,
    });
    await exportStudy(studies);
    return target.fsPath;
  }

  it('writes everybody’s codes as a project for other programs, and as a table', async () => {
    const project = parseQdpx(new MemorySource(readFileSync(await exportAs('qdpx'))), 'out.qdpx');
    const segments = project.documents.flatMap(({ content }) => (content.kind === 'text' ? content.segments : []));
    const lines = readFileSync(await exportAs('csv'), 'utf8')
      .trimEnd()
      .split('\r\n');
    assert.ok(segments.length > 300);
    assert.equal(lines.length, 1 + segments.length);
    assert.deepEqual(told, [
      'Saved out.qdpx. It quotes your transcripts.',
      'Saved out.csv. It quotes your transcripts.',
    ]);
  });

  it('leaves nothing out that is not saved yet, unless the person goes back', async () => {
    const document = await vscode.workspace.openTextDocument(transcript);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Newly said. '));
    const file = await exportAs('html');
    assert.throws(() => readFileSync(file), /ENOENT/);
    assert.deepEqual(told, ['Not saved yet: P03.transcript.txt.']);
    await exportAs('html', (message) => (message.startsWith('Not saved') ? 'Save and Export' : undefined));
    assert.ok(!document.isDirty);
    assert.match(readFileSync(file, 'utf8'), /Newly said\./);
  });
});
