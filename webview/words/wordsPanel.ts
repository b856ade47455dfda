import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { UserError } from '../../src/core/base/userError';
import type { TakenView } from '../../src/core/figures/takeAway';
import type { WordsContent, WordsFromPanel, WordsScope, WordsToPanel, WordsViewState } from '../../src/protocol/words';
import { segmentStyles } from '../shared/controlStyles';
import { formatCount } from '../shared/format';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { noted } from '../shared/noted';
import '../shared/noticeView';
import { baseStyles } from '../shared/styles';
import { selectStyles } from './selectStyles';
import { aboutStyles, omissionStyles } from '../shared/subjectStyles';
import '../shared/takeAway';
import { wordsBefore } from '../shared/tokenPieces';
import { type Chances, ownChances, type OwnChances, withSampling } from './chances';
import './chancesView';
import './likeliest';
import { comparedSteps } from './likeliest';
import * as about from './notes';
import {
  collapsed,
  emptyState,
  isSamePlace,
  lookedAt,
  lookingAt,
  movedTo,
  type PanelState,
  placeOf,
  receive,
  saidAfter,
  saidIds,
  withBranch,
} from './panelState';
import { panelStyles } from './panelStyles';
import './surprisalView';
import './scoring';
import { remembered, takeView } from './takeView';
import './textView';
import { keyOf, wordsOnPath } from './treeModel';
import './treeView';
import { readViewState } from './viewState';
import './windowChoice';
import { describeOmission, viewNames } from './wording';

const host = new PanelHost<WordsToPanel, WordsFromPanel, WordsViewState>(readViewState);
/** The take-away menu asks for the provenance of what is shown: here of the whole transcript. */
const transcriptHost: Pick<typeof host, 'post' | 'onMessage'> = {
  post: (message) => host.post(message.type === 'provenance' ? { ...message, type: 'transcriptProvenance' } : message),
  onMessage: (listener) => host.onMessage(listener),
};

/** The Next Words panel: what the model expects after any word, where it could go on to, and how surprising the text was. */
@customElement('introspect-words')
export class WordsPanel extends LitElement {
  static override styles = [baseStyles, selectStyles, segmentStyles, aboutStyles, omissionStyles, panelStyles];

