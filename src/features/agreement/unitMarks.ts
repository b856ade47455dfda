import * as vscode from 'vscode';
import type { DisputedUnit } from '../../core/agreement/disputedUnits';
import type { StudyAgreement } from '../../core/agreement/studyAgreement';
import type { LineMap } from '../../core/base/lineMap';
import { utf16 } from '../../core/base/offsets';

/**
 * Shows in the editor what each coder marked in one unit: brackets around the words, with coder and code. They are
 * inlay hints, since the text of decorations does not wrap.
 */
export class UnitMarks implements vscode.Disposable, vscode.InlayHintsProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #registration: vscode.Disposable;
  #shown: { readonly uri: string; readonly hints: vscode.InlayHint[] } | undefined;

  constructor(study: vscode.Uri) {
    const transcripts = { pattern: new vscode.RelativePattern(study, 'transcripts/**') };
    this.#registration = vscode.languages.registerInlayHintsProvider(transcripts, this);
  }

  provideInlayHints({ uri }: vscode.TextDocument): vscode.InlayHint[] {
    return this.#shown?.uri === uri.toString() ? this.#shown.hints : [];
  }

  /** Takes the place of what was shown before. */
  show(uri: vscode.Uri, unit: DisputedUnit, coders: StudyAgreement['coders'], lines: LineMap): void {
    const nameOf = (id: string) => coders.find((coder) => coder.id === id)?.name ?? id;
    const hint = (offset: number, text: string, side: 'before' | 'after') => {
      const { line, character } = lines.positionAt(utf16(offset));
      const made = new vscode.InlayHint(new vscode.Position(line, character), text);
      if (side === 'before') made.paddingRight = true;
      else made.paddingLeft = true;
      return made;
    };
    const without = unit.answers.filter(
      ({ coder, codes }) => codes !== null && unit.marks.every((mark) => mark.coder !== coder),
    );
    this.#shown = {
      uri: uri.toString(),
      hints: [
        ...without.map(({ coder }) => hint(unit.start, `⟦${nameOf(coder)}: no code⟧`, 'before')),
        ...unit.marks.map(({ coder, code, start }) => hint(start, `⟦${nameOf(coder)}: ${code}`, 'before')),
        ...unit.marks.map(({ coder, end }) => hint(end, `${nameOf(coder)}⟧`, 'after')),
      ],
    };
    this.#changed.fire();
  }

  clear(): void {
    this.#shown = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
