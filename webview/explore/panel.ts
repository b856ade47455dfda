import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ExploreContent, ExploreFromPanel, ExploreToPanel, ServerReading } from '../../src/protocol/explore';
import '../shared/explain';
import { formatCount } from '../shared/format';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import '../shared/noticeView';
import { smallPieces } from '../shared/smallPieces';
import { baseStyles } from '../shared/styles';
import { panelStyles } from './panelStyles';
import { emptyState, receive, type PanelState } from './panelState';
import './prediction';
import './serverPrediction';
import { readSettings, type ExploreSettings } from './settings';
import './tokenStrip';

const maxNewTokens = 40;

/** The Explore view: what a model makes of the selected words. */
@customElement('introspect-explore')
export class ExplorePanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  readonly #host = new PanelHost<ExploreToPanel, ExploreFromPanel, ExploreSettings>(readSettings);
  @state() private shown: PanelState = emptyState;
  @state() private settings: ExploreSettings = this.#host.getState();

  constructor() {
    super();
    listen(this, this.#host, (message) => this.#receive(message));
  }

  #receive(message: ExploreToPanel): void {
    const before = this.shown;
    this.shown = receive(before, message);
    if (before.continuation && !this.shown.continuation) this.#stop(before);
    if (message.type === 'content' && this.shown !== before && !this.shown.next && !this.shown.stated) this.#askNext();
  }

  #askNext(): void {
    const { content, position } = this.shown;
    if (!content || !canPredict(content, position)) return;
    this.#host.post({ type: 'position', subjectId: content.subject.subjectId, position });
  }

  #select(position: number): void {
    if (position === this.shown.position) return;
    // The last answer stays readable, under its own heading, until the new one comes.
    this.shown = { ...this.shown, position };
    this.#askNext();
  }

  #change(settings: Partial<ExploreSettings>): void {
    this.settings = { ...this.settings, ...settings };
    this.#host.setState(this.settings);
    if (!('showNumbers' in settings)) this.shown = { ...this.shown, draws: 0 };
  }

  #continue(content: ExploreContent): void {
    const { position } = this.shown;
    const { temperature, topP, seed } = this.settings;
    const sampling = { temperature, topP, seed };
    const [stream = 0] = crypto.getRandomValues(new Uint32Array(1));
    const { subjectId } = content.subject;
    this.shown = {
      ...this.shown,
      continuation: { stream, position, sampling, tokens: [], end: { kind: 'running' } },
    };
    this.#host.post({ type: 'continue', subjectId, position, stream, maxNew: maxNewTokens, sampling });
  }

  #stop({ continuation }: PanelState): void {
    if (continuation?.end.kind === 'running') this.#host.post({ type: 'stop', stream: continuation.stream });
  }

  protected override render() {
    const { content, notice, recovered } = this.shown;
    return html`<main
      @notice-action=${(e: HTMLElementEventMap['notice-action']) =>
        this.#host.post({ type: 'action', action: e.detail })}
    >
      ${recovered === null ? nothing : this.#renderRecovered(recovered)}
      <introspect-notice ?hidden=${notice === null} .notice=${notice}></introspect-notice>
      ${content ? this.#renderContent(content) : html`<h1 class="visuallyHidden">Explore</h1>`}
    </main>`;
  }

  #renderRecovered(message: string) {
    return html`<div class="recovered" role="status">
      <vscode-icon name="info"></vscode-icon>
      <p>${message}</p>
      <vscode-icon
        name="close"
        label="Dismiss"
        action-icon
        @click=${() => (this.shown = { ...this.shown, recovered: null })}
      ></vscode-icon>
    </div>`;
  }

  #renderContent(content: ExploreContent) {
    const { server, model, tokens } = content;
    if (server && !server.isSent) return html`${this.#renderHeader(content)} ${this.#renderUnsent(content, server)}`;
    return html`${this.#renderHeader(content)}
    ${server && tokens.length === 0 ? this.#renderNoTokens(server) : this.#renderTokens(content)}
    ${
      server
        ? this.#renderServerPrediction(content)
        : model.predictsNextToken
          ? this.#renderPrediction(content)
          : html`<section>
              <h2>Next words</h2>
              <p>
                ${model.name} is an encoder: it reads a whole text at once and fills gaps in it. It gives no chances for
                a next word, so there is nothing to show here. Its attention can still be looked at.
              </p>
            </section>`
    }`;
  }

  /** Words leave the machine by the person's act, selection by selection. */
  #renderUnsent({ subject, model }: ExploreContent, { host }: ServerReading) {
    return html`<section aria-labelledby="unsent">
      <h2 id="unsent">These words are still on this machine</h2>
      <p>
        <strong>${model.name}</strong> runs on ${host}. To see what it makes of the selected words, they have to be sent
        there. Do so only if the people who speak in them, and the rules of your study, allow it.
      </p>
      <div class="row">
        <vscode-button icon="send" @click=${() => this.#host.post({ type: 'send', subjectId: subject.subjectId })}
          >Send these words to ${host}</vscode-button
        >
        <vscode-button secondary @click=${() => this.#host.post({ type: 'action', action: 'chooseModel' })}
          >Choose another model…</vscode-button
        >
      </div>
    </section>`;
  }

  #renderNoTokens({ score }: ServerReading) {
    return html`<section aria-labelledby="tokens">
      <h2 id="tokens">How the model reads it</h2>
      <p>
        ${score.available ? 'The server tells no tokens of this text.' : score.why} A model on this machine shows its
        tokens, and how surprising each one was.
      </p>
    </section>`;
  }

  #renderHeader({ subject, model, server }: ExploreContent) {
    const described = html`line ${formatCount(subject.line)}, ${server?.isSent === false ? 'for' : 'read by'}
      <strong>${model.name}</strong>${server ? html` on ${server.host}` : nothing}`;
    return html`<header>
      <div class="title">
        <h1>${subject.document}</h1>
        ${
          model.bundled
            ? html`<introspect-explain question="What is a practice model?" term="model">
                <p slot="subject">${described}</p>
                <p>
                  It comes with Introspect and is small enough for any computer. It is there to learn with: what it
                  expects or writes means nothing about a person. It was trained on English alone: words of any other
                  language come apart into pieces for it, and all of them surprise it.
                </p>
              </introspect-explain>`
            : html`<p>${described}</p>`
        }
      </div>
      ${
        server
          ? nothing
          : html`<div class="row">
              <vscode-button secondary icon="eye" @click=${() => this.#host.post({ type: 'showAttention' })}
                >Attention</vscode-button
              >
              ${
                model.predictsNextToken
                  ? html`<vscode-button
                      secondary
                      icon="list-tree"
                      @click=${() => this.#host.post({ type: 'showNextWords' })}
                      >Next words</vscode-button
                    >`
                  : nothing
              }
            </div>`
      }
    </header>`;
  }

  #renderTokens(content: ExploreContent) {
    const { subject, model, tokens } = content;
    const pieces = smallPieces(content);
    const { subjectId, omittedTokens, limit } = subject;
    const { position, cursor } = this.shown;
    const total = formatCount(tokens.length + omittedTokens);
    return html`<section aria-labelledby="tokens">
      <introspect-explain question="What is a token?" term="token">
        <h2 id="tokens" slot="subject">
          How the model reads it <span class="secondary">· ${formatCount(tokens.length)} tokens</span>
        </h2>
        <p>
          A model reads neither letters nor words but tokens: pieces from a fixed list. A common word is one token, a
          rare one is cut into several. “·” stands for a space, “↵” for a line break.
        </p>
        <p>
          Choose a token to see what the model expected after it. Double-click it, or press O on it, to go to it in the
          text; a dashed frame marks the token at your cursor there.
        </p>
      </introspect-explain>
      ${pieces === null ? nothing : html`<p class="omitted"><vscode-icon name="info"></vscode-icon><span>${pieces}</span></p>`}
      ${
        omittedTokens > 0
          ? html`<p class="omitted">
              <vscode-icon name="info"></vscode-icon>
              <span
                >Only the first ${formatCount(tokens.length)} of ${total} tokens are shown;
                ${
                  limit.by === 'model'
                    ? html`the model reads no more than ${formatCount(limit.tokens)} at a time.`
                    : html`select fewer words to see the rest.`
                }</span
              >
            </p>`
          : nothing
      }
      <introspect-token-strip
        .tokens=${tokens}
        .selected=${position}
        .cursor=${cursor}
        .scored=${model.predictsNextToken}
        .showNumbers=${this.settings.showNumbers}
        @token-select=${(e: CustomEvent<number>) => this.#select(e.detail)}
        @token-hover=${(e: CustomEvent<number | null>) =>
          this.#host.post({ type: 'hover', subjectId, token: e.detail })}
        @token-reveal=${(e: CustomEvent<number>) => this.#host.post({ type: 'reveal', subjectId, token: e.detail })}
        @show-numbers=${(e: CustomEvent<boolean>) => this.#change({ showNumbers: e.detail })}
      ></introspect-token-strip>
    </section>`;
  }

  #renderServerPrediction(content: ExploreContent) {
    const { position, stated, continuation } = this.shown;
    return html`<introspect-server-prediction
      .content=${content}
      .position=${position}
      .stated=${stated}
      .continuation=${continuation}
      .settings=${this.settings}
      @settings-change=${(e: CustomEvent<Partial<ExploreSettings>>) => this.#change(e.detail)}
      @continue=${() => this.#continue(content)}
      @stop=${() => this.#stop(this.shown)}
    ></introspect-server-prediction>`;
  }

  #renderPrediction(content: ExploreContent) {
    const { position, next, texts, draws, continuation } = this.shown;
    const { subjectId } = content.subject;
    return html`<introspect-prediction
      .tokens=${content.tokens}
      .position=${position}
      .next=${next}
      .texts=${texts}
      .draws=${draws}
      .continuation=${continuation}
      .settings=${this.settings}
      @settings-change=${(e: CustomEvent<Partial<ExploreSettings>>) => this.#change(e.detail)}
      @draw=${(e: CustomEvent<number>) => (this.shown = { ...this.shown, draws: draws + e.detail })}
      @text-needed=${(e: CustomEvent<number>) => this.#host.post({ type: 'tokenText', subjectId, id: e.detail })}
      @continue=${() => this.#continue(content)}
      @stop=${() => this.#stop(this.shown)}
    ></introspect-prediction>`;
  }
}

/** Whether the model can be asked what comes after that token. */
function canPredict({ server, model }: ExploreContent, position: number): boolean {
  return server ? server.isSent && server.next.available : model.predictsNextToken && position >= 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-explore': ExplorePanel;
  }
}
