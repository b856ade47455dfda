import * as vscode from 'vscode';
import { toWorkingText, parseTranscript } from '../../core/transcript/transcript';
import { counted } from '../../core/exchange/counted';
import { transcriptFolder } from '../../core/coding/studyFiles';
import { openingOf } from '../../panels/openPlace';
import type { Services } from '../../platform/services';
import { talliesOfPeople, type OpenStudy } from '../../platform/study/openStudies';

interface TranscriptNode {
  readonly kind: 'transcript';
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly segments: number;
}
export type TranscriptsNode = { readonly kind: 'study'; readonly study: OpenStudy } | TranscriptNode;

interface TranscriptCounts {
  readonly turns: number;
  readonly speakers: readonly string[];
}

/** Changes on disk come in bursts. */
const settleMs = 100;
/** Bytes; a longer text is opened, but not read for its counts. */
const maxReadBytes = 8e6;

/** The Transcripts view: what there is to read and to code, study by study where several are open. */
export class TranscriptsTree implements vscode.TreeDataProvider<TranscriptsNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  /** By the file's URI; taken while size and time of the file stay the same. */
  readonly #counts = new Map<string, { readonly stamp: string; readonly counts: TranscriptCounts | null }>();
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly services: Pick<Services, 'studies' | 'coder'>) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${transcriptFolder}/**`);
    const later = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#changed.fire(), settleMs);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidChange(later),
      watcher.onDidCreate(later),
      watcher.onDidDelete(later),
      services.studies.onDidChange(later),
      services.coder.onDidChange(later),
    );
  }

  async getChildren(node?: TranscriptsNode): Promise<TranscriptsNode[]> {
    if (node) return node.kind === 'study' ? this.#transcripts(node.study) : [];
    const studies = await this.services.studies.list();
    const [only] = studies;
    return only && studies.length === 1 ? this.#transcripts(only) : studies.map((study) => ({ kind: 'study', study }));
  }

  async getTreeItem(node: TranscriptsNode): Promise<vscode.TreeItem> {
    if (node.kind === 'study') {
      const { study, name, root } = node.study;
      const item = new vscode.TreeItem(study?.title ?? name, vscode.TreeItemCollapsibleState.Expanded);
      item.id = root.toString();
      return item;
    }
    const { uri, name, segments } = node;
    const item = new vscode.TreeItem(name);
    item.id = uri.toString();
    item.resourceUri = uri;
    item.iconPath = new vscode.ThemeIcon('comment-discussion');
    item.command = openingOf(uri);
    const counts = await this.#countsOf(uri);
    const facts = [
      segments > 0 ? counted(segments, 'segment') : 'not coded yet',
      ...(counts ? [counted(counts.turns, 'turn'), counted(counts.speakers.length, 'speaker')] : []),
    ];
    item.description = facts.join(' · ');
    item.tooltip = [name, facts.join(', '), counts?.speakers.join(', ') ?? ''].filter(Boolean).join('\n');
    item.accessibilityInformation = { label: [name, ...facts].join(', ') };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  async #transcripts(study: OpenStudy): Promise<TranscriptsNode[]> {
    const { root } = study;
    const tallies = talliesOfPeople(study);
    const { coder } = this.services;
    const own = coder.isBlind(root) ? coder.current(root) : undefined;
    const visible = coder.isBlind(root) ? tallies.filter((tally) => tally.coder === own) : tallies;
    const paths = await textsUnder(root, transcriptFolder);
    return paths.map((path) => ({
      kind: 'transcript',
      uri: vscode.Uri.joinPath(root, path),
      name: path.slice(transcriptFolder.length + 1).replace(/(\.transcript)?\.txt$/, ''),
      segments: visible
        .filter(({ transcript }) => transcript === path)
        .flatMap(({ tally }) => [...tally.segments.values()])
        .reduce((sum, n) => sum + n, 0),
    }));
  }

  async #countsOf(uri: vscode.Uri): Promise<TranscriptCounts | null> {
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      const stamp = `${mtime} ${size}`;
      const known = this.#counts.get(uri.toString());
      if (known?.stamp === stamp) return known.counts;
      const counts = size > maxReadBytes ? null : countsOf(await vscode.workspace.fs.readFile(uri));
      this.#counts.set(uri.toString(), { stamp, counts });
      return counts;
    } catch {
      return null; // gone since it was listed; the watcher tells
    }
  }
}

function countsOf(bytes: Uint8Array): TranscriptCounts {
  const { turns } = parseTranscript(toWorkingText(new TextDecoder().decode(bytes)));
  return { turns: turns.length, speakers: [...new Set(turns.map(({ speaker }) => speaker))] };
}

/** Paths of text files in a folder and those below it, in order. */
async function textsUnder(root: vscode.Uri, folder: string): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(root, folder)).then(
    (found) => found,
    () => [], // no transcripts yet
  );
  const paths = await Promise.all(
    entries.map(async ([name, type]) => {
      const path = `${folder}/${name}`;
      if ((type & vscode.FileType.Directory) !== 0) return textsUnder(root, path);
      return name.endsWith('.txt') ? [path] : [];
    }),
  );
  return paths.flat().sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}
