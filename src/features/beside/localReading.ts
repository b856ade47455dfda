import { idsByText, type WholePrediction } from '../../core/beside/nextWords';
import type { ScoredPiece } from '../../core/beside/surprisal';
import { rankOf } from '../../core/generation/probabilities';
import type { OfferedModel } from '../../platform/offeredModels';
import type { HeldModel } from '../../platform/sideModels';
import type { WordScore } from '../../protocol/beside';
import type { ModelInfo, TextParams, Token } from '../../protocol/modelHost';
import { type Place, readUpTo, type SideReading } from './sideReading';

/** Asked for on each side. */
const candidates = 50;
/** Where a model does not say how long a text it reads. */
const idsAtOnce = 512;

/** What a model on this machine has read. */
export class LocalReading implements SideReading {
  private constructor(
    private readonly model: OfferedModel,
    private readonly held: HeldModel,
    readonly info: ModelInfo,
    private readonly text: string,
    readonly tokens: readonly (Token & ScoredPiece)[],
    readonly omittedTokens: number,
  ) {}

  /** @throws UserError */
  static async read(
    model: OfferedModel,
    held: HeldModel,
    request: TextParams,
    signal: AbortSignal,
  ): Promise<LocalReading> {
    const info = await held.info(signal);
    // An encoder gives no probabilities; its attention can still be looked at.
    const { tokens, omittedTokens } = info.predictsNextToken
      ? await held.request('score', request, signal)
      : await held.request('tokenize', request, signal);
    const scored = tokens.map((token) => ({ logprob: null, rank: null, ...token }));
    return new LocalReading(model, held, info, request.text, scored, omittedTokens);
  }

  get name(): string {
    return this.model.name;
  }

  get source(): SideReading['source'] & { readonly kind: 'here' } {
    return { kind: 'here', info: this.info, isStage: this.model.isStage };
  }

  get noNext(): string | null {
    if (this.info.predictsNextToken) return null;
    return `${this.name} is an encoder: it reads a whole text at once and gives no chances for a next word.`;
  }

  get noScore(): string | null {
    return this.info.predictsNextToken ? null : 'It is an encoder: it gives no next word a score.';
  }

  get noAttention(): string | null {
    const { attention } = this.info;
    return attention.available ? null : attention.why;
  }

  get end(): number {
    return readUpTo(this.text, this.tokens, this.omittedTokens);
  }

  idsUpTo(token: number): number[] {
    return this.tokens.slice(0, token + 1).map(({ id }) => id);
  }

  next({ last }: Pick<Place, 'last'>, signal: AbortSignal): Promise<WholePrediction> {
    const after = this.tokens.slice(last + 1).map(({ id }) => id);
    return this.held.request('next', { ids: this.idsUpTo(last), after, top: candidates }, signal);
  }

  async attention(
    tokens: number,
    layer: number,
    head: number,
    signal: AbortSignal,
  ): Promise<{ weights: Float32Array; size: number }> {
    const [l, h] = [Math.min(layer, this.info.layers - 1), Math.min(head, this.info.heads - 1)];
    return this.held.request('attention', { ids: this.idsUpTo(tokens - 1), layer: l, head: h }, signal);
  }

  /** Text → id of every token whose text no other token has. @throws UserError */
  async idsByText(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const texts: string[] = [];
    // A host takes no more ids at once than its model reads tokens.
    const most = this.info.contextLength ?? idsAtOnce;
    for (let from = 0; from < this.info.vocabularySize; from += most) {
      const length = Math.min(most, this.info.vocabularySize - from);
      const ids = Array.from({ length }, (_, i) => from + i);
      texts.push(...(await this.held.request('tokenTexts', { ids }, signal)).texts);
    }
    return idsByText(texts);
  }

  async word({ last }: Pick<Place, 'last'>, word: string, signal: AbortSignal): Promise<WordScore> {
    if (this.noScore !== null) return { notComputable: this.noScore };
    const end = this.tokens[last]?.end ?? 0;
    const before = this.idsUpTo(last);
    const text = this.text.slice(0, end) + word;
    const { tokens, omittedTokens } = await this.held.request('score', { text, addSpecialTokens: true }, signal);
    if (omittedTokens > 0) return { notComputable: 'The text with this word is longer than the model can read.' };
    // Special tokens that follow a text are not part of the word.
    const pieces = tokens.slice(before.length).filter(({ special }) => !special);
    if (pieces.length === 0 || before.some((id, i) => tokens[i]?.id !== id)) {
      return {
        notComputable: 'Put after this text, it is cut together with the word before it. Begin it with a space.',
      };
    }
    const logprob = pieces.reduce((sum, piece) => sum + (piece.logprob ?? NaN), 0);
    if (Number.isNaN(logprob)) return { notComputable: 'Nothing comes before it.' };
    const after = tokens.slice(before.length).map(({ id: token }) => token);
    const { logits } = await this.held.request('next', { ids: before, after, top: 1 }, signal);
    const id = pieces[0]!.id;
    return { pieces: pieces.map((piece) => piece.text), logit: logits[id] ?? 0, rank: rankOf(logits, id), logprob };
  }
}
