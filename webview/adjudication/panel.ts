import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Difference } from '../../src/core/adjudication/differences';
import type { Decision, RecordedSettlement } from '../../src/core/adjudication/decision';
import { utf16 } from '../../src/core/base/offsets';
import type {
  AdjudicationContent,
  AdjudicationFromPanel,
  AdjudicationProgress,
  AdjudicationToPanel,
  AdjudicationViewState,
  DifferenceFilter,
  OwnDraft,
} from '../../src/protocol/adjudication';
import type { Notice } from '../../src/protocol/panel';
import { PanelHost } from '../shared/host';
import { shownKeys } from '../shared/keys';
import '../shared/noticeView';
import { selectStyles } from '../shared/controlStyles';
import { baseStyles } from '../shared/styles';
import { choicesOf, type Choice } from './choices';
import './differenceList';
import { MemoDraft } from './memoDraft';
import './ownReading';
import type { OwnReading } from './ownReading';
import { passageOf, quote, wordsOf, type Stretch } from './passage';
import './passageView';
import { renderAgreed, renderDone, renderFooter, renderHeader } from './panelParts';
import { panelStyles } from './panelStyles';
import { readViewState } from './viewState';
import { describeDecision, statusOf, wordingOf } from './wording';

/** The Differences panel: one difference at a time, with what was said around it and what each coder made of it. */
@customElement('introspect-adjudication')
export class AdjudicationPanel extends LitElement {
  static override styles = [baseStyles, selectStyles, panelStyles];

  readonly #host = new PanelHost<AdjudicationToPanel, AdjudicationFromPanel, AdjudicationViewState>(readViewState);
  #unsubscribe: (() => void) | undefined;
  /** The difference whose decision is being saved; keys wait for it. */
  #saving: string | null = null;
  readonly #draft = new MemoDraft(() => this.#saveMemo());
  @state() private content: AdjudicationContent | null = null;
  @state() private progress: AdjudicationProgress | null = null;
  @state() private notice: Notice | null = null;
  @state() private told: string | null = null;
  @state() private view: AdjudicationViewState = this.#host.getState();
  @query('textarea') private memoField!: HTMLTextAreaElement | null;
  @query('article h2') private heading!: HTMLElement | null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.#host.onMessage((message) => this.#receive(message));
    document.addEventListener('keydown', this.#onKey);
    this.#host.post({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    document.removeEventListener('keydown', this.#onKey);
    this.#draft.stop();
  }

  #receive(message: AdjudicationToPanel): void {
    switch (message.type) {
      case 'notice':
        this.#saving = null;
        this.#draft.lost();
        this.notice = message.notice;
        if (!message.keepContent) this.content = null;
        return;
      case 'told':
        this.told = message.message;
        return;
      case 'content':
        this.notice = null;
        this.#saving = null;
        this.content = message.content;
        this.#draft.restore(message.unsaved);
        this.#hear(message.progress);
        this.#setView({ place: message.content.place });
        if (!this.#current()) this.#go(this.#nextOpen(-1) ?? message.content.differences[0]?.id ?? null);
        return;
      case 'progress':
        return this.#advance(message.progress);
    }
  }

