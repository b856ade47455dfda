import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Stretch } from '../../src/protocol/coding';
import { formatCount } from '../shared/format';
import { isMac, shownKeys } from '../shared/keys';
import { findPlaces, placeFrom } from './find';
import type { CodingModel } from './model';
import type { TranscriptView } from './transcriptView';

/** A longer selection is no word to look for. */
const longestSeed = 200;

/**
 * Finds words in the transcript, of which the page holds only a part: VS Code's own search would find that part alone.
 * The place is selected as it is found, ready to be coded. Hears its keys anywhere in the panel.
 */
@customElement('introspect-coding-find')
export class FindBarElement extends LitElement {
  @property({ attribute: false }) model: CodingModel | null = null;
  @property({ attribute: false }) transcript: TranscriptView | undefined;
  @state() private isOpen = false;
  @state() private words = '';
  @state() private matchCase = false;
  @state() private wholeWords = false;
  @state() private places: readonly Stretch[] = [];
  @state() private at = -1;
  @query('input') private input!: HTMLInputElement | null;
  /** Where the search began: more letters look on from there, not from what fewer had found. */
  #from = 0;
  #searched: string | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  /** Takes the keyboard; what is selected is looked for, where it is a few words. */
  open(): void {
    const { model, transcript } = this;
    if (!model || !transcript) return;
    transcript.heedSelection();
    const { start, end } = transcript.stretch;
    const selected = model.text.slice(start, end).trim();
    if (selected !== '' && selected.length <= longestSeed && !selected.includes('\n')) this.words = selected;
    this.#from = start;
    this.isOpen = true;
    this.#search();
    void this.updateComplete.then(() => {
      this.input?.focus();
      this.input?.select();
    });
  }

  /** To the next or the previous place, round at the ends; from the caret, where the person has moved it. */
  step(by: 1 | -1): void {
    const { places, transcript } = this;
    if (places.length === 0 || !transcript) return;
    transcript.heedSelection();
    const { start, end } = transcript.stretch;
    const here = places[this.at];
    const next = by === 1 ? placeFrom(places, end) : placeFrom(places, start) - 1;
    const isHere = here?.start === start && here.end === end;
    this.at = ((isHere ? this.at + by : next) + places.length) % places.length;
    this.#show();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, shiftKey, altKey } = event;
    const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    const isFind = mod && !shiftKey && !altKey && key.toLowerCase() === 'f';
    const isNext = (key === 'F3' && !altKey) || (isMac && mod && key.toLowerCase() === 'g');
    if (event.defaultPrevented || !(isFind || (isNext && this.words !== '')) || !this.model) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    // VS Code's own search knows nothing of this page, and might open in another editor.
    event.stopPropagation();
    if (isFind) return this.open();
    if (!this.isOpen) this.places = this.#find();
    this.step(shiftKey ? -1 : 1);
  };

  #find(): readonly Stretch[] {
    const { model, words, matchCase, wholeWords } = this;
    return model ? findPlaces(model.text, model.blocks, { words, matchCase, wholeWords }) : [];
  }

  #search(): void {
    this.places = this.#find();
    this.#searched = this.model?.sha256 ?? null;
    this.at = placeFrom(this.places, this.#from);
    this.#show();
  }

  #show(): void {
    const place = this.places[this.at];
    if (this.isOpen) this.transcript?.markFound(this.places, place ?? null);
    if (!place) return;
    this.transcript?.reveal(place.start);
    this.transcript?.select({ anchor: place.start, focus: place.end });
  }

  #close(): void {
    this.isOpen = false;
    this.transcript?.markFound([], null);
    this.transcript?.focus();
  }

  protected override willUpdate(): void {
    // The text was corrected: what was found stands elsewhere.
    if (!this.isOpen || this.#searched === (this.model?.sha256 ?? null)) return;
    this.places = this.#find();
    this.#searched = this.model?.sha256 ?? null;
    this.at = placeFrom(this.places, this.transcript?.stretch.start ?? 0);
    this.transcript?.markFound(this.places, this.places[this.at] ?? null);
  }

  protected override render() {
    if (!this.isOpen) return nothing;
    const isMissing = this.places.length === 0 && this.words.trim() !== '';
    return html`<form
      class="find row"
      role="search"
      aria-label="Find in this transcript"
      @submit=${(e: Event) => e.preventDefault()}
      @keydown=${this.#onFieldKey}
    >
      <input
        type="text"
        aria-label="Find"
        placeholder="Find in this transcript"
        spellcheck="false"
        autocomplete="off"
        .value=${this.words}
        aria-invalid=${isMissing}
        @input=${(e: Event) => {
          if (e.target instanceof HTMLInputElement) this.words = e.target.value;
          this.#search();
        }}
      />
      <span class="together">
        ${this.#renderToggle('Match case (Alt+C)', 'case-sensitive', 'matchCase')}
        ${this.#renderToggle('Match whole words (Alt+W)', 'whole-word', 'wholeWords')}
      </span>
      <output class=${isMissing ? 'missing' : ''}>${this.#count()}</output>
      <span class="together">
        ${this.#renderStep('Previous place (Shift+Enter)', 'arrow-up', -1)}
        ${this.#renderStep('Next place (Enter)', 'arrow-down', 1)}
      </span>
      <button
        type="button"
        class="icon end codicon codicon-close"
        title="Close (Esc)"
        aria-label="Close Find"
        @click=${() => this.#close()}
      ></button>
    </form>`;
  }

  readonly #onFieldKey = (event: KeyboardEvent): void => {
    const { key, code, shiftKey, altKey, ctrlKey, metaKey } = event;
    const isField = event.target === this.input;
    if (key === 'Escape') this.#close();
    else if (key === 'Enter' && isField && !event.isComposing) this.step(shiftKey ? -1 : 1);
    else if (altKey && !ctrlKey && !metaKey && code === 'KeyC') this.#toggle('matchCase');
    else if (altKey && !ctrlKey && !metaKey && code === 'KeyW') this.#toggle('wholeWords');
    else return;
    event.preventDefault();
  };

  #toggle(option: 'matchCase' | 'wholeWords'): void {
    this[option] = !this[option];
    this.#search();
  }

  #count(): string {
    const count = this.places.length;
    if (this.words.trim() === '') return '';
    return count === 0 ? 'No place' : `${formatCount(this.at + 1)} of ${formatCount(count)}`;
  }

  #renderToggle(title: string, icon: string, option: 'matchCase' | 'wholeWords') {
    return html`<button
      type="button"
      class="icon codicon codicon-${icon}"
      title=${shownKeys(title)}
      aria-label=${title.replace(/ \(.*/, '')}
      aria-pressed=${this[option]}
      @click=${() => this.#toggle(option)}
    ></button>`;
  }

  #renderStep(title: string, icon: string, by: 1 | -1) {
    return html`<button
      type="button"
      class="icon codicon codicon-${icon}"
      title=${shownKeys(title)}
      aria-label=${title.replace(/ \(.*/, '')}
      ?disabled=${this.places.length === 0}
      @click=${() => this.step(by)}
    ></button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-coding-find': FindBarElement;
  }
}
