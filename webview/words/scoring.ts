import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ScoringProgress } from '../../src/protocol/words';
import { formatCount } from '../shared/format';
import { baseStyles } from '../shared/styles';

/** How the scoring of a whole transcript goes. Fires `score-stop` and `score-again`. */
@customElement('introspect-scoring')
export class ScoringElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .box {
        display: grid;
        gap: 4px;
        max-width: 40rem;
      }
      progress {
        width: 100%;
        accent-color: var(--vscode-progressBar-background);
      }
      .stale {
        padding-left: 8px;
        border-left: 2px solid var(--vscode-editorInfo-foreground);
      }
      .failed {
        padding: 6px 10px;
        border: 1px solid var(--vscode-inputValidation-errorBorder);
        border-radius: 4px;
      }
    `,
  ];

  @property({ attribute: false }) progress: ScoringProgress | null = null;
  @property({ attribute: false }) failure: string | null = null;
  /** The transcript was edited since it was scored. */
  @property({ type: Boolean }) stale = false;

  protected override render() {
    if (this.progress) return this.#renderProgress(this.progress);
    if (this.failure !== null) {
      return html`<div class="box failed" role="alert">
        <p>The transcript was not scored. ${this.failure}</p>
        ${this.#renderAgain()}
      </div>`;
    }
    if (!this.stale) return nothing;
    return html`<div class="box stale" role="status">
      <p>The transcript was edited since it was scored: these are the figures of the text as it was.</p>
      ${this.#renderAgain()}
    </div>`;
  }

  #renderProgress({ done, total }: ScoringProgress) {
    const label =
      total === 0
        ? 'Cutting the transcript into tokens…'
        : `Scoring the whole transcript: ${formatCount(done)} of ${formatCount(total)} tokens`;
    return html`<div class="box">
      <p role="status">${label}</p>
      <progress aria-label="Scoring the whole transcript" max=${Math.max(1, total)} .value=${done}></progress>
      <div class="row">
        <vscode-button secondary icon="debug-stop" @click=${() => this.dispatchEvent(new CustomEvent('score-stop'))}
          >Stop</vscode-button
        >
      </div>
    </div>`;
  }

  #renderAgain() {
    return html`<div class="row">
      <vscode-button secondary icon="refresh" @click=${() => this.dispatchEvent(new CustomEvent('score-again'))}
        >Score the transcript again</vscode-button
      >
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-scoring': ScoringElement;
  }
}
