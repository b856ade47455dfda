import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { OffsetMap } from '../../core/base/offsets';
import { UserError } from '../../core/base/userError';
import { parseCodebook, serializeCodebook, type Code } from '../../core/codebook/codebook';
import { codeNameKey } from '../../core/codebook/codeRules';
import { addCode, makeCodebook } from '../../core/codebook/edit';
import { makeCollection, parseAnnotations, serializeAnnotations } from '../../core/coding/annotations';
import { codeStretch } from '../../core/coding/codingActs';
import { CodingModel } from '../../core/coding/codingModel';
import { codingPath } from '../../core/coding/study';
import { codebookFile } from '../../core/coding/studyFiles';
import type { Services } from '../../platform/services';
import type { Corrections, OpenTranscript } from './corrections';
import { toWorkingRange } from './textEditorCoding';
import { describe } from './toUserError';

const recentKey = (root: vscode.Uri) => `introspect.recentCodes ${root.toString()}`;
const maxRecent = 8;
const codebookFormat = { parse: parseCodebook, serialize: serializeCodebook };
const codingFormat = { parse: parseAnnotations, serialize: serializeAnnotations };

/** A code of the codebook, or the name of a new one. */
type Choice = { readonly code: Code } | { readonly name: string };

interface CodeItem extends vscode.QuickPickItem {
  readonly choice: Choice;
}

/** Puts a code on the words that are selected in the text editor, at once in the person's own file. */
export async function codeSelection(
  corrections: Corrections,
  { coder, studies }: Pick<Services, 'coder' | 'studies'>,
  memento: vscode.Memento,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const transcript = editor && (await corrections.ready(editor.document));
  if (!transcript) {
    const remedy = 'Open a transcript of a study. Introspect: New Study… makes a study of a folder.';
    throw new UserError('badRequest', 'The text in front is in no study.', remedy);
  }
  if (editor.selection.isEmpty) {
    throw new UserError('badRequest', 'Nothing is selected.', 'Select some words of the transcript first.');
  }
  const { root, path, session } = transcript;
  const range = toWorkingRange(editor.document, editor.selection);
  const { text, sha256 } = session;
  const files = studies.files(root);
  const me = await coder.ask(root, files);
  if (me === undefined) return;
  const choice = await chooseCode(transcript, memento);
  if (!choice) return;
  const code = 'code' in choice ? choice.code.id : await addNamed(transcript, choice.name, me);
  const file = codingPath(path, me);
  const label = `${transcript.coders.find(({ id }) => id === me)?.name ?? me} on ${path}`;
  let added: string | undefined;
  await files.update(file, codingFormat, (stored) => {
    const collection = stored ?? makeCollection({ collection: randomUUID(), page: randomUUID() }, label);
    const model = new CodingModel(me, collection);
    const places = new Map(session.placed.filter((one) => one.coder === me).map((one) => [one.annotation.id, one]));
    const edit = codeStretch(
      {
        model,
        text,
        source: { id: path, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 },
        offsets: new OffsetMap(text),
        placeOf: (id) => places.get(id)?.range ?? null,
        now: () => new Date(),
        newId: randomUUID,
      },
      range,
      code,
    );
    added = model.apply(edit)[0]?.after?.id;
    return added === undefined ? undefined : model.toCollection();
  });
  await remember(memento, root, code);
  if (added === undefined) return void vscode.window.showInformationMessage('You have put this code here already.');
  await journal(transcript, me, 'coding.save', { added: 1, changed: 0, removed: 0 });
  await corrections.refresh(transcript);
  void offerUndo(corrections, transcript, me, added);
}

async function offerUndo(corrections: Corrections, transcript: OpenTranscript, me: string, id: string): Promise<void> {
  const undo = 'Undo';
  if ((await vscode.window.showInformationMessage('The selection is coded.', undo)) !== undo) return;
  try {
    await transcript.session.files.update(codingPath(transcript.path, me), codingFormat, (collection) => {
      const items = collection?.first.items.filter((one) => one.id !== id);
      return collection && items ? { ...collection, first: { ...collection.first, items } } : undefined;
    });
    await journal(transcript, me, 'coding.save', { added: 0, changed: 0, removed: 1 });
    await corrections.refresh(transcript);
  } catch (error) {
    void vscode.window.showErrorMessage(describe(error));
  }
}

/** The codes, those used last first; a name that no code has offers a new one. */
function chooseCode({ codebook, root }: OpenTranscript, memento: vscode.Memento): Promise<Choice | undefined> {
  const recent = memento.get<readonly string[]>(recentKey(root)) ?? [];
  const rank = ({ id }: Code) => (recent.includes(id) ? recent.indexOf(id) : maxRecent);
  const known = [...codebook.codes].sort((a, b) => rank(a) - rank(b));
  const nameOf = new Map(codebook.codes.map(({ id, name }) => [id, name]));
  const items = known.map((code): CodeItem => ({
    label: code.name,
    description: code.parent === null ? '' : (nameOf.get(code.parent) ?? ''),
    detail: code.definition,
    choice: { code },
  }));
  const pick = vscode.window.createQuickPick<CodeItem>();
  pick.title = 'Code the Selection';
  pick.placeholder = 'A code, or the name of a new one';
  pick.matchOnDetail = true;
  pick.items = items;
  return new Promise((resolve) => {
    pick.onDidChangeValue((value) => {
      const name = value.trim();
      const isKnown = codebook.codes.some((code) => codeNameKey(code.name) === codeNameKey(name));
      const fresh = { label: `$(add) Create code “${name}”`, description: '', detail: '', choice: { name } };
      pick.items = name === '' || isKnown ? items : [...items, { ...fresh, alwaysShow: true }];
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function addNamed(transcript: OpenTranscript, name: string, me: string): Promise<string> {
  const key = codeNameKey(name);
  const id = randomUUID();
  let code: string = id;
  await transcript.session.files.update(codebookFile, codebookFormat, (codebook) => {
    const existing = codebook?.codes.find((one) => codeNameKey(one.name) === key);
    code = existing?.id ?? id;
    return existing ? undefined : addCode(codebook ?? makeCodebook(), id, { name });
  });
  if (code === id) await journal(transcript, me, 'codebook.add', { code });
  return code;
}

async function remember(memento: vscode.Memento, root: vscode.Uri, code: string): Promise<void> {
  const before = memento.get<readonly string[]>(recentKey(root)) ?? [];
  await memento.update(recentKey(root), [code, ...before.filter((id) => id !== code)].slice(0, maxRecent));
}

function journal(
  { session, path }: OpenTranscript,
  who: string,
  what: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  const entry = { when: new Date().toISOString(), who: [who], what, transcript: path, sha256: session.sha256 };
  return session.files.appendJournal({ ...entry, ...details });
}
