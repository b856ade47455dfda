import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/base/userError';
import { parseCodebook, serializeCodebook, type Codebook } from '../../src/core/codebook/codebook';
import { CodeDrafts } from '../../src/core/codebook/codeDrafts';
import { updateCode } from '../../src/core/codebook/edit';
import { CodebookEditor } from '../../src/features/codebook/codebookEditor';
import { CodeSession } from '../../src/features/codebook/codeSession';
import { CoderIdentity } from '../../src/platform/study/coderIdentity';
import { OpenStudies } from '../../src/platform/study/openStudies';
import { studyFolder } from '../../src/platform/study/studyFolder';
import type { ToCodebookPanel } from '../../src/protocol/codebook';
import { MemoryMemento } from './memoryMemento';

const folder = vscode.workspace.workspaceFolders?.[0];
assert.ok(folder);
const { uri } = folder;
const file = path.join(uri.fsPath, 'introspect/codebook.json');

describe('The form of a code: what is typed and cannot be saved', () => {
  const before = readFileSync(file, 'utf8');
  const codebook = (): Codebook => parseCodebook(readFileSync(file, 'utf8'), file);
  const idOf = (name: string) => parseCodebook(before, file).codes.find((code) => code.name === name)!.id;
  const [sleep, strain] = [idOf('Sleep disruption'), idOf('Bodily strain')];
  const definitionOf = (id: string) => codebook().codes.find((code) => code.id === id)?.definition;
  let studies: OpenStudies;
  let coder: CoderIdentity;
  let drafts: CodeDrafts;
  let sessions: CodeSession[];
  let isWritable: boolean;

  beforeEach(() => {
    studies = new OpenStudies();
    coder = new CoderIdentity({ globalState: new MemoryMemento() as never, workspaceState: new MemoryMemento() });
    drafts = new CodeDrafts();
    sessions = [];
    isWritable = true;
  });
  afterEach(() => {
    for (const each of [...sessions, coder, studies]) each.dispose();
    writeFileSync(file, before);
  });

  function open(code: string) {
    const heard: ToCodebookPanel[] = [];
    const names: string[] = [];
    const editor = new CodebookEditor(studies.files(uri), studyFolder(uri), () => undefined);
    const guarded = {
      change: (...args: Parameters<CodebookEditor['change']>) =>
        isWritable ? editor.change(...args) : Promise.reject(new UserError('fileUnwritable', 'Read-only.', '')),
    } as CodebookEditor;
    const log = { error: () => undefined } as never;
    const session = new CodeSession(
      ...([uri, code, { studies, coder, log }, drafts, () => guarded] as const),
      (message) => heard.push(message),
      (name) => names.push(name),
    );
    sessions.push(session);
    const form = () => {
      const last = heard.findLast((message) => message.type === 'code');
      assert.ok(last);
      return last;
    };
    const type = (code: string, definition: string) => session.handle({ type: 'edit', code, change: { definition } });
    return { session, heard, names, form, type };
  }
  /** As a colleague's program does, while the form is open. */
  function changeFile(change: (codebook: Codebook) => Codebook): void {
    writeFileSync(file, serializeCodebook(change(codebook())));
    studies.refresh();
  }

  it('waits where a colleague changed the same field, while another code is looked at', async () => {
    const { session, form, type, heard } = open(sleep);
    await session.handle({ type: 'ready' });
    await type(sleep, 'A long text of mine.');
    changeFile((now) => updateCode(now, sleep, { definition: 'Theirs.' }));
    await session.turnTo(strain);
    assert.deepEqual([form().form.id, form().form.draft], [strain, {}]);
    assert.deepEqual(form().unsavedElsewhere, [{ id: sleep, name: 'Sleep disruption' }]);
    await session.handle({ type: 'turnTo', code: sleep });
    assert.deepEqual(form().form.draft, { definition: 'A long text of mine.' });
    assert.deepEqual(form().form.conflicts, ['definition']);
    await session.handle({ type: 'settle', code: sleep, field: 'definition', keep: 'mine' });
    assert.equal(definitionOf(sleep), 'A long text of mine.');
    assert.deepEqual([form().form.draft, form().unsavedElsewhere], [{}, []]);
    assert.ok(heard.every(({ type }) => type === 'code'));
  });

  it('waits where the file cannot be written, also for the next form, and is saved once it can be', async () => {
    const first = open(sleep);
    await first.session.handle({ type: 'ready' });
    isWritable = false;
    await first.type(sleep, 'A long text of mine.');
    await first.session.turnTo(strain);
    // Typed before the page knew of the other code.
    await first.type(sleep, 'A longer text of mine.');
    assert.deepEqual(first.heard.filter(({ type }) => type === 'failed').length, 2);
    await first.session.save();
    first.session.dispose();
    assert.deepEqual(drafts.unsaved, [{ id: sleep, name: 'Sleep disruption' }]);
    const second = open(strain);
    await second.session.handle({ type: 'ready' });
    assert.deepEqual(
      second.form().unsavedElsewhere.map(({ id }) => id),
      [sleep],
    );
    await second.session.turnTo(sleep);
    assert.deepEqual(second.form().form.draft, { definition: 'A longer text of mine.' });
    isWritable = true;
    await second.session.handle({ type: 'save', code: sleep });
    assert.equal(definitionOf(sleep), 'A longer text of mine.');
    assert.deepEqual(drafts.unsaved, []);
  });

  it('can be read and let go of where the code was deleted meanwhile', async () => {
    const { session, form, type, heard, names } = open(sleep);
    await session.handle({ type: 'ready' });
    isWritable = false;
    await session.handle({ type: 'edit', code: sleep, change: { examples: ['“At three.”'] } });
    await type(sleep, 'Mine.');
    await session.turnTo(strain);
    changeFile((now) => ({ ...now, codes: now.codes.filter(({ id }) => id !== sleep) }));
    await session.turnTo(sleep);
    const gone = heard.at(-1)!;
    assert.ok(gone.type === 'gone');
    assert.deepEqual(gone.draft, { examples: ['“At three.”'], definition: 'Mine.' });
    assert.equal(names.at(-1), 'Sleep disruption');
    await session.turnTo(strain);
    assert.equal(form().unsavedElsewhere.length, 1);
    await session.handle({ type: 'discard', code: sleep });
    assert.equal(form().unsavedElsewhere.length, 0);
  });

  it('loses no letter while the codebook cannot be read, and says so', async () => {
    const { session, form, type, heard } = open(sleep);
    await session.handle({ type: 'ready' });
    await type(sleep, 'M');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.slice(0, -9));
    studies.refresh();
    await type(sleep, 'Mi');
    await type(sleep, 'Mine.');
    await session.save();
    const told = heard.at(-1)!;
    assert.ok(told.type === 'failed');
    assert.match(told.error.message, /codebook\.json/);
    assert.ok(heard.every(({ type: one }) => one !== 'gone'));
    // A page that was hidden meanwhile has the form again, as the codebook was.
    await session.handle({ type: 'ready' });
    assert.deepEqual(form().form.draft, { definition: 'Mine.' });
    writeFileSync(file, whole);
    studies.refresh();
    await session.handle({ type: 'save', code: sleep });
    assert.equal(definitionOf(sleep), 'Mine.');
  });
});
