import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { toWorkingText } from '../../core/transcript/transcript';
import type { Reader } from '../../panels/provenance';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { LongTextParams } from '../../protocol/modelHost';
import type { ModelLabel } from '../../protocol/panel';
import type { ScoringProgress, TranscriptReading } from '../../protocol/words';

/** UTF-16 units, about 200,000 tokens: more is hours of work, and no transcript of one conversation. */
const textLimit = 800_000;

/** The model that scores, and what it is called. */
export interface Scorer {
  readonly reader: Reader | null;
  readonly model: ModelLabel;
}

interface Reading extends Scorer {
  readonly uri: vscode.Uri;
  readonly modelKey: string;
  readonly reading: TranscriptReading;
  isStale: boolean;
}

export interface ScorerEvents {
  readonly onProgress: (progress: ScoringProgress) => void;
  readonly onDone: (reading: TranscriptReading) => void;
  readonly onFailed: (error: unknown) => void;
  readonly onStale: (readingId: number) => void;
}

/** Scores one whole transcript at a time, and keeps the result while its document and the model stay in use. */
export class TranscriptScorer implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  #reading: Reading | undefined;
  #running:
    | { readonly uri: vscode.Uri; readonly modelKey: string; readonly stream: number; readonly abort: AbortController }
    | undefined;
  #progress: ScoringProgress | null = null;
  #lastId = 0;

  constructor(
    private readonly services: Pick<Services, 'models'>,
    private readonly events: ScorerEvents,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      services.models.onDidProgress(({ stream, done, total }) => {
        if (stream === this.#running?.stream) this.#tell({ done, total });
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const kept = this.#reading;
        if (!kept || kept.isStale || contentChanges.length === 0) return;
        if (document.uri.toString() !== kept.uri.toString()) return;
        kept.isStale = true;
        events.onStale(kept.reading.readingId);
      }),
    );
  }

  get reading(): TranscriptReading | undefined {
    return this.#reading?.isStale === false ? this.#reading.reading : undefined;
  }

  /** The reading, also of a text that has changed since, with the model that made it. */
  get made(): (Scorer & { readonly reading: TranscriptReading }) | undefined {
    return this.#reading;
  }

  get progress(): ScoringProgress | null {
    return this.#progress;
  }

  /** Ends and forgets what is about another document or another model. */
  keepOnly({ uri }: Subject): void {
    const isSame = (of: { readonly uri: vscode.Uri; readonly modelKey: string } | undefined): boolean =>
      of?.uri.toString() === uri.toString() && of.modelKey === this.#modelKey();
    if (!isSame(this.#reading)) this.#reading = undefined;
    if (!isSame(this.#running)) this.stop();
  }

  /** Reads the document of the subject anew; what ran before ends. */
  async start({ uri }: Subject, { reader, model }: Scorer, window: number): Promise<void> {
    this.stop();
    const [stream = 0] = crypto.getRandomValues(new Uint32Array(1));
    const running = { uri, modelKey: this.#modelKey(), stream, abort: new AbortController() };
    this.#running = running;
    this.#tell({ done: 0, total: 0 });
    try {
      const text = await textOf(uri);
      const params: LongTextParams = { text, addSpecialTokens: true, stream, ...(window > 0 ? { window } : {}) };
      const result = await this.services.models.request('scoreLong', params, running.abort.signal);
      if (this.#running !== running) return;
      this.#end();
      const document = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      const reading = { ...result, readingId: ++this.#lastId, document, text };
      // Edited while it was read.
      const isStale = (await textOf(uri)) !== text;
      this.#reading = { uri, modelKey: running.modelKey, reader, model, reading, isStale };
      this.events.onDone(reading);
      if (isStale) this.events.onStale(reading.readingId);
    } catch (error) {
      if (this.#running !== running) return;
      this.#end();
      this.events.onFailed(error);
    }
  }

  stop(): void {
    this.#running?.abort.abort();
    this.#end();
  }

  /** Goes to a token in the transcript: in the coding editor where that shows it, else in the text editor. */
  async reveal(token: number): Promise<void> {
    const kept = this.#reading;
    const place = kept?.reading.tokens[token];
    if (!kept || kept.isStale || !place) return;
    const { uri } = kept;
    const { start, end } = place;
    if (isOpenForCoding(uri)) {
      await vscode.commands.executeCommand('introspect.openCodingEditor', uri, { start, end });
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const { lineAt, characterAt } = positionIn(kept.reading.text, start);
    const at = new vscode.Position(lineAt, characterAt);
    const visible = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === uri.toString());
    const viewColumn = visible?.viewColumn ?? vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(document, { viewColumn, preview: false });
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    this.stop();
    this.#subscriptions.dispose();
  }

  #tell(progress: ScoringProgress): void {
    this.#progress = progress;
    this.events.onProgress(progress);
  }

  #end(): void {
    this.#running = undefined;
    this.#progress = null;
  }

  #modelKey(): string {
    const { dir, onnxFile } = this.services.models.choice;
    return JSON.stringify([dir, onnxFile, this.services.models.endpoint?.url]);
  }
}

/** @throws UserError */
async function textOf(uri: vscode.Uri): Promise<string> {
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new UserError(
      'fileUnreadable',
      'The transcript that these words come from can no longer be read.',
      'Open it again and select words in it.',
    );
  }
  const text = toWorkingText(document.getText());
  if (text.trim() === '') throw new UserError('textEmpty', 'The transcript is empty.', 'Select words in another one.');
  if (text.length <= textLimit) return text;
  throw new UserError(
    'textTooLong',
    `The transcript has ${text.length.toLocaleString('en')} characters; at most ${textLimit.toLocaleString('en')} are scored at once.`,
    'Split it into one file for each session.',
  );
}

function isOpenForCoding(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString()),
  );
}

/** Lines and characters count the same whatever the line ends are. */
function positionIn(text: string, offset: number): { readonly lineAt: number; readonly characterAt: number } {
  const before = text.slice(0, offset);
  return { lineAt: before.split('\n').length - 1, characterAt: offset - (before.lastIndexOf('\n') + 1) };
}
