import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { toErrorInfo, UserError, type ErrorInfo } from '../../core/base/userError';
import { parseSheet, serializeSheet, type Sheet } from '../../core/prompting/sheet';
import { keepOpened } from '../../core/prompting/sheetChanges';
import { TypingSteps } from './typingSteps';
import { keptSheets, tellKept } from './keptSheets';

/** How long letters gather before they go into the document; the first goes at once, so that VS Code marks it as changed. */
const gatherMs = 1000;
/** Waits before each attempt to write. */
const attemptsMs = [0, 50, 250];

/** What the page made of the sheet, as long as it is not in the document. */
interface Typed {
  readonly sheet: Sheet;
  readonly edit: number;
  /** Why it cannot be in it, where the person has left the field. */
  readonly refused?: ErrorInfo;
}

/** A sheet's document, and what is being typed into it. */
export class SheetText implements vscode.Disposable {
  /** The last edit of the page that is in the document, or was undone. */
  lastEdit = 0;
  /** Edits one after another, so that what is asked for after one is about the sheet with it. */
  #editing: Promise<void> = Promise.resolve();
  #typed: Typed | null;
  #heard = 0;
  /** What was written last. */
  #own = '';
  /** The document when it was last on the disk as it is. */
  #saved: string;
  #isTyping = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #steps = new TypingSteps();
  readonly #subscriptions: vscode.Disposable;

  /** @param isActive whether VS Code's undo is about this document */
  constructor(
    private readonly document: vscode.TextDocument,
    private readonly isActive: () => boolean,
  ) {
    this.#saved = document.getText();
    const sheet = keptSheets.take(document);
    this.#typed = sheet && { sheet, edit: 0 };
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) this.#changed(event.reason);
      }),
      vscode.workspace.onWillSaveTextDocument((event) => {
        if (event.document === document) this.#saveTyped(event);
      }),
      vscode.workspace.onDidSaveTextDocument((saved) => {
        if (saved === document) this.#saved = saved.getText();
      }),
    );
  }

  get typed(): Typed | null {
    return this.#typed;
  }

  /** Whether a field is being typed into. */
  get isTyping(): boolean {
    return this.#isTyping;
  }

  parsed(): { readonly value: Sheet } | { readonly error: ErrorInfo } {
    const name = this.document.uri.path.split('/').at(-1)!;
    try {
      return { value: parseSheet(this.document.getText(), name) };
    } catch (error) {
      return { error: toErrorInfo(error) };
    }
  }

  /** What a page typed that is gone is done, and the next one counts its edits anew. */
  async pageIsNew(): Promise<void> {
    const typed = this.#typed && { ...this.#typed, edit: 0 };
    this.#typed = typed;
    this.#heard = 0;
    this.#isTyping = false;
    if (typed) await this.#inTurn(typed, true).catch(() => undefined);
    else this.#steps.bound(this.document.getText());
    this.lastEdit = 0;
  }

  /** @throws UserError where the sheet cannot be what it is now, and the field was left */
  async edit(sheet: Sheet, edit: number, isDone: boolean): Promise<void> {
    const typed = { sheet, edit };
    this.#typed = typed;
    this.#heard = edit;
    const isFirst = !this.#isTyping;
    this.#isTyping = !isDone;
    if (isDone) return this.#inTurn(typed, true);
    if (isFirst) this.#steps.bound(this.document.getText());
    // What is in the middle of being typed need not be a sheet.
    const keep = () => this.keep().catch(() => undefined);
    if (isFirst) return keep();
    this.#timer ??= setTimeout(() => void keep(), gatherMs);
  }

  /** Settles when all that was typed so far is in the document. */
  keep(): Promise<void> {
    return this.#typed && !this.#typed.refused ? this.#inTurn(this.#typed, false) : this.#editing;
  }

  /** @throws UserError `fileInvalid`, `fileUnwritable` */
  async write(sheet: Sheet, isDone = true): Promise<void> {
    const text = textOf(sheet);
    if (isDone) this.#steps.bound(text);
    else this.#steps.between(text);
    this.#own = text;
    // VS Code says no where the document is saved in the same moment, as autosave does, though the edit may be in it.
    for (const waitMs of attemptsMs) {
      if (waitMs > 0) await delay(waitMs);
      if (text === this.document.getText()) return;
      const edit = new vscode.WorkspaceEdit();
      edit.replace(this.document.uri, whole, text);
      if ((await vscode.workspace.applyEdit(edit)) || text === this.document.getText()) return;
    }
    throw new UserError('fileUnwritable', 'The sheet cannot be changed.', 'Check whether the file is read-only.');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    const sheet = this.#typed?.sheet;
    if (!sheet || isSound(sheet)) return;
    // Closed without saving, the file has what was saved last.
    keptSheets.put(this.document.uri, sheet, [this.document.getText(), this.#saved]);
    void tellKept(this.document.uri);
  }

  #inTurn(typed: Typed, isDone: boolean): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const written = this.#editing.then(async () => {
      try {
        await this.write(this.#opened(typed.sheet), isDone);
        if (this.#typed === typed) this.#typed = null;
        this.lastEdit = typed.edit;
      } catch (error) {
        if (isDone && this.#typed === typed) this.#typed = { ...typed, refused: toErrorInfo(error) };
        throw error;
      }
    });
    this.#editing = written.catch(() => undefined);
    return written;
  }

  /** With its test part open where the document has it so. */
  #opened(sheet: Sheet): Sheet {
    const now = this.parsed();
    return 'value' in now ? keepOpened(sheet, now.value) : sheet;
  }

  #changed(reason: vscode.TextDocumentChangeReason | undefined): void {
    const text = this.document.getText();
    if (reason === undefined && (text === this.#own || this.#isTyping)) return;
    // Undone, or changed elsewhere.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#typed = null;
    this.#isTyping = false;
    this.lastEdit = this.#heard;
    if (reason === undefined || !this.#steps.isBetween(text) || !this.isActive()) return;
    const isUndone = reason === vscode.TextDocumentChangeReason.Undo;
    void vscode.commands.executeCommand(isUndone ? 'undo' : 'redo');
  }

  /** What was typed last is saved with the rest. */
  #saveTyped(event: vscode.TextDocumentWillSaveEvent): void {
    const sheet = this.#typed?.sheet;
    if (!sheet || !isSound(sheet)) return;
    const text = textOf(this.#opened(sheet));
    this.#steps.between(text);
    this.#own = text;
    event.waitUntil(Promise.resolve([vscode.TextEdit.replace(whole, text)]));
  }
}

/**
 * All of a document, however long it is by then: VS Code cuts the range to the text that it finds. Edits of a save carry
 * no version, so that one made beside another would leave the last lines of a text that has grown meanwhile.
 */
const whole = new vscode.Range(0, 0, 2 ** 31 - 2, 0);

/** What the panel made is read as a file is: nothing reaches the disk that could not be opened again. */
function textOf(sheet: Sheet): string {
  return serializeSheet(parseSheet(serializeSheet(sheet), 'the sheet'));
}

function isSound(sheet: Sheet): boolean {
  try {
    return textOf(sheet) !== '';
  } catch {
    return false;
  }
}
