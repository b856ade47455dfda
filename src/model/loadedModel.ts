import { UserError } from '../core/base/userError';
import { automatonOf, Constraint, type ConstraintSpec } from '../core/generation/constraints/constraint';
import { VocabularyTrie } from '../core/generation/constraints/vocabularyTrie';
import { topIds } from '../core/generation/probabilities';
import { sampleSeed } from '../core/generation/random';
import type {
  AttentionResult,
  AttributeParams,
  GeneratedToken,
  ModelInfo,
  ParamsOf,
  PromptLikelihoods,
  ResultOf,
  Token,
} from '../protocol/modelHost';
import { ablate, ablateGap } from './ablation';
import { attentionAcross } from './attentionAcross';
import { AttentionCapture } from './attentionCapture';
import { requireLayout } from './attentionLayout';
import { chatContext } from './chatContext';
import { rollout, valueNorms } from './attentionFlow';
import { attribute, type AttributeOptions, removals, requirePrediction } from './attribute';
import { contributions } from './contributions';
import { embeddingShifts, requireEmbedding } from './embedding';
import { AttentionOverview, type OverviewOptions } from './attentionOverview';
import { generate } from './generate';
import { Inside } from './inside';
import { lens } from './lens';
import { encodeBatch, scoreLabels } from './likelihoods';
import { limitTokens } from './limitTokens';
import { requireAllLogits } from './logitRows';
import { nextLogits, type Prefill } from './nextLogits';
import { openModel, type OpenModel } from './openModel';
import { PrefixCache } from './prefixCache';
import { encodeGiven } from './prompt';
import { readRows, rowWithin, scoreInWindows, unscored, withScore } from './scoring';
import { requireIndex, requireWhole } from './requireNumbers';
import { Requirements } from './requirements';
import { TextMemory } from './textMemory';

export interface Running {
  /** Looked at between tokens and between chunks of 128 tokens. */
  readonly signal?: AbortSignal;
}

/** One model with its tokenizer: answers the requests of the model host, in whatever process it runs. */
export class LoadedModel {
  readonly #open: OpenModel;
  readonly #memory = new TextMemory();
  readonly #prefixes: PrefixCache;
  readonly #capture: AttentionCapture;
  readonly #overview: AttentionOverview;
  #vocabulary: VocabularyTrie | undefined;
  readonly #inside: Inside;
  readonly #require: Requirements;
  #layout: Promise<void> | undefined;

  private constructor(open: OpenModel, log: (line: string) => void) {
    this.#open = open;
    this.#inside = new Inside(open, log);
    const { session, sites, info } = open;
    this.#require = new Requirements(info, () => (this.#layout ??= requireLayout(session, sites, info.heads)));
    // A graph of two branches goes on one token at a time: slower than starting anew.
    this.#prefixes = new PrefixCache(open.session.io.useCacheBranch ? 0 : undefined);
    this.#capture = new AttentionCapture(open.session, open.sites, open.info.heads);
    const { heads, predictsNextToken } = open.info;
    this.#overview = new AttentionOverview(open.session, open.sites, heads, predictsNextToken);
  }

  /**
   * @param log receives reasons of failures that are too technical for the error; never anything of a text
   * @throws UserError naming the file that is missing, damaged or of another kind, and the remedy
   */
  static async load(params: ParamsOf<'load'>, log: (line: string) => void): Promise<LoadedModel> {
    return new LoadedModel(await openModel(params, log), log);
  }

  get info(): ModelInfo {
    return this.#open.info;
  }

