import * as vscode from 'vscode';
import type { CodeRef } from '../../commands';
import { UserError } from '../../core/base/userError';
import type { Code } from '../../core/codebook/codebook';
import { addCode, codeOf, codesBelow, moveCodes, updateCode, type CodePlace } from '../../core/codebook/edit';
import type { Services } from '../../platform/services';
import type { OpenStudy } from '../../platform/study/openStudies';
import { studyFolder } from '../../platform/study/studyFolder';
import { CodeDragAndDrop } from './codeDragAndDrop';
import { CodebookEditor } from './codebookEditor';
import { CodebookTree, type CodebookNode } from './codebookTree';
import { CodePanels } from './codePanel';
import { askDropPlace, askLook, askNewName, askOtherName, askShortcut, pickCode } from './codePrompts';
import { CodeSession } from './codeSession';
import { deleteCode, mergeInto, splitInto, type Onlooker } from './segmentFlows';
import { exportCodebook, importCodebook } from './transfer';

/** A code with its study, as a command finds it. */
interface Chosen {
  readonly study: OpenStudy;
  readonly code: Code;
}

/** The Codebook view, the forms of its codes, and the commands of its rows. */
export class CodebookFeature implements vscode.Disposable {
  readonly tree: CodebookTree;
  readonly dragAndDrop: CodeDragAndDrop;
  readonly panels: CodePanels;
  readonly #editors = new Map<string, CodebookEditor>();
  /** As last told: while VS Code asks for the rows anew, `view.selection` is empty. */
  #lastSelected: readonly CodebookNode[];
  readonly #selecting: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly services: Services,
    private readonly view: Pick<vscode.TreeView<CodebookNode>, 'selection' | 'onDidChangeSelection' | 'reveal'>,
  ) {
    this.#lastSelected = view.selection;
    this.#selecting = view.onDidChangeSelection(({ selection }) => {
      this.#lastSelected = selection;
    });
    this.tree = new CodebookTree(services.studies, services.coder);
    this.dragAndDrop = new CodeDragAndDrop(
      (root) => this.#editor(vscode.Uri.parse(root)).load(),
      (root, codes, place) => this.#move(vscode.Uri.parse(root), codes, place),
      askDropPlace,
    );
    this.panels = new CodePanels(
      extensionUri,
      (root, code, drafts, post, named) =>
        new CodeSession(root, code, services, drafts, () => this.#editor(root), post, named),
    );
  }

  /** @param below the code that the new one stands under */
  async newCode(below?: CodeRef): Promise<void> {
    const parent = below && (await this.#find(below));
    const study = parent?.study ?? (await this.services.studies.choose('New Code'));
    if (!study) return;
    const editor = this.#editor(study.root);
    const name = await askNewName(await editor.load(), parent?.code);
    if (name === undefined) return;
    const id = editor.newId();
    const act = { what: 'add', label: `New Code ${name.trim()}`, detail: { code: id, name: name.trim() } };
    await editor.change(act, (codebook) => addCode(codebook, id, { name, parent: parent?.code.id ?? null }));
    await this.#reveal({ root: study.root.toString(), code: id });
  }

  async newSubCode(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Below Which Code?');
    if (chosen) await this.newCode(refOf(chosen));
  }

  async rename(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Rename Which Code?');
    if (!chosen) return;
    const { code, study } = chosen;
    const editor = this.#editor(study.root);
    const name = (await askOtherName(await editor.load(), code))?.trim();
    if (name === undefined || name === code.name) return;
    const detail = { code: code.id, from: code.name, to: name };
    await editor.change({ what: 'rename', label: `Rename ${code.name}`, detail }, (codebook) =>
      updateCode(codebook, code.id, { name }),
    );
    this.services.studies.refresh();
  }

  async edit(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Edit Which Code?');
    if (chosen) await this.panels.show(chosen.study.root, chosen.code.id);
  }

  async remove(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Delete Which Code?');
    if (!chosen) return;
    const { code, study } = chosen;
    const done = await this.#changing(() => deleteCode(this.#editor(study.root), study, code, this.#onlooker(study)));
    if (done) this.#offerUndo(study, `${code.name} is deleted.`);
  }

  async merge(ref?: CodeRef, refs?: readonly CodeRef[]): Promise<void> {
    const first = await this.#chosen(ref, 'Merge Which Code?');
    if (!first) return;
    const selected = refs ?? (ref ? [] : this.#selection.flatMap((node) => (node.kind === 'code' ? [node] : [])));
    const codes = selected.length > 1 ? await this.#codes(first.study, selected) : [first.code];
    const { study } = first;
    const into = await this.#changing(() => mergeInto(this.#editor(study.root), study, codes, this.#onlooker(study)));
    if (!into) return;
    this.#offerUndo(study, `${codes.map(({ name }) => name).join(', ')} became part of ${into.name}.`);
  }

  async split(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Split Which Code?');
    if (!chosen) return;
    const { study, code } = chosen;
    await this.#changing(() => splitInto(this.#editor(study.root), study, code, this.#onlooker(study)));
  }

  async setColour(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Colour of Which Code?');
    if (!chosen) return;
    const { study, code } = chosen;
    const editor = this.#editor(study.root);
    const look = await askLook(await editor.load(), code);
    if (!look) return;
    await editor.change(
      {
        what: 'edit',
        label: `Colour of ${code.name}`,
        detail: { code: code.id, fields: ['colour', 'pattern'], ...look },
      },
      (codebook) => updateCode(codebook, code.id, look),
    );
    this.services.studies.refresh();
  }

  async setShortcut(ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Key of Which Code?');
    if (!chosen) return;
    const { study, code } = chosen;
    const editor = this.#editor(study.root);
    const key = await askShortcut(await editor.load(), code);
    if (key === undefined) return;
    const shortcut = key === '' ? null : key;
    const detail = { code: code.id, fields: ['shortcut'], shortcut };
    await editor.change({ what: 'edit', label: `Key of ${code.name}`, detail }, (codebook) =>
      updateCode(codebook, code.id, { shortcut }),
    );
    this.services.studies.refresh();
  }

  /** Among its siblings, by keyboard. */
  async moveBy(step: -1 | 1, ref?: CodeRef): Promise<void> {
    const chosen = await this.#chosen(ref, 'Move Which Code?');
    if (!chosen) return;
    const { study, code } = chosen;
    const siblings = codesBelow(await this.#editor(study.root).load(), code.parent);
    const at = siblings.findIndex(({ id }) => id === code.id);
    if (at + step < 0 || at + step >= siblings.length) return;
    const before = siblings[step < 0 ? at - 1 : at + 2]?.id ?? null;
    await this.#move(study.root, [code.id], { parent: code.parent, before });
  }

  async undo(): Promise<void> {
    const study = await this.services.studies.choose('Undo Codebook Change');
    if (!study) return;
    const label = await this.#changing(() => this.#editor(study.root).undo());
    const message = label === undefined ? 'Nothing in the codebook was changed in this window.' : `Undone: ${label}.`;
    void vscode.window.showInformationMessage(message);
  }

  async importCodes(): Promise<void> {
    const study = await this.services.studies.choose('Import Codebook');
    if (!study) return;
    const added = await importCodebook(this.#editor(study.root), study, this.extensionUri);
    this.services.studies.refresh();
    if (added !== undefined) this.#offerUndo(study, added);
  }

  async exportCodes(): Promise<void> {
    const study = await this.services.studies.choose('Export Codebook');
    if (study) await exportCodebook(study);
  }

  dispose(): void {
    this.#selecting.dispose();
    this.tree.dispose();
    this.panels.dispose();
  }

  get #selection(): readonly CodebookNode[] {
    const { selection } = this.view;
    return selection.length > 0 ? selection : this.#lastSelected;
  }

  #editor(root: vscode.Uri): CodebookEditor {
    const key = root.toString();
    const files = this.services.studies.files(root);
    const editor =
      this.#editors.get(key) ?? new CodebookEditor(files, studyFolder(root), () => this.services.coder.current(root));
    this.#editors.set(key, editor);
    return editor;
  }

  #onlooker({ root }: OpenStudy): Onlooker {
    return { me: this.services.coder.current(root), blind: this.services.coder.isBlind(root) };
  }

  /** The code of a row, of the row with the focus, or one that the person chooses. */
  async #chosen(ref: CodeRef | undefined, title: string): Promise<Chosen | undefined> {
    if (ref) return this.#find(ref);
    const [row] = this.#selection;
    if (row?.kind === 'code') {
      const study = await this.services.studies.find(vscode.Uri.parse(row.root));
      const code = study?.codebook?.codes.find(({ id }) => id === row.code);
      if (study && code) return { study, code };
    }
    const study = await this.services.studies.choose(title);
    if (!study) return undefined;
    const code = await pickCode(study, [], { title, placeHolder: 'A code of the codebook' });
    return code && { study, code };
  }

  async #find({ root, code }: CodeRef): Promise<Chosen> {
    const study = await this.services.studies.find(vscode.Uri.parse(root));
    if (!study?.codebook) {
      throw new UserError('fileUnreadable', 'The codebook of this study cannot be read.', 'Mend codebook.json first.');
    }
    return { study, code: codeOf(study.codebook, code) };
  }

  async #codes(study: OpenStudy, refs: readonly CodeRef[]): Promise<Code[]> {
    const found = await Promise.all(refs.map((ref) => this.#find(ref)));
    return found.filter((one) => one.study.root.toString() === study.root.toString()).map(({ code }) => code);
  }

  async #move(root: vscode.Uri, codes: readonly string[], place: CodePlace): Promise<void> {
    const editor = this.#editor(root);
    const codebook = await editor.load();
    const names = codes.map((id) => codeOf(codebook, id).name);
    const act = { what: 'move', label: `Move ${names.join(', ')}`, detail: { codes, ...place } };
    await editor.change(act, (current) => moveCodes(current, codes, place));
    this.services.studies.refresh();
  }

  /** Selects a row, so that the next command is about it. It comes a moment later: taking the keyboard then would close what was opened meanwhile. */
  async #reveal(ref: CodeRef): Promise<void> {
    this.services.studies.refresh();
    await this.view.reveal({ kind: 'code', ...ref }, { select: true, focus: false });
  }

  /** What changes files in several steps may stop half way: the view shows what is there in any case. */
  async #changing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.services.studies.refresh();
    }
  }

  #offerUndo({ root }: OpenStudy, message: string): void {
    const undo = 'Undo';
    const editor = this.#editor(root);
    const label = editor.lastLabel;
    void vscode.window.showInformationMessage(message, undo).then(async (answer) => {
      if (answer === undo && editor.lastLabel === label)
        await vscode.commands.executeCommand('introspect.undoCodebookChange');
    });
  }
}

function refOf({ study, code }: Chosen): CodeRef {
  return { root: study.root.toString(), code: code.id };
}
