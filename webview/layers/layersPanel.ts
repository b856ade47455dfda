import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '../shared/noticeView';
import '../shared/takeAway';
import './headGrid';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { TakenView } from '../../src/core/figures/takeAway';
import { canHide, hiddenByItself } from '../../src/core/layers/hiddenToken';
import {
  layersParts,
  lensPositions,
  type HeadPlace,
  type LayersContent,
  type LayersFromPanel,
  type LayersPart,
  type LayersToPanel,
  type LayersViewState,
} from '../../src/protocol/layers';
import type { Notice, NoticeAction } from '../../src/protocol/panel';
import { formatCount } from '../shared/format';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { smallPieces } from '../shared/smallPieces';
import { baseStyles } from '../shared/styles';
import { aboutStyles, omissionStyles, workingStyles } from '../shared/subjectStyles';
import { ablationView, hiddenControl } from './ablationView';
import { keepAsked, keptAsked, nothingAsked, type Asked } from './askedKept';
import { contributionsControls, contributionsView, type Asking } from './contributionsView';
import { cellWithin, lensParts, lensView, type LensActs } from './lensView';
import { aboutAblation, aboutContributions, aboutLens, caveat } from './notes';
import { panelStyles } from './panelStyles';
import { layersTaken, type Answers } from './takenView';
import { readViewState } from './viewState';
import { describeOmission, nameHeads } from './words';

const host = new PanelHost<LayersToPanel, LayersFromPanel, LayersViewState>(readViewState);

/** How far one part's last request is. */
type Progress =
  { readonly kind: 'idle' | 'working' | 'cancelled' } | { readonly kind: 'failed'; readonly notice: Notice };
const idle: Progress = { kind: 'idle' };
const noAnswers: Answers = { lens: null, contributions: null, ablation: null };

const headings: { readonly [P in LayersPart]: string } = {
  lens: 'What each layer would say',
  contributions: 'Which parts speak for a word',
  ablation: 'Switch heads off',
};
const workings: { readonly [P in LayersPart]: string } = {
  lens: 'Reading every layer',
  contributions: 'Taking the score apart',
  ablation: 'Reading the text without these heads',
};

/** The Layers panel: what each layer would say, what its parts add, and what changes without some heads. */
@customElement('introspect-layers')
export class LayersPanel extends LitElement {
  static override styles = [baseStyles, aboutStyles, omissionStyles, workingStyles, panelStyles];

  @state() private view: LayersViewState = host.getState();
  @state() private content: LayersContent | null = null;
  @state() private answers: Answers = noAnswers;
  @state() private progress: { readonly [P in LayersPart]: Progress } = {
    lens: idle,
    contributions: idle,
    ablation: idle,
  };
  @state() private notice: Notice | null = null;
  @state() private recovered: string | null = null;
  @state() private asked: Asked = nothingAsked;

