import * as vscode from 'vscode';
import type { CommandId } from '../../commands';
import { LineMap } from '../../core/base/lineMap';
import { utf16, type RangeUtf16 } from '../../core/base/offsets';
import { UserError } from '../../core/base/userError';
import { toWorkingText } from '../../core/transcript/transcript';
import type { Services } from '../../platform/services';
import { studyFolder } from '../../platform/study/studyFolder';
import { relocateCodings } from './relocate';
import { ReviewActs } from './reviewActs';
import { transcriptsOf, type ReviewItem } from './reviewList';
import type { ReviewNode, ReviewTree } from './reviewTree';
import { toWorkingRange } from './textEditorCoding';
import { describe } from './toUserError';

type ItemNode = Extract<ReviewNode, { kind: 'item' }>;

/** What can be done in *Segments to Review*. */
export class ReviewCommands {
  constructor(
    private readonly services: Pick<Services, 'coder' | 'studies' | 'subjects'>,
    private readonly tree: Pick<ReviewTree, 'refresh'>,
  ) {}

  async accept(node: unknown): Promise<void> {
    const { item, study } = itemNode(node);
    if (!item.range)
      throw new UserError('badRequest', 'The words of this segment are gone.', 'Re-attach or delete it.');
    await requireSaved(uriOf(study.root, item));
    await this.#acts(study.root).attach(item, item.range, 'accept');
    this.tree.refresh();
  }

  /** To the words that are selected in the text editor or the coding editor. */
  async reattach(node: unknown): Promise<void> {
    const { item, study } = itemNode(node);
    const uri = uriOf(study.root, item);
    const selected = this.#selectedIn(uri);
    if (!selected) {
      if (!isOpenForCoding(uri)) await vscode.window.showTextDocument(uri, { preview: false });
      const remedy = 'Select the words in the transcript, then choose Re-attach to Selection again.';
      throw new UserError('badRequest', 'No words of the transcript are selected.', remedy);
    }
    await requireSaved(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await this.#acts(study.root).attach(item, toWorkingRange(document, selected), 'reattach');
    this.tree.refresh();
  }

  /** Of two editors on the transcript, the one in front counts. */
  #selectedIn(uri: vscode.Uri): vscode.Range | undefined {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    const inText = editor && !editor.selection.isEmpty ? editor.selection : undefined;
    const inOurs = this.services.subjects.selectedIn(uri);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    return activeTab?.input instanceof vscode.TabInputCustom ? (inOurs ?? inText) : (inText ?? inOurs);
  }

  async remove(node: unknown): Promise<void> {
    const { item, study } = itemNode(node);
    const mine = this.services.coder.current(study.root) === item.coder;
    const whose = mine ? 'your' : `${study.nameOf(item.coder)}’s`;
    const detail = `${study.codeOf(item)}: “${item.was}”${mine ? '' : '\n\nIt is not in your own coding.'}`;
    const yes = 'Delete';
    const options = { modal: true, detail };
    if ((await vscode.window.showWarningMessage(`Delete ${whose} segment?`, options, yes)) !== yes) return;
    const acts = this.#acts(study.root);
    const removed = await acts.remove(item);
    this.tree.refresh();
    const undo = 'Undo';
    void vscode.window.showInformationMessage('The segment is deleted.', undo).then(async (chosen) => {
      if (chosen !== undo) return;
      await acts.restore(item, removed).catch((error: unknown) => vscode.window.showErrorMessage(describe(error)));
      this.tree.refresh();
    });
  }

  /** Shows a segment where it stands, or where it stood: in the text editor, if the transcript is open in one. */
  async reveal(node: unknown): Promise<void> {
    const { item, study } = itemNode(node);
    const uri = uriOf(study.root, item);
    const text = toWorkingText(await this.services.studies.files(study.root).loadText(item.transcript));
    const at = Math.min(item.annotation.target.selector[0].start, text.length);
    const range: RangeUtf16 = item.range ?? { start: utf16(at), end: utf16(at) };
    const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    if (!open && item.range) {
      await vscode.commands.executeCommand('introspect.openCodingEditor' satisfies CommandId, uri, range);
      return;
    }
    const lines = new LineMap(text);
    const [start, end] = [lines.positionAt(range.start), lines.positionAt(range.end)];
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    const column = open?.viewColumn === undefined ? {} : { viewColumn: open.viewColumn };
    await vscode.window.showTextDocument(uri, { preview: false, selection, ...column });
  }

  /** Puts codings whose transcript is gone beside another one. */
  async choosePlace(node: unknown): Promise<void> {
    if (!isNode(node) || node.kind !== 'lost') throw nothingChosen();
    const { study, lost } = node;
    const files = this.services.studies.files(study.root);
    const paths = await transcriptsOf(studyFolder(study.root));
    const isSame = (path: string) => lost.sameText.includes(path);
    const items = [...paths.filter(isSame), ...paths.filter((path) => !isSame(path)).sort()].map((path) => ({
      label: path.slice(path.lastIndexOf('/') + 1),
      description: isSame(path) ? 'the very same text' : '',
      detail: path,
      path,
    }));
    const title = `Where Is ${lost.transcript.slice(lost.transcript.lastIndexOf('/') + 1)} Now?`;
    const placeHolder = 'Its codes are put beside the transcript you choose';
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
    if (!picked) return;
    await relocateCodings(files, study.root, lost.files, {
      from: lost.transcript,
      to: picked.path,
      who: this.services.coder.current(study.root),
    });
    this.services.studies.refresh();
  }

  #acts(root: vscode.Uri): ReviewActs {
    return new ReviewActs(this.services.studies.files(root), () => this.services.coder.current(root));
  }
}

async function requireSaved(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (!document.isDirty) return;
  throw new UserError('badRequest', 'The transcript has changes that are not saved.', 'Save it first.');
}

function uriOf(root: vscode.Uri, { transcript }: ReviewItem): vscode.Uri {
  return vscode.Uri.joinPath(root, transcript);
}

function itemNode(node: unknown): ItemNode {
  if (isNode(node) && node.kind === 'item') return node;
  throw nothingChosen();
}

function isNode(node: unknown): node is ReviewNode {
  return typeof node === 'object' && node !== null && 'kind' in node && 'study' in node;
}

function nothingChosen(): UserError {
  return new UserError('badRequest', 'No segment is chosen.', 'Choose one in Segments to Review.');
}

function isOpenForCoding(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString());
}
