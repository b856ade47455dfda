import path from 'node:path';
import * as vscode from 'vscode';
import { invertEdit, type Edit } from '../../core/coding/codingModel';
import { isPlain, spellingKey } from '../../core/base/spelling';
import { coderOfFile } from '../../core/coding/study';
import { codebookFile, codingFolder, studyFile } from '../../core/coding/studyFiles';
import type { Services } from '../../platform/services';
import { studyWrites } from '../../platform/study/studyWrites';
import type { Stretch, SuggestingState } from '../../protocol/coding';
import type { CodingBackup } from './codingBackup';
import type { CodingSession } from './codingSession';
import { EditBurst } from './editBurst';
import { TranscriptCoding } from './transcriptCoding';

export const nothingTold: SuggestingState = { progress: null, outcome: null };

/** A transcript that is open in one or more coding editors. */
export class CodingDocument implements vscode.CustomDocument {
  readonly coding: TranscriptCoding;
  /** Its pages. */
  readonly sessions = new Set<CodingSession>();
  /** Where what is not saved was kept last. */
  backup: vscode.Uri | undefined;
  /** A model is being asked for suggestions. */
  suggesting: AbortController | undefined;
  /** No page is open any more. */
  isClosed = false;
  #told: SuggestingState = nothingTold;
  readonly burst = new EditBurst();
  /** When the text and the person's own coding have been read. */
  readonly loaded: Promise<void>;
  #selection: { readonly stretch: Stretch; readonly sha256: string } | null = null;
  readonly #edited = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<CodingDocument>>();
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[] = [];
  #watched: { readonly root: string | null; readonly watchers: vscode.Disposable } | undefined;

  readonly onDidEdit = this.#edited.event;
  readonly onDidDispose = this.#disposed.event;

  constructor(
    readonly uri: vscode.Uri,
    private readonly services: Pick<Services, 'coder' | 'studies'>,
    backup: CodingBackup | undefined,
  ) {
    const { coder, studies } = services;
    this.coding = new TranscriptCoding(uri.fsPath, {
      coderOf: (root) => coder.current(vscode.Uri.file(root)),
      openFiles: (folder) => studies.files(vscode.Uri.file(folder)),
      tell: (message) => void vscode.window.showWarningMessage(message),
      offer: async (message, action) => (await vscode.window.showWarningMessage(message, action)) === action,
    });
    this.#subscriptions.push(
      new vscode.Disposable(this.coding.onDidUpdate(({ type }) => type === 'everything' && this.#watch())),
      coder.onDidChange((root) => this.#coderChanged(root)),
    );
    this.#watch();
    this.loaded = this.coding.load(backup);
  }

  /** How far a model is with suggestions, or what came of it and was not read yet. */
  get told(): SuggestingState {
    return this.#told;
  }

  set told(told: SuggestingState) {
    this.#told = told;
    for (const session of this.sessions) session.showSuggesting();
  }

  /** Selected on a page of it last; null where the text has changed since. */
  get selection(): Stretch | null {
    return this.#selection?.sha256 === this.coding.sources.text.sha256 ? this.#selection.stretch : null;
  }

  set selection(stretch: Stretch | null) {
    this.#selection = stretch && { stretch, sha256: this.coding.sources.text.sha256 };
  }

  /** The study's folder; undefined when the transcript is in no study. */
  get root(): vscode.Uri | undefined {
    const { root } = this.coding.sources;
    return root === null ? undefined : vscode.Uri.file(root);
  }

  /** Makes an edit, as an entry in VS Code's undo, or as a part of the last one. @param about what the edit is about */
  make(edit: Edit, about?: string): void {
    this.#apply(edit);
    const entry = this.burst.take(edit, about);
    if (!entry) return;
    const apply = (now: Edit) => {
      this.burst.end();
      this.#apply(now);
    };
    this.#edited.fire({
      document: this,
      label: edit.label,
      undo: () => apply(invertEdit(entry.edit)),
      redo: () => apply(entry.edit),
    });
  }

  /** Rejects a suggestion or takes that back, as an entry in VS Code's undo. */
  reject(suggestion: string, rejected: boolean): void {
    const { coder } = this.coding;
    const set = (now: boolean) => {
      if (!this.coding.reject(suggestion, now, coder)) tellLeft();
    };
    set(rejected);
    this.burst.end();
    const label = rejected ? 'Reject Suggestion' : 'Reopen Suggestion';
    this.#edited.fire({ document: this, label, undo: () => set(!rejected), redo: () => set(rejected) });
  }

  dispose(): void {
    this.isClosed = true;
    this.suggesting?.abort();
    this.#disposed.fire();
    this.#watched?.watchers.dispose();
    vscode.Disposable.from(...this.#subscriptions, this.#edited, this.#disposed).dispose();
  }

  #apply(edit: Edit): void {
    if (edit.changes.length > 0 && this.coding.apply(edit) > 0) tellLeft();
  }

  #coderChanged(root: vscode.Uri): void {
    if (root.toString() !== this.root?.toString()) return;
    if (this.services.coder.current(root) !== this.coding.coder) void this.coding.load();
    else for (const session of this.sessions) session.showCoders();
  }

  /** Follows the files on disk, of the study that the transcript is in now. */
  #watch(): void {
    const { root, transcript } = this.coding.sources;
    if (this.#watched?.root === root) return;
    this.#watched?.watchers.dispose();
    const { coding, uri } = this;
    const watchers = [
      // All of the folder: a file's name may hold what a pattern takes for something else.
      watch(new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), '*'), (changed) => {
        if (spellingKey(changed.path) === spellingKey(uri.path)) void coding.textChanged();
      }),
    ];
    const codingsChanged = (file: string): void => {
      const coder = coderOfFile(path.basename(file));
      if (coder !== undefined) void coding.codingChanged(coder);
    };
    if (root === null) watchers.push(watch(`**/${studyFile}`, () => void coding.studyChanged()));
    else {
      const folder = vscode.Uri.file(root);
      const codings = vscode.Uri.joinPath(folder, codingFolder, transcript);
      watchers.push(
        watch(new vscode.RelativePattern(folder, studyFile), () => void coding.studyChanged()),
        watch(new vscode.RelativePattern(folder, codebookFile), () => void coding.codebookChanged()),
        // The folder's name may be spelled otherwise than the transcript's.
        isPlain(transcript)
          ? watch(new vscode.RelativePattern(codings, '*.json'), (changed) => codingsChanged(changed.path))
          : watch(new vscode.RelativePattern(vscode.Uri.joinPath(folder, codingFolder), '**/*.json'), (changed) => {
              if (spellingKey(path.posix.dirname(changed.path)) === spellingKey(codings.path))
                codingsChanged(changed.path);
            }),
        new vscode.Disposable(
          studyWrites.on((file) => {
            if (spellingKey(path.dirname(file)) === spellingKey(codings.fsPath)) codingsChanged(file);
          }),
        ),
      );
    }
    this.#watched = { root, watchers: vscode.Disposable.from(...watchers) };
  }
}

function tellLeft(): void {
  const message = 'Part of this was changed elsewhere since, or is another coder’s: that part stays as it is.';
  void vscode.window.showInformationMessage(message);
}

function watch(pattern: vscode.GlobPattern, changed: (uri: vscode.Uri) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  );
}
