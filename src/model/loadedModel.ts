import { UserError } from '../core/base/userError';
import { logProbabilityOf, rankOf, topIds } from '../core/generation/probabilities';
import type {
  AttentionOverviewParams,
  AttentionOverviewResult,
  AttentionParams,
  AttentionResult,
  GeneratedToken,
  GenerateParams,
  GenerateResult,
  LoadParams,
  ModelInfo,
  NextParams,
  NextResult,
  ScoredToken,
  ScoreResult,
  TextParams,
  Token,
  TokenizeResult,
  TokenTextsParams,
  TokenTextsResult,
} from '../protocol/modelHost';
import { AttentionCapture } from './attentionCapture';
import { captureOverview, type OverviewOptions } from './attentionOverview';
import { renderChat } from './chatPrompt';
import { forward } from './forward';
import { generate } from './generate';
import { limitTokens } from './limitTokens';
import { openModel, type OpenModel } from './openModel';
import { floats, lastRow, type Past } from './session';
import { TextMemory } from './textMemory';

export interface Running {
  /** Looked at between tokens and between chunks of 128 tokens. */
  readonly signal?: AbortSignal;
}

/** One model with its tokenizer: answers the requests of the model host, in whatever process it runs. */
export class LoadedModel {
  readonly #open: OpenModel;
  readonly #memory = new TextMemory();
  readonly #capture: AttentionCapture;

  private constructor(open: OpenModel) {
    this.#open = open;
    this.#capture = new AttentionCapture(open.session, open.sites, open.info.heads);
  }

  /**
   * @param log receives reasons of failures that are too technical for the error; never anything of a text
   * @throws UserError naming the file that is missing, damaged or of another kind, and the remedy
   */
  static async load(params: LoadParams, log: (line: string) => void): Promise<LoadedModel> {
    return new LoadedModel(await openModel(params, log));
  }

  get info(): ModelInfo {
    return this.#open.info;
  }

