import * as vscode from 'vscode';
import type { CommandId } from '../../commands';
import { LineMap } from '../../core/base/lineMap';
import { utf16, type RangeUtf16 } from '../../core/base/offsets';
import { patternOf, type Pattern } from '../../core/codebook/colours';
import type { Code } from '../../core/codebook/codebook';
import { isModelCoder } from '../../core/coding/study';
import { confirmedQuote } from '../../core/coding/correctionMarks';
import { parseTranscript } from '../../core/transcript/transcript';
import { getSetting, onDidChangeSetting } from '../../platform/configuration';
import type { Services } from '../../platform/services';
import type { Corrections, OpenTranscript } from './corrections';
import type { LiveAnnotation } from './liveText';

/** A segment as the text editor shows it. */
interface ShownSegment extends RangeUtf16 {
  readonly live: LiveAnnotation;
  readonly code: Code | undefined;
}

/** Underlines, so that codes differ by more than their colour. */
const borders: Readonly<Record<Pattern, string>> = {
  solid: 'solid',
  stripes: 'dashed',
  dots: 'dotted',
  bars: 'double',
  checks: 'groove',
};
const deletedCode = { name: 'Deleted code', colour: '#808080' };
const drawMs = 40;
const selector: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.{txt,md}' };

/** Shows the people's segments in the plain text editor: underlined, named on hover, and listed above each turn. */
export class TextEditorCoding implements vscode.Disposable, vscode.HoverProvider, vscode.CodeLensProvider {
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  constructor(
    private readonly corrections: Corrections,
    private readonly services: Pick<Services, 'coder'>,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#lensesChanged,
      corrections.onDidChange(() => this.#later()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#later()),
      vscode.languages.registerHoverProvider(selector, this),
      vscode.languages.registerCodeLensProvider(selector, this),
      onDidChangeSetting(['introspect.textEditor.codeLens'], () => this.#lensesChanged.fire()),
    );
    this.#later();
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const transcript = this.corrections.find(document);
    if (!transcript) return undefined;
    const perLine = document.eol === vscode.EndOfLine.CRLF ? 1 : 0;
    const at = document.offsetAt(position) - perLine * position.line;
    const here = this.#segments(transcript).filter(({ start, end }) => start <= at && at < end);
    return here.length > 0 ? new vscode.Hover(here.map((segment) => describeSegment(segment, transcript))) : undefined;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const transcript = this.corrections.find(document);
    if (!transcript || !getSetting('introspect.textEditor.codeLens')) return [];
    const segments = this.#segments(transcript).sort((a, b) => a.start - b.start);
    const { text } = transcript.session;
    const lines = new LineMap(text);
    let open: ShownSegment[] = [];
    let next = 0;
    return parseTranscript(text).turns.flatMap(({ range }) => {
      open = open.filter(({ end }) => end > range.start);
      for (; next < segments.length && segments[next]!.start < range.end; next++) open.push(segments[next]!);
      const here = open.filter(({ end }) => end > range.start);
      if (here.length === 0) return [];
      const names = [...new Set(here.map(({ code }) => (code ?? deletedCode).name))];
      const coders = [...new Set(here.map(({ live }) => nameOf(transcript, live.coder)))];
      const command: vscode.Command = {
        title: `$(tag) ${names.join(' · ')}`,
        tooltip: `Coded by ${coders.join(', ')}. Opens the turn in the coding editor.`,
        command: 'introspect.openCodingEditor' satisfies CommandId,
        arguments: [document.uri, range],
      };
      const { line } = lines.positionAt(range.start);
      return [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command)];
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(this.#subscriptions, ...this.#types.values()).dispose();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
      this.#lensesChanged.fire();
    }, drawMs);
  }

  #draw(editor: vscode.TextEditor): void {
    const transcript = this.corrections.find(editor.document);
    const byType = new Map<string, vscode.Range[]>();
    if (transcript) {
      const lines = new LineMap(transcript.session.text);
      for (const { code, start, end } of this.#segments(transcript)) {
        const key = this.#typeOf(code);
        const [from, to] = [lines.positionAt(start), lines.positionAt(end)];
        const range = new vscode.Range(from.line, from.character, to.line, to.character);
        byType.set(key, [...(byType.get(key) ?? []), range]);
      }
    }
    for (const [key, type] of this.#types) editor.setDecorations(type, byType.get(key) ?? []);
  }

  /** The segments that this person may see. */
  #segments({ session, codebook, root }: OpenTranscript): ShownSegment[] {
    const me = this.services.coder.current(root);
    const blind = this.services.coder.isBlind(root);
    const codes = new Map(codebook.codes.map((code) => [`urn:uuid:${code.id}`.toLowerCase(), code]));
    return session.placed.flatMap((live): ShownSegment[] => {
      const { annotation, range, coder } = live;
      if (!range || annotation.motivation !== 'classifying' || (blind && coder !== me)) return [];
      // A suggestion is no code of the text: the coding editor shows it apart.
      if (isModelCoder(coder)) return [];
      return [{ ...range, live, code: codes.get(annotation.body.source.toLowerCase()) }];
    });
  }

  #typeOf(code: Code | undefined): string {
    const { colour } = code ?? deletedCode;
    const border = code ? borders[patternOf(code)] : 'dotted';
    const key = `${colour} ${border}`;
    if (!this.#types.has(key)) {
      const type = vscode.window.createTextEditorDecorationType({
        borderWidth: border === 'double' || border === 'groove' ? '0 0 3px 0' : '0 0 2px 0',
        borderStyle: border,
        borderColor: colour,
        overviewRulerColor: colour,
        overviewRulerLane: vscode.OverviewRulerLane.Right,
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      });
      this.#types.set(key, type);
    }
    return key;
  }
}

function describeSegment({ live, code }: ShownSegment, transcript: OpenTranscript): vscode.MarkdownString {
  const { annotation, coder } = live;
  const text = new vscode.MarkdownString();
  text
    .appendMarkdown('**')
    .appendText((code ?? deletedCode).name)
    .appendMarkdown('** · ');
  text.appendText(nameOf(transcript, coder));
  if (code?.definition) text.appendMarkdown('\n\n').appendText(code.definition);
  const was = confirmedQuote(annotation);
  if (was !== annotation.target.selector[1].exact) text.appendMarkdown('\n\nTo review. Was: ').appendText(`“${was}”`);
  for (const memo of transcript.session.memosOn(annotation.id)) {
    text.appendMarkdown('\n\n*Memo:* ').appendText(memo);
  }
  return text;
}

function nameOf({ coders }: OpenTranscript, id: string): string {
  return coders.find((coder) => coder.id === id)?.name ?? id;
}

/** A stretch of VS Code's document in the working text. */
export function toWorkingRange(document: vscode.TextDocument, { start, end }: vscode.Range): RangeUtf16 {
  const perLine = document.eol === vscode.EndOfLine.CRLF ? 1 : 0;
  const at = (position: vscode.Position) => utf16(document.offsetAt(position) - perLine * position.line);
  return { start: at(start), end: at(end) };
}
