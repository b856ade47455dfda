import * as vscode from 'vscode';
import { snapToGraphemes } from '../core/base/graphemes';
import { LineMap } from '../core/base/lineMap';
import { type OffsetUtf16, type RangeUtf16, utf16 } from '../core/base/offsets';

/** The words the panels are about: a stretch of one document. */
export interface Subject {
  /** Grows with every new subject. */
  readonly id: number;
  readonly uri: vscode.Uri;
  /** As the model reads it: LF line ends, exactly the selected words. */
  readonly text: string;
}

/** Brings a stretch of the subject's text into view where it was selected. */
export type ShowSubject = (range: RangeUtf16) => void;

/** Where a subject lies in its document now, in VS Code's own offsets. */
interface Place {
  start: number;
  end: number;
}

/** UTF-16 units read on both sides of a selection, so that no character is cut in two. */
const snapMargin = 128;

/** Documents a person reads or writes; not output channels, chat or commit inputs. */
const followedSchemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-userdata', 'git']);

/**
 * Follows the selection in any text editor. A non-empty selection becomes the subject and stays it while the cursor
 * moves about, the document is edited elsewhere, or another editor comes to the front.
 */
export class SubjectTracker implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Subject | undefined>();
  readonly #moved = new vscode.EventEmitter<OffsetUtf16 | undefined>();
  readonly #subscriptions: vscode.Disposable[] = [this.#changed, this.#moved];
  #subject: Subject | undefined;
  #place: Place = { start: 0, end: 0 };
  #line = 1;
  #lines = new LineMap('');
  #lastId = 0;
  /** Where the subject was selected, if not in a text editor. */
  #show: ShowSubject | undefined;
  #taking: Promise<void> = Promise.resolve();
  /** What is selected in an editor of ours now. */
  #selected: { readonly uri: string; readonly range: vscode.Range } | undefined;

  readonly onDidChange = this.#changed.event;
  /** The cursor moved: its offset inside the subject's text, or undefined when it is elsewhere. */
  readonly onDidMoveCursor = this.#moved.event;

  constructor() {
    this.#subscriptions.push(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#follow(editor)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      this.onDidChange((subject) => {
        void vscode.commands.executeCommand('setContext', 'introspect.hasSubject', subject !== undefined);
      }),
    );
    if (vscode.window.activeTextEditor) this.#follow(vscode.window.activeTextEditor);
  }

  get current(): Subject | undefined {
    return this.#subject;
  }

  /** 1-based line on which the subject starts. */
  get line(): number {
    return this.#line; // Kept: VS Code closes a document that no text editor shows.
  }

  /** The stretch in its document, for a panel's saved state; null without a subject. */
  get source(): { uri: string; start: number; end: number } | null {
    return this.#subject ? { uri: this.#subject.uri.toString(), ...this.#place } : null;
  }

  /** Takes a saved stretch up again, unless a selection has come first. Does nothing when the document is gone. */
  async restore(source: { uri: string; start: number; end: number }): Promise<void> {
    let document: vscode.TextDocument;
    try {
      document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri, true));
    } catch {
      return; // moved or deleted since: the panel shows its empty state
    }
    const length = document.getText().length;
    if (!this.#subject)
      this.#take(document, { start: Math.min(source.start, length), end: Math.min(source.end, length) });
  }

  /**
   * Takes words that were selected in an editor of ours, as a selection in a text editor is taken.
   *
   * @param text the words, with LF line ends
   * @param range where they stand; lines and characters count the same whatever the line ends are
   * @param show goes back there
   */
  take(uri: vscode.Uri, text: string, range: vscode.Range, show: ShowSubject): Promise<void> {
    return (this.#taking = this.#takeFrom(uri, text, range, show));
  }

  /** Waits for words whose document is being opened: for who asks once what is selected, and hears of no change. */
  settled(): Promise<void> {
    return this.#taking;
  }

  async #takeFrom(uri: vscode.Uri, text: string, range: vscode.Range, show: ShowSubject): Promise<void> {
    const id = ++this.#lastId;
    this.#selected = { uri: uri.toString(), range };
    const document = await vscode.workspace.openTextDocument(uri).then(
      (opened) => opened,
      () => undefined, // too large for a text editor, or gone since: the words are still the subject
    );
    // Something else was selected while it was opened.
    if (id !== this.#lastId) return;
    this.#place = document
      ? { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }
      : { start: 0, end: 0 };
    this.#line = range.start.line + 1;
    this.#show = show;
    if (text !== this.#subject?.text || uri.toString() !== this.#subject.uri.toString()) this.#set({ id, uri, text });
  }

  /** Nothing is selected any more in an editor of ours; the words stay the subject, as in a text editor. */
  deselect(uri: vscode.Uri): void {
    if (this.#selected?.uri === uri.toString()) this.#selected = undefined;
  }

  /** What is selected in an editor of ours on this file; undefined when nothing is. */
  selectedIn(uri: vscode.Uri): vscode.Range | undefined {
    return this.#selected?.uri === uri.toString() ? this.#selected.range : undefined;
  }

  /** Goes back to a stretch of the subject's text in the editor of ours that it came from. @returns whether it came from one */
  showInEditor(range: RangeUtf16): boolean {
    this.#show?.(range);
    return this.#show !== undefined;
  }

  /** The stretch of the document that a stretch of the subject's text stands for; undefined once the document is closed. */
  rangeInDocument(range: RangeUtf16): vscode.Range | undefined {
    const document = this.#document();
    if (!document) return undefined;
    const origin = document.positionAt(this.#place.start);
    const at = (offset: OffsetUtf16) => {
      const { line, character } = this.#lines.positionAt(offset);
      return new vscode.Position(origin.line + line, line === 0 ? origin.character + character : character);
    };
    return new vscode.Range(at(range.start), at(range.end));
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #document(): vscode.TextDocument | undefined {
    const uri = this.#subject?.uri.toString();
    return vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri);
  }

  #follow({ document, selection }: vscode.TextEditor): void {
    if (!followedSchemes.has(document.uri.scheme)) return;
    if (!selection.isEmpty) {
      this.#show = undefined;
      this.#take(document, { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) });
    }
    this.#moved.fire(this.#cursorIn(document, selection.active));
  }

  #take(document: vscode.TextDocument, wanted: Place): void {
    // Only the selection and a margin is read: a selection grows by many events, and a document may have megabytes.
    const from = document.positionAt(wanted.start - snapMargin);
    const origin = document.offsetAt(from);
    const around = document.getText(new vscode.Range(from, document.positionAt(wanted.end + snapMargin)));
    const snapped = snapToGraphemes(around, { start: utf16(wanted.start - origin), end: utf16(wanted.end - origin) });
    const text = around.slice(snapped.start, snapped.end).replaceAll('\r\n', '\n');
    this.#place = { start: origin + snapped.start, end: origin + snapped.end };
    this.#line = document.positionAt(this.#place.start).line + 1;
    const unchanged = text === this.#subject?.text && document.uri.toString() === this.#subject.uri.toString();
    if (!unchanged) this.#set(text ? { id: ++this.#lastId, uri: document.uri, text } : undefined);
  }

  #set(subject: Subject | undefined): void {
    this.#subject = subject;
    this.#lines = new LineMap(subject?.text ?? '');
    this.#changed.fire(subject);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (document.uri.toString() !== this.#subject?.uri.toString()) return;
    let { start, end } = this.#place;
    for (const { rangeOffset, rangeLength, text } of contentChanges) {
      const changeEnd = rangeOffset + rangeLength;
      const growth = text.length - rangeLength;
      if (changeEnd <= start) [start, end] = [start + growth, end + growth];
      else if (rangeOffset < end) {
        // Reaches into the subject: what was typed there belongs to it, what was cut is gone.
        end = Math.max(end + growth, rangeOffset + text.length);
        start = Math.min(start, rangeOffset);
      }
    }
    this.#take(document, { start, end });
  }

  #cursorIn(document: vscode.TextDocument, position: vscode.Position): OffsetUtf16 | undefined {
    const subject = this.#subject;
    if (document.uri.toString() !== subject?.uri.toString()) return undefined;
    const offset = document.offsetAt(position);
    if (offset < this.#place.start || offset > this.#place.end) return undefined;
    const origin = document.positionAt(this.#place.start);
    const line = position.line - origin.line;
    return this.#lines.offsetAt({
      line,
      character: line === 0 ? position.character - origin.character : position.character,
    });
  }
}
