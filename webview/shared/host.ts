// The panel's end of its message channel to the extension host.

import { glossaryRequest } from '../../src/protocol/glossary';
import { isTypedWords, type TypedWord } from '../../src/protocol/typedWords';
import { keepFocus } from './keepFocus';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

declare global {
  interface WindowEventMap {
    'introspect-glossary': CustomEvent<string>;
  }
}

/**
 * Typed messages and the state that survives a hidden tab. Make one per page: VS Code hands out its API only once.
 * @typeParam ToPanel what the host sends
 * @typeParam FromPanel what the panel sends
 */
export class PanelHost<ToPanel extends { readonly type: string }, FromPanel, State> {
  readonly #api = acquireVsCodeApi();
  readonly #readState: (saved: unknown) => State;
  readonly #typed = new Map<string, string>();

  /** @param readState turns whatever an earlier version of the panel saved, or undefined, into a valid state */
  constructor(readState: (saved: unknown) => State) {
    this.#readState = readState;
    keepFocus();
    // The links of notes, the same in every panel.
    window.addEventListener('introspect-glossary', ({ detail }) => this.#api.postMessage(glossaryRequest(detail)));
  }

  post(message: FromPanel): void {
    this.#api.postMessage(message);
  }

  /** What was typed into a field before the tab was hidden. */
  typed(field: string): string | undefined {
    return this.#typed.get(field);
  }

  /** Keeps it, at every letter, with the extension: a page that is hidden is gone without a word. */
  keepTyped(field: string, words: string): void {
    this.#typed.set(field, words);
    const message: TypedWord = { type: 'typedWord', field, words };
    this.#api.postMessage(message);
  }

  /** @returns a function that ends the subscription */
  onMessage(listener: (message: ToPanel) => void): () => void {
    const onEvent = ({ data }: MessageEvent<unknown>) => {
      if (!isMessage(data)) return;
      if (isTypedWords(data)) for (const [field, words] of Object.entries(data.fields)) this.#typed.set(field, words);
      else listener(data as ToPanel);
    };
    window.addEventListener('message', onEvent);
    return () => window.removeEventListener('message', onEvent);
  }

  getState(): State {
    return this.#readState(this.#api.getState());
  }

  setState(state: State): void {
    this.#api.setState(state);
  }
}

/** Other scripts may post to the same window; what the host sends is an object with a type. */
function isMessage(data: unknown): data is { readonly type: string } {
  return typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string';
}
