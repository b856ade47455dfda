import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CodingSegment, Stretch, SuggestionView } from '../../src/protocol/coding';
import { TextShift } from '../../src/core/base/textShift';
import { showChosen } from '../shared/showChosen';
import { codeSwatch } from './codeSwatch';
import { moveEdge } from './edges';
import type { CodingModel } from './model';
import { patternStyles } from './patternStyles';
import { renderCaveat, renderLeftOut, renderProbability, renderQuote, renderReason } from './suggestionParts';
import {
  currentOf,
  queueKey,
  queueOf,
  type QueuedSuggestion,
  type QueueKey,
  type SuggestionQueue,
} from './suggestions';
import { queueStyles } from './suggestionStyles';
import { baseStyles } from '../shared/styles';

/** What the person asks for; fired as `queue-act`. */
export type QueueAct =
  | { readonly do: 'accept'; readonly segment: CodingSegment; readonly stretch: Stretch; readonly code: string }
  | { readonly do: 'reject'; readonly segment: CodingSegment; readonly rejected: boolean }
  | { readonly do: 'go'; readonly to: QueuedSuggestion }
  /** Where it would stand if it were accepted so; null: as it was suggested. */
  | { readonly do: 'preview'; readonly stretch: Stretch | null }
  | { readonly do: 'view'; readonly change: Partial<SuggestionView> }
  /** `lost`: what was being changed is about words that are no longer there. */
  | { readonly do: 'suggest' | 'save' | 'blind' | 'coder' | 'lost' };

interface Draft extends Stretch {
  readonly segment: string;
  readonly code: string;
}

const leastSteps = [0, 0.2, 0.4, 0.6, 0.8] as const;

/** The suggestions one by one, each to be looked at and decided on by itself. */
@customElement('introspect-suggestion-queue')
export class SuggestionQueueElement extends LitElement {
  static override styles = [baseStyles, patternStyles, queueStyles];