  #hear(progress: AdjudicationProgress): void {
    this.progress = progress;
    this.#draft.heard((difference) => this.#savedMemo(difference));
  }

  /** A decision is on disk: on to the next open difference, unless its memo is being typed. */
  #advance(progress: AdjudicationProgress): void {
    this.#hear(progress);
    const saved = this.#saving;
    this.#saving = null;
    if (progress.undone !== null) {
      this.#draft.lost();
      if (this.content?.differences.some(({ id }) => id === progress.undone)) this.#go(progress.undone);
      return;
    }
    if (saved === null) return;
    this.notice = null;
    if (statusOf(this.#settlements().get(saved)) !== 'settled' || this.memoField?.matches(':focus')) return;
    const next = this.#nextOpen(this.#indexOf(saved));
    if (next !== null) this.#go(next);
  }

  /** While the person chooses a code and words of their own. */
  get own(): OwnDraft | null {
    const { own, current } = this.view;
    return own?.difference === current && this.content?.codes.some(({ id }) => id === own?.code) ? own : null;
  }

  #decide(decision: Decision): void {
    const difference = this.#current();
    if (!difference || this.#saving !== null) return;
    const memo = this.memoField?.value.trim() ?? '';
    this.#draft.sentWith(difference.id, memo);
    this.#saving = difference.id;
    this.#setView({ own: null });
    this.#host.post({ type: 'decide', difference: difference.id, decision, memo, decidedBy: this.#deciding() });
  }

  #choose({ decision }: Choice): void {
    if (decision.kind === 'own') return this.#openOwn();
    this.#decide(decision);
    if (decision.kind === 'discuss') this.memoField?.focus();
  }

  /** Keeps what was typed of memos; decisions stay as they are. */
  #saveMemo(): void {
    for (const memo of this.#draft.take((difference) => this.#savedMemo(difference)))
      this.#host.post({ type: 'memo', ...memo, decidedBy: this.#deciding() });
  }

  #openOwn(): void {
    const difference = this.#current();
    if (!difference) return;
    const before = this.#settlements().get(difference.id)?.decision;
    const first = difference.sides.flatMap(({ stretches }) => stretches)[0];
    const start = before?.kind === 'own' ? before : first;
    if (!start) return;
    const { code, range } = start;
    this.#setView({ own: { difference: difference.id, code, range, nextClick: 'start' } });
  }

  /** The first click is the first word, the second the last. */
  #pickWord(word: Stretch): void {
    const { own } = this;
    if (!own) return;
    const both = { start: Math.min(own.range.start, word.start), end: Math.max(own.range.end, word.end) };
    const isFirst = own.nextClick === 'start';
    this.#setView({ own: { ...own, range: isFirst ? word : both, nextClick: isFirst ? 'end' : 'start' } });
  }

  #saveOwn(): void {
    const { own } = this;
    if (!own) return;
    const range = { start: utf16(own.range.start), end: utf16(own.range.end) };
    this.#decide({ kind: 'own', code: own.code, range });
    this.heading?.focus();
  }

  #closeOwn(): void {
    this.#setView({ own: null });
    this.heading?.focus();
  }

  #undo(): void {
    if (this.progress?.canUndo && this.#saving === null) this.#host.post({ type: 'undo' });
  }

  #step(by: 1 | -1): void {
    const to = this.content?.differences[this.#indexOf(this.view.current) + by];
    if (to) this.#go(to.id);
  }

  #go(id: string | null): void {
    this.#setView({ current: id, own: null });
  }

  #setView(change: Partial<AdjudicationViewState>): void {
    this.view = { ...this.view, ...change };
    this.#host.setState(this.view);
  }

  #dismiss(): void {
    this.told = null;
    this.#host.post({ type: 'dismiss' });
  }

  #reveal(): void {
    const difference = this.#current();
    if (difference) this.#host.post({ type: 'reveal', ...difference.range });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const at = event.composedPath()[0];
    // Such a key may hide the page, before the pause that keeps a memo.
    if (at === this.memoField && (event.ctrlKey || event.metaKey) && !event.altKey) this.#saveMemo();
    const isTyping = at instanceof HTMLElement && at.matches('input:not([type=checkbox]), textarea, select');
    if (event.key === 'Escape' && this.own) return this.#closeOwn();
    if (event.key === 'Escape' && at === this.memoField) return this.heading?.focus();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && at === this.memoField)
      return this.heading?.focus();
    if (!this.view.shortcuts || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const actions: Readonly<Record<string, () => void>> = {
      n: () => this.#step(1),
      p: () => this.#step(-1),
      u: () => this.#undo(),
      m: () => this.memoField?.focus(),
      t: () => this.#reveal(),
    };
    // Held down, a key would decide on differences that nobody has looked at.
    if (event.repeat && key !== 'n' && key !== 'p') return;
    const difference = this.#current();
    const choice = difference && !this.own && choicesOf(difference).find((known) => known.key === key);
    const act = choice ? () => this.#choose(choice) : actions[key];
    if (!act) return;
    event.preventDefault(); // The key is not to be typed into the field that it leads to.
    act();
  };

  #settlements(): ReadonlyMap<string, RecordedSettlement> {
    return new Map(this.progress?.settlements.map((settlement) => [settlement.difference, settlement]));
  }

  #current(): Difference | undefined {
    return this.content?.differences[this.#indexOf(this.view.current)];
  }

  #indexOf(id: string | null): number {
    return this.content?.differences.findIndex((difference) => difference.id === id) ?? -1;
  }

  /** The next difference that is neither settled nor put off, from the place after `index` round to it. */
  #nextOpen(index: number): string | null {
    const { differences } = this.content ?? { differences: [] };
    const settlements = this.#settlements();
    const round = [...differences.slice(index + 1), ...differences.slice(0, Math.max(0, index))];
    const isOpen = ({ id }: Difference) => ['open', 'noted'].includes(statusOf(settlements.get(id)));
    return round.find(isOpen)?.id ?? null;
  }

  #savedMemo(difference: string): string {
    return this.#settlements().get(difference)?.memo ?? '';
  }

  #deciding(): readonly string[] {
    const known = new Set(this.content?.deciders.map(({ id }) => id));
    const chosen = this.view.deciding.filter((id) => known.has(id));
    if (chosen.length > 0) return chosen;
    return (this.content?.coders ?? []).map(({ id }) => id).filter((id) => known.has(id));
  }

  protected override render() {
    const { content, progress } = this;
    return html`<main
      @notice-action=${(e: HTMLElementEventMap['notice-action']) =>
        this.#host.post({ type: 'action', action: e.detail })}
    >
      ${
        this.told === null
          ? nothing
          : html`<div class="told" role="status">
              <vscode-icon name="info"></vscode-icon>
              <p>${this.told}</p>
              <vscode-icon name="close" label="Dismiss" action-icon @click=${() => this.#dismiss()}></vscode-icon>
            </div>`
      }
      <introspect-notice ?hidden=${this.notice === null} .notice=${this.notice}></introspect-notice>
      ${
        content && progress
          ? this.#renderContent(content, progress)
          : html`<h1 class=${this.notice ? 'visuallyHidden' : ''}>Reading the study…</h1>`
      }
    </main>`;
  }

  #renderContent(content: AdjudicationContent, progress: AdjudicationProgress) {
    const settlements = this.#settlements();
    const current = this.#current();
    const takeAgreed = () => this.#host.post({ type: 'takeAgreed', decidedBy: this.#deciding() });
    const setDeciding = (deciding: readonly string[]) => this.#setView({ deciding });
    const setShortcuts = (shortcuts: boolean) => this.#setView({ shortcuts });
    const more = html`${renderAgreed(content, progress, takeAgreed)}
    ${renderFooter(content, this.view, setDeciding, setShortcuts)}`;
    return html`${renderHeader(content, progress)}
    ${renderDone(content, progress, () => this.#host.post({ type: 'openConsensus' }))}
    ${
      current
        ? html`<div class="columns">
            <div class="work">${this.#renderDifference(content, current, settlements.get(current.id))} ${more}</div>
            <introspect-difference-list
              .content=${content}
              .settlements=${settlements}
              .current=${current.id}
              .filter=${this.view.filter}
              @go=${(e: CustomEvent<string>) => this.#go(e.detail)}
              @filter-change=${(e: CustomEvent<DifferenceFilter>) => this.#setView({ filter: e.detail })}
            ></introspect-difference-list>
          </div>`
        : more
    }`;
  }

  #renderDifference(content: AdjudicationContent, difference: Difference, settlement: RecordedSettlement | undefined) {
    const wording = wordingOf(content);
    const { own } = this;
    const n = this.#indexOf(difference.id) + 1;
    const all = content.differences.length;
    const passage = passageOf(content.turns, difference);
    const kind = difference.kind === 'agreed' ? '' : wording.kinds[difference.kind];
    const status = settlement ? describeDecision(settlement, content, wording) : 'Open';
    return html`<article aria-labelledby="place">
      <div class="heading">
        <h2 id="place" tabindex="-1" aria-live="polite">
          ${wording.place(n, all)}
          <span class="kind">${kind} · ${status}</span>
        </h2>
        <div class="row">
          ${this.#renderAction('Previous', 'p', () => this.#step(-1), n === 1)}
          ${this.#renderAction('Next', 'n', () => this.#step(1), n === all)}
          ${this.#renderAction('Undo', 'u', () => this.#undo(), !this.progress?.canUndo)}
          ${this.#renderAction('Show in transcript', 't', () => this.#reveal())}
        </div>
      </div>
      <introspect-passage
        .passage=${passage}
        .own=${own?.range ?? null}
        @word-pick=${(e: CustomEvent<Stretch>) => this.#pickWord(e.detail)}
      ></introspect-passage>
      ${
        own
          ? html`<introspect-own-reading
              .codes=${content.codes}
              .words=${wordsOf(passage)}
              .own=${own}
              .quoted=${quote(content.turns, own.range)}
              @own-change=${(e: CustomEvent<OwnReading>) => this.#setView({ own: { ...own, ...e.detail } })}
              @own-save=${() => this.#saveOwn()}
              @own-cancel=${() => this.#closeOwn()}
            ></introspect-own-reading>`
          : html`<introspect-choices
              .content=${content}
              .difference=${difference}
              .settlement=${settlement}
              .shortcuts=${this.view.shortcuts}
              @choose=${(e: CustomEvent<Choice>) => this.#choose(e.detail)}
            ></introspect-choices>`
      }
      <div class="memo">
        <label for="memo"
          >Memo: why, or what to talk about
          ${this.view.shortcuts ? html`<kbd aria-hidden="true">M</kbd>` : nothing}</label
        >
        ${keyed(
          difference.id,
          html`<textarea
            id="memo"
            rows="3"
            .value=${this.#draft.shown(difference.id, settlement?.memo ?? '')}
            @input=${() => this.#draft.type(difference.id, this.memoField?.value ?? '')}
            @blur=${(e: FocusEvent) => {
              // A decision takes the memo with it.
              if (!(e.relatedTarget instanceof HTMLElement && e.relatedTarget.localName === 'introspect-choices'))
                this.#saveMemo();
            }}
          ></textarea>`,
        )}
        <p class="secondary">Kept with the decision. ${shownKeys('Ctrl+Enter')} or Esc leaves the field.</p>
      </div>
    </article>`;
  }

  #renderAction(label: string, key: string, act: () => void, disabled = false) {
    return html`<vscode-button
      secondary
      ?disabled=${disabled}
      aria-keyshortcuts=${this.view.shortcuts ? key : nothing}
      @click=${act}
      >${label}${this.view.shortcuts ? ` (${key.toUpperCase()})` : ''}</vscode-button
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-adjudication': AdjudicationPanel;
  }
}
