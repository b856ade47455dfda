import * as vscode from 'vscode';
import { spellingKey } from '../../core/base/spelling';
import { coderOfFile } from '../../core/coding/study';
import { codebookFile, codingFolder, studyFile } from '../../core/coding/studyFiles';
import { parseCodebook, type Codebook } from '../../core/codebook/codebook';
import { makeCodebook } from '../../core/codebook/edit';
import { parseStudy, type Coder } from '../../core/coding/study';
import type { TextChange } from '../../core/coding/shiftAnchors';
import { toWorkingText } from '../../core/transcript/transcript';
import type { Services } from '../../platform/services';
import { locateStudy } from '../../platform/study/locateStudy';
import { CorrectionSession, type CorrectionReport } from './correctionSession';
import { describe } from './toUserError';

/** A transcript of a study that is open as plain text. */
export interface OpenTranscript {
  readonly document: vscode.TextDocument;
  readonly root: vscode.Uri;
  /** Path in the study. */
  readonly path: string;
  readonly session: CorrectionSession;
  readonly codebook: Codebook;
  readonly coders: readonly Coder[];
}

interface Entry extends OpenTranscript {
  codebook: Codebook;
  coders: readonly Coder[];
  /** Line ends before the next change. */
  eol: vscode.EndOfLine;
  /** The document's version at its last save. */
  savedVersion: number;
}

/** Changes on disk come in bursts. */
const settleMs = 100;
/** VS Code tells that a document is dirty, or saved, some time after it tells of the change. */
const dirtyMs = 500;
const watched = `**/{${studyFile},${codebookFile},${codingFolder}/**}`;

/** Lets everybody's segments follow the transcripts that are edited as plain text. */
export class Corrections implements vscode.Disposable {
  readonly #entries = new Map<vscode.TextDocument, Entry>();
  readonly #opening = new Map<vscode.TextDocument, Promise<void>>();
  readonly #changed = new vscode.EventEmitter<OpenTranscript>();
  readonly #saved = new vscode.EventEmitter<OpenTranscript>();
  readonly #subscriptions: vscode.Disposable;
  readonly #timers = new Map<Entry, NodeJS.Timeout>();

  /** Where segments stand, or which there are, has changed. */
  readonly onDidChange = this.#changed.event;
  /** A corrected transcript and the coders' files are written. */
  readonly onDidSave = this.#saved.event;

  constructor(private readonly services: Pick<Services, 'coder' | 'studies'>) {
    const watcher = vscode.workspace.createFileSystemWatcher(watched);
    const onDisk = (uri: vscode.Uri) => this.#fileChanged(uri);
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#saved,
      watcher,
      watcher.onDidChange(onDisk),
      watcher.onDidCreate(onDisk),
      watcher.onDidDelete(onDisk),
      vscode.workspace.onDidOpenTextDocument((document) => void this.#open(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      vscode.workspace.onDidSaveTextDocument((document) => void this.#save(document)),
      services.coder.onDidChange(() => this.#entries.forEach((entry) => this.#changed.fire(entry))),
    );
    for (const document of vscode.workspace.textDocuments) void this.#open(document);
  }

  get all(): readonly OpenTranscript[] {
    return [...this.#entries.values()];
  }

  find(document: vscode.TextDocument): OpenTranscript | undefined {
    return this.#entries.get(document);
  }

  /** As `find`, once the segments are read. */
  async ready(document: vscode.TextDocument): Promise<OpenTranscript | undefined> {
    await this.#open(document);
    return this.#entries.get(document);
  }

  /** Reads the codes and segments of a transcript again. */
  async refresh(transcript: OpenTranscript): Promise<void> {
    const entry = this.#entries.get(transcript.document);
    if (entry) await this.#read(entry);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#subscriptions.dispose();
  }

  #open(document: vscode.TextDocument): Promise<void> {
    const known = this.#opening.get(document);
    if (known) return known;
    const opening = this.#start(document).catch(() => this.#close(document));
    this.#opening.set(document, opening);
    return opening;
  }

  async #start(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    if (uri.scheme !== 'file' || !/\.(txt|md)$/i.test(uri.path)) return;
    const place = await locateStudy(uri.fsPath);
    if (!place || place.path.startsWith('introspect/') || document.isClosed) return;
    const root = vscode.Uri.file(place.root);
    const text = toWorkingText(document.getText());
    const session = new CorrectionSession(this.services.studies.files(root), place.path, text, !document.isDirty, {
      who: () => this.services.coder.current(root),
    });
    const { path } = place;
    const { eol, version } = document;
    const codebook = makeCodebook();
    const entry: Entry = { document, root, path, session, codebook, coders: [], eol, savedVersion: version };
    this.#entries.set(document, entry);
    await this.#read(entry);
  }

  #close(document: vscode.TextDocument): void {
    const entry = this.#entries.get(document);
    this.#opening.delete(document);
    this.#entries.delete(document);
    if (entry) clearTimeout(this.#timers.get(entry));
  }

