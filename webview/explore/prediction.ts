import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { toErrorInfo, type ErrorInfo } from '../../src/core/base/userError';
import type { Candidate, ScoredToken } from '../../src/protocol/modelHost';
import '../shared/explain';
import { formatCount, inQuotes, spokenToken } from '../shared/format';
import '../shared/noticeView';
import { baseStyles } from '../shared/styles';
import './continuation';
import { describeDistribution, type Distribution } from './distribution';
import './nextWords';
import { panelStyles } from './panelStyles';
import type { Continuation, NextMessage } from './panelState';
import './samplingControls';
import './seedField';
import { defaultSettings, isReshaped, type ExploreSettings } from './settings';
import { wordsBefore } from '../shared/tokenPieces';

/**
 * What the model expects after one token, drawing from it, and writing on. Fires `settings-change`, `draw` (how many),
 * `text-needed` (token id), `continue` and `stop`.
 */
@customElement('introspect-prediction')
export class PredictionElement extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
      }
    `,
  ];

  @property({ attribute: false }) tokens: readonly ScoredToken[] = [];
  @property({ attribute: false }) position = -1;
  @property({ attribute: false }) next: NextMessage | null = null;
  @property({ attribute: false }) texts: ReadonlyMap<number, string> = new Map();
  @property({ attribute: false }) draws = 0;
  @property({ attribute: false }) continuation: Continuation | null = null;
  @property({ attribute: false }) settings: ExploreSettings = defaultSettings;
  #distribution: Distribution | null = null;
  #error: ErrorInfo | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (['next', 'settings', 'draws', 'tokens'].some((name) => changed.has(name))) this.#compute();
  }

  protected override updated(): void {
    const last = this.#distribution?.drawn.at(-1);
    if (last !== undefined && this.#textOf(last) === undefined) this.#fire('text-needed', last);
  }

  #compute(): void {
    const { next, settings, draws } = this;
    this.#distribution = null;
    this.#error = null;
    if (!next) return;
    try {
      this.#distribution = describeDistribution({ ...next, actual: this.#actualNext(next), sampling: settings, draws });
    } catch (error) {
      this.#error = toErrorInfo(error);
    }
  }

  #actualNext({ position, top }: NextMessage): Candidate | null {
    const token = this.tokens[position + 1];
    if (!token) return null;
    return top.find(({ id }) => id === token.id) ?? { id: token.id, text: token.text };
  }

  #textOf(id: number): string | undefined {
    const candidates = [...(this.#distribution?.rows ?? []), ...(this.next?.top ?? [])];
    return candidates.find((c) => c.id === id)?.text ?? this.texts.get(id);
  }

  protected override render() {
    const { next, position, tokens, settings } = this;
    const isWaiting = next?.position !== position;
    return html`<section aria-labelledby="next" aria-busy=${isWaiting}>
        <introspect-explain question="What is next-token prediction?" term="probability">
          <h2 id="next" slot="subject">
            After ${inQuotes(wordsBefore(tokens, next?.position ?? position))} the model expects
          </h2>
          <p>
            It is all that the model does: from the tokens so far it gives every token of its
            list${next ? html` (${formatCount(next.logits.length)})` : nothing} a chance of coming next, and the chances
            add up to 100 %. To write, it draws one of them, adds it to the text, and asks again.
          </p>
        </introspect-explain>
        ${isWaiting ? html`<vscode-progress-bar aria-label="Asking the model"></vscode-progress-bar>` : nothing}
        ${
          this.#error
            ? html`<introspect-notice
                .notice=${{ kind: 'error', error: this.#error, actions: ['chooseModel'] }}
              ></introspect-notice>`
            : nothing
        }
        <introspect-next-words
          .distribution=${this.#distribution}
          .reshaped=${isReshaped(settings)}
          .cuts=${settings.temperature > 0 && settings.topP < 1}
        ></introspect-next-words>
        <introspect-sampling-controls .settings=${settings}></introspect-sampling-controls>
      </section>
      <section aria-labelledby="write">
        <h2 id="write">Let the model write</h2>
        ${this.#renderWriting()}
      </section>`;
  }

  #renderWriting() {
    const { continuation, tokens, settings } = this;
    const isRunning = continuation?.end.kind === 'running';
    const canDraw = this.#distribution !== null;
    return html`<introspect-seed-field .seed=${settings.seed}></introspect-seed-field>
      <p>Draw the next word by chance, a word with a longer bar more often:</p>
      <div class="row">
        <vscode-button secondary ?disabled=${!canDraw} @click=${() => this.#fire('draw', 1)}>Sample one</vscode-button>
        <vscode-button secondary ?disabled=${!canDraw} @click=${() => this.#fire('draw', 10)}>Sample ten</vscode-button>
      </div>
      ${this.#renderDrawn()}
      <p>Or let it draw word after word:</p>
      <div class="row">
        <vscode-button
          ?secondary=${isRunning}
          icon=${isRunning ? 'debug-stop' : 'edit-sparkle'}
          ?disabled=${!canDraw}
          @click=${() => this.#fire(isRunning ? 'stop' : 'continue', null)}
          >${isRunning ? 'Stop' : 'Continue'}</vscode-button
        >
      </div>
      <introspect-continuation
        .continuation=${continuation}
        .prompt=${continuation ? wordsBefore(tokens, continuation.position) : ''}
      ></introspect-continuation>`;
  }

  #renderDrawn() {
    const drawn = this.#distribution?.drawn ?? [];
    const last = drawn.at(-1);
    if (last === undefined) return nothing;
    const text = this.#textOf(last);
    return html`<p class="drawn" role="status">
      Drawn: <strong>${text === undefined ? `token ${last}` : spokenToken(text)}</strong>
      <span class="secondary">(${formatCount(drawn.length)} so far; the tally stands beside the bars)</span>
    </p>`;
  }

  #fire(type: 'draw' | 'text-needed' | 'continue' | 'stop', detail: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-prediction': PredictionElement;
  }
}
