import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseAnnotations, verifyQuote } from '../../src/core/coding/annotations';
import { isPlaced, movedFromKey, orphanedInKey } from '../../src/core/coding/correctionMarks';
import { toWorkingText } from '../../src/core/transcript/transcript';
import { CorrectionFeature } from '../../src/features/correction/correctionFeature';
import { afterMove } from '../../src/features/correction/movedTranscripts';
import type { ReviewNode } from '../../src/features/correction/reviewTree';
import { CoderIdentity } from '../../src/platform/study/coderIdentity';
import { OpenStudies } from '../../src/platform/study/openStudies';
import { SubjectTracker } from '../../src/platform/subject';
import { until } from '../rig/until';
import { MemoryMemento } from './memoryMemento';

const root = vscode.workspace.workspaceFolders?.[0]?.uri;
assert.ok(root);
const transcript = 'transcripts/P02.transcript.txt';
const uri = vscode.Uri.joinPath(root, transcript);
const at = (file: string) => path.join(root.fsPath, file);
const codings = 'introspect/coding';
const read = (file: string) => readFileSync(at(file), 'utf8');
const placed = (coder: string, of = transcript) =>
  parseAnnotations(read(`${codings}/${of}/${coder}.json`), coder).first.items.filter(isPlaced);
const quotes = (coder: string, of = transcript) => placed(coder, of).map(({ target }) => target.selector[1].exact);