  async #read(entry: Entry): Promise<void> {
    const { files } = entry.session;
    // A codebook or study.json that cannot be parsed is told of where it is edited; names are missing here.
    const [codebook, study] = await Promise.all([
      files.load(codebookFile, parseCodebook).catch(() => null),
      files.load(studyFile, parseStudy).catch(() => null),
    ]);
    entry.codebook = codebook?.value ?? entry.codebook;
    entry.coders = study?.value?.coders ?? entry.coders;
    await entry.session.load();
    this.#changed.fire(entry);
  }

  #edited({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const entry = this.#entries.get(document);
    if (!entry) return;
    const { eol } = entry;
    entry.eol = document.eol;
    if (contentChanges.length === 0) return;
    entry.session.change(toWorkingChanges(contentChanges, eol, entry.session.text));
    this.#changed.fire(entry);
    if (!document.isDirty && reason === undefined) this.#reloadUnlessEdited(entry);
  }

  /** A change after which the document is as the file is, though nobody saved it, came from another program. */
  #reloadUnlessEdited(entry: Entry): void {
    const { document, session } = entry;
    const { version } = document;
    setTimeout(() => {
      const isAsOnDisk = !document.isDirty && !document.isClosed && document.version === version;
      if (!isAsOnDisk || entry.savedVersion === version) return;
      void session.reload(toWorkingText(document.getText())).then(() => this.#changed.fire(entry));
    }, dirtyMs);
  }

  async #save(document: vscode.TextDocument): Promise<void> {
    const entry = this.#entries.get(document);
    if (!entry) return;
    entry.savedVersion = document.version;
    try {
      const report = await entry.session.save(toWorkingText(document.getText()));
      if (!report) return;
      this.#saved.fire(entry);
      this.#changed.fire(entry);
      await tell(report);
    } catch (error) {
      void vscode.window.showErrorMessage(`The codes follow the corrected transcript. ${describe(error)}`);
    }
  }

  #fileChanged({ fsPath }: vscode.Uri): void {
    const file = spellingKey(fsPath);
    for (const entry of this.#entries.values()) {
      const at = (path: string) => spellingKey(vscode.Uri.joinPath(entry.root, path).fsPath);
      const folder = at(`${codingFolder}/${entry.path}`);
      const isCoding = file.startsWith(folder) && coderOfFile(file.slice(folder.length + 1)) !== undefined;
      if (!isCoding && file !== at(codebookFile) && file !== at(studyFile)) continue;
      clearTimeout(this.#timers.get(entry));
      this.#timers.set(
        entry,
        setTimeout(() => void this.#read(entry).catch(() => undefined), settleMs),
      );
    }
  }
}

/**
 * VS Code's changes, as offsets in the working text: there, a line end is one character.
 *
 * @param before working text before them
 */
function toWorkingChanges(
  changes: readonly vscode.TextDocumentContentChangeEvent[],
  eol: vscode.EndOfLine,
  before: string,
): TextChange[] {
  const perLine = eol === vscode.EndOfLine.CRLF ? 1 : 0;
  return [...changes]
    .sort((a, b) => b.rangeOffset - a.rangeOffset)
    .map(({ range, rangeOffset, rangeLength, text }): TextChange => {
      const offset = rangeOffset - perLine * range.start.line;
      const length = rangeLength - perLine * (range.end.line - range.start.line);
      const change = { offset, length, text: toWorkingText(text) };
      return offset === 0 && length === before.length ? withoutSameEnds(change, before) : change;
    });
}

/** All of a text replaced, as when its line ends are changed: only what differs counts as replaced. */
function withoutSameEnds({ text }: TextChange, before: string): TextChange {
  const shorter = Math.min(before.length, text.length);
  let head = 0;
  while (head < shorter && before[head] === text[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === text.at(-1 - tail)) tail++;
  return { offset: head, length: before.length - head - tail, text: text.slice(head, text.length - tail) };
}

async function tell({ moved, orphaned, failures }: CorrectionReport): Promise<void> {
  for (const { coder, error } of failures) {
    const how = `The codes of ${coder} are found by their words, and written when you save the transcript again.`;
    void vscode.window.showErrorMessage(`${error.message} ${error.remedy} ${how}`);
  }
  if (moved + orphaned === 0) return;
  const changed = moved > 0 ? `${segments(moved)} other words than before` : '';
  const lost = orphaned > 0 ? `${segments(orphaned)} no words any more` : '';
  const review = 'Review';
  const message = `${[changed, lost].filter(Boolean).join(', and ')}. Nothing is lost.`;
  if ((await vscode.window.showInformationMessage(message, review)) === review) {
    await vscode.commands.executeCommand('introspect.review.focus');
  }
}

function segments(n: number): string {
  return n === 1 ? 'One segment has' : `${n} segments have`;
}
