import { rankOf } from '../../core/generation/probabilities';
import type { ScoredPiece } from '../../core/beside/surprisal';
import type { OfferedModel } from '../../platform/offeredModels';
import type { HeldModel } from '../../platform/sideModels';
import type { WordScore } from '../../protocol/beside';
import type { ModelInfo, NextResult, TextParams, Token } from '../../protocol/modelHost';

/** Asked for on each side. */
const candidates = 50;
/** Where a model does not say how long a text it reads. */
const idsAtOnce = 512;

/** What one of the two models has read. */
export class SideReading {
  private constructor(
    readonly model: OfferedModel,
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
  ): Promise<SideReading> {
    const info = await held.info(signal);
    // An encoder gives no probabilities; its attention can still be looked at.
    const { tokens, omittedTokens } = info.predictsNextToken
      ? await held.request('score', request, signal)
      : await held.request('tokenize', request, signal);
    const scored = tokens.map((token) => ({ logprob: null, rank: null, ...token }));
    return new SideReading(model, held, info, request.text, scored, omittedTokens);
  }

  /** UTF-16: where it stopped reading. */
  get end(): number {
    if (this.omittedTokens === 0) return this.text.length;
    return this.tokens.reduce((end, token) => Math.max(end, token.end), 0);
  }

  idsUpTo(token: number): number[] {
    return this.tokens.slice(0, token + 1).map(({ id }) => id);
  }

  /** What comes after the token. @throws UserError */
  next(token: number, signal: AbortSignal): Promise<NextResult> {
    return this.held.request('next', { ids: this.idsUpTo(token), top: candidates }, signal);
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
    const found = new Map<string, number>();
    const twice = new Set<string>();
    texts.forEach((text, id) => (found.has(text) ? twice.add(text) : found.set(text, id)));
    for (const text of twice) found.delete(text);
    return found;
  }

  /** How it rates a word put after the token, exactly as it is written. @throws UserError */
  async word(token: number, word: string, signal: AbortSignal): Promise<WordScore> {
    if (!this.info.predictsNextToken) return { notComputable: 'It is an encoder: it gives no next word a score.' };
    const end = this.tokens[token]?.end ?? 0;
    const before = this.idsUpTo(token);
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
    const { logits } = await this.held.request('next', { ids: before, top: 1 }, signal);
    const id = pieces[0]!.id;
    return { pieces: pieces.map((piece) => piece.text), logit: logits[id] ?? 0, rank: rankOf(logits, id), logprob };
  }
}
