import * as vscode from 'vscode';
import type { CommandId } from '../../commands';
import type { Services } from '../../platform/services';
import { studyFolder } from '../../platform/study/studyFolder';
import type { Corrections } from './corrections';
import { listReview, type LostTranscript, type Review, type ReviewItem } from './reviewList';

interface StudyReview extends Review {
  readonly root: vscode.Uri;
  readonly nameOf: (coder: string) => string;
  readonly codeOf: (item: ReviewItem) => string;
}

/** A row of *Segments to Review*. */
export type ReviewNode =
  | { readonly kind: 'transcript'; readonly study: StudyReview; readonly transcript: string }
  | { readonly kind: 'item'; readonly study: StudyReview; readonly item: ReviewItem }
  | { readonly kind: 'lost'; readonly study: StudyReview; readonly lost: LostTranscript };

/** Set while there is something to review. */
const hasReviewKey = 'introspect.hasReview';
/** Changes on disk come in bursts. */
const settleMs = 150;
const maxLabel = 60;

/** Segments whose words were corrected or deleted, and codings whose transcript is gone. */
export class ReviewTree implements vscode.TreeDataProvider<ReviewNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #reviews: Promise<readonly StudyReview[]> | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly services: Pick<Services, 'coder' | 'studies'>,
    corrections: Pick<Corrections, 'onDidSave'>,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{txt,md}');
    const later = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), settleMs);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidChange(later),
      watcher.onDidCreate(later),
      watcher.onDidDelete(later),
      services.studies.onDidChange(later),
      services.coder.onDidChange(later),
      corrections.onDidSave(later),
    );
    void this.#tellWhether();
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#reviews = undefined;
    this.#changed.fire();
    void this.#tellWhether();
  }

  async getChildren(node?: ReviewNode): Promise<ReviewNode[]> {
    if (node && node.kind !== 'transcript') return [];
    if (node) {
      const { study, transcript } = node;
      return study.items
        .filter((item) => item.transcript === transcript)
        .map((item) => ({ kind: 'item', study, item }));
    }
    return (await this.#list()).flatMap((study): ReviewNode[] => {
      const transcripts = [...new Set(study.items.map((item) => item.transcript))];
      return [
        ...study.lost.map((lost) => ({ kind: 'lost', study, lost }) as const),
        ...transcripts.map((transcript) => ({ kind: 'transcript', study, transcript }) as const),
      ];
    });
  }

  getTreeItem(node: ReviewNode): vscode.TreeItem {
    switch (node.kind) {
      case 'transcript':
        return transcriptRow(node);
      case 'item':
        return itemRow(node);
      case 'lost':
        return lostRow(node);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  #list(): Promise<readonly StudyReview[]> {
    return (this.#reviews ??= this.#read());
  }

  async #read(): Promise<readonly StudyReview[]> {
    const { coder, studies } = this.services;
    const reviews: StudyReview[] = [];
    for (const { root, coders, codebook } of await studies.list()) {
      if (root.scheme !== 'file') continue;
      const isShown = (id: string) => !coder.isBlind(root) || id === coder.current(root);
      const nameOf = (id: string) => coders.find((one) => one.id === id)?.name ?? id;
      const codes = new Map(codebook?.codes.map(({ id, name }) => [`urn:uuid:${id}`.toLowerCase(), name]));
      const codeOf = ({ annotation }: ReviewItem) =>
        annotation.motivation === 'commenting'
          ? 'Memo'
          : (codes.get(annotation.body.source.toLowerCase()) ?? 'Deleted code');
      reviews.push({ root, nameOf, codeOf, ...(await listReview(studies.files(root), studyFolder(root), isShown)) });
    }
    return reviews;
  }

  async #tellWhether(): Promise<void> {
    const reviews = await this.#list().catch(() => []);
    const isAny = reviews.some(({ items, lost }) => items.length + lost.length > 0);
    await vscode.commands.executeCommand('setContext', hasReviewKey, isAny);
  }
}

function transcriptRow({ study, transcript }: Extract<ReviewNode, { kind: 'transcript' }>): vscode.TreeItem {
  const uri = vscode.Uri.joinPath(study.root, transcript);
  const row = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  row.id = `${study.root.toString()} ${transcript}`;
  row.label = transcript.slice(transcript.lastIndexOf('/') + 1);
  const count = study.items.filter((item) => item.transcript === transcript).length;
  row.description = `${count} to review`;
  row.iconPath = vscode.ThemeIcon.File;
  return row;
}

function itemRow(node: Extract<ReviewNode, { kind: 'item' }>): vscode.TreeItem {
  const { study, item } = node;
  const { was, now, coder, annotation } = item;
  const who = study.nameOf(coder);
  const code = study.codeOf(item);
  const row = new vscode.TreeItem(code);
  row.id = `${item.file} ${annotation.id}`;
  const state = now === null ? 'words deleted' : now === was ? 'place not sure' : 'words changed';
  row.description = `${who} · ${state} · “${short(now ?? was)}”`;
  row.iconPath = new vscode.ThemeIcon(now === null ? 'debug-disconnect' : 'edit');
  row.contextValue = now === null ? 'review orphaned' : 'review moved';
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(`${code} · ${who}\n\nWas: “${was}”\n\n`);
  tooltip.appendText(now === null ? 'Now: these words are not in the transcript.' : `Now: “${now}”`);
  row.tooltip = tooltip;
  row.accessibilityInformation = { label: `${state}: ${now ?? was}. Was: ${was}. ${code}, ${who}` };
  row.command = { command: 'introspect.revealReviewed' satisfies CommandId, title: 'Show', arguments: [node] };
  return row;
}

function lostRow(node: Extract<ReviewNode, { kind: 'lost' }>): vscode.TreeItem {
  const { study, lost } = node;
  const row = new vscode.TreeItem(lost.transcript.slice(lost.transcript.lastIndexOf('/') + 1));
  row.id = `${study.root.toString()} lost ${lost.transcript}`;
  row.description = 'the transcript is gone: choose its new place';
  row.iconPath = new vscode.ThemeIcon('warning');
  row.contextValue = 'review lost';
  const names = lost.files.map(({ coder }) => study.nameOf(coder)).join(', ');
  const [same] = lost.sameText;
  const hint = same === undefined ? '' : ` ${same} has the very same text.`;
  row.tooltip = `The codes of ${names} on ${lost.transcript} are kept, but that file is not there.${hint}`;
  row.command = {
    command: 'introspect.chooseTranscriptPlace' satisfies CommandId,
    title: 'Choose Its New Place…',
    arguments: [node],
  };
  return row;
}

function short(words: string): string {
  const line = words.replace(/\s+/g, ' ');
  return line.length > maxLabel ? `${line.slice(0, maxLabel - 1)}…` : line;
}
