import type { StatedPrediction } from '../../core/beside/nextWords';
import { UserError } from '../../core/base/userError';
import type { ScoredPiece } from '../../core/beside/surprisal';
import type { EndpointSetting } from '../../core/models/endpoint';
import { scoredTokensOf, statedNext } from '../../platform/engineScoring';
import type { WordScore } from '../../protocol/beside';
import type { Capabilities, Engine } from '../../protocol/engine';
import type { Token } from '../../protocol/modelHost';
import { type Place, readUpTo, type SideReading } from './sideReading';

/** What a model on a server tells of the text. */
export class ServerReading implements SideReading {
  readonly source: SideReading['source'];
  readonly noNext: string | null;
  readonly noScore: string | null;
  readonly noAttention: string | null;

  private constructor(
    readonly endpoint: EndpointSetting,
    private readonly engine: Pick<Engine, 'score' | 'next'>,
    { next, score, attention }: Pick<Capabilities, 'next' | 'score' | 'attention'>,
    private readonly text: string,
    readonly tokens: readonly (Token & ScoredPiece)[],
    readonly omittedTokens: number,
  ) {
    this.source = { kind: 'server', endpoint };
    this.noNext = next.available ? null : next.why;
    this.noScore = score.available ? null : score.why;
    this.noAttention = attention.available ? null : attention.why.replace(/^A /, 'a ');
  }

  /** Sends the text, unless the server scores none. @param limit tokens that are shown. @throws UserError */
  static async read(
    endpoint: EndpointSetting,
    engine: Pick<Engine, 'score' | 'next'>,
    can: Pick<Capabilities, 'next' | 'score' | 'attention'>,
    text: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<ServerReading> {
    const scored = can.score.available ? await scoredTokensOf(engine, text, { signal }) : [];
    const tokens = scored.slice(0, limit);
    return new ServerReading(endpoint, engine, can, text, tokens, scored.length - tokens.length);
  }

  get name(): string {
    return this.endpoint.name;
  }

  get end(): number {
    return readUpTo(this.text, this.tokens, this.omittedTokens);
  }

  async next({ end }: Place, signal: AbortSignal): Promise<StatedPrediction> {
    return { stated: await statedNext(this.engine, this.text.slice(0, end), { signal }) };
  }

  async word({ end }: Place, word: string, signal: AbortSignal): Promise<WordScore> {
    if (this.noScore === null) return this.#scored(end, word, signal);
    if (this.noNext !== null) return { notComputable: this.noNext };
    const { stated } = await this.next({ last: -1, end }, signal);
    const found = stated.filter(({ text }) => text === word);
    if (found.length !== 1) {
      return {
        notComputable: `The server states only its ${stated.length} likeliest tokens, and this word is none of them. Give it as one token, with the space before it.`,
      };
    }
    return { pieces: [word], logit: null, rank: stated.indexOf(found[0]!) + 1, logprob: Math.log(found[0]!.p) };
  }

  attention(): Promise<never> {
    const why = 'A server tells what its model writes, not where it looks.';
    return Promise.reject(new UserError('modelUnsupported', why, 'Choose a model on this machine to see attention.'));
  }

  async #scored(end: number, word: string, signal: AbortSignal): Promise<WordScore> {
    const before = this.text.slice(0, end);
    const scored = (await scoredTokensOf(this.engine, before + word, { signal })).filter(({ special }) => !special);
    const pieces = scored.filter((token) => token.end > before.length);
    // With the word behind it, the text before may be cut otherwise: then these are not the tokens that were read.
    const read = this.tokens.filter((token) => !token.special && token.end <= before.length);
    const isSame = read.every(({ text }, i) => scored[i]?.text === text);
    if (pieces.length === 0 || pieces[0]!.start < before.length || !isSame) {
      return {
        notComputable: 'Put after this text, it is cut together with the word before it. Begin it with a space.',
      };
    }
    const logprob = pieces.reduce((sum, piece) => sum + (piece.logprob ?? NaN), 0);
    if (Number.isNaN(logprob)) return { notComputable: 'Nothing comes before it.' };
    return { pieces: pieces.map(({ text }) => text), logit: null, rank: null, logprob };
  }
}
