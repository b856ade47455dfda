import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseAnnotations, serializeAnnotations } from '../../src/core/coding/annotations';
import type { CodingDocument } from '../../src/features/coding/codingDocument';
import { CodingEditor } from '../../src/features/coding/codingEditor';
import { TranscriptsTree } from '../../src/features/import/transcriptsTree';
import { CoderIdentity } from '../../src/platform/study/coderIdentity';
import { OpenStudies } from '../../src/platform/study/openStudies';
import { SubjectTracker } from '../../src/platform/subject';
import type { CodingAct, CodingContent, FromCodingPanel, ToCodingPanel } from '../../src/protocol/coding';
import { until } from '../rig/until';
import { MemoryMemento } from './memoryMemento';

const extension = vscode.extensions.getExtension('introspect.introspect');
const root = vscode.workspace.workspaceFolders?.[0]?.uri;
assert.ok(extension && root);
const transcript = 'transcripts/P01.transcript.txt';
const uri = vscode.Uri.joinPath(root, transcript);
const file = path.join(root.fsPath, `introspect/coding/${transcript}/ana.json`);
const strain = '8903e5b2-acf1-56dc-9517-69d0eec10c6f';

/** A page of the editor that does nothing but remember what it was told. */
class FakePage {
  readonly posted: ToCodingPanel[] = [];
  readonly session;
  constructor(
    private readonly editor: CodingEditor,
    private readonly document: CodingDocument,
  ) {
    this.session = editor.openSession(document, (message) => this.posted.push(message));
  }
  say(message: FromCodingPanel): Promise<void> {
    return this.editor.handle(this.document, this.session, message);
  }
  act(act: CodingAct): Promise<void> {
    return this.say({ type: 'apply', act, sha256: this.content.sha256 });
  }
  get content(): CodingContent {
    const content = this.posted.findLast((message) => message.type === 'content');
    assert.ok(content?.type === 'content');
    return content;
  }
  stretchOf(words: string) {
    const start = this.content.text.indexOf(words);
    assert.ok(start >= 0);
    return { start, end: start + words.length };
  }
  code(words: string): Promise<void> {
    return this.act({ act: 'code', stretch: this.stretchOf(words), code: strain });
  }
  get last(): ToCodingPanel | undefined {
    return this.posted.at(-1);
  }
}

