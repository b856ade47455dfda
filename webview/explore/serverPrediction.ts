import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExploreContent, ServerReading } from '../../src/protocol/explore';
import '../shared/explain';
import { baseStyles } from '../shared/styles';
import './continuation';
import { panelStyles } from './panelStyles';
import type { Continuation, StatedMessage } from './panelState';
import './samplingControls';
import './seedField';
import { defaultSettings, type ExploreSettings } from './settings';
import './statedWords';
import { wordsBefore } from '../shared/tokenPieces';

/** What a model on a server expects after one token, and how it writes on. Fires `continue` and `stop`. */
@customElement('introspect-server-prediction')
export class ServerPredictionElement extends LitElement {
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

  @property({ attribute: false }) content: ExploreContent | null = null;
  @property({ attribute: false }) position = -1;
  @property({ attribute: false }) stated: StatedMessage | null = null;
  @property({ attribute: false }) continuation: Continuation | null = null;
  @property({ attribute: false }) settings: ExploreSettings = defaultSettings;

  protected override render() {
    const { content } = this;
    if (!content?.server) return nothing;
    return html`<section aria-labelledby="next">${this.#renderNext(content)}</section>
      <section aria-labelledby="write">
        <h2 id="write">Let the model write</h2>
        ${this.#renderWriting(content)}
      </section>
      <section aria-labelledby="inside">
        <h2 id="inside">Attention, and what happens inside</h2>
        <p>
          A server tells what its model writes, not how it gets there: no attention, no layers, no whole list of
          chances. To see those, choose a model that runs on this machine.
        </p>
        <div class="row">
          <vscode-button secondary icon="chip" @click=${() => this.#fire('notice-action', 'chooseModel')}
            >Choose a model…</vscode-button
          >
        </div>
      </section>`;
  }

  #renderNext({ tokens, server }: ExploreContent) {
    const { stated, position } = this;
    const next = server!.next;
    const after = this.#wordsAt(stated?.position ?? position);
    if (!next.available) {
      return html`<h2 id="next">Next words</h2>
        <p>${next.why} Another server may, and a model on this machine does.</p>`;
    }
    const isWaiting = stated?.position !== position;
    return html`<introspect-explain question="What is next-token prediction?" term="probability">
        <h2 id="next" slot="subject">After “${after}” the model expects</h2>
        <p>
          It is all that the model does: from the tokens so far it gives every token of its list a chance of coming
          next. To write, it draws one of them, adds it to the text, and asks again. Of the whole list this server tells
          only the best.
        </p>
      </introspect-explain>
      ${isWaiting ? html`<vscode-progress-bar aria-label="Asking the server"></vscode-progress-bar>` : nothing}
      ${
        stated
          ? html`<introspect-stated-words
              .candidates=${stated.candidates}
              .actual=${tokens[stated.position + 1]?.text ?? null}
            ></introspect-stated-words>`
          : nothing
      }`;
  }

  #renderWriting({ server }: ExploreContent) {
    const { continuation, settings } = this;
    const generate = server!.generate;
    if (!generate.available) {
      return html`<p>
        This server does not continue a text: it only answers messages. Choose a model that continues text to see one
        written on from here.
      </p>`;
    }
    const isRunning = continuation?.end.kind === 'running';
    return html`<introspect-sampling-controls .settings=${settings}></introspect-sampling-controls>
      <introspect-seed-field .seed=${settings.seed} .promise=${seedPromise(server!)}></introspect-seed-field>
      <div class="row">
        <vscode-button
          ?secondary=${isRunning}
          icon=${isRunning ? 'debug-stop' : 'edit-sparkle'}
          @click=${() => this.#fire(isRunning ? 'stop' : 'continue', null)}
          >${isRunning ? 'Stop' : 'Continue'}</vscode-button
        >
      </div>
      <introspect-continuation
        .continuation=${continuation}
        .prompt=${continuation ? this.#wordsAt(continuation.position) : ''}
      ></introspect-continuation>`;
  }

  #wordsAt(position: number): string {
    return position < 0 ? 'the selected words' : wordsBefore(this.content?.tokens ?? [], position);
  }

  #fire(type: 'continue' | 'stop' | 'notice-action', detail: string | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function seedPromise({ samples, repeats }: ServerReading): string {
  const found = [samples, repeats].flatMap((ability) => (ability.available ? [] : [ability.why]));
  return found.length === 0
    ? 'Settings and seed are sent along; when the server was tested it kept to them.'
    : `Settings and seed are sent along. When the server was tested: ${found.join(' ')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-server-prediction': ServerPredictionElement;
  }
}
