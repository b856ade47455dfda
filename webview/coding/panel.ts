import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type {
  CodingMemo,
  CodingSegment,
  CodingViewState,
  FromCodingPanel,
  Stretch,
  ToCodingPanel,
} from '../../src/protocol/coding';
import { PanelHost } from '../shared/host';
import { isMac } from '../shared/keys';
import { codableStretch, spokenStretch } from './blocks';
import { stretchOf, type Caret } from './caret';
import type { PickedCode } from './codePicker';
import { renderEmpty, renderFailure, type Failure } from './emptyStates';
import { renderHeader } from './header';
import { renderHelp } from './helpOverlay';
import { commandFor, keepToPage, reaches, type KeyCommand } from './keymap';
import { CodingModel } from './model';
import { movePlaces, savedPlaces, wordsOfLost } from './movedPlaces';
import { focusMemo, focusPane, memoPane, openMemos, renderPane, type Pane } from './panes';
import { placeOf, renderPicker, type Picker } from './pickerPopup';
import { placePopup } from './popup';
import { renderQuickBar } from './quickBar';
import { runCommand } from './runCommand';
import { CodingSession } from './session';
import { Settling } from './settling';
import { renderSuggesting } from './suggestingNote';
import { SuggestionControl } from './suggestionControl';
import { renderTranscript, TranscriptView } from './transcriptView';
import { readViewState } from './viewState';

/** What a moving selection waits before others are told, in milliseconds. */
const settleMs = 150;