  @state() private view: WordsViewState = host.getState();
  @state() private shown: PanelState = emptyState;
  #own: OwnChances | null = null;
  #chances: Chances | null = null;
  #failure: UserError | null = null;
  readonly #takenNow = remembered<TakenView | null>();

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: WordsToPanel): void {
    const before = this.shown;
    this.shown = receive(before, message);
    if (this.shown === before) return;
    if (message.type === 'content') {
      this.#save({ source: message.source });
      if (message.content.readingId !== null && this.shown.reading === null) {
        host.post({ type: 'fetchTranscript', subjectId: message.content.subject.subjectId });
      }
      this.#ask();
    } else if (message.type === 'transcript') {
      this.#save({ view: 'surprisal' });
      this.#ask();
    }
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get('shown') as PanelState | undefined;
    const hasNext = changed.has('shown') && before?.next !== this.shown.next;
    if (!hasNext && !changed.has('view')) return;
    const { next } = this.shown;
    this.#failure = null;
    try {
      if (hasNext) this.#own = next ? ownChances(next, saidAfter(this.shown, next.place.path)) : null;
      this.#chances = this.#own ? withSampling(this.#own, this.view.sampling) : null;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      [this.#own, this.#chances, this.#failure] = [null, null, error];
    }
  }

  #save(change: Partial<WordsViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #post(message: Exclude<WordsFromPanel, { type: 'ready' | 'action' | 'save' | 'copy' }>): void {
    host.post(message);
  }

  private get subjectId(): number {
    return this.shown.content?.subject.subjectId ?? -1;
  }

  /** Asks for what is on screen at this place. */
  #ask(): void {
    const { content, scope, positions } = this.shown;
    if (!content || positions[scope] < 0) return;
    this.#post({ type: 'place', subjectId: this.subjectId, place: placeOf(this.shown) });
    if (this.view.view === 'tree') this.#askTree();
  }

  #askTree(): void {
    const place = { ...placeOf(this.shown), path: [] };
    if (place.position < 0) return;
    if (!this.shown.tree.branches.has('')) this.#expand([]);
    if (!this.shown.likeliest) {
      this.#post({ type: 'likeliest', subjectId: this.subjectId, place, steps: comparedSteps });
    }
  }

  #moveTo(position: number): void {
    if (position === this.shown.positions[this.shown.scope] && this.shown.walked.length === 0) return;
    this.shown = movedTo(this.shown, position);
    this.#ask();
  }

  #open(token: number): void {
    this.#moveTo(token);
    this.#reveal(token);
  }

  #reveal(token: number): void {
    const type = this.shown.scope === 'transcript' ? 'revealInTranscript' : 'reveal';
    if (!this.shown.isStale || type === 'reveal') this.#post({ type, subjectId: this.subjectId, token });
  }

  #expand(path: readonly number[]): void {
    const known = this.shown.tree.branches.get(keyOf(path));
    const isKnown = known?.kind === 'children' || known?.kind === 'waiting';
    this.shown = withBranch(this.shown, path, isKnown ? known : { kind: 'waiting' });
    if (isKnown) return;
    const place = { ...placeOf(this.shown), path };
    this.#post({ type: 'expand', subjectId: this.subjectId, place, said: saidAfter(this.shown, path) });
  }

  #walk(path: readonly number[]): void {
    this.shown = { ...this.shown, walked: path };
    this.#post({ type: 'place', subjectId: this.subjectId, place: placeOf(this.shown) });
    if (path.length > 0) this.#expand(path);
  }

  #choose(view: WordsViewState['view']): void {
    this.#save({ view });
    if (view === 'tree' && this.shown.content) this.#askTree();
  }

  #look(scope: WordsScope): void {
    const { reading, isStale } = this.shown;
    if (scope === 'transcript' && (!reading || isStale)) return this.#score(this.view.window);
    this.shown = lookingAt(this.shown, scope);
    this.#ask();
  }

  #score(window: number): void {
    this.shown = { ...this.shown, scoring: { done: 0, total: 0 }, scoringFailure: null };
    this.#post({ type: 'score', subjectId: this.subjectId, window });
  }

  protected override render() {
    const { content, notice, recovered } = this.shown;
    const failure = this.#failure?.info;
    return html`<main>
      <h1>Next words and surprisal</h1>
      ${recovered === null ? nothing : html`<p class="recovered" role="status">${recovered}</p>`}
      ${
        notice || failure
          ? html`<introspect-notice
              .notice=${failure ? { kind: 'error', error: failure, actions: ['chooseModel'] } : notice}
              @notice-action=${(event: HTMLElementEventMap['notice-action']) =>
                host.post({ type: 'action', action: event.detail })}
            ></introspect-notice>`
          : nothing
      }
      ${content ? this.#renderContent(content) : nothing}
    </main>`;
  }

  #renderContent(content: WordsContent) {
    const looked = lookedAt(this.shown);
    const { scope, positions, cursor } = this.shown;
    return html`${this.#renderHeader(content)} ${this.#renderToolbar(content)}
      <introspect-scoring
        ?hidden=${!this.shown.scoring && this.shown.scoringFailure === null && !this.shown.isStale}
        .progress=${this.shown.scoring}
        .failure=${this.shown.scoringFailure}
        .stale=${this.shown.isStale && scope === 'transcript'}
        @score-stop=${() => this.#post({ type: 'stopScoring', subjectId: this.subjectId })}
        @score-again=${() => this.#score(this.view.window)}
      ></introspect-scoring>
      <p class="caveat">
        <vscode-icon name="info"></vscode-icon>
        <span
          ><strong>This is what a model expects,</strong> not what a person will say, and not what surprised a
          listener.${content.model.bundled ? ' The practice model is there to learn with: its figures are no findings.' : nothing}</span
        >
      </p>
      <div class="columns">
        <section class="reading" aria-label="Text">
          <introspect-words-text
            .looked=${looked}
            .selected=${positions[scope]}
            .cursor=${scope === 'selection' ? cursor : null}
            @token-select=${({ detail }: CustomEvent<number>) => this.#moveTo(detail)}
            @token-reveal=${({ detail }: CustomEvent<number>) => this.#reveal(detail)}
            @token-hover=${({ detail }: CustomEvent<number | null>) => {
              if (scope === 'selection') this.#post({ type: 'hover', subjectId: this.subjectId, token: detail });
            }}
          ></introspect-words-text>
        </section>
        <section class="shown" aria-label=${viewNames[this.view.view]}>${this.#renderView()}</section>
      </div>`;
  }

  #renderHeader(content: WordsContent) {
    const { subject, model } = content;
    const { reading, scope } = this.shown;
    const omission = scope === 'selection' ? describeOmission(content) : null;
    const what =
      scope === 'transcript' && reading
        ? html`all ${formatCount(reading.tokens.length)} tokens of <span class="document">${reading.document}</span>`
        : html`${content.tokens.length === 1 ? '1 token' : `${formatCount(content.tokens.length)} tokens`} of
            <span class="document">${subject.document}</span>, from line ${formatCount(subject.line)}`;
    return html`<header>
      <p class="secondary"><span class="model">${model.name}</span> reads ${what}</p>
      ${omission === null ? nothing : html`<p class="omission">${omission}</p>`}
    </header>`;
  }

  #renderToolbar({ contextLength }: WordsContent) {
    const { scope, scoring } = this.shown;
    return html`<div class="toolbar" role="group" aria-label="What to show">
      ${noted(
        html`<div class="segments" role="radiogroup" aria-label="Text">
          ${this.#segment('scope', 'selection', 'Selected words', scope === 'selection' && !scoring, () =>
            this.#look('selection'),
          )}
          ${this.#segment('scope', 'transcript', 'Whole transcript', scope === 'transcript' || scoring !== null, () =>
            this.#look('transcript'),
          )}
        </div>`,
        about.scope,
      )}
      ${noted(
        html`<div class="segments" role="radiogroup" aria-label="View">
          ${(['chances', 'tree', 'surprisal'] as const).map((view) =>
            this.#segment('view', view, viewNames[view], this.view.view === view, () => this.#choose(view)),
          )}
        </div>`,
        about.views,
      )}
      <introspect-window-choice
        .window=${this.view.window}
        .contextLength=${contextLength}
        @window-change=${({ detail }: CustomEvent<number>) => this.#chooseWindow(detail)}
      ></introspect-window-choice>
      <introspect-take-away
        .host=${scope === 'transcript' && this.view.view === 'surprisal' ? transcriptHost : host}
        .subjectId=${this.subjectId}
        .view=${() => this.#taken()}
      ></introspect-take-away>
    </div>`;
  }

  #segment(group: string, value: string, label: string, checked: boolean, choose: () => void) {
    return html`<label
      ><input type="radio" name=${group} value=${value} .checked=${checked} @change=${choose} /><span
        >${label}</span
      ></label
    >`;
  }

  #chooseWindow(window: number): void {
    this.#save({ window });
    if (this.shown.scope === 'transcript' || this.shown.scoring) this.#score(window);
  }

  #renderView() {
    const { shown, view } = this;
    switch (view.view) {
      case 'chances':
        return html`<introspect-chances
          .chances=${this.#chances}
          .sampling=${view.sampling}
          .texts=${shown.texts}
          .given=${this.#given()}
          .walked=${this.#walkedText()}
          .waiting=${this.#isWaiting()}
          @sampling-change=${({ detail }: CustomEvent<WordsViewState['sampling']>) => this.#save({ sampling: detail })}
          @texts-needed=${({ detail }: CustomEvent<readonly number[]>) =>
            this.#post({ type: 'texts', subjectId: this.subjectId, ids: detail })}
        ></introspect-chances>`;
      case 'tree':
        return this.#renderTree();
      case 'surprisal':
        return html`<introspect-surprisal
          .looked=${lookedAt(shown)}
          .reading=${shown.scope === 'transcript' ? shown.reading : null}
          .points=${view.points}
          .along=${view.along}
          .selected=${shown.positions[shown.scope]}
          @token-choose=${({ detail }: CustomEvent<number>) => this.#moveTo(detail)}
          @token-open=${({ detail }: CustomEvent<number>) => this.#open(detail)}
          @look-change=${({ detail }: CustomEvent<Partial<WordsViewState>>) => this.#save(detail)}
        ></introspect-surprisal>`;
    }
  }

  #renderTree() {
    const { shown } = this;
    const tokens = lookedAt(shown)?.tokens ?? [];
    return html`<introspect-words-tree
        .given=${this.#given()}
        .tree=${shown.tree}
        .saidIds=${saidIds(shown)}
        .walked=${shown.walked}
        .breadth=${this.view.breadth}
        @tree-expand=${({ detail }: CustomEvent<readonly number[]>) => this.#expand(detail)}
        @tree-collapse=${({ detail }: CustomEvent<readonly number[]>) => (this.shown = collapsed(shown, detail))}
        @tree-walk=${({ detail }: CustomEvent<readonly number[]>) => this.#walk(detail)}
        @breadth-change=${({ detail }: CustomEvent<number>) => this.#save({ breadth: detail })}
      ></introspect-words-tree>
      <introspect-words-likeliest
        .likeliest=${shown.likeliest}
        .said=${tokens.slice(shown.positions[shown.scope] + 1)}
      ></introspect-words-likeliest>`;
  }

  #given(): string {
    return wordsBefore(lookedAt(this.shown)?.tokens ?? [], this.shown.positions[this.shown.scope], 60);
  }

  #walkedText(): string {
    return wordsOnPath(this.shown.tree, this.shown.walked)
      .map(({ text }) => text)
      .join('');
  }

  #isWaiting(): boolean {
    const { next } = this.shown;
    return !next || !isSamePlace(next.place, placeOf(this.shown));
  }

  /** Made once for what is shown: a transcript has tens of thousands of rows. */
  #taken(): TakenView | null {
    const { shown, view } = this;
    const looked = lookedAt(shown);
    if (!shown.content || !looked) return null;
    const chances = this.#isWaiting() ? null : this.#chances;
    const made = {
      view: view.view,
      given: view.view === 'surprisal' ? '' : this.#given(),
      walked: this.#walkedText(),
      content: shown.content,
      looked,
      reading: shown.scope === 'transcript' ? shown.reading : null,
      chances: view.view === 'chances' ? chances : null,
      texts: view.view === 'chances' ? shown.texts : null,
      tree: view.view === 'tree' ? shown.tree : null,
      likeliest: shown.likeliest,
      saved: view,
    };
    return this.#takenNow(made, () => takeView(shown, view, looked, { ...made, chances }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words': WordsPanel;
  }
}