describe('The coding editor in VS Code', () => {
  const before = readFileSync(file, 'utf8');
  let editor: CodingEditor;
  let coder: CoderIdentity;
  let studies: OpenStudies;
  let subjects: SubjectTracker;
  let edits: vscode.CustomDocumentEditEvent<CodingDocument>[];
  const documents: CodingDocument[] = [];

  beforeEach(async () => {
    const state = new MemoryMemento();
    coder = new CoderIdentity({ globalState: state, workspaceState: state });
    studies = new OpenStudies();
    subjects = new SubjectTracker();
    editor = new CodingEditor(
      { extensionUri: extension.extensionUri, workspaceState: state },
      { coder, studies, subjects },
    );
    edits = [];
    editor.onDidChangeCustomDocument((event) => edits.push(event));
    await coder.use(root, 'ana');
  });
  afterEach(() => {
    for (const each of [...documents.splice(0), editor, subjects, studies, coder]) each.dispose();
    writeFileSync(file, before);
  });

  async function open(context: { backupId?: string } = {}) {
    const document = await editor.openCustomDocument(uri, { backupId: context.backupId });
    documents.push(document);
    const page = new FakePage(editor, document);
    await page.say({ type: 'ready' });
    return { document, page };
  }
  const quotes = () =>
    parseAnnotations(readFileSync(file, 'utf8'), file).first.items.map(({ target }) =>
      typeof target === 'string' ? '' : target.selector[1].exact,
    );

  it('opens any transcript of the study from the Transcripts view, also one renamed to a mere .txt', async () => {
    const renamed = vscode.Uri.joinPath(root, 'transcripts/P04.txt');
    writeFileSync(renamed.fsPath, 'A: One.\n\nB: Two.\n');
    const tree = new TranscriptsTree({ studies, coder });
    try {
      for (const name of ['P01', 'P04']) {
        const nodes = await tree.getChildren();
        const node = nodes.find((one) => one.kind === 'transcript' && one.name === name);
        assert.ok(node?.kind === 'transcript');
        const { command } = await tree.getTreeItem(node);
        await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        assert.ok(input instanceof vscode.TabInputCustom, name);
        assert.deepEqual([input.viewType, input.uri.fsPath], ['introspect.coding', node.uri.fsPath]);
      }
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      tree.dispose();
      rmSync(renamed.fsPath);
    }
  });

  it('is what a transcript opens in, and the text editor is one command away', async () => {
    await vscode.commands.executeCommand('vscode.open', uri);
    const input = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    await until('the coding editor', () => Promise.resolve(input() instanceof vscode.TabInputCustom));
    await vscode.commands.executeCommand('introspect.openAsText');
    await until('the text editor', () => Promise.resolve(input() instanceof vscode.TabInputText));
    await vscode.commands.executeCommand('introspect.openCodingEditor');
    await until('the coding editor', () => Promise.resolve(input() instanceof vscode.TabInputCustom));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('tells VS Code of each act, which undoes and redoes it on every page of the document', async () => {
    const { document, page } = await open();
    const other = new FakePage(editor, document);
    await other.say({ type: 'ready' });
    await page.code('I feel drunk.');
    const [edit] = edits;
    assert.deepEqual([edits.length, edit?.label, edit?.document], [1, 'Code', document]);
    await edit?.undo();
    assert.deepEqual(document.coding.backup(), null);
    const [removed] = [page, other].map(({ last }) => (last?.type === 'change' ? last.removed : undefined));
    assert.equal(removed?.length, 1);
    await edit?.redo();
    assert.ok(other.last?.type === 'change' && other.last.segments?.length === 1);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('saves, reverts, and names the file and the remedy when it cannot', async () => {
    const { document, page } = await open();
    await page.code('I feel drunk.');
    await editor.saveCustomDocument(document);
    assert.ok(quotes().includes('I feel drunk.'));
    await page.code('Lanyard and everything.');
    await editor.revertCustomDocument(document);
    assert.equal(document.coding.backup(), null);
    await page.code('Lanyard and everything.');
    rmSync(file);
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(file));
    try {
      await assert.rejects(async () => editor.saveCustomDocument(document), /ana\.json .*\S\. \S.*\.$/);
    } finally {
      await vscode.workspace.fs.delete(vscode.Uri.file(file), { recursive: true });
    }
    assert.ok(document.coding.backup());
  });

  it('puts no copy in the place of a transcript that is coded', async () => {
    const { document, page } = await open();
    await page.code('I feel drunk.');
    const other = vscode.Uri.joinPath(root, 'transcripts/P02.transcript.txt');
    const text = readFileSync(other.fsPath, 'utf8');
    await assert.rejects(editor.saveCustomDocumentAs(document, other), /P02\.transcript\.txt is already coded/);
    assert.deepEqual([readFileSync(other.fsPath, 'utf8'), readFileSync(file, 'utf8')], [text, before]);
    await editor.saveCustomDocumentAs(document, uri);
    assert.ok(quotes().includes('I feel drunk.'), 'its own place is no other');
  });

  it('backs up what is not saved, and takes it up again', async () => {
    const { document, page } = await open();
    await page.code('I feel drunk.');
    const destination = (n: number) => vscode.Uri.joinPath(root, 'introspect', `backup-${n}.json`);
    const backup = await editor.backupCustomDocument(document, { destination: destination(1) });
    await page.code('Lanyard and everything.');
    // As VS Code does it; after a crash it may remember the first.
    await editor.backupCustomDocument(document, { destination: destination(2) });
    backup.delete();
    document.dispose();
    const again = await open({ backupId: backup.id });
    assert.ok(again.document.coding.backup());
    await editor.saveCustomDocument(again.document);
    for (const words of ['I feel drunk.', 'Lanyard and everything.']) assert.ok(quotes().includes(words));
    const gone = () =>
      vscode.workspace.fs.stat(vscode.Uri.parse(backup.id)).then(
        () => false,
        () => true,
      );
    await until('the end of the backup', async () => gone());
  });

  it('tells VS Code of a memo again once what was typed so far is saved or backed up', async () => {
    const { document, page } = await open();
    const memo = 'urn:uuid:9d3f0f0e-54b0-4d0a-9c0a-0d5d1f0f0a01';
    const target = { kind: 'stretch', ...page.stretchOf('I feel drunk.') } as const;
    const type = async (...texts: string[]) => {
      for (const text of texts) await page.act({ act: 'memo', memo, target, text });
      return edits.length;
    };
    assert.equal(await type('S', 'So', 'Sof'), 1);
    await editor.saveCustomDocument(document);
    assert.equal(await type('Soft', 'Softl', 'Softly'), 2);
    const backup = vscode.Uri.joinPath(root, 'introspect', 'backup-memo.json');
    const { id } = await editor.backupCustomDocument(document, { destination: backup });
    assert.equal(await type('Softly,', 'Softly, she'), 3);
    const said = () => {
      const item = document.coding.scene.model.get(memo);
      return item?.motivation === 'commenting' ? item.body.value : undefined;
    };
    for (const [i, left] of [
      [2, 'Softly'],
      [1, 'Sof'],
      [0, undefined],
    ] as const) {
      await edits[i]?.undo();
      assert.equal(said(), left);
    }
    await vscode.workspace.fs.delete(vscode.Uri.parse(id));
  });

  it('shows a transcript though its backup is gone', async () => {
    const { page } = await open({ backupId: vscode.Uri.joinPath(root, 'no-such-backup').toString() });
    assert.ok(page.content.segments.length > 0);
  });

  it('follows the coder’s file on disk', async () => {
    const { page } = await open();
    const collection = parseAnnotations(before, file);
    const items = collection.first.items.slice(1);
    writeFileSync(file, serializeAnnotations({ ...collection, first: { ...collection.first, items } }));
    await until('the change', () => Promise.resolve(page.last?.type === 'change' && page.last.removed?.length === 1));
  });

  it('shows the other person’s coding as theirs once they code, and nobody else’s while coding blind', async () => {
    const { page } = await open();
    await coder.use(root, 'ben');
    await until('Ben', () => Promise.resolve(page.content.coders.find(({ isMe }) => isMe)?.id === 'ben'));
    await page.say({ type: 'setBlind', blind: true });
    await until('blindness', () => {
      const change = page.posted.findLast((message) => message.type === 'change' && message.settings !== undefined);
      return Promise.resolve(change?.type === 'change' && change.settings?.blind);
    });
  });

  it('pins codes for the study', async () => {
    const { page } = await open();
    await page.say({ type: 'pin', code: strain, pin: 3 });
    await until('the pin', () =>
      Promise.resolve(
        page.last?.type === 'change' && page.last.codes?.some(({ id, pin }) => id === strain && pin === 3),
      ),
    );
  });

  it('gives the selected words to the panels that explain a selection', async () => {
    const { page } = await open();
    const words = page.stretchOf('I feel drunk.');
    await page.say({ type: 'select', stretch: words, codable: words });
    await until('the subject', () => Promise.resolve(subjects.current?.text === 'I feel drunk.'));
    assert.equal(subjects.line, 17);
    assert.equal(subjects.source?.start, page.stretchOf('I feel drunk.').start);
    assert.equal(subjects.showInEditor({ start: 2, end: 6 } as never), true);
    const at = page.stretchOf('feel');
    assert.deepEqual(page.last, { type: 'reveal', stretch: at, segment: null, open: false });
  });

  it('takes no words for selected that were selected in another text', async () => {
    const { document, page } = await open();
    const stretch = page.stretchOf('I feel drunk.');
    await page.say({ type: 'select', stretch, codable: stretch });
    assert.deepEqual(document.selection, stretch);
    const text = readFileSync(uri.fsPath, 'utf8');
    try {
      writeFileSync(uri.fsPath, `A note.\n\n${text}`);
      await document.coding.textChanged();
      assert.equal(document.selection, null);
    } finally {
      writeFileSync(uri.fsPath, text);
    }
  });

  it('moves the codings with a transcript that is renamed', async () => {
    const newUri = vscode.Uri.joinPath(root, 'transcripts/P01b.transcript.txt');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(uri, newUri);
    await extension.activate();
    await vscode.workspace.applyEdit(rename);
    const moved = path.join(root.fsPath, 'introspect/coding/transcripts/P01b.transcript.txt/ana.json');
    // The file is moved in the same step; the name of the transcript in it follows where the extension is up by then.
    const renamed = before.replaceAll('transcripts/P01.transcript.txt', 'transcripts/P01b.transcript.txt');
    assert.ok([before, renamed].includes(readFileSync(moved, 'utf8')));
    const back = new vscode.WorkspaceEdit();
    back.renameFile(newUri, uri);
    await vscode.workspace.applyEdit(back);
    await until('the old name', () => Promise.resolve(readFileSync(file, 'utf8') === before));
  });
});