/** The coding editor: the transcript with its codes beside it. In the document's own tree, where a selection is the browser's. */
@customElement('introspect-coding')
export class CodingPanel extends LitElement {
  readonly #host = new PanelHost<ToCodingPanel, FromCodingPanel, CodingViewState>(readViewState);
  readonly #post = (message: FromCodingPanel) => this.#host.post(message);
  readonly #say = (words: string) => (this.status = words);
  readonly #session = new CodingSession(() => this.model, this.#post, this.#say);
  readonly #suggestions = new SuggestionControl(this.#host.getState().suggestions, {
    model: () => this.model,
    transcript: () => this.#transcript,
    session: this.#session,
    post: this.#post,
    say: this.#say,
    mark: (segment) => (this.selected = segment),
    open: (isOpen) => (isOpen ? this.#openPane({ kind: 'suggestions' }) : this.#closePane()),
    redraw: () => this.#changed(null),
    changed: () => {
      this.version++;
      this.#settling.begin();
    },
  });
  readonly #picking = {
    picked: (code: PickedCode) => this.#onPicked(code),
    close: (back: boolean) => this.#closePicker(back),
  };
  #unsubscribe: (() => void) | undefined;
  #transcript: TranscriptView | undefined;
  readonly #settling = new Settling(() => this.#settled(), settleMs);
  @state() private model: CodingModel | null = null;
  /** Counts the changes of the model, which stays the same object. */
  @state() private version = 0;
  @state() private selected: string | null = null;
  @state() private pane: Pane | null = null;
  @state() private picker: Picker | null = null;
  @state() private caret: Caret = { anchor: 0, focus: 0 };
  @state() private status = '';
  @state() private failure: Failure | null = null;
  @state() private isHelpOpen = false;
  @query('.floating') private floating!: HTMLElement | null;
  @query('dialog') private help!: HTMLDialogElement | null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.#host.onMessage((message) => this.#receive(message));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#transcript?.dispose();
    this.#settling.dispose();
  }

  protected override firstUpdated(): void {
    this.#transcript = new TranscriptView(this, {
      moved: (caret) => this.#onCaret(caret),
      typed: (text) => this.#run({ do: 'type', text }),
      scrolled: () => this.#settling.begin(),
      choose: (segment, byKeyboard) => this.#choose(segment, true, byKeyboard),
      openMemo: (memo) => this.#openMemo(memo),
      step: (segment, by) => this.#step(by, segment, true),
      leave: () => this.#transcript?.focus(),
      resize: (segment, stretch) => this.#session.resize(segment, stretch),
    });
    this.#host.post({ type: 'ready' });
  }

  #receive(message: ToCodingPanel): void {
    switch (message.type) {
      case 'content':
        return this.#open(
          new CodingModel(message, this.model?.filter ?? this.#host.getState().filter, this.#suggestions.view.shown),
        );
      case 'change':
        this.status = ''; // An undo takes back what it says; of an act on this page, 'applied' speaks next.
        return this.#changed(this.model ? this.model.apply(message) : []);
      case 'reveal': {
        const { start, end } = message.stretch;
        this.#transcript?.select({ anchor: start, focus: end });
        this.#transcript?.reveal(start);
        const segment = message.segment === null ? undefined : this.model?.segments.get(message.segment);
        if (segment) this.#choose(segment, message.open);
        return;
      }
      case 'command':
        return this.#run(message.command);
      case 'applied':
        return this.#onApplied(message.segments);
      case 'suggesting':
        return this.#suggestions.told(message);
      case 'failed':
        this.#session.takeDone();
        this.#suggestions.failed();
        for (const memo of openMemos(this)) memo.failed();
        this.status = '';
        this.failure = message;
    }
  }

  #open(model: CodingModel): void {
    if (this.selected !== null && !model.segments.has(this.selected)) this.#deselect();
    const { model: before, pane, picker } = this;
    const { lost, ...places } = before
      ? movePlaces({ top: this.#transcript?.top ?? 0, caret: this.caret, pane, picker }, before, model)
      : savedPlaces(this.#host.getState(), model);
    const typed = openMemos(this).map(({ unkept }) => unkept);
    this.model = model;
    [this.pane, this.picker] = [places.pane, places.picker];
    this.#transcript?.show(model, places.top);
    this.#transcript?.select(places.caret);
    if (before) this.#suggestions.anew();
    if (pane && !this.pane) this.#closePane();
    if (lost) this.failure = wordsOfLost(lost, lost === 'memo' ? typed.join(' ') : '');
    this.version++;
  }

  #changed(dirty: readonly Stretch[] | null): void {
    if (this.selected !== null && !this.model?.segments.has(this.selected)) this.#deselect();
    this.#transcript?.redraw(dirty);
    this.version++;
  }

  /** The host has done it: says so, and selects what was made. */
  #onApplied(ids: readonly string[]): void {
    this.failure = null;
    const done = this.#session.takeDone();
    if (done) this.status = done.words;
    if (this.#suggestions.applied()) return;
    const made = ids.map((id) => this.model?.segments.get(id)).find((segment) => segment !== undefined);
    if (!made) return;
    // A segment that grew or shrank takes the selection with it, so that the next key goes on from there.
    if (done?.moves) this.#transcript?.select({ anchor: made.start, focus: made.end });
    this.selected = made.id;
    if (done) this.status = done.words;
  }

  #onCaret(caret: Caret): void {
    this.caret = caret;
    this.status = '';
    const { start, end } = stretchOf(caret);
    const segment = this.#selectedSegment();
    if (segment && this.pane?.kind !== 'segment' && (segment.start !== start || segment.end !== end))
      this.selected = null;
    this.#settling.begin();
  }

  /** Keeps the place, and tells the other panels what is selected. */
  #settled(): void {
    const selection = stretchOf(this.caret);
    const suggestions = { ...this.#suggestions.view, open: this.pane?.kind === 'suggestions' };
    const { filter = null, sha256 = null } = this.model ?? {};
    this.#host.setState({ top: this.#transcript?.top ?? 0, selection, sha256, filter, suggestions });
    const stretch = this.model && spokenStretch(this.model.blocks, selection);
    this.#host.post({ type: 'select', stretch, codable: stretch && this.#codable() });
  }

  #codable(): Stretch | null {
    return this.model && codableStretch(this.model.text, this.model.blocks, stretchOf(this.caret));
  }

  #selectedSegment(): CodingSegment | undefined {
    return this.model?.segmentInView(this.selected, this.pane?.kind === 'segment' || this.pane?.kind === 'suggestions');
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    this.#transcript?.heedSelection();
    const { model } = this;
    const command = model && commandFor(event, { mac: isMac, singleKeys: model.settings.singleKeys });
    if (!command || event.defaultPrevented) return; // Another part of the page had it.
    if (!reaches(command, event.target)) return;
    keepToPage(event, command);
    this.#run(command);
  };

  #run(command: KeyCommand): void {
    const [model, transcript] = [this.model, this.#transcript];
    if (!model || !transcript) return;
    runCommand(command, {
      model,
      transcript,
      session: this.#session,
      stretch: this.#codable(),
      segment: this.#selectedSegment(),
      caret: this.caret.focus,
      say: this.#say,
      pick: (stretch, text) => this.#pick({ stretch }, text),
      open: (segment) => this.#choose(segment, true, true),
      step: (by) => this.#step(by, this.#selectedSegment()),
      memo: () => this.#writeMemo(),
      help: () => (this.isHelpOpen = true),
      letGo: () => (this.pane ? this.#closePane() : this.#deselect()),
    });
  }

  #step(by: 1 | -1, from: CodingSegment | undefined, inMargin = false): void {
    const next = this.model?.shown.step(this.caret.focus, by, from);
    if (!next) return void this.#say(by === 1 ? 'No further segment.' : 'No earlier segment.');
    this.#choose(next, false);
    this.#transcript?.go(next);
    if (inMargin) void this.updateComplete.then(() => this.#transcript?.focusBar(next));
    this.status = `${this.model?.codeName(next.code)}: “${this.model?.quote(next, 80)}”`;
  }

  /** @param byKeyboard whether the keyboard goes into what is opened */
  #choose(segment: CodingSegment, open: boolean, byKeyboard = false): void {
    this.selected = segment.id;
    if (open && byKeyboard) this.#openPane({ kind: 'segment' });
    else if (open) this.pane = { kind: 'segment' };
  }

  #deselect(): void {
    this.selected = null;
    if (this.pane?.kind === 'segment') this.pane = null;
  }

  #closePane(words = this.status): void {
    this.pane = null;
    this.#transcript?.focus();
    this.status = words;
  }

  #openPane(pane: Pane): void {
    this.pane = pane;
    focusPane(this);
  }

  #pick(subject: Picker['for'], text = ''): void {
    if (this.model?.readOnly) this.status = this.model.readOnly;
    else this.picker = { for: subject, text };
  }

  #onPicked(picked: PickedCode): void {
    const subject = this.picker?.for;
    this.#closePicker(true);
    if (subject) this.#session.take(subject, picked);
  }

  #closePicker(back: boolean): void {
    this.picker = null;
    if (back) this.#transcript?.focus();
  }

  #closeHelp(): void {
    this.isHelpOpen = false;
    this.#transcript?.focus();
  }

  #openMemo({ id, target }: CodingMemo): void {
    if (target.kind !== 'stretch') return;
    this.pane = { kind: 'memo', stretch: { start: target.start, end: target.end }, memo: id };
    this.#transcript?.reveal(target.start);
    focusMemo(this);
  }

  #writeMemo(): void {
    const { model } = this;
    const segment = this.#selectedSegment();
    if (!model) return;
    if (segment) this.#choose(segment, true);
    else this.pane = memoPane(model, this.#codable(), this.caret.focus) ?? this.pane;
    focusMemo(this);
  }

  protected override updated(): void {
    const { picker, floating } = this;
    this.#transcript?.mark(this.#selectedSegment() ?? null);
    this.#suggestions.updated(this.pane?.kind === 'suggestions');
    if (picker && floating) placePopup(floating, () => this.#transcript?.rectOf(placeOf(this.picker ?? picker)));
    if (this.isHelpOpen && this.help?.open === false) this.help.showModal();
  }

  protected override render() {
    const { model } = this;
    return html`<main @keydown=${this.#onKey}>
      ${model ? this.#renderHeader(model) : html`<h1 class="visuallyHidden">Reading the transcript…</h1>`}
      ${this.failure ? renderFailure(this.failure, () => (this.failure = null)) : nothing}
      <introspect-coding-find .model=${model} .transcript=${this.#transcript}></introspect-coding-find>
      ${renderSuggesting(this.#suggestions)} ${model ? renderEmpty(model) : nothing}
      <div class=${this.pane?.kind === 'suggestions' ? 'body beside' : 'body'}>
        ${renderTranscript(model?.title ?? '')} ${model && this.pane ? this.#renderPane(model, this.pane) : nothing}
      </div>
      ${model ? this.#renderQuickBar(model) : nothing}
      ${model && this.picker ? renderPicker(model, this.picker, this.#session.recent, this.#picking) : nothing}
      ${model && this.isHelpOpen ? renderHelp(model, { post: this.#post, close: () => this.#closeHelp() }) : nothing}
    </main>`;
  }

  #renderHeader(model: CodingModel) {
    const [isReviewing, isQueueOpen] = [this.pane?.kind === 'review', this.pane?.kind === 'suggestions'];
    return renderHeader(
      { model, toReview: model.toReview, isReviewing, isQueueOpen },
      {
        post: this.#post,
        suggestions: () => this.#suggestions.toggle(!isQueueOpen),
        filter: (code) => {
          model.setFilter(code);
          this.#changed(null);
          this.#settling.begin();
        },
        step: (by) => this.#step(by, this.#selectedSegment()),
        review: () => (isReviewing ? (this.pane = null) : this.#openPane({ kind: 'review' })),
        find: () => this.querySelector('introspect-coding-find')?.open(),
        openAsText: () => this.#host.post({ type: 'openAsText', at: this.#transcript?.top ?? 0 }),
      },
    );
  }

  #renderPane(model: CodingModel, pane: Pane) {
    const segment = this.#selectedSegment();
    const [suggestions, stretch, top] = [this.#suggestions, this.#codable(), this.#transcript?.top ?? 0];
    const { version, caret } = this;
    const state = { model, version, pane, segment, suggestions, stretch, caret: caret.focus, top };
    return renderPane(state, {
      close: () => this.#closePane(),
      command: (of, command) =>
        command.do === 'recode' ? this.#pick({ recode: of }) : this.#session.run(of, command, stretch, caret.focus),
      leaveMemo: (words) => this.#closePane(words),
      writing: () => this.#session.askCoder(),
      memo: (memo, stretch, text) => this.#session.memo(memo, { kind: 'stretch', ...stretch }, text, model.sha256),
      show: (of) => {
        this.selected = of.id;
        this.#transcript?.go(of);
      },
      confirm: (ids) => this.#session.confirm(ids),
      // Disabled while no words are selected.
      reattach: (id) => this.#session.reattach(id, this.#codable()!),
      delete: (id) => this.#session.deleteById(id),
      openMemo: (memo) => this.#openMemo(memo),
    });
  }

  #renderQuickBar(model: CodingModel) {
    const stretch = this.#codable();
    const state = {
      model,
      stretch,
      here: stretch ? [] : model.shown.around(this.caret.focus),
      lastCode: this.#session.lastCode ?? null,
      status: this.status,
    };
    return renderQuickBar(state, {
      pick: () => this.#run({ do: 'pick' }),
      code: (code) => {
        if (stretch) this.#session.code(stretch, code);
        this.#transcript?.focus();
      },
      memo: () => this.#run({ do: 'memo' }),
      open: (segment) => this.#choose(segment, true),
      run: (command) => this.#host.post({ type: 'run', command }),
      help: () => (this.isHelpOpen = true),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-coding': CodingPanel;
  }
}