  /** Marked in the editor. */
  #pointed: number | null = null;
  /** Number of each part's last request. */
  readonly #requests: { [P in LayersPart]: number } = { lens: 0, contributions: 0, ablation: 0 };
  readonly #lensActs: LensActs = {
    onCell: (cell) => {
      this.#save(cell);
      this.#point(cell.position);
    },
    onStart: (start) => {
      this.#save({ start, position: start });
      this.#ask('lens');
    },
    onReveal: (token) => {
      if (this.content) host.post({ type: 'reveal', subjectId: this.content.subject.subjectId, token });
    },
  };

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: LayersToPanel): void {
    switch (message.type) {
      case 'content':
        return this.#receiveContent(message);
      case 'notice':
        this.notice = message.notice;
        if (!message.keepContent) this.content = null;
        return;
      case 'recovered':
        this.recovered = message.message;
        return;
      case 'failed':
        if (this.#isAnswered(message.part, message))
          this.#setProgress(message.part, { kind: 'failed', notice: message.notice });
        return;
      case 'lens':
      case 'contributions':
      case 'ablation':
        if (!this.#isAnswered(message.type, message)) return;
        this.answers = { ...this.answers, [message.type]: message.answer };
        this.#setProgress(message.type, idle);
        return;
      case 'cursor':
      case 'provenance': // the take-away menu's
        return;
    }
  }

  #receiveContent({ content, source }: Extract<LayersToPanel, { type: 'content' }>): void {
    this.content = content;
    this.notice = null;
    this.answers = noAnswers;
    this.#pointed = null;
    this.asked = keptAsked(host, source);
    this.progress = { lens: idle, contributions: idle, ablation: idle };
    const { tokens, model } = content;
    const { view } = this;
    // Places are kept as long as the text is the same and has them; another begins at its end, as in the other panels.
    const isSame = source !== null && isSameSource(source, view.source);
    const position = isSame && view.position < tokens.length ? view.position : lastWord(content);
    this.#save({
      source,
      position,
      start: position - (position % lensPositions),
      after: isSame && view.after !== null && view.after < tokens.length ? view.after : null,
      ...(view.hidden !== null && tokens[view.hidden] && canHide(tokens[view.hidden]!) ? {} : { hidden: null }),
      off: view.off.filter(([layer, head]) => layer < model.layers && head < model.heads),
    });
    for (const part of this.view.open) this.#ask(part);
  }

  /** Whether a message answers the last request of that part, and not one that was cancelled. */
  #isAnswered(part: LayersPart, { subjectId, request }: { readonly subjectId: number; readonly request: number }) {
    return (
      subjectId === this.content?.subject.subjectId &&
      request === this.#requests[part] &&
      this.progress[part].kind === 'working'
    );
  }

  #save(change: Partial<LayersViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #setProgress(part: LayersPart, progress: Progress): void {
    this.progress = { ...this.progress, [part]: progress };
  }

  get #asking(): Asking {
    return { position: this.view.after ?? (this.content?.tokens.length ?? 1) - 1, ...this.asked };
  }

  /** Asks the host for what a part shows at its present settings. */
  #ask(part: LayersPart): void {
    const { content, view } = this;
    if (!content) return;
    const about = { subjectId: content.subject.subjectId, request: ++this.#requests[part] };
    if (part === 'ablation' && view.off.length === 0) {
      host.post({ type: 'cancel', subjectId: about.subjectId, part });
      this.answers = { ...this.answers, ablation: null };
      this.#setProgress(part, idle);
      return;
    }
    this.#setProgress(part, { kind: 'working' });
    if (part === 'lens') host.post({ type: 'lens', start: view.start, ...about });
    else if (part === 'contributions') host.post({ type: 'contributions', ...this.#asking, ...about });
    else host.post({ type: 'ablation', heads: view.off, hidden: this.#hidden(content), ...about });
  }

  /** The token that an encoder guesses again; null for a model that continues text, and where there is none. */
  #hidden({ tokens, model }: LayersContent): number | null {
    if (model.predictsNextToken) return null;
    const hidden = this.view.hidden ?? hiddenByItself(tokens);
    return hidden < 0 ? null : hidden;
  }

  #cancel(part: LayersPart): void {
    if (this.content) host.post({ type: 'cancel', subjectId: this.content.subject.subjectId, part });
    this.#setProgress(part, { kind: 'cancelled' });
  }

  #toggle(part: LayersPart): void {
    const isOpen = this.view.open.includes(part);
    this.#save({ open: layersParts.filter((p) => (p === part ? !isOpen : this.view.open.includes(p))) });
    if (isOpen && this.progress[part].kind === 'working') this.#cancel(part);
    else if (!isOpen && this.answers[part] === null) this.#ask(part);
  }

  #switch([layer, head]: HeadPlace): void {
    const { off } = this.view;
    const others = off.filter(([l, h]) => l !== layer || h !== head);
    this.#save({ off: others.length < off.length ? others : [...off, [layer, head]] });
    this.#ask('ablation');
  }

  #point(token: number | null): void {
    if (!this.content || token === this.#pointed) return;
    this.#pointed = token;
    host.post({ type: 'hover', subjectId: this.content.subject.subjectId, token });
  }

  /** Changes with what is shown, and makes it once: the menu asks at every update. */
  #taken: () => TakenView | null = () => null;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('answers') && !changed.has('content')) return;
    const { content, answers } = this;
    let made: TakenView | null | undefined;
    this.#taken = () => (made ??= content && layersTaken(content, answers));
  }

  #onAction(action: NoticeAction, part?: LayersPart): void {
    // The model is restarted only where nothing could be shown at all; a part is asked again.
    if (action === 'retry' && part) this.#ask(part);
    else host.post({ type: 'action', action });
  }

  protected override render() {
    const { content, notice, recovered } = this;
    return html`<main>
      <h1>What the layers do</h1>
      ${recovered === null ? nothing : html`<p class="recovered" role="status">${recovered}</p>`}
      ${
        notice
          ? html`<introspect-notice
              .notice=${notice}
              @notice-action=${({ detail }: HTMLElementEventMap['notice-action']) => this.#onAction(detail)}
            ></introspect-notice>`
          : nothing
      }
      ${content ? this.#renderContent(content) : nothing}
    </main>`;
  }

  #renderContent(content: LayersContent) {
    const { predictsNextToken: predictsNext } = content.model;
    return html`${this.#header(content)} ${caveat}
    ${this.#part('lens', aboutLens(predictsNext), () => this.#lens(content))}
    ${this.#part('contributions', aboutContributions, () => this.#contributions(content))}
    ${this.#part('ablation', aboutAblation(predictsNext), () => this.#ablation(content))}`;
  }

  #header(content: LayersContent) {
    const { subject, model, tokens } = content;
    const [omission, pieces] = [describeOmission(subject), smallPieces(content)];
    const count = tokens.length === 1 ? '1 token' : `${formatCount(tokens.length)} tokens`;
    return html`<header>
      <div class="row">
        <p class="secondary">
          <span class="model">${model.name}</span> (${model.layers} layers) reads ${count} of
          <span class="document">${subject.document}</span>, from line ${subject.line}
        </p>
        <introspect-take-away .host=${host} .subjectId=${subject.subjectId} .view=${this.#taken}></introspect-take-away>
      </div>
      ${[omission, pieces].map((words) => words && html`<p class="omission">${words}</p>`)}
    </header>`;
  }

  #part(part: LayersPart, about: TemplateResult, render: () => unknown) {
    const isOpen = this.view.open.includes(part);
    return html`<section class="part ${part}" aria-busy=${this.progress[part].kind === 'working'}>
      <h2>
        <button type="button" class="opener" aria-expanded=${isOpen} @click=${() => this.#toggle(part)}>
          <vscode-icon name=${isOpen ? 'chevron-down' : 'chevron-right'}></vscode-icon>${headings[part]}
        </button>
      </h2>
      ${
        isOpen
          ? html`<div class="notes">${about}</div>
              ${render()}`
          : nothing
      }
    </section>`;
  }

  /** Progress with its end, or why there is no answer. */
  #status(part: LayersPart) {
    const progress = this.progress[part];
    switch (progress.kind) {
      case 'idle':
        return nothing;
      case 'working':
        return html`<div class="status">
          <span>${workings[part]}…</span>
          <div class="track" role="progressbar" aria-label=${workings[part]}></div>
          <button type="button" class="plain" @click=${() => this.#cancel(part)}>Cancel</button>
        </div>`;
      case 'cancelled':
        return html`<div class="status">
          <span>Cancelled.</span>
          <button type="button" class="plain" @click=${() => this.#ask(part)}>Start again</button>
        </div>`;
      case 'failed':
        return html`<introspect-notice
          .notice=${progress.notice}
          @notice-action=${({ detail }: HTMLElementEventMap['notice-action']) => this.#onAction(detail, part)}
        ></introspect-notice>`;
    }
  }

  #lens(content: LayersContent) {
    const { lens } = this.answers;
    return html`${lensParts(content, this.view.start, this.#lensActs)} ${this.#status('lens')}
    ${lens ? html`<div class="fades" @focusout=${() => this.#point(null)}>${lensView(content, lens, cellWithin(lens, this.view), this.#lensActs)}</div>` : nothing}`;
  }

  #contributions(content: LayersContent) {
    const { contributions } = this.answers;
    const onAsk = ({ position, ...asked }: Asking) => {
      this.#save({ after: position === content.tokens.length - 1 ? null : position });
      this.asked = asked;
      keepAsked(host, asked, this.view.source);
      this.#ask('contributions');
    };
    return html`${contributionsControls(content, this.#asking, contributions, onAsk, host)}
    ${this.#status('contributions')}
    ${contributions ? html`<div class="fades">${contributionsView(contributions)}</div>` : nothing}`;
  }

  #ablation(content: LayersContent) {
    const { ablation } = this.answers;
    const { off } = this.view;
    const hidden = this.#hidden(content);
    const onHide = (position: number) => {
      this.#save({ hidden: position });
      this.#ask('ablation');
    };
    return html`<p>
        ${
          off.length === 0
            ? `Click a head to switch it off, and see what becomes of the ${hidden === null ? 'next word' : 'hidden token'}.`
            : html`Switched off: ${nameHeads(off)}.`
        }
        Switching a part off in a trained network is an intervention: the other parts have not learned to do without it.
      </p>
      <div class="row">
        ${hidden === null ? nothing : hiddenControl(content, hidden, onHide)}
        <button
          type="button"
          class="plain"
          ?disabled=${off.length === 0}
          @click=${() => {
            this.#save({ off: [] });
            this.#ask('ablation');
          }}
        >
          Reset: all heads on
        </button>
      </div>
      <introspect-head-grid
        layers=${content.model.layers}
        heads=${content.model.heads}
        .off=${off}
        @toggle=${({ detail }: CustomEvent<HeadPlace>) => this.#switch(detail)}
      ></introspect-head-grid>
      ${this.#status('ablation')}
      ${ablation ? html`<div class="fades">${ablationView(content, ablation)}</div>` : nothing}`;
  }
}

function isSameSource(one: NonNullable<LayersViewState['source']>, other: LayersViewState['source']): boolean {
  return other !== null && one.uri === other.uri && one.start === other.start && one.end === other.end;
}

/** Where a look begins: at the token that the next word follows; in a model that predicts none, before the closing mark. */
function lastWord({ tokens, model }: LayersContent): number {
  const last = Math.max(0, tokens.length - 1);
  if (model.predictsNextToken) return last;
  return (
    Math.max(
      0,
      tokens.findLastIndex(({ special }) => !special),
    ) || last
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-layers': LayersPanel;
  }
}