  tokenize(params: TextParams): TokenizeResult {
    const all = this.#encode(params.text, params.addSpecialTokens);
    const tokens = limitTokens(all, Math.min(params.maxTokens ?? Infinity, this.#contextLength));
    return { tokens, omittedTokens: all.length - tokens.length };
  }

  /** Log-probability and rank of every token given those before it. */
  async score(params: TextParams, { signal }: Running = {}): Promise<ScoreResult> {
    const { tokens, omittedTokens } = this.tokenize(params);
    const scored: ScoredToken[] = tokens.map((token) => ({ ...token, logprob: null, rank: null }));
    if (!this.info.predictsNextToken) return { tokens: scored, omittedTokens };
    const ids = tokens.map(({ id }) => id);
    this.#requireIds(ids);
    const rows: Float32Array[] = [];
    const keepsRows = TextMemory.fits(ids.length * this.info.vocabularySize);
    const name = this.#logitsName;
    let past: Past | null = null;
    for await (const pass of forward(this.#open.session, ids, { fetch: [name], signal })) {
      const values = floats(pass.outputs[name]!);
      const width = values.length / (pass.end - pass.start);
      for (let i = pass.start; i < pass.end; i++) {
        const row = values.subarray((i - pass.start) * width, (i - pass.start + 1) * width);
        if (keepsRows) rows.push(row);
        const next = scored[i + 1];
        if (!next) continue;
        scored[i + 1] = { ...next, logprob: logProbabilityOf(row, next.id), rank: rankOf(row, next.id) };
      }
      // A graph of two branches goes on one token at a time: slower than starting anew.
      past = this.#open.session.io.useCacheBranch ? null : pass.past;
    }
    this.#memory.remember(ids, rows, past);
    return { tokens: scored, omittedTokens };
  }

  /** The distribution of the token after `ids`; at once for any beginning of the text that was scored last. */
  async next({ ids, top }: NextParams, { signal }: Running = {}): Promise<NextResult> {
    this.#requirePredictions();
    this.#requireIds(ids);
    const logits = this.#memory.logitsAfter(ids) ?? (await this.#logitsAfter(ids, signal));
    const best = topIds(logits, top).map((id) => ({ id, text: this.#open.tokenizer.decodeOne(id) }));
    return { logits, top: best };
  }

  /** Each token decoded alone. */
  tokenTexts({ ids }: TokenTextsParams): TokenTextsResult {
    this.#requireIds(ids);
    return { texts: ids.map((id) => this.#open.tokenizer.decodeOne(id)) };
  }

  async attention({ ids, layer, head }: AttentionParams, { signal }: Running = {}): Promise<AttentionResult> {
    const { layers, heads } = this.info;
    this.#requireAttention(ids);
    requireIndex('layer', layer, layers);
    requireIndex('head', head, heads);
    return { weights: await this.#capture.head(ids, { layer, head }, signal), size: ids.length };
  }

  /** Every head at once, pooled and rounded to a byte a weight. */
  async attentionOverview(
    { ids }: AttentionOverviewParams,
    options: OverviewOptions = {},
  ): Promise<AttentionOverviewResult> {
    this.#requireAttention(ids);
    const { session, sites, info } = this.#open;
    return await captureOverview(session, sites, info.heads, ids, options);
  }

  /** Cancelling ends the text where it is: the result then says `cancelled`. */
  async generate(
    params: GenerateParams,
    { signal, onToken }: Running & { readonly onToken?: (token: GeneratedToken) => void } = {},
  ): Promise<GenerateResult> {
    this.#requirePredictions();
    if (!Number.isInteger(params.maxNew) || params.maxNew < 0) {
      throw new UserError('badRequest', `The number of new tokens is ${params.maxNew}; it must be 0 or more.`, '');
    }
    const { session, tokenizer, folder } = this.#open;
    const { prompt, ids } = this.#prompt(params.prompt);
    this.#requireIds(ids);
    const result = await generate(session, tokenizer, ids, {
      maxNew: params.maxNew,
      sampling: params.sampling,
      stop: params.stop ?? [],
      endOfTextIds: folder.config.endOfTextIds,
      contextLength: this.#contextLength,
      from: this.#memory.resume(ids),
      signal,
      onToken,
    });
    return { prompt, promptTokens: ids.length, ...result };
  }

  dispose(): Promise<void> {
    return this.#open.session.dispose();
  }

  get #contextLength(): number {
    return this.info.contextLength ?? Infinity;
  }

  /** Of a model that predicts. */
  get #logitsName(): string {
    return this.#open.session.io.logits!.name;
  }

  #encode(text: string, addSpecialTokens: boolean): Token[] {
    if (text === '') throw new UserError('textEmpty', 'The text is empty.', 'Select or give some text.');
    return this.#open.tokenizer.encode(text, { addSpecialTokens });
  }

  #prompt(prompt: GenerateParams['prompt']): { prompt: string; ids: readonly number[] } {
    if ('ids' in prompt) return { prompt: this.#open.tokenizer.decode(prompt.ids), ids: prompt.ids };
    // A template writes the special tokens itself.
    const isChat = 'chat' in prompt;
    const text = isChat ? renderChat(prompt.chat, this.#open.folder) : prompt.text;
    const tokens = this.#encode(text, !isChat && prompt.addSpecialTokens);
    const first = tokens.findIndex(({ special }) => !special);
    const last = tokens.findLastIndex(({ special }) => !special);
    const names = (part: readonly Token[]): string => part.map((token) => token.text).join('');
    return {
      prompt: names(tokens.slice(0, first)) + text + names(tokens.slice(last + 1)),
      ids: tokens.map(({ id }) => id),
    };
  }

  async #logitsAfter(ids: readonly number[], signal: AbortSignal | undefined): Promise<Float32Array> {
    const name = this.#logitsName;
    const options = { fetch: [name], rows: 'last', from: this.#memory.resume(ids), signal } as const;
    let row: Float32Array | undefined;
    for await (const { end, outputs } of forward(this.#open.session, ids, options)) {
      if (end === ids.length) row = lastRow(outputs[name]!);
    }
    return row!;
  }

  #requirePredictions(): void {
    if (this.info.predictsNextToken) return;
    throw new UserError(
      'modelUnsupported',
      `The model ${this.info.name} (${this.info.architecture}) reads a text as a whole and does not predict what comes next.`,
      'Choose a model that continues text, such as the bundled one.',
    );
  }

  #requireAttention(ids: readonly number[]): void {
    const { attention, name } = this.info;
    if (!attention.available) {
      throw new UserError('modelUnsupported', `The attention of ${name} cannot be shown: ${attention.why}`, '');
    }
    this.#requireIds(ids);
    const { maxTokens = Infinity } = attention;
    if (ids.length > maxTokens) {
      throw new UserError(
        'textTooLong',
        `The text has ${ids.length} tokens; the model ${name} takes a text in one piece, and shows its attention for at most ${maxTokens}.`,
        'Select a shorter text.',
      );
    }
  }

  #requireIds(ids: readonly number[]): void {
    if (ids.length === 0) throw new UserError('textEmpty', 'There are no tokens to look at.', 'Select some text.');
    if (ids.length > this.#contextLength) {
      throw new UserError(
        'textTooLong',
        `The text has ${ids.length} tokens; the model ${this.info.name} reads at most ${this.#contextLength}.`,
        'Use a shorter text, or a model with a longer context.',
      );
    }
    for (const id of ids) requireIndex('token id', id, this.info.vocabularySize);
  }
}

function requireIndex(what: string, index: number, size: number): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new UserError('badRequest', `There is no ${what} ${index}.`, `Choose a ${what} from 0 to ${size - 1}.`);
}
