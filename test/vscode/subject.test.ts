import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { utf16 } from '../../src/core/base/offsets';
import { type Subject, SubjectTracker } from '../../src/platform/subject';

async function show(content: string, eol = vscode.EndOfLine.LF): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
  await editor.edit((edit) => edit.setEndOfLine(eol));
  return editor;
}

function select(editor: vscode.TextEditor, words: string): void {
  const start = editor.document.getText().indexOf(words);
  assert.ok(start >= 0, `the document holds “${words}”`);
  const at = (offset: number) => editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(at(start), at(start + words.length));
}

/** The next value of an event, after `act` has caused it. */
async function next<T>(event: vscode.Event<T>, act: () => unknown): Promise<T> {
  const value = new Promise<T>((resolve) => {
    const once = event((v) => {
      once.dispose();
      resolve(v);
    });
  });
  await act();
  return value;
}

describe('SubjectTracker', () => {
  let tracker: SubjectTracker;
  beforeEach(() => (tracker = new SubjectTracker()));
  afterEach(async () => {
    tracker.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  const selectAndWait = (editor: vscode.TextEditor, words: string): Promise<Subject | undefined> =>
    next(tracker.onDidChange, () => select(editor, words));

  it('takes the selected words, and keeps them while the cursor moves on', async () => {
    const editor = await show('P: I can’t sleep.\nI: Tell me more.');
    const subject = await selectAndWait(editor, 'can’t sleep');
    assert.equal(subject?.text, 'can’t sleep');
    const offset = await next(tracker.onDidMoveCursor, () => {
      editor.selection = new vscode.Selection(0, 11, 0, 11);
    });
    assert.equal(offset, 6, 'the cursor stands before “sleep”');
    const outside = await next(tracker.onDidMoveCursor, () => {
      editor.selection = new vscode.Selection(1, 0, 1, 0);
    });
    assert.equal(outside, undefined);
    assert.equal(tracker.current?.text, 'can’t sleep');
  });

  it('says on which line words of an editor of ours stand, also where VS Code has no document of them', async () => {
    const uri = vscode.Uri.file('/gone/P01.transcript.txt');
    const show = () => undefined;
    await tracker.take(uri, 'can’t sleep', new vscode.Range(6, 5, 6, 16), show);
    assert.equal(tracker.line, 7);
  });

  it('finds the words again after an edit before them', async () => {
    const editor = await show('P: I can’t sleep.');
    await selectAndWait(editor, 'sleep');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Early on\n'));
    const range = tracker.rangeInDocument({ start: utf16(0), end: utf16(5) });
    assert.equal(range && editor.document.getText(range), 'sleep');
  });

  it('follows an edit inside the words', async () => {
    const editor = await show('P: I can’t sleep at night.');
    await selectAndWait(editor, 'can’t sleep at');
    const at = editor.document.getText().indexOf('sleep');
    const edited = await next(tracker.onDidChange, () =>
      editor.edit((edit) => edit.replace(new vscode.Range(0, at, 0, at + 5), 'really sleep')),
    );
    assert.equal(edited?.text, 'can’t really sleep at');
  });

  it('has no subject once its words are deleted', async () => {
    const editor = await show('P: I can’t sleep.');
    await selectAndWait(editor, 'sleep');
    const gone = await next(tracker.onDidChange, () =>
      editor.edit((edit) => edit.delete(new vscode.Range(0, 2, 0, 17))),
    );
    assert.equal(gone, undefined);
    assert.equal(tracker.source, null);
  });

  it('gives the model LF line ends and maps back into a CRLF document', async () => {
    const editor = await show('one two\nthree four\nfive', vscode.EndOfLine.CRLF);
    editor.selection = new vscode.Selection(0, 4, 2, 4);
    const subject = tracker.current ?? (await next(tracker.onDidChange, () => undefined));
    assert.equal(subject?.text, 'two\nthree four\nfive');
    const range = tracker.rangeInDocument({ start: utf16(10), end: utf16(14) });
    assert.equal(range && editor.document.getText(range), 'four');
  });

  it('never cuts a character in two', async () => {
    const editor = await show('She said 👩‍👧 hello');
    const subject = await next(tracker.onDidChange, () => {
      editor.selection = new vscode.Selection(0, 11, 0, 16);
    });
    assert.equal(subject?.text, '👩‍👧 h'.slice(0, subject?.text.length));
    assert.ok(subject?.text.startsWith('👩‍👧'));
  });

  it('takes a saved stretch up again, but not over a selection', async () => {
    const editor = await show('P: I can’t sleep.');
    const uri = editor.document.uri.toString();
    await tracker.restore({ uri, start: 3, end: 10 });
    assert.equal(tracker.current?.text, 'I can’t');
    await tracker.restore({ uri, start: 0, end: 2 });
    assert.equal(tracker.current?.text, 'I can’t');
  });

  it('does nothing about a saved stretch whose document is gone', async () => {
    await tracker.restore({ uri: 'file:///no/such/transcript.txt', start: 0, end: 5 });
    assert.equal(tracker.current, undefined);
  });

  it('waits for words that an editor of ours has told, while their document is opened', async () => {
    const { uri } = await vscode.workspace.openTextDocument({ content: 'P: I can’t sleep.' });
    void tracker.take(uri, 'sleep', new vscode.Range(0, 11, 0, 16), () => undefined);
    assert.equal(tracker.source, null, 'not yet');
    await tracker.settled();
    assert.deepEqual(tracker.source, { uri: uri.toString(), start: 11, end: 16 });
  });
});
