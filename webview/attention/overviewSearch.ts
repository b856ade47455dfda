import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { findOccurrences, type Occurrences, wordsOf } from '../../src/core/attention/occurrences';
import type { PairWeight } from '../../src/core/attention/pairWeights';
import type { Token } from '../../src/protocol/modelHost';
import { formatCount } from '../shared/format';
import type { PanelHost } from '../shared/host';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import { typed } from '../shared/typed';
import * as about from './controlNotes';

/** Words that are offered; others can be typed. */
const offeredWords = 1000;

/** What was searched for. */
export interface HeadSearch {
  readonly from: string;
  readonly to: string;
  /** Positions of the tokens. */
  readonly fromTokens: readonly number[];
  readonly toTokens: readonly number[];
  /** In words: how often they stand in the text. */
  readonly found: string;
}

/** Asks which heads look from one word to another. Fires `head-search` with a {@link HeadSearch}. */
@customElement('introspect-head-search')
export class HeadSearchElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 8px;
      }
      input {
        width: 9em;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      button {
        padding: 2px 12px;
        border: 1px solid var(--vscode-button-border, transparent);
        border-radius: 4px;
        color: var(--vscode-button-secondaryForeground);
        background: var(--vscode-button-secondaryBackground);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        background: var(--vscode-button-secondaryHoverBackground);
      }
      p {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) fields!: Pick<PanelHost<never, unknown, unknown>, 'typed' | 'keepTyped'>;
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ type: Boolean }) leftToRight = true;
  /** The last search, and the answer once it is there. */
  @property({ attribute: false }) search: HeadSearch | null = null;
  @property({ attribute: false }) answer: PairWeight | null = null;
  @state() private problem: string | null = null;
  /** Not before somebody is about to type: a thousand options are most of what is in the page. */
  @state() private offersWords = false;
  @query('[name=from]') private from!: HTMLInputElement;
  @query('[name=to]') private to!: HTMLInputElement;
  #words: { readonly tokens: readonly Token[]; readonly words: readonly string[] } | null = null;

  protected override render() {
    return html`${noted(
        html`<form aria-label="Search heads" @submit=${this.#onSubmit} @focusin=${this.#onFocus}>
          <label>Heads that look from ${this.#field('from')}</label>
          <label>to ${this.#field('to')}</label>
          <datalist id="words">${this.#offered().map((word) => html`<option value=${word}></option>`)}</datalist>
          <button type="submit">Search</button>
        </form>`,
        about.search,
      )}
      <p role="status" class="secondary">${this.problem ?? this.#outcome() ?? nothing}</p>`;
  }

  /** Its words are kept while the tab is hidden. */
  #field(name: 'from' | 'to') {
    const field = `search.${name}`;
    return html`<input
      name=${name}
      list="words"
      autocomplete="off"
      placeholder="a word"
      ${typed(this.fields.typed(field) ?? '', (words) => this.fields.keepTyped(field, words))}
    />`;
  }

  readonly #onFocus = (): void => {
    this.offersWords = true;
  };

  #offered(): readonly string[] {
    if (!this.offersWords) return [];
    if (this.#words?.tokens !== this.tokens) {
      this.#words = { tokens: this.tokens, words: wordsOf(this.tokens, offeredWords) };
    }
    return this.#words.words;
  }

  /** What was found, in words. */
  #outcome(): string | null {
    const { search, answer } = this;
    if (!search) return null;
    if (!answer) return `${search.found} Reading…`;
    if (answer.pairs > 0) {
      const pairs = answer.pairs === 1 ? 'One pair of tokens' : `${formatCount(answer.pairs)} pairs of tokens`;
      return `${search.found} ${pairs} in which the first can look at the second.`;
    }
    return this.leftToRight
      ? `${search.found} “${search.to}” never stands before “${search.from}”, and this model reads from left to right: no head can look there. Try the other way round.`
      : `${search.found} There is no pair of two different tokens.`;
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const [from, to] = [this.from.value.trim(), this.to.value.trim()];
    this.problem = null;
    if (from === '' || to === '') return this.#tell('Give two words of the text.', from === '' ? this.from : this.to);
    const [first, second] = [findOccurrences(this.tokens, from), findOccurrences(this.tokens, to)];
    if (first.places.length === 0) return this.#tell(`“${from}” is not in this text.`, this.from);
    if (second.places.length === 0) return this.#tell(`“${to}” is not in this text.`, this.to);
    const flat = ({ places }: Occurrences) => [...new Set(places.flat())];
    const found = `${tellOccurrences(from, first)}, ${tellOccurrences(to, second)}.`;
    const detail: HeadSearch = { from, to, fromTokens: flat(first), toTokens: flat(second), found };
    this.dispatchEvent(new CustomEvent('head-search', { detail }));
  };

  #tell(problem: string, at: HTMLInputElement): void {
    this.problem = problem;
    at.focus();
  }
}

function tellOccurrences(wanted: string, { as, places }: Occurrences): string {
  const times = places.length === 1 ? 'once' : `${formatCount(places.length)} times`;
  const what = { words: '', tokens: ' (as a token)', parts: ' (within words)' }[as];
  return `“${wanted}” stands here ${times}${what}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-head-search': HeadSearchElement;
  }
  interface HTMLElementEventMap {
    'head-search': CustomEvent<HeadSearch>;
  }
}
