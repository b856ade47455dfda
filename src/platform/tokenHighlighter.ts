import * as vscode from 'vscode';
import type { RangeUtf16 } from '../core/base/offsets';
import type { SubjectTracker } from './subject';

/** Marks in the text editor what the panels are about, and the token a person points at in a panel. */
export class TokenHighlighter implements vscode.Disposable {
  // A border besides the colour: high-contrast themes give no background.
  readonly #subjectType = vscode.window.createTextEditorDecorationType({
    borderWidth: '0 0 1px 0',
    borderStyle: 'dotted',
    borderColor: new vscode.ThemeColor('editorInfo.foreground'),
  });
  readonly #tokenType = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    outlineWidth: '1px',
    outlineStyle: 'solid',
    outlineColor: new vscode.ThemeColor('focusBorder'),
  });
  readonly #subscriptions: vscode.Disposable[] = [this.#subjectType, this.#tokenType];
  #token: RangeUtf16 | undefined;

  constructor(private readonly subjects: SubjectTracker) {
    this.#subscriptions.push(
      subjects.onDidChange(() => this.showToken(undefined)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
    );
    this.#draw();
  }

  /** Marks a stretch of the subject's text, or nothing. */
  showToken(range: RangeUtf16 | undefined): void {
    this.#token = range;
    this.#draw();
  }

  /** Puts the editor's cursor on a stretch of the subject's text, opening the document if need be. */
  async reveal(range: RangeUtf16): Promise<void> {
    const subject = this.subjects.current;
    if (!subject || this.subjects.showInEditor(range)) return;
    const document = await vscode.workspace.openTextDocument(subject.uri);
    const target = this.subjects.rangeInDocument(range);
    if (!target) return;
    const visible = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === subject.uri.toString());
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
      preview: false,
    });
    editor.selection = new vscode.Selection(target.start, target.start);
    editor.revealRange(target, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #draw(): void {
    const subject = this.subjects.current;
    const uri = subject?.uri.toString();
    const whole = subject && { start: 0, end: subject.text.length };
    for (const editor of vscode.window.visibleTextEditors) {
      const here = editor.document.uri.toString() === uri;
      editor.setDecorations(this.#subjectType, here && whole ? this.#ranges(whole as RangeUtf16) : []);
      editor.setDecorations(this.#tokenType, here && this.#token ? this.#ranges(this.#token) : []);
    }
  }

  #ranges(range: RangeUtf16): vscode.Range[] {
    const found = this.subjects.rangeInDocument(range);
    return found ? [found] : [];
  }
}
