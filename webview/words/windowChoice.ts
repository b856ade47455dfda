import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../shared/explain';
import { formatCount } from '../shared/format';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { selectStyles } from './selectStyles';
import { windows } from './viewState';

/** How much of a transcript the model reads at once. Fires `window-change` (tokens, or 0 for the widest). */
@customElement('introspect-window-choice')
export class WindowChoiceElement extends LitElement {
  static override styles = [baseStyles, selectStyles, css``];

  @property({ type: Number }) window = 0;
  /** Tokens; null where the model does not say. */
  @property({ attribute: false }) contextLength: number | null = null;

  protected override render() {
    const most = this.contextLength ?? Infinity;
    const widest = Math.min(most, 2048);
    return html`<introspect-explain floating question="What is the window?" term="context window">
      <label slot="subject"
        >Window
        <select @change=${this.#onChange}>
          ${windows
            .filter((size) => size <= most)
            .map(
              (size) =>
                html`<option value=${size}>
                  ${size === 0 ? `widest (${formatCount(widest)})` : formatCount(size)}
                </option>`,
            )}
          ${showChosen(this.window)}
        </select></label
      >
      <p>
        A model reads only so many tokens at once. A whole transcript is read in windows that overlap by half: each
        begins in the middle of the one before it, so that every token has at least half a window of the text before it.
        A larger window takes longer. Compare transcripts only with the same window.
      </p>
    </introspect-explain>`;
  }

  readonly #onChange = ({ target }: Event): void => {
    if (!(target instanceof HTMLSelectElement)) return;
    this.dispatchEvent(new CustomEvent('window-change', { detail: Number(target.value) }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-window-choice': WindowChoiceElement;
  }
}
