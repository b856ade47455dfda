import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { parseAnnotations } from '../../src/core/coding/annotations';
import { parseCodebook, type Codebook } from '../../src/core/codebook/codebook';
import { codesBelow } from '../../src/core/codebook/edit';
import { CodeDragAndDrop, codeMimeType, type DropPlace } from '../../src/features/codebook/codeDragAndDrop';
import { CodebookEditor } from '../../src/features/codebook/codebookEditor';
import { CodebookTree, type CodebookNode } from '../../src/features/codebook/codebookTree';
import { CodersTree } from '../../src/features/coders/codersTree';
import { CoderIdentity } from '../../src/platform/study/coderIdentity';
import { OpenStudies } from '../../src/platform/study/openStudies';
import { StudyFiles } from '../../src/platform/study/studyFiles';
import { studyFolder, watchStudy } from '../../src/platform/study/studyFolder';
import { until } from '../rig/until';

const folder = vscode.workspace.workspaceFolders?.[0];
assert.ok(folder);
const { uri } = folder;
const root = uri.toString();
const codebookPath = path.join(uri.fsPath, 'introspect/codebook.json');
const benFile = path.join(uri.fsPath, 'introspect/coding/transcripts/P01.transcript.txt/ben.json');

class MemoryMemento implements vscode.Memento {
  readonly #values = new Map<string, unknown>();
  readonly keys = (): string[] => [...this.#values.keys()];
  get(key: string, otherwise?: unknown): never {
    return (this.#values.get(key) ?? otherwise) as never;
  }
  update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
    return Promise.resolve();
  }
  setKeysForSync(): void {}
}

describe('The Codebook and Coders views', () => {
  const before = readFileSync(codebookPath, 'utf8');
  const ben = readFileSync(benFile, 'utf8');
  let studies: OpenStudies;
  let coder: CoderIdentity;
  let tree: CodebookTree;
  let coders: CodersTree;

  beforeEach(() => {
    studies = new OpenStudies();
    coder = new CoderIdentity({ globalState: new MemoryMemento() as never, workspaceState: new MemoryMemento() });
    tree = new CodebookTree(studies, coder);
    coders = new CodersTree(studies, coder);
  });
  afterEach(() => {
    for (const each of [tree, coders, coder, studies]) each.dispose();
    writeFileSync(codebookPath, before);
    writeFileSync(benFile, ben);
  });

  const codebook = (): Codebook => parseCodebook(readFileSync(codebookPath, 'utf8'), codebookPath);
  const idOf = (name: string) => codebook().codes.find((code) => code.name === name)!.id;
  const nodeOf = (name: string): CodebookNode => ({ kind: 'code', root, code: idOf(name) });
  const itemOf = (name: string) => tree.getTreeItem(nodeOf(name));
  const labels = async (node?: CodebookNode) =>
    Promise.all((await tree.getChildren(node)).map(async (child) => (await tree.getTreeItem(child)).label));
  /** Counted in the files' text. */
  const countIn = (name: string, who: string) =>
    ['P01', 'P02', 'P03'].reduce((sum, text) => {
      const file = path.join(uri.fsPath, `introspect/coding/transcripts/${text}.transcript.txt/${who}.json`);
      return sum + readFileSync(file, 'utf8').split(`"source": "urn:uuid:${idOf(name)}"`).length - 1;
    }, 0);

  it('know of what this window writes where VS Code’s watcher hears nothing, as in folders made a moment before', async () => {
    const unheard = 'introspect/coding/transcripts/P09.transcript.txt';
    const settings = vscode.workspace.getConfiguration('files');
    await settings.update('watcherExclude', { [`**/${unheard}/**`]: true }, vscode.ConfigurationTarget.Workspace);
    await delay(1000); // The watcher has begun anew.
    let heard = false;
    const watcher = watchStudy(uri, () => (heard = true));
    try {
      const coding = parseAnnotations(ben, benFile);
      const files = new StudyFiles(uri.fsPath);
      for (const coder of ['ben', 'cora']) {
        heard = false;
        await files.saveAnnotations(`${unheard}/${coder}.json`, { value: null, hash: null }, coding);
        await until(`the file of ${coder}`, async () =>
          (await studies.list())[0]!.tallies.some(({ file }) => file === `${unheard}/${coder}.json`),
        );
        assert.ok(heard);
      }
    } finally {
      watcher.dispose();
      rmSync(path.join(uri.fsPath, unheard), { recursive: true });
      await settings.update('watcherExclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('shows the tree of codes, each with its definition and a picture of colour and pattern', async () => {
    const top = await labels();
    assert.deepEqual(
      top,
      codesBelow(codebook(), null).map(({ name }) => name),
    );
    assert.ok((await labels(nodeOf('Body and sleep'))).includes('Sleep disruption'));
    const item = await itemOf('Sleep disruption');
    const tooltip = (item.tooltip as vscode.MarkdownString).value;
    for (const words of ['Trouble falling asleep', 'When to use', 'When not to use', 'awake at ten past three'])
      assert.ok(tooltip.includes(words.replaceAll(' ', '&nbsp;')) || tooltip.includes(words), words);
    assert.match((item.iconPath as vscode.Uri).toString(), /^data:image\/svg/);
    assert.deepEqual(await tree.getParent(nodeOf('Sleep disruption')), nodeOf('Body and sleep'));
  });

  it('counts segments: mine and all, and only mine while coding blind', async () => {
    const [ofAna, ofBen] = [countIn('Sleep disruption', 'ana'), countIn('Sleep disruption', 'ben')];
    const all = async () => (await itemOf('Sleep disruption')).description;
    assert.equal(await all(), String(ofAna + ofBen));
    // What a model suggests is no data.
    const suggested = benFile.replace('ben.json', 'model%3Atiny.json');
    writeFileSync(suggested, ben);
    try {
      studies.refresh();
      assert.ok((await studies.list())[0]!.coders.some(({ id }) => id === 'model:tiny'));
      assert.equal(await all(), String(ofAna + ofBen));
    } finally {
      rmSync(suggested);
      studies.refresh();
    }
    await coder.use(uri, 'ana');
    assert.equal((await itemOf('Sleep disruption')).description, `${ofAna} mine · ${ofAna + ofBen} in all`);
    await coder.setBlind(uri, true);
    assert.equal((await itemOf('Sleep disruption')).description, String(ofAna));
    const rows = await Promise.all((await coders.getChildren()).map((node) => coders.getTreeItem(node)));
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['Ana R.', 'Ben K.'],
    );
    assert.match(String(rows[0]?.description), /^you · \d+ segments$/);
    assert.match(rows[0]?.tooltip as string, /in 3 transcripts/);
    assert.equal(rows[1]?.description, 'hidden while you code blind');
  });

  it('names a file that cannot be read, and still shows the rest', async () => {
    writeFileSync(benFile, '{');
    studies.refresh();
    const [problem] = await tree.getChildren();
    assert.equal(problem?.kind, 'problem');
    const item = await tree.getTreeItem(problem);
    assert.match(item.tooltip as string, /introspect\/coding\/transcripts\/P01\.transcript\.txt\/ben\.json/);
    assert.ok((await labels()).includes('Body and sleep'));
  });

  it('lists codes that are gone while segments carry them', async () => {
    const gone = idOf('Sleep disruption');
    writeFileSync(
      codebookPath,
      JSON.stringify({ ...codebook(), codes: codebook().codes.filter(({ id }) => id !== gone) }),
    );
    studies.refresh();
    const deleted = (await tree.getChildren()).find(({ kind }) => kind === 'deleted');
    assert.ok(deleted);
    const item = await tree.getTreeItem(deleted);
    assert.equal(item.label, 'Deleted code');
    assert.notEqual(item.description, '');
  });

  describe('drag and drop', () => {
    /** Drops codes on a row, taking the way that the person would choose. */
    async function drop(names: readonly string[], on: string | undefined, how: DropPlace['how']): Promise<void> {
      const editor = new CodebookEditor(studies.files(uri), studyFolder(uri), () => undefined);
      const controller = new CodeDragAndDrop(
        () => editor.load(),
        async (_, codes, place) => {
          const { moveCodes } = await import('../../src/core/codebook/edit');
          await editor.change({ what: 'move', label: '', detail: { codes } }, (now) => moveCodes(now, codes, place));
        },
        (_, __, places) => Promise.resolve(places.find((place) => place.how === how)),
      );
      const transfer = new vscode.DataTransfer();
      controller.handleDrag(names.map(nodeOf), transfer);
      assert.ok(transfer.get(codeMimeType));
      await controller.handleDrop(on === undefined ? undefined : nodeOf(on), transfer);
      studies.refresh();
    }

    it('puts a code below another', async () => {
      await drop(['Bodily strain'], 'Low or flat mood', 'into');
      assert.deepEqual(await labels(nodeOf('Low or flat mood')), ['Bodily strain']);
    });

    it('changes the order', async () => {
      const [first, second] = (await labels()) as string[];
      await drop([first!], second, 'after');
      assert.deepEqual((await labels()).slice(0, 2), [second, first]);
    });

    it('lifts a code to the top where it is dropped on nothing', async () => {
      await drop(['Bodily strain'], undefined, 'into');
      assert.equal((await labels()).at(-1), 'Bodily strain');
    });

    it('does not put a code below itself', async () => {
      const was = readFileSync(codebookPath, 'utf8');
      await drop(['Body and sleep'], 'Sleep disruption', 'into');
      assert.equal(readFileSync(codebookPath, 'utf8'), was);
    });
  });
});