  @property({ attribute: false }) model: CodingModel | null = null;
  @property({ attribute: false }) view: SuggestionView = { shown: true, open: true, at: null, least: 0 };
  /** Changes whenever the model has. */
  @property({ attribute: false }) version = 0;
  /** The words selected now. */
  @property({ attribute: false }) stretch: Stretch | null = null;
  /** First offset in view, to begin at. */
  @property({ attribute: false }) place = 0;
  @property({ type: Boolean }) isSuggesting = false;
  #hadFocus: Element | null = null;
  #hadForm = false;
  /** Being changed before it is accepted. */
  @state() private draft: Draft | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const [before, now] = [changed.get('model')?.text, this.model?.text];
    if (this.draft && before !== undefined && now !== undefined && before !== now) {
      const place = new TextShift(before, now).placeOf(this.draft);
      this.#edit(place && { ...this.draft, ...place });
      if (!place) this.#act({ do: 'lost' });
    }
    this.#hadFocus = this.shadowRoot?.activeElement ?? null;
  }

  /** A button that goes away with what it decided leaves the keyboard in the queue. */
  protected override updated(): void {
    if (this.#hadFocus?.isConnected === false) this.renderRoot.querySelector('h2')?.focus();
    const form = this.renderRoot.querySelector('.draft');
    // What can be changed must not open out of sight, behind the buttons that stay in sight.
    if (form && !this.#hadForm) form.scrollIntoView({ block: 'start' });
    this.#hadForm = form !== null;
  }

  #act(act: QueueAct): void {
    this.dispatchEvent(new CustomEvent<QueueAct>('queue-act', { detail: act }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { model } = this;
    const queue = model && queueOf(model, this.view.least);
    const key = queueKey(event);
    if (event.key === 'Escape' && this.draft) {
      event.preventDefault();
      this.#edit(null);
      return;
    }
    // Fields are for typing, and who has switched single keys off gets none (WCAG 2.2, 2.1.4).
    const origin = event.composedPath()[0];
    const isField = origin instanceof HTMLSelectElement || origin instanceof HTMLInputElement;
    if (!queue || !key || !model.settings.singleKeys || isField) return;
    const at = currentOf(queue, this.view, this.place);
    if (at < 0) return;
    event.preventDefault();
    this.#do(key, queue, at);
  };

  #do(key: QueueKey, queue: SuggestionQueue, at: number): void {
    const current = queue.items[at];
    if (!current) return;
    const { segment, suggestion } = current;
    const isOpen = suggestion.status === 'open';
    const draft = this.draft?.segment === segment.id ? this.draft : null;
    switch (key) {
      case 'next':
      case 'previous': {
        const to = queue.items[at + (key === 'next' ? 1 : -1)];
        if (to) this.#go(to);
        return;
      }
      case 'accept': {
        if (!isOpen || this.model?.code(draft?.code ?? segment.code)?.deleted !== false) return;
        const { start, end, code } = draft ?? segment;
        this.#edit(null);
        return this.#act({ do: 'accept', segment, stretch: { start, end }, code });
      }
      case 'edit':
        if (!isOpen) return;
        return this.#edit(
          draft ? null : { segment: segment.id, code: segment.code, start: segment.start, end: segment.end },
        );
      case 'reject':
        if (isOpen) {
          this.#edit(null);
          this.#act({ do: 'reject', segment, rejected: true });
        }
    }
  }

  #go(to: QueuedSuggestion): void {
    this.#edit(null);
    this.#act({ do: 'go', to });
  }

  #edit(draft: Draft | null): void {
    if (draft === this.draft) return;
    this.draft = draft;
    this.#act({ do: 'preview', stretch: draft && { start: draft.start, end: draft.end } });
  }

  protected override render() {
    const { model, view } = this;
    if (!model) return nothing;
    const queue = queueOf(model, view.least);
    const at = currentOf(queue, view, this.place);
    const current = queue.items[at];
    return html`<h2 tabindex="-1">${current ? `Suggestion ${at + 1} of ${queue.items.length}` : 'Suggestions'}</h2>
      ${current ? html`<p class="secondary left">${queue.open === 0 ? 'You have decided on all of them.' : `${queue.open} still open.`}</p>` : nothing}
      ${this.#renderCaution(model)}
      ${current ? this.#renderCurrent(model, queue, current, at) : this.#renderNone(model, queue)}
      ${this.#renderView(model, queue)}`;
  }

  #renderCaution(model: CodingModel) {
    // Who changes a suggestion has read it.
    if (model.settings.blind || model.suggestions.size === 0 || this.draft) return nothing;
    const hasCoded = [...model.segments.values()].some((segment) => model.isMine(segment));
    if (hasCoded) return nothing;
    const isKnown = model.me !== undefined;
    return html`<div class="caution" role="note">
      <p>
        <strong>${isKnown ? 'You have not coded this transcript yet.' : 'Nobody has said yet who codes here.'}</strong>
        <span class="reason">What one sees first pulls one’s own judgement toward it: to</span
        ><span class="short">To</span>
        code independently, code first and look afterwards.
      </p>
      <div class="row">
        ${isKnown ? nothing : html`<vscode-button @click=${() => this.#act({ do: 'coder' })}>Say who codes…</vscode-button>`}
        <vscode-button class="blind" secondary @click=${() => this.#act({ do: 'blind' })}
          >Hide them and code blind</vscode-button
        >
      </div>
    </div>`;
  }

  #renderNone(model: CodingModel, queue: SuggestionQueue) {
    const why = model.settings.blind
      ? 'You code blind: suggestions are hidden, as the other coders’ work is. Switch “Code blind” off above to see them.'
      : queue.belowLeast > 0
        ? 'All suggestions lie below the probability chosen here.'
        : 'There are no suggestions on this transcript, or their models are hidden above. Ask the model in use for some: you look at each and accept, change or reject it.';
    return html`<p>${why}</p>`;
  }

  #renderCurrent(model: CodingModel, queue: SuggestionQueue, current: QueuedSuggestion, at: number) {
    const { segment, suggestion } = current;
    const isOpen = suggestion.status === 'open';
    const draft = this.draft?.segment === segment.id ? this.draft : null;
    const code = model.code(segment.code);
    const key = (letter: string) =>
      model.settings.singleKeys ? html` <kbd aria-hidden="true">${letter}</kbd>` : nothing;
    const act = (what: QueueKey) => (event: MouseEvent) => {
      // The second click of a double click falls on the next suggestion, which nobody has looked at.
      if (event.detail < 2 || what === 'next' || what === 'previous') this.#do(what, queue, at);
    };
    const by = model.coder(segment.coder)?.name ?? segment.coder;
    return html`<section aria-label="The suggestion">
        <h3>${codeSwatch(model.paintOf(segment.code))} ${model.codeName(segment.code)}</h3>
        <blockquote dir="auto">${model.quote(draft ?? segment)}</blockquote>
        <p class="secondary">
          <vscode-icon name="lightbulb"></vscode-icon> suggestion by ${by}, a language model. Not data until you accept
          it.
        </p>
        ${segment.state === 'moved' ? html`<p>The text has changed since: these are the words that come closest.</p>` : nothing}
        ${code && code.definition !== '' ? html`<p class="definition">${code.definition}</p>` : nothing}
      </section>
      ${draft ? this.#renderDraft(model, current, draft) : nothing}
      <div class="decide">
        ${renderProbability(suggestion)} ${renderLeftOut(suggestion)}
        ${
          isOpen
            ? html`<div class="row acts">
                <vscode-button
                  ?disabled=${model.readOnly !== null || model.code((draft ?? segment).code)?.deleted !== false}
                  @click=${act('accept')}
                  >${draft ? 'Accept as changed' : 'Accept'}${key('A')}</vscode-button
                >
                <vscode-button secondary aria-pressed=${draft !== null} @click=${act('edit')}
                  >${draft ? 'Leave as it was' : 'Change…'}${key('E')}</vscode-button
                >
                <vscode-button secondary ?disabled=${model.readOnly !== null} @click=${act('reject')}
                  >Reject${key('R')}</vscode-button
                >
              </div>`
            : this.#renderDecided(model, current)
        }
      </div>
      <div class="row">
        <vscode-button secondary ?disabled=${at === 0} @click=${act('previous')}>Previous${key('P')}</vscode-button>
        <vscode-button secondary ?disabled=${at === queue.items.length - 1} @click=${act('next')}
          >Next${key('N')}</vscode-button
        >
      </div>
      ${renderCaveat(suggestion)} ${renderQuote(suggestion)} ${renderReason(suggestion)}
      <details>
        <summary>Where it comes from</summary>
        <p>
          ${suggestion.model === null ? 'The file does not say how this suggestion was made.' : `${suggestion.model}, ${suggestion.technique ?? 'asked in a way that is not known'}, on ${suggestion.madeAt.slice(0, 10)}.`}
          The exact prompts and replies stand in introspect/lab of the study.
        </p>
      </details>`;
  }

  #renderDecided(model: CodingModel, { segment, suggestion }: QueuedSuggestion) {
    if (suggestion.status === 'rejected') {
      return html`<div class="row acts">
        <span class="decided"><vscode-icon name="circle-slash"></vscode-icon> You rejected it.</span>
        <vscode-button
          secondary
          ?disabled=${model.readOnly !== null}
          @click=${() => this.#act({ do: 'reject', segment, rejected: false })}
          >Open it again</vscode-button
        >
      </div>`;
    }
    const how = suggestion.status === 'changed' ? 'You accepted it with changes' : 'You accepted it';
    return html`<p class="decided">
      <vscode-icon name="check"></vscode-icon> ${how}: it is your own coding now. Undo, or delete the segment, to open
      it again.
    </p>`;
  }

  #renderDraft(model: CodingModel, { segment, suggestion }: QueuedSuggestion, draft: Draft) {
    const set = (change: Partial<Draft>) => this.#edit({ ...draft, ...change });
    const edge = (which: 'start' | 'end', by: 1 | -1, label: string) =>
      html`<vscode-button
        secondary
        @click=${(e: MouseEvent) =>
          set(moveEdge(model.text, model.blocks, draft, which, by, e.ctrlKey ? 'character' : 'word'))}
        >${label}</vscode-button
      >`;
    const { stretch } = this;
    const mark = suggestion.quote?.mark;
    const quoted = mark && mark.kind !== 'notInText' ? mark.at : null;
    return html`<section class="draft" aria-label="Change before accepting">
      <label
        >Code
        <select
          @change=${(e: Event) => {
            if (e.target instanceof HTMLSelectElement) set({ code: e.target.value });
          }}
        >
          ${model.codes
            .filter(({ deleted, id }) => !deleted || id === draft.code)
            .map(({ id, name, path }) => html`<option value=${id}>${[...path, name].join(' › ')}</option>`)}
          ${showChosen(draft.code)}
        </select></label
      >
      <div class="row">${edge('start', -1, 'Begin earlier')} ${edge('start', 1, 'Begin later')}</div>
      <div class="row">${edge('end', -1, 'End earlier')} ${edge('end', 1, 'End later')}</div>
      <div class="row">
        ${quoted ? html`<vscode-button secondary @click=${() => set({ start: quoted.start, end: quoted.end })}>Only the quoted words</vscode-button>` : nothing}
        ${stretch && (stretch.start !== segment.start || stretch.end !== segment.end) ? html`<vscode-button secondary @click=${() => set(stretch)}>The selected words</vscode-button>` : nothing}
      </div>
      <p class="secondary">Or select words in the text and take those. Esc leaves it as it was.</p>
    </section>`;
  }

  #renderView(model: CodingModel, { belowLeast }: SuggestionQueue) {
    const { least, shown } = this.view;
    const hasSome = model.suggestions.size > 0;
    return html`<section class="view" aria-label="What is shown">
      ${
        hasSome
          ? html`<label
                >Probability
                <select
                  @change=${(e: Event) => {
                    if (e.target instanceof HTMLSelectElement)
                      this.#act({ do: 'view', change: { least: Number(e.target.value) } });
                  }}
                >
                  ${leastSteps.map(
                    (step) => html`<option value=${step}>${step === 0 ? 'any' : `at least ${step * 100} %`}</option>`,
                  )}
                  ${showChosen(least)}
                </select></label
              >
              ${belowLeast > 0 ? html`<p class="secondary">${belowLeast} below it left out of the queue.</p>` : nothing}
              <label
                ><input
                  type="checkbox"
                  .checked=${shown}
                  @change=${(e: Event) => {
                    if (e.target instanceof HTMLInputElement)
                      this.#act({ do: 'view', change: { shown: e.target.checked } });
                  }}
                />
                Show suggestions in the text</label
              >`
          : nothing
      }
      <div class="row">
        <vscode-button
          secondary
          ?disabled=${this.isSuggesting || model.readOnly !== null}
          @click=${() => this.#act({ do: 'suggest' })}
          >Suggest codes…</vscode-button
        >
        ${hasSome ? html`<vscode-button secondary @click=${() => this.#act({ do: 'save' })}>Save as table…</vscode-button>` : nothing}
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-suggestion-queue': SuggestionQueueElement;
  }
}
