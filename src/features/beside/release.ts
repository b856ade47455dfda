import { isOnThisMachine } from '../../core/models/endpoint';
import { hostOf, parseUrl } from '../../platform/network';
import type { Endpoints } from '../../platform/endpoints';
import type { Subject } from '../../platform/subject';
import type { Both, Unsent } from '../../protocol/beside';
import type { Offer } from './offers';

/** What leaves the machine does so by the person's act, selection by selection and server by server. */
export class Release {
  #subject: Subject | undefined;
  /** Addresses that may have its words. */
  #urls: ReadonlySet<string> = new Set();

  constructor(private readonly endpoints: Pick<Endpoints, 'isAgreed' | 'requireAgreement' | 'capabilities'>) {}

  /** The servers that wait for the person's word, each once. @throws UserError where one of them does not say what it can do */
  async unsent(subject: Subject, { left, right }: Both<Offer>, signal: AbortSignal): Promise<Unsent[]> {
    const waiting = new Map<string, Unsent>();
    for (const [side, { from }] of [['left', left] as const, ['right', right] as const]) {
      if (from.kind === 'here') continue;
      const { url, name } = from.endpoint;
      if (waiting.has(url) || this.#isReleased(subject, url)) continue;
      // Where it can do nothing with them, nothing is sent.
      if (this.endpoints.isAgreed(url) && !(await this.#isOfUse(from.endpoint, signal))) continue;
      waiting.set(url, { side, name, host: hostOf(parseUrl(url)) });
    }
    return [...waiting.values()];
  }

  /** The person lets the words go there; asks about the host if they have not agreed to it. @throws UserError 'cancelled' if they do not */
  async let(subject: Subject, { from }: Offer): Promise<void> {
    if (from.kind === 'here') return;
    const { url } = from.endpoint;
    await this.endpoints.requireAgreement(url);
    this.#urls = new Set([...(this.#subject === subject ? this.#urls : []), url]);
    this.#subject = subject;
  }

  #isReleased(subject: Subject, url: string): boolean {
    if (!this.endpoints.isAgreed(url)) return false;
    return isOnThisMachine(url) || (this.#subject === subject && this.#urls.has(url));
  }

  async #isOfUse(endpoint: Parameters<Endpoints['capabilities']>[0], signal: AbortSignal): Promise<boolean> {
    const { next, score } = await this.endpoints.capabilities(endpoint, signal);
    return next.available || score.available;
  }
}