  tokenize(params: ParamsOf<'tokenize'>): ResultOf<'tokenize'> {
    const all = this.#encode(params.text, params.addSpecialTokens);
    const tokens = limitTokens(all, Math.min(params.maxTokens ?? Infinity, this.#contextLength));
    return { tokens, omittedTokens: all.length - tokens.length };
  }

  /** Log-probability and rank of every token given those before it. */
  async score(params: ParamsOf<'score'>, { signal }: Running = {}): Promise<ResultOf<'score'>> {
    const { tokens, omittedTokens } = this.tokenize(params);
    const scored = tokens.map(unscored);
    if (!this.info.predictsNextToken) return { tokens: scored, omittedTokens };
    const ids = tokens.map(({ id }) => id);
    this.#require.ids(ids);
    const rows: Float32Array[] = [];
    const keepsRows = TextMemory.fits(ids.length * this.info.vocabularySize);
    const score = (row: Float32Array, i: number): void => {
      if (keepsRows) rows.push(row);
      const next = tokens[i + 1];
      if (next) scored[i + 1] = withScore(next, row);
    };
    const past = await readRows(this.#predictions, ids, score, signal);
    this.#memory.remember(ids, rows);
    this.#prefixes.add(ids, past);
    return { tokens: scored, omittedTokens };
  }

  /** As `score`, for a text of any length: in windows that overlap. */
  async scoreLong(
    params: ParamsOf<'scoreLong'>,
    running: Running & { readonly onProgress?: (done: number, total: number) => void } = {},
  ): Promise<ResultOf<'scoreLong'>> {
    this.#require.predictions();
    const tokens = this.#encode(params.text, params.addSpecialTokens);
    for (const { id } of tokens) requireIndex('token id', id, this.info.vocabularySize);
    return scoreInWindows(this.#predictions, tokens, params, this.#contextLength, running);
  }

  /** The distribution of the token after `ids`; at once where `ids` and `after` are the text that was scored last. */
  async next({ ids, after = [], top }: ParamsOf<'next'>, { signal }: Running = {}): Promise<ResultOf<'next'>> {
    this.#require.predictions();
    this.#require.ids([...ids, ...after]);
    const compute = async (): Promise<Float32Array> => {
      const isAlone = after.length === 0 || this.#open.session.lastLogitsOnly;
      if (isAlone) return (await this.#read(ids, signal)).logits;
      return rowWithin(this.#predictions, ids, after, { from: this.#prefixes.resume(ids), signal });
    };
    const logits = this.#memory.logitsAfter(ids, after) ?? (await compute());
    return { logits, top: this.#best(logits, top) };
  }

  /** Each token decoded alone. */
  tokenTexts({ ids }: ParamsOf<'tokenTexts'>): ResultOf<'tokenTexts'> {
    this.#require.ids(ids);
    return { texts: ids.map((id) => this.#open.tokenizer.decodeOne(id)) };
  }

  async attention({ ids, layer, head }: ParamsOf<'attention'>, { signal }: Running = {}): Promise<AttentionResult> {
    await this.#require.head(ids, layer, head);
    return { weights: await this.#capture.head(ids, { layer, head }, signal), size: ids.length };
  }

  /** The mean or the largest weight over the heads of one layer, or of all. */
  async attentionAcross(
    { ids, layer, how }: ParamsOf<'attentionAcross'>,
    { signal }: Running = {},
  ): Promise<AttentionResult> {
    await this.#require.head(ids, layer ?? 0, 0);
    const { session, sites, info } = this.#open;
    const across = { how, layers: layer === null ? sites.map((_, i) => i) : [layer] };
    return { weights: await attentionAcross(session, sites, info.heads, ids, across, signal), size: ids.length };
  }

  /** Every head at once, pooled and rounded to a byte a weight. */
  async attentionOverview(
    { ids }: ParamsOf<'attentionOverview'>,
    options: OverviewOptions = {},
  ): Promise<ResultOf<'attentionOverview'>> {
    await this.#require.attention(ids);
    return await this.#overview.capture(ids, options);
  }

  /** Every head at once in small, and its measures. */
  async headOverview(
    { ids, most }: ParamsOf<'headOverview'>,
    options: OverviewOptions = {},
  ): Promise<ResultOf<'headOverview'>> {
    await this.#require.attention(ids);
    requireWhole('number of cells', most, 1);
    return await this.#overview.summarise(ids, most, options);
  }

  /** What every head gives from some tokens to others. */
  async headsBetween(
    { ids, from, to }: ParamsOf<'headsBetween'>,
    options: OverviewOptions = {},
  ): Promise<ResultOf<'headsBetween'>> {
    await this.#require.attention(ids);
    for (const position of [...from, ...to]) requireIndex('position', position, ids.length);
    return { heads: await this.#overview.between(ids, from, to, options) };
  }

  /** The exact prompt of a conversation, and which of its turns no longer fit. */
  chatContext(params: ParamsOf<'chatContext'>): ResultOf<'chatContext'> {
    this.#require.predictions();
    return chatContext(params, this.#open);
  }

  /** Cancelling ends the text where it is: the result then says `cancelled`. */
  async generate(
    params: ParamsOf<'generate'>,
    running: Running & { readonly onToken?: (token: GeneratedToken) => void } = {},
  ): Promise<ResultOf<'generate'>> {
    const { samples, ...about } = await this.samples({ ...params, count: 1 }, running);
    return { ...about, ...samples[0]! };
  }

  /** Several continuations of one prompt, which is read once. Cancelling ends those that are being written, and gives no more. */
  async samples(
    params: ParamsOf<'samples'>,
    { signal, onToken }: Running & { readonly onToken?: (token: GeneratedToken, sample: number) => void } = {},
  ): Promise<ResultOf<'samples'>> {
    this.#require.predictions();
    requireWhole('number of new tokens', params.maxNew, 0);
    requireWhole('number of samples', params.count, 1);
    const { session, tokenizer, folder } = this.#open;
    const { prompt, ids } = encodeGiven(params.prompt, this.#open);
    this.#require.ids(ids);
    const constraint = params.constraint ? this.#constraint(params.constraint) : null;
    let prefill: Promise<Prefill> | undefined;
    const samples = await generate(session, tokenizer, ids, {
      maxNew: params.maxNew,
      samplings: Array.from({ length: params.count }, (_, index) => ({
        ...params.sampling,
        seed: sampleSeed(params.sampling.seed, index),
      })),
      stop: params.stop ?? [],
      constraint,
      endOfTextIds: folder.config.endOfTextIds,
      contextLength: this.#contextLength,
      prefill: () => (prefill ??= this.#read(ids, signal)),
      signal,
      onToken,
    });
    return { prompt, promptTokens: ids.length, samples };
  }

  /**
   * How probable each label is after each prompt. What the prompts begin with in common, and what was read before, is
   * read once. The result is the same as for each prompt alone.
   */
  async likelihoods(
    params: ParamsOf<'likelihoods'>,
    { signal, onProgress }: Running & { readonly onProgress?: (done: number) => void } = {},
  ): Promise<ResultOf<'likelihoods'>> {
    this.#require.predictions();
    const prompts: PromptLikelihoods[] = [];
    for (const labelled of await encodeBatch(params, this.#open, signal)) {
      const context = { open: this.#open, cache: this.#prefixes, signal };
      prompts.push(await scoreLabels(labelled, params.normalise, context));
      onProgress?.(prompts.length);
    }
    return { prompts };
  }

  /** What every layer holds at every position, read by the model's own head. */
  async lens(params: ParamsOf<'lens'>, { signal }: Running = {}): Promise<ResultOf<'lens'>> {
    requireAllLogits(this.#open.session);
    const { ids, top, positions = { start: 0, end: ids.length } } = params;
    this.#require.ids(ids);
    requireIndex('position', positions.start, ids.length);
    requireIndex('position', positions.end - 1, ids.length);
    const textOf = (id: number): string => this.#open.tokenizer.decodeOne(id);
    const size = this.info.vocabularySize;
    if (!(Number.isInteger(top) && top > 0)) throw new UserError('badRequest', `There are no ${top} candidates.`, '');
    const { predictsNextToken: predictsNext } = this.info;
    const options = { top: Math.min(top, size), predictsNext, positions, textOf, signal };
    return this.#inside.use((inside) => lens(inside, ids, options));
  }

  /** One logit as the sum of what the embeddings and each layer's attention and MLP add to it. */
  async contributions(params: ParamsOf<'contributions'>, { signal }: Running = {}): Promise<ResultOf<'contributions'>> {
    const { ids, position, target } = params;
    requireAllLogits(this.#open.session);
    // What fills gaps is told by its own graph why not.
    if (!this.#open.mask) this.#require.predictions();
    this.#require.ids(ids);
    requireIndex('position', position, ids.length);
    requireIndex('token id', target, this.info.vocabularySize);
    const read = this.info.predictsNextToken ? ids.slice(0, position + 1) : ids;
    const options = { name: this.info.name, position, target, signal };
    return this.#inside.use((inside) => contributions(inside, this.#logitsName, read, options));
  }

  /** What the model loses without some heads. */
  async ablate({ ids, heads, hidden, top }: ParamsOf<'ablate'>, { signal }: Running = {}): Promise<ResultOf<'ablate'>> {
    const { mask } = this.#open;
    if (!mask) this.#require.predictions();
    requireAllLogits(this.#open.session);
    await this.#require.attention(ids);
    if ((hidden === undefined) !== (mask === null)) {
      const message = mask
        ? 'An encoder needs a token to hide.'
        : 'Only an encoder that fills gaps can have a token hidden.';
      throw new UserError('badRequest', message, '');
    }
    if (hidden !== undefined) requireIndex('position', hidden, ids.length);
    for (const [layer, head] of heads) {
      requireIndex('layer', layer, this.info.layers);
      requireIndex('head', head, this.info.heads);
    }
    const result = await this.#inside.use((inside) =>
      hidden === undefined || !mask
        ? ablate(inside, this.#logitsName, ids, heads, signal)
        : ablateGap(inside, this.#logitsName, ids, { hidden, maskId: mask.id }, heads, signal),
    );
    return { ...result, top: this.#best(result.logits, top) };
  }

  async rollout({ ids, layer }: ParamsOf<'rollout'>, { signal }: Running = {}): Promise<AttentionResult> {
    await this.#require.head(ids, layer, 0);
    const place = { layer, heads: this.info.heads };
    return { weights: await rollout(this.#capture, ids, place, signal), size: ids.length };
  }

  async valueNorms({ ids, layer, head }: ParamsOf<'valueNorms'>, { signal }: Running = {}): Promise<AttentionResult> {
    await this.#require.head(ids, layer, head);
    const place = { layer, head, layers: this.info.layers, heads: this.info.heads, outputs: this.#open.values };
    return { weights: await valueNorms(this.#open.session, this.#capture, ids, place, signal), size: ids.length };
  }

  /** Where one token looks, in every head. */
  async attentionFrom(
    { ids, query }: ParamsOf<'attentionFrom'>,
    { signal }: Running = {},
  ): Promise<ResultOf<'attentionFrom'>> {
    await this.#require.attention(ids);
    requireIndex('query token', query, ids.length);
    const { layers, heads } = this.info;
    const weights = await this.#capture.rowsOf(ids, query, signal);
    return { layers, heads, size: ids.length, weights };
  }

  /** What each unit of a text adds to the probability of a target. */
  async attribute(params: ParamsOf<'attribute'>, { signal }: Running = {}): Promise<ResultOf<'attribute'>> {
    return attribute(this.#open.session, params, this.#attributing(params, signal));
  }

  /** How probable a target is without each of several sets of units. */
  async removals(params: ParamsOf<'removals'>, { signal }: Running = {}): Promise<ResultOf<'removals'>> {
    return removals(this.#open.session, params, this.#attributing(params, signal));
  }

  /** How far the embedding of a text moves without each of several sets of units. */
  async embeddingShifts(
    params: ParamsOf<'embeddingShifts'>,
    { signal }: Running = {},
  ): Promise<ResultOf<'embeddingShifts'>> {
    const making = requireEmbedding(this.info);
    return embeddingShifts(this.#open.session, params, { ...this.#encoding(params, signal), making });
  }

  async dispose(): Promise<void> {
    await this.#inside.dispose();
    await this.#open.session.dispose();
  }

  #attributing(params: AttributeParams, signal: AbortSignal | undefined): AttributeOptions {
    requirePrediction(this.info);
    return { ...this.#encoding(params, signal), mask: this.#open.mask };
  }

  #encoding(
    { addSpecialTokens }: Pick<AttributeParams, 'addSpecialTokens'>,
    signal: AbortSignal | undefined,
  ): Omit<AttributeOptions, 'mask'> {
    const encode = (text: string): Token[] => this.#encode(text, addSpecialTokens);
    return { encode, check: (ids) => this.#require.ids(ids), signal };
  }

  get #contextLength(): number {
    return this.info.contextLength ?? Infinity;
  }

  get #predictions(): { readonly session: OpenModel['session']; readonly name: string } {
    return { session: this.#open.session, name: this.#logitsName };
  }

  /** Of a model that predicts. */
  get #logitsName(): string {
    return this.#open.session.io.logits!.name;
  }

  #encode(text: string, addSpecialTokens: boolean): Token[] {
    if (text === '') throw new UserError('textEmpty', 'The text is empty.', 'Select or give some text.');
    return this.#open.tokenizer.encode(text, { addSpecialTokens });
  }

  #constraint(spec: ConstraintSpec): Constraint {
    const { tokenizer, folder, info } = this.#open;
    // A token that ends the text is none of it, special or not.
    this.#vocabulary ??= new VocabularyTrie(info.vocabularySize, (id) =>
      folder.config.endOfTextIds.has(id) ? null : tokenizer.bytesOf(id),
    );
    return new Constraint(automatonOf(spec), this.#vocabulary);
  }

  async #read(ids: readonly number[], signal: AbortSignal | undefined): Promise<Prefill> {
    const prefill = await nextLogits(this.#open.session, ids, { from: this.#prefixes.resume(ids), signal });
    this.#prefixes.add(ids, prefill.past);
    return prefill;
  }

  #best(logits: Float32Array, top: number): { id: number; text: string }[] {
    return topIds(logits, top).map((id) => ({ id, text: this.#open.tokenizer.decodeOne(id) }));
  }
}
