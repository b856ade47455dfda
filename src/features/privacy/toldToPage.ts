import type { PrivacyToPanel } from '../../protocol/privacy';

type Of<T extends PrivacyToPanel['type']> = Extract<PrivacyToPanel, { type: T }>;

/** What was told to a page of what goes on. One that was hidden meanwhile has heard nothing, and is told when it comes back. */
export class ToldToPage {
  #setup: Of<'setup'> | null = null;
  #working: Of<'working'> | null = null;
  #reading: Of<'reading' | 'proposed'> | null = null;
  #error: Of<'error'> | null = null;

  constructor(private readonly send: (message: PrivacyToPanel) => void) {}

  post(message: PrivacyToPanel): void {
    switch (message.type) {
      case 'setup':
        this.#setup = message;
        break;
      case 'working':
        this.#working = message;
        this.#error = null;
        break;
      case 'reading':
      case 'proposed':
        this.#reading = message;
        this.#error = null;
        break;
      case 'stopped':
        this.#reading = null;
        break;
      case 'applied':
        this.#working = this.#reading = null;
        break;
      case 'found':
        this.#working = null;
        break;
      case 'error':
        this.#working = this.#reading = null;
        this.#error = message;
        break;
      case 'review':
      case 'draft':
        break;
    }
    this.send(message);
  }

  /** At once, where the session is at work and will not answer before it is done. */
  greet(): void {
    if (!this.#working || !this.#setup) return;
    this.send(this.#setup);
    this.send(this.#working);
  }

  /** After the session has said what it has. */
  goOn(): void {
    for (const message of [this.#working, this.#reading, this.#error]) if (message) this.send(message);
  }

  /** The person went on: what went wrong before is over. */
  heard(): void {
    this.#error = null;
  }
}
