import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConversationToPanel, Failure, Fit, TalkRequest } from '../../src/protocol/conversation';
import { host as extension } from './host';

/** After the last change, in milliseconds. */
const measureDelayMs = 300;

/** How much of what would be sent now the model can read; asked for anew whenever that changes. */
export class Measuring implements ReactiveController {
  fit: Fit | null = null;
  failure: Failure | null = null;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param request what would be sent now; null for nothing that could be measured */
  constructor(
    private readonly panel: ReactiveControllerHost,
    private readonly request: () => TalkRequest | null,
  ) {
    panel.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  start(delayMs = measureDelayMs): void {
    clearTimeout(this.#timer);
    const run = ++this.#run;
    this.#timer = setTimeout(() => {
      const request = this.request();
      if (request) extension.post({ type: 'measure', run, ...request });
      else this.#set(null, null);
    }, delayMs);
  }

  /** What is known is of another model. */
  forget(): void {
    this.#set(null, this.failure);
  }

  receive(message: Extract<ConversationToPanel, { type: 'fit' | 'fitFailed' }>): void {
    if (message.run !== this.#run) return;
    if (message.type === 'fit') this.#set(message.fit, null);
    else this.#set(null, message.failure);
  }

  #set(fit: Fit | null, failure: Failure | null): void {
    this.fit = fit;
    this.failure = failure;
    this.panel.requestUpdate();
  }
}