describe('Transcripts in the plain text editor', () => {
  const kept = path.join(tmpdir(), `introspect-kept-${process.pid}`);
  let coder: CoderIdentity;
  let subjects: SubjectTracker;
  let studies: OpenStudies;
  let feature: CorrectionFeature;

  before(() => cpSync(root.fsPath, kept, { recursive: true }));
  after(() => rmSync(kept, { recursive: true }));
  beforeEach(async () => {
    const state = new MemoryMemento();
    coder = new CoderIdentity({ globalState: state, workspaceState: state });
    studies = new OpenStudies();
    await coder.use(root, 'ana');
    subjects = new SubjectTracker();
    feature = new CorrectionFeature({ workspaceState: state }, { coder, studies, subjects });
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const each of [feature, subjects, studies, coder]) each.dispose();
    for (const part of ['transcripts', 'introspect']) {
      rmSync(at(part), { recursive: true });
      cpSync(path.join(kept, part), at(part), { recursive: true });
    }
  });

  async function open(of = transcript) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root!, of));
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    const session = (await feature.corrections.ready(document))?.session;
    assert.ok(session);
    return { document, editor, session };
  }
  function rangeOf(document: vscode.TextDocument, words: string): vscode.Range {
    const start = document.getText().indexOf(words);
    assert.ok(start >= 0, words);
    return new vscode.Range(document.positionAt(start), document.positionAt(start + words.length));
  }
  async function replace(editor: vscode.TextEditor, words: string, by: string) {
    // Refused where the document changes in the same moment.
    await until('the edit', async () => editor.edit((edit) => edit.replace(rangeOf(editor.document, words), by)));
  }
  const isWritten = (document: vscode.TextDocument, of = transcript) =>
    until('the coders’ files', () => {
      const text = toWorkingText(document.getText());
      const all = ['ana', 'ben'].flatMap((id) => placed(id, of));
      return Promise.resolve(all.every((one) => one[orphanedInKey] !== undefined || verifyQuote(text, one.target)));
    });
  async function rows(kind: ReviewNode['kind']): Promise<ReviewNode[]> {
    feature.tree.refresh();
    const top = await feature.tree.getChildren();
    const below = await Promise.all(top.map((node) => feature.tree.getChildren(node)));
    return [...top, ...below.flat()].filter((node) => node.kind === kind);
  }
  const longest = (coderId: string, of = transcript) =>
    [...quotes(coderId, of)].sort((a, b) => b.length - a.length)[0]!;

  // Each with a transcript of its own: VS Code takes one that was just put back for changed by another program.
  for (const [ends, eol, of] of [
    ['LF', vscode.EndOfLine.LF, transcript],
    ['CRLF', vscode.EndOfLine.CRLF, 'transcripts/P03.transcript.txt'],
  ] as const) {
    it(`moves everybody’s segments along with ${ends} line ends`, async () => {
      const { document, editor, session } = await open(of);
      await editor.edit((edit) => edit.setEndOfLine(eol));
      assert.equal(document.eol, eol);
      const old = ['ana', 'ben'].map((id) => quotes(id, of));
      const last = document.lineAt(document.lineCount - 1).range.end;
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), 'A line\nmore. ');
        edit.insert(last, '\nThe end.');
      });
      assert.equal(session.text, toWorkingText(document.getText()));
      await document.save();
      await isWritten(document, of);
      assert.deepEqual(
        ['ana', 'ben'].map((id) => quotes(id, of)),
        old,
      );
    });
  }

  it('has all segments as they were after undo, and writes nothing for a text that is closed unsaved', async () => {
    // Not one that another test has just put back.
    const of = 'transcripts/P01.transcript.txt';
    const files = ['ana', 'ben'].map((id) => read(`${codings}/${of}/${id}.json`));
    const { document, editor, session } = await open(of);
    const places = () => session.placed.map(({ range }) => range);
    const before = places();
    const text = document.getText();
    await replace(editor, longest('ana', of), '');
    assert.ok(places().includes(null));
    // Undo acts on what has the focus.
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand('undo');
    // The command may return before the text has changed here.
    await until('the text of before', () => Promise.resolve(document.getText() === text));
    assert.deepEqual(places(), before);
    await replace(editor, longest('ana', of), '');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    assert.deepEqual(
      ['ana', 'ben'].map((id) => read(`${codings}/${of}/${id}.json`)),
      files,
    );
  });

  it('lists what was changed or deleted, and accepts and re-attaches it', async () => {
    const { document, editor } = await open();
    const [changed, deleted, alsoDeleted] = [...new Set(quotes('ana'))]
      .filter((one) => one.length > 20 && one.length < 60 && document.getText().split(one).length === 2)
      .slice(0, 3);
    assert.ok(changed && deleted && alsoDeleted);
    await replace(editor, changed, `${changed.slice(0, 5)}, er,${changed.slice(5)}`);
    await replace(editor, deleted, '');
    await replace(editor, alsoDeleted, '');
    await document.save();
    await isWritten(document);
    const items = (await rows('item')).flatMap((node) => (node.kind === 'item' ? [node] : []));
    const moved = items.find(({ item }) => item.was === changed);
    const orphaned = items.find(({ item }) => item.was === deleted);
    const another = items.find(({ item }) => item.was === alsoDeleted);
    assert.ok(moved && orphaned && another);
    assert.equal(moved.item.now, `${changed.slice(0, 5)}, er,${changed.slice(5)}`);
    assert.equal(orphaned.item.now, null);
    await coder.setBlind(root, true);
    assert.ok((await rows('item')).every((node) => node.kind === 'item' && node.item.coder === 'ana'));
    await coder.setBlind(root, false);

    await feature.review.accept(moved);
    const accepted = placed('ana').find(({ id }) => id === moved.item.annotation.id);
    assert.ok(accepted && !(movedFromKey in accepted));
    await assert.rejects(feature.review.accept(moved), /changed meanwhile/);
    editor.selection = new vscode.Selection(0, 0, 0, 9);
    await feature.review.reattach(orphaned);
    const again = placed('ana').find(({ id }) => id === orphaned.item.annotation.id);
    assert.ok(again && !(orphanedInKey in again));
    assert.equal(again.target.selector[1].exact, document.getText().slice(0, 9));

    // Or to what is selected in the coding editor, until nothing is.
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await assert.rejects(feature.review.reattach(another), /No words of the transcript are selected/);
    await subjects.take(document.uri, 'words', new vscode.Range(0, 2, 0, 12), () => undefined);
    subjects.deselect(vscode.Uri.joinPath(root, 'other'));
    await feature.review.reattach(another);
    const there = placed('ana').find(({ id }) => id === another.item.annotation.id);
    assert.equal(there?.target.selector[1].exact, document.getText().slice(2, 12));
    subjects.deselect(document.uri);
    assert.equal(subjects.selectedIn(document.uri), undefined);
    assert.match(read('introspect/journal.jsonl'), /transcript\.correct[^]*review\.accept[^]*review\.reattach/);
  });

  it('deletes a segment from the list once it is confirmed, and puts it back', async () => {
    const of = 'transcripts/P01.transcript.txt';
    const { document, editor } = await open(of);
    const [gone] = quotes('ben', of).sort((a, b) => b.length - a.length);
    await replace(editor, gone!, '');
    await document.save();
    await isWritten(document, of);
    const before = read(`${codings}/${of}/ben.json`);
    const listed = await rows('item');
    const node = listed.find((one) => one.kind === 'item' && one.item.coder === 'ben');
    assert.ok(node?.kind === 'item');
    const { id } = node.item.annotation;
    const isThere = () => placed('ben', of).some((one) => one.id === id);
    const asked: string[] = [];
    const answers: (string | undefined)[] = [undefined, 'Delete', 'Undo'];
    const { showWarningMessage, showInformationMessage } = vscode.window;
    const answer = (message: string) => {
      asked.push(message);
      return Promise.resolve(answers.shift());
    };
    Object.assign(vscode.window, { showWarningMessage: answer, showInformationMessage: answer });
    try {
      await feature.review.remove(node);
      assert.equal(read(`${codings}/${of}/ben.json`), before, 'not before it is confirmed');
      await feature.review.remove(node);
      assert.deepEqual(asked.slice(0, 2), ['Delete Ben K.’s segment?', 'Delete Ben K.’s segment?']);
      await until('the segment', () => Promise.resolve(isThere()));
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
    }
    assert.equal(asked[2], 'The segment is deleted.');
    assert.match(read('introspect/journal.jsonl'), /review\.delete[^]*review\.restore/);
    assert.equal((await rows('item')).length, listed.length, 'and it is still to be reviewed');
  });

  it('names the codes on hover and above each turn, unless that is switched off, and hides others while blind', async () => {
    const { document } = await open();
    const lenses = async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 500);
      return all.filter(({ command }) => command?.title.startsWith('$(tag)'));
    };
    await until('lenses', async () => (await lenses()).length > 0);
    const ben = rangeOf(document, longest('ben')).start;
    const hover = async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, ben);
      return hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join(' ');
    };
    assert.match(await hover(), /Ben/);
    const config = vscode.workspace.getConfiguration();
    await config.update('introspect.textEditor.codeLens', false, vscode.ConfigurationTarget.Global);
    try {
      await until('no lenses', async () => (await lenses()).length === 0);
    } finally {
      await config.update('introspect.textEditor.codeLens', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('codes the selection at once in the person’s own file', async () => {
    const { document, editor } = await open();
    const words = document.lineAt(2).text.slice(-24, -1);
    const range = rangeOf(document, words);
    editor.selection = new vscode.Selection(range.start, range.end);
    const done = feature.codeSelection();
    const count = quotes('ana').length;
    await until('the code', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return quotes('ana').length > count;
    });
    await done;
    assert.equal(quotes('ana').at(-1), words);
    await isWritten(document);
  });

  it('lets codings go along when a transcript is renamed, and back with undo', async () => {
    const renamed = 'transcripts/Second.transcript.txt';
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, vscode.Uri.joinPath(root, renamed));
    const old = quotes('ana');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const isNamed = () =>
      existsSync(at(`${codings}/${renamed}/ben.json`)) &&
      ['ana', 'ben'].every((id) => placed(id, renamed).every(({ target }) => target.source.id === renamed));
    await until('the new name', () => Promise.resolve(isNamed()));
    assert.deepEqual(quotes('ana', renamed), old);
    await until('the journal', () =>
      Promise.resolve(
        existsSync(at('introspect/journal.jsonl')) && /transcript\.rename/.test(read('introspect/journal.jsonl')),
      ),
    );
  });

  it('lists codings whose transcript is gone, and proposes the one with the same text', async () => {
    const moved = 'transcripts/Elsewhere.transcript.txt';
    renameSync(at(transcript), at(moved));
    await until('the lost transcript', async () => (await rows('lost')).length === 1);
    await coder.setBlind(root, true);
    const [node] = await rows('lost');
    assert.ok(node?.kind === 'lost');
    assert.deepEqual(node.lost.sameText, [moved]);
    const old = quotes('ben');
    const done = feature.review.choosePlace(node);
    await until('the new place', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return existsSync(at(`${codings}/${moved}/ben.json`)) && !existsSync(at(`${codings}/${transcript}`));
    });
    await done;
    assert.deepEqual(quotes('ben', moved), old, 'also those that are hidden while coding blind');
    assert.deepEqual(await rows('lost'), []);
  });

  it('offers to take the codes along where they stayed as VS Code’s question was answered with Skip Changes', async () => {
    const renamed = 'transcripts/P2.txt';
    const asked: string[] = [];
    const { showWarningMessage } = vscode.window;
    const answer = (message: string, ...items: string[]) => {
      asked.push(message);
      return Promise.resolve(items[0]);
    };
    Object.assign(vscode.window, { showWarningMessage: answer });
    const old = ['ana', 'ben'].map((id) => quotes(id));
    // As after a rename in VS Code whose other changes were skipped: the transcript alone is elsewhere.
    renameSync(at(transcript), at(renamed));
    try {
      await afterMove([{ oldUri: uri, newUri: vscode.Uri.joinPath(root, renamed) }], { coder, studies });
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    assert.deepEqual(asked, [`The codes of ${transcript} stayed where they were. Take them along to ${renamed}?`]);
    assert.deepEqual(
      ['ana', 'ben'].map((id) => quotes(id, renamed)),
      old,
    );
    assert.ok(!existsSync(at(`${codings}/${transcript}`)));
  });

  it('keeps the codes of a transcript that is deleted, says so, and has them in place when it comes back', async () => {
    const text = read(transcript);
    const before = ['ana', 'ben'].map((id) => read(`${codings}/${transcript}/${id}.json`));
    const told: string[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, {
      showInformationMessage: (message: string) => {
        told.push(message);
        return Promise.resolve(undefined);
      },
    });
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.deleteFile(uri);
      assert.ok(await vscode.workspace.applyEdit(edit));
      await until('the message', () => Promise.resolve(told.length > 0));
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.match(told[0]!, /P02\.transcript\.txt is deleted\. Its codes are kept: Segments to Review/);
    await until('the lost transcript', async () => (await rows('lost')).length === 1);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await until('none lost', async () => (await rows('lost')).length === 0);
    const after = ['ana', 'ben'].map((id) => read(`${codings}/${transcript}/${id}.json`));
    assert.deepEqual(after, before);
    await until('their places', async () => (await rows('item')).length === 0);
  });
});
