import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { unitKinds, type UnitKind } from '../../src/core/attribution/units';
import type { MatteredAsk, MatteredContent, StudyMarks } from '../../src/protocol/mattered';
import { spokenToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { whatFoil, whatTarget, whatUnit } from './notes';
import { panelStyles } from './panelStyles';
import { asContinuation } from './parts';
import { countOf, formatChance } from './wording';

type Slot = 'target' | 'foil';
const typed = 'typed';
const none = 'none';

/** What is asked: the next word, why not another, and what is left out at a time. Fires `ask-change` (`MatteredAsk`). */
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
  @property({ attribute: false }) unit: UnitKind = 'word';
  /** Values of the two menus: `word:` and a place among the next words, `code:` and an id, `typed` or `none`. */
  @state() private chosen: Readonly<Record<Slot, string>> = { target: 'word:0', foil: none };
  @state() private words: Readonly<Record<Slot, string>> = { target: '', foil: '' };
  #subjectId = -1;

  protected override willUpdate(): void {
    const { subjectId } = this.content.subject;
    if (subjectId === this.#subjectId) return;
    this.#subjectId = subjectId;
    this.chosen = { target: this.content.nextWords.length > 0 ? 'word:0' : typed, foil: none };
    this.words = { target: '', foil: '' };
  }

  protected override render() {
    const { content, unit } = this;
    return html`<div class="controls">
      ${this.#word('target', 'Next words', whatTarget, 'What is this about?')}
      ${this.#word('foil', 'Rather than', whatFoil, 'Rather than what?')}
      <div class="control">
        <introspect-explain floating question="What is left out?" term="leave-one-out"
          ><label slot="subject" for="unit">Leave out</label>${whatUnit}</introspect-explain
        >
        <select id="unit" @change=${(event: Event) => this.#change({ unit: valueOf(event) as UnitKind })}>
          ${unitKinds.map(
            (kind) =>
              html`<option value=${kind} ?selected=${kind === unit} ?disabled=${content.parts[kind] === 0}>
                each ${kind} (${countOf(content.parts[kind], kind)})
              </option>`,
          )}
        </select>
      </div>
    </div>`;
  }

  #word(slot: Slot, label: string, note: unknown, question: string) {
    const { content, codes } = this;
    const value = this.chosen[slot];
    const option = (key: string, text: string) =>
      html`<option value=${key} ?selected=${key === value}>${text}</option>`;
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
          codes.length > 0
            ? html`<optgroup label="Codes of the study">
                ${codes.map(({ id, name }) => option(`code:${id}`, name))}
              </optgroup>`
            : nothing
        }
        ${option(typed, 'other words…')}
      </select>
      ${
        value === typed
          ? html`<input
              class="typed"
              type="text"
              aria-label=${`${label}: other words`}
              placeholder="type, then press Enter"
              .value=${this.words[slot]}
              @change=${(event: Event) => {
                this.words = { ...this.words, [slot]: valueOf(event) };
                this.#change();
              }}
            />`
          : nothing
      }
    </div>`;
  }

  #choose(slot: Slot, value: string): void {
    this.chosen = { ...this.chosen, [slot]: value };
    // Nothing to ask before something was typed.
    if (value !== typed || this.words[slot] !== '') this.#change();
    else void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${slot} ~ .typed`)?.focus());
  }

  #change({ unit = this.unit }: { readonly unit?: UnitKind } = {}): void {
    const target = this.#textOf('target');
    if (target === null) return;
    const detail: MatteredAsk = { target, foil: this.#textOf('foil'), unit };
    this.dispatchEvent(new CustomEvent('ask-change', { detail }));
  }

  /** Null where nothing was chosen or typed. */
  #textOf(slot: Slot): string | null {
    const [kind, key = ''] = this.chosen[slot].split(/:(.*)/su);
    if (kind === 'word') return this.content.nextWords[Number(key)]?.text ?? null;
    const words =
      kind === 'code' ? (this.codes.find(({ id }) => id === key)?.name ?? '') : kind === typed ? this.words[slot] : '';
    return words === '' ? null : asContinuation(this.content.text, words);
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered-ask': MatteredAskElement;
  }
}
