// What a model on a server tells of the selected words, and how it goes on with them.
import type { StatedCandidate } from '../../core/generation/stated';
import type { EndpointSetting } from '../../core/models/endpoint';
import { scoredTokensOf, statedNext } from '../../platform/engineScoring';
import { hostOf, parseUrl } from '../../platform/network';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { ServerReading, Written, WrittenToken } from '../../protocol/explore';
import type { SamplingSettings, ScoredToken } from '../../protocol/modelHost';

export interface ContinueRequest {
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
}

/** A server's model for one reading of one text. */
export class ServerSubject {
  constructor(
    private readonly endpoints: Pick<Services['endpoints'], 'capabilities' | 'engine'>,
    private readonly endpoint: EndpointSetting,
    private readonly subject: Subject,
  ) {}

  /** Whether it is the same text for the same server. */
  isSameAs(other: ServerSubject): boolean {
    return this.subject === other.subject && this.endpoint.url === other.endpoint.url;
  }

  /** @throws UserError */
  async read(
    isSent: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly server: ServerReading; readonly tokens: readonly ScoredToken[] }> {
    const { score, next, generate, samples, repeats } = await this.endpoints.capabilities(this.endpoint, signal);
    const server = { host: hostOf(parseUrl(this.endpoint.url)), isSent, score, next, generate, samples, repeats };
    if (!isSent || !score.available) return { server, tokens: [] };
    const engine = await this.endpoints.engine(this.endpoint);
    return { server, tokens: await scoredTokensOf(engine, this.subject.text, { signal }) };
  }

  /** @param end of the tokens read so far, UTF-16; undefined for the whole text. @throws UserError */
  async next(end: number | undefined, signal: AbortSignal): Promise<StatedCandidate[]> {
    const engine = await this.endpoints.engine(this.endpoint);
    return statedNext(engine, this.subject.text.slice(0, end), { signal });
  }

  /** @throws UserError */
  async continue(
    end: number | undefined,
    { maxNew, sampling }: ContinueRequest,
    onToken: (token: WrittenToken) => void,
    signal: AbortSignal,
  ): Promise<Written> {
    const engine = await this.endpoints.engine(this.endpoint);
    const request = { prompt: { text: this.subject.text.slice(0, end) }, maxNew, sampling };
    const pieces: WrittenToken[] = [];
    const onText = (text: string): void => {
      pieces.push({ text });
      onToken({ text });
    };
    const { text, tokens, stopReason } = await engine.generate(request, { signal, onText });
    // Without tokens there are the pieces that came, unless what they add up to was taken back in part.
    const whole = pieces.map((piece) => piece.text).join('') === text ? pieces : [{ text }];
    return { tokens: tokens.length > 0 ? tokens.map((token) => ({ text: token.text })) : whole, stopReason };
  }
}
