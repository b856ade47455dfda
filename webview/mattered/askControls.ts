import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { unitKinds, type UnitKind } from '../../src/core/attribution/units';
import { utf16, type RangeUtf16 } from '../../src/core/base/offsets';
import type { MatteredAsk, MatteredContent, StudyMarks } from '../../src/protocol/mattered';
import { spokenToken } from '../shared/format';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { typed } from '../shared/typed';
import { host } from './inquiry';
import { whatFoil, whatHidden, whatInstead, whatTarget, whatUnit } from './notes';
import { panelStyles } from './panelStyles';
import { asContinuation, countParts } from './parts';
import { countOf, formatChance, quoted } from './wording';

type Slot = 'target' | 'foil';
const ownWords = 'typed';
const none = 'none';

/** Longer coded stretches are not offered to be hidden: little is left to guess them from. */
const mostHidden = 12;
/** Characters shown on each side of a word, to tell it from the same word elsewhere. */
const besideLength = 14;

/**
 * What is asked: the next word, or the hidden words; why not others; and what is left out at a time. Fires `ask-change`
 * (`MatteredAsk`).
 */
@customElement('introspect-mattered-ask')
export class MatteredAskElement extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      .typed {
        width: 14em;
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) content!: MatteredContent;
  @property({ attribute: false }) codes: StudyMarks['codes'] = [];
  @property({ attribute: false }) stretches: StudyMarks['stretches'] = [];
  @property({ attribute: false }) unit: UnitKind = 'word';
  /** Values of the two menus: `word:` and a place among the next words, `code:` and an id, `typed` or `none`. */
  @state() private chosen: Readonly<Record<Slot, string>> = { target: 'word:0', foil: none };
  @state() private words: Readonly<Record<Slot, string>> = { target: '', foil: '' };
  /** What is hidden, of a model that fills gaps. */
  @state() private gap: RangeUtf16 | null = null;
  #subjectId = -1;

  protected override willUpdate(): void {
    const { subjectId } = this.content.subject;
    if (subjectId === this.#subjectId) return;
    this.#subjectId = subjectId;
    this.chosen = { target: this.content.nextWords.length > 0 ? 'word:0' : ownWords, foil: none };
    this.words = { target: '', foil: '' };
    this.gap = this.content.hideable?.at(-1) ?? null;
    if (host.typed('about') === this.content.text) this.#takeUp();
  }

  /** After a hidden tab, about the same text. */
  #takeUp(): void {
    const kept = (field: string, otherwise: string) => host.typed(field) ?? otherwise;
    this.words = { target: kept('target', ''), foil: kept('foil', '') };
    const { target, foil } = this.chosen;
    this.chosen = { target: kept('chosen target', target), foil: kept('chosen foil', foil) };
    void this.updateComplete.then(() => this.#change());
  }

  #keep(): void {
    host.keepTyped('about', this.content.text);
    for (const slot of ['target', 'foil'] as const) {
      host.keepTyped(slot, this.words[slot]);
      host.keepTyped(`chosen ${slot}`, this.chosen[slot]);
    }
  }

  protected override render() {
    const { content, unit } = this;
    return html`<div class="controls">
      ${content.embedding.available ? nothing : this.#words(content)}
      <div class="control">
        <introspect-explain floating question="What is left out?" term="leave-one-out"
          ><label slot="subject" for="unit">Leave out</label>${whatUnit}</introspect-explain
        >
        <select id="unit" @change=${(event: Event) => this.#change({ unit: valueOf(event) as UnitKind })}>
          ${unitKinds.map(
            (kind) =>
              html`<option value=${kind} ?disabled=${content.parts[kind] === 0}>
                each ${kind} (${countOf(countParts(content, kind, this.gap ?? undefined), kind)})
              </option>`,
          )}
          ${showChosen(unit)}
        </select>
      </div>
    </div>`;
  }

  /** Which words are asked about, and against which. */
  #words({ hideable }: MatteredContent) {
    return html`${hideable ? this.#hidden(hideable) : this.#word('target', 'Next words', whatTarget, 'What is this about?')}
    ${this.#word('foil', 'Rather than', hideable ? whatInstead : whatFoil, 'Rather than what?')}`;
  }

  /** Which words are hidden: any single one, or what was coded. */
  #hidden(words: readonly RangeUtf16[]) {
    const { content, codes, stretches, gap } = this;
    const key = ({ start, end }: RangeUtf16): string => `${start}-${end}`;
    const known = new Set(words.map(key));
    const coded = stretches.filter((stretch) => {
      const inside = words.filter(({ start, end }) => start < stretch.end && end > stretch.start).length;
      if (inside === 0 || inside > mostHidden || inside === words.length || known.has(key(stretch))) return false;
      known.add(key(stretch));
      return true;
    });
    const option = (range: RangeUtf16, text: string) => html`<option value=${key(range)}>${text}</option>`;
    const nameOf = (id: string): string => codes.find((code) => code.id === id)?.name ?? '';
    return html`<div class="control" role="group" aria-label="Hidden words">
      <introspect-explain floating question="What is this about?" term="masked language model"
        ><label slot="subject" for="hidden">Hidden words</label>${whatHidden}</introspect-explain
      >
      <select id="hidden" @change=${(event: Event) => this.#hide(valueOf(event))}>
        ${
          coded.length > 0
            ? html`<optgroup label="Coded words">
                ${coded.map((range) => option(range, `${quoted(content.text.slice(range.start, range.end), 40)} (${nameOf(range.code)})`))}
              </optgroup>`
            : nothing
        }
        <optgroup label="A word of the selection">
          ${words.map((range) => option(range, inPlace(content.text, range)))}
        </optgroup>
        ${showChosen(gap === null ? '' : key(gap))}
      </select>
    </div>`;
  }

  #hide(value: string): void {
    const [start = 0, end = 0] = value.split('-').map(Number);
    this.gap = { start: utf16(start), end: utf16(end) };
    this.#change();
  }

  #word(slot: Slot, label: string, note: unknown, question: string) {
    const { content, codes } = this;
    const value = this.chosen[slot];
    const option = (key: string, text: string) => html`<option value=${key}>${text}</option>`;
    return html`<div class="control" role="group" aria-label=${label}>
      <introspect-explain floating question=${question} term="attribution"
        ><label slot="subject" for=${slot}>${label}</label>${note}</introspect-explain
      >
      <select id=${slot} @change=${(event: Event) => this.#choose(slot, valueOf(event))}>
        ${slot === 'foil' ? option(none, 'nothing: no comparison') : nothing}
        ${
          content.nextWords.length > 0
            ? html`<optgroup label="What the model may say next">
                ${content.nextWords.map(({ text, p }, i) =>
                  option(`word:${i}`, `${spokenToken(text)} (begins with ${formatChance(p)})`),
                )}
              </optgroup>`
            : nothing
        }
        ${
          codes.length > 0 && !content.hideable
            ? html`<optgroup label="Codes of the study">
                ${codes.map(({ id, name }) => option(`code:${id}`, name))}
              </optgroup>`
            : nothing
        }
        ${option(ownWords, 'other words…')} ${showChosen(value)}
      </select>
      ${
        value === ownWords
          ? html`<input
              class="typed"
              type="text"
              aria-label=${`${label}: other words`}
              placeholder="type, then press Enter"
              ${typed(this.words[slot], (words, isDone) => {
                this.words = { ...this.words, [slot]: words };
                if (isDone) this.#change();
                else this.#keep();
              })}
            />`
          : nothing
      }
    </div>`;
  }

  #choose(slot: Slot, value: string): void {
    this.chosen = { ...this.chosen, [slot]: value };
    this.#keep();
    // Nothing to ask before something was typed.
    if (value !== ownWords || this.words[slot] !== '') this.#change();
    else void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${slot} ~ .typed`)?.focus());
  }

  #change({ unit = this.unit }: { readonly unit?: UnitKind } = {}): void {
    const { gap, content } = this;
    if (content.embedding.available) {
      const detail: MatteredAsk = { target: null, foil: null, unit };
      this.dispatchEvent(new CustomEvent('ask-change', { detail }));
      return;
    }
    const target = gap ? content.text.slice(gap.start, gap.end) : this.#textOf('target');
    if (target === null) return;
    const detail: MatteredAsk = { target, foil: this.#textOf('foil'), ...(gap && { gap }), unit };
    this.dispatchEvent(new CustomEvent('ask-change', { detail }));
  }

  /** Null where nothing was chosen or typed. */
  #textOf(slot: Slot): string | null {
    const [kind, key = ''] = this.chosen[slot].split(/:(.*)/su);
    if (kind === 'word') return this.content.nextWords[Number(key)]?.text ?? null;
    const words =
      kind === 'code'
        ? (this.codes.find(({ id }) => id === key)?.name ?? '')
        : kind === ownWords
          ? this.words[slot]
          : '';
    if (words === '') return null;
    return this.gap ? words.trim() || null : asContinuation(this.content.text, words);
  }
}

/** A word with a little of what stands beside it: “badly” (slept … and I). */
function inPlace(text: string, { start, end }: RangeUtf16): string {
  const cut = (beside: string, isBefore: boolean): string => {
    const plain = /[\p{L}\p{N}]/u.test(beside) ? beside.replace(/\s+/gu, ' ').trim() : '';
    const words = isBefore ? plain.slice(-besideLength) : plain.slice(0, besideLength);
    // No word cut in two.
    if (words.length === plain.length || !words.includes(' ')) return words;
    return isBefore ? words.slice(words.indexOf(' ') + 1) : words.slice(0, words.lastIndexOf(' '));
  };
  const [before, after] = [cut(text.slice(0, start), true), cut(text.slice(end), false)];
  return `${quoted(text.slice(start, end))} (${[before, '…', after].filter(Boolean).join(' ')})`;
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered-ask': MatteredAskElement;
  }
}
