import '../shared/takeAway';
import './linesView';
import './matrixView';
import './scaleLegend';
import './targetsTable';
import './textView';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TokenGroup } from '../../src/core/attention/mergeTokens';
import type { AttentionFromPanel, AttentionToPanel, AttentionViewState } from '../../src/protocol/attention';
import type { TakenView } from '../../src/core/figures/takeAway';
import type { PanelHost } from '../shared/host';
import { baseStyles } from '../shared/styles';
import { workingStyles } from '../shared/subjectStyles';
import { takenHead } from './headTaken';
import { headStyles } from './headStyles';
import { strongestSources, strongestTargets } from './headWeights';
import { strongLines } from './linesGeometry';
import type { Hit } from './matrixGeometry';
import { largestShown } from './matrixPyramid';
import { hiddenFirstToken } from './notes';
import { captionOf } from './readings';
import { describeCell, describeColumn, describeRow, placeOf } from './readout';
import { type Picture, type ShownHead, shownHead, unitAt, type Units, unitsOf } from './shownHead';

/**
 * Weights as a matrix, as lines or in the text, with a readout and a table of exact numbers. Fires `unit-hover` with the
 * tokens that the person looks at, or null, and `unit-reveal` with the one to be shown in the editor.
 */
@customElement('introspect-attention-head')
export class HeadView extends LitElement {
  static override styles = [baseStyles, workingStyles, headStyles];

  @property({ attribute: false }) host!: PanelHost<AttentionToPanel, AttentionFromPanel, AttentionViewState>;
  @property({ attribute: false }) picture: Picture | null = null;
  @property({ attribute: false }) settings!: AttentionViewState;
  /** The token at the editor's cursor. */
  @property({ attribute: false }) cursor: number | null = null;
  /** What is being read, while newer weights are awaited. */
  @property({ attribute: false }) awaited: string | null = null;
  /** Under the pointer. */
  @state() private pointed: Hit | null = null;
  /** By keyboard or click. */
  @state() private chosen: Hit | null = null;
  /** In the text: the word that all others are compared with. */
  @state() private word: number | null = null;
  @state() private pictureFocused = false;

  #units: Units | null = null;
  #head: ShownHead | null = null;
  #hovered: TokenGroup | null = null;
  #take: {
    readonly depends: readonly unknown[];
    readonly about: number;
    readonly view: () => TakenView | null;
  } | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { picture, settings } = this;
    if (!picture) {
      this.#head = null;
      return;
    }
    const oldSettings = changed.get('settings');
    const oldPicture = changed.get('picture');
    const isOtherText = changed.has('picture') && oldPicture?.content !== picture.content;
    const keys = ['unit', 'hideFirstToken', 'hideSpecialTokens'] as const;
    const isOtherCut = changed.has('settings') && keys.some((key) => oldSettings?.[key] !== settings[key]);
    if (!this.#units || isOtherText || isOtherCut) {
      this.#units = unitsOf(picture.content, settings);
      if (isOtherText || oldSettings?.unit !== settings.unit || !this.#head) this.#forget();
      else if (isOtherCut && oldSettings.hideSpecialTokens !== settings.hideSpecialTokens) this.#forget();
    }
    if (!this.#head || isOtherCut || changed.has('picture')) {
      this.#head = shownHead(picture, this.#units, settings);
    }
  }

  #forget(): void {
    this.pointed = null;
    this.chosen = null;
    this.word = null;
  }

  /** What the readout and the table are about. */
  #current(head: ShownHead): Hit {
    const { firstKey } = this.#units!;
    const atCursor = unitAt(head.units, this.cursor) ?? head.size - 1;
    if (this.settings.view === 'text') {
      const word = this.#wordOf(head);
      const isFrom = this.settings.direction === 'from';
      const at = this.pointed ?? this.chosen;
      const other = at && (isFrom ? at.key : at.query);
      const isShown = other !== null && other < head.size && !(isFrom && other < firstKey);
      if (!isShown) return { query: word, key: null };
      return isFrom ? { query: word, key: other } : { query: other, key: word };
    }
    const fallback = { query: atCursor, key: null };
    const hit = this.pointed ?? this.chosen ?? fallback;
    if (hit.query >= head.size) return fallback;
    // Matrix and lines share the choice, and the first token may have been hidden since.
    const isShown = hit.key !== null && hit.key >= firstKey && hit.key < head.size && this.settings.view === 'matrix';
    return isShown ? hit : { query: hit.query, key: null };
  }

  /** The number at the end of the scale: in the text, of what is shown about the one word. */
  #largestOf(head: ShownHead): number {
    const { view, direction } = this.settings;
    const { firstKey } = this.#units!;
    if (head.size === 0) return 0;
    if (view === 'lines') return strongLines(head, firstKey).largest;
    if (view !== 'text') return largestShown(head, firstKey);
    const word = this.#wordOf(head);
    if (direction === 'from') return strongestTargets(head, word, firstKey, 1)[0]?.weight ?? 0;
    return word < firstKey ? 0 : (strongestSources(head, word, 1)[0]?.weight ?? 0);
  }

  /** The word that all others are compared with, in the text. */
  #wordOf(head: ShownHead): number {
    return Math.min(this.word ?? unitAt(head.units, this.cursor) ?? head.size - 1, head.size - 1);
  }

  protected override updated(): void {
    const head = this.#head;
    if (!head || head.size === 0) return;
    const isLooking = this.pointed !== null || this.pictureFocused;
    const { query, key } = this.#current(head);
    const isRead = this.settings.view === 'text' && this.settings.direction === 'from' && key !== null;
    const unit = (isLooking ? head.units[isRead ? key : query] : undefined) ?? null;
    if (unit?.from === this.#hovered?.from && unit?.to === this.#hovered?.to) return;
    this.#hovered = unit;
    this.dispatchEvent(new CustomEvent('unit-hover', { detail: unit }));
  }

  protected override render() {
    const { picture, awaited } = this;
    const head = this.#head;
    if (!picture || !head) return nothing;
    const { firstKey } = this.#units!;
    const isEmpty = head.size <= firstKey;
    const current = head.size === 0 ? { query: 0, key: null } : this.#current(head);
    const { view, direction } = this.settings;
    const about = view === 'text' ? this.#wordOf(head) : current.query;
    return html`<div class="content" aria-busy=${awaited !== null}>
      <section class="picture" aria-label="Picture">
        <div class="caption">
          <div class="row between">
            <h2>${captionOf(picture, picture.content.model)}</h2>
            <introspect-take-away
              .host=${this.host}
              .subjectId=${picture.content.subject.subjectId}
              .view=${this.#takenView(picture, head, isEmpty, about)}
            ></introspect-take-away>
          </div>
          <div class="slot">${awaited === null ? nothing : progress(awaited)}</div>
        </div>
        ${isEmpty ? nothing : this.#readout(head, current)}
        ${
          isEmpty
            ? html`<p>
                ${head.size === 0 ? 'All tokens are special ones, and they are hidden.' : 'The text has only one token, and it is hidden.'}
              </p>`
            : html`<div
                  class="fades"
                  @focusin=${() => (this.pictureFocused = true)}
                  @focusout=${() => (this.pictureFocused = false)}
                  @token-point=${this.#onPoint}
                  @token-choose=${this.#onChoose}
                  @token-reveal=${this.#onReveal}
                >
                  ${this.#view(head, current)}
                </div>
                <introspect-attention-legend
                  view=${view}
                  .largest=${this.#largestOf(head)}
                  ?cursor=${unitAt(head.units, this.cursor) !== null}
                ></introspect-attention-legend>`
        }
        ${firstKey === 1 ? hiddenFirstToken : nothing}
        ${
          head.hidden
            ? html`<p class="secondary">
                Special tokens, which the model adds to the text, are left out. The other numbers stay as they are.
              </p>`
            : nothing
        }
      </section>
      ${
        isEmpty
          ? nothing
          : html`<introspect-attention-targets
              class="fades"
              .head=${head}
              .firstKey=${firstKey}
              .query=${about}
              direction=${view === 'text' ? direction : 'from'}
            ></introspect-attention-targets>`
      }
    </div>`;
  }

  #view(head: ShownHead, current: Hit) {
    const { firstKey } = this.#units!;
    const cursor = unitAt(head.units, this.cursor);
    switch (this.settings.view) {
      case 'matrix':
        return html`<introspect-attention-matrix
          .head=${head}
          .firstKey=${firstKey}
          .largest=${this.#largestOf(head)}
          .current=${current}
          .cursor=${cursor}
        ></introspect-attention-matrix>`;
      case 'lines':
        return html`<introspect-attention-lines
          .head=${head}
          .firstKey=${firstKey}
          .largest=${this.#largestOf(head)}
          .current=${current.query}
          .isolated=${this.pointed || this.pictureFocused ? current.query : null}
          .cursor=${cursor}
        ></introspect-attention-lines>`;
      case 'heads':
        return nothing;
      case 'text': {
        const { direction } = this.settings;
        const word = this.#wordOf(head);
        const other = direction === 'from' ? this.chosen?.key : this.chosen?.query;
        return html`<introspect-attention-text
          .head=${head}
          .text=${this.picture!.content.text}
          .firstKey=${firstKey}
          .largest=${this.#largestOf(head)}
          direction=${direction}
          .chosen=${word}
          .read=${other ?? word}
          .cursor=${cursor}
          @text-choose=${({ detail }: HTMLElementEventMap['text-choose']) => {
            this.#forget();
            this.word = detail;
          }}
        ></introspect-attention-text>`;
      }
    }
  }

  /** Spoken when the keyboard moves, silent under the pointer. */
  #readout(head: ShownHead, { query, key }: Hit) {
    const { view, direction } = this.settings;
    const sentence =
      key !== null
        ? describeCell(head, { query, key })
        : view === 'text' && direction === 'to'
          ? describeColumn(head, query)
          : describeRow(head, query, this.#units!.firstKey);
    return html`<p class="readout" role="status" aria-live=${this.pointed ? 'off' : 'polite'}>
      <span class="sentence">${sentence}</span> <span class="secondary place">${placeOf(head, query, key)}</span>
    </p>`;
  }

  /** What there is to take: a new function only where it changed, and not while the pointer wanders over the picture. */
  #takenView(picture: Picture, head: ShownHead, isEmpty: boolean, about: number): () => TakenView | null {
    const { settings, awaited } = this;
    const row = this.pointed === null || !this.#take ? about : this.#take.about;
    const depends = [picture, head, settings, awaited, row];
    if (this.#take?.depends.every((one, i) => one === depends[i])) return this.#take.view;
    const shown = { firstKey: this.#units!.firstKey, largest: this.#largestOf(head) };
    const view = () => (isEmpty || awaited !== null ? null : takenHead(picture, head, shown, settings, row));
    this.#take = { depends, about: row, view };
    return view;
  }

  readonly #onPoint = ({ detail }: HTMLElementEventMap['token-point']): void => {
    this.pointed = detail;
  };

  readonly #onChoose = ({ detail }: HTMLElementEventMap['token-choose']): void => {
    this.chosen = detail;
    // The keyboard speaks last: the pointer may still rest on the picture.
    this.pointed = null;
  };

  readonly #onReveal = ({ detail }: HTMLElementEventMap['token-reveal']): void => {
    const unit = this.#head?.units[detail];
    if (unit) this.dispatchEvent(new CustomEvent('unit-reveal', { detail: unit.from }));
  };
}

export function progress(label: string) {
  return html`<div class="track" role="progressbar" aria-label=${label}></div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-head': HeadView;
  }
  interface HTMLElementEventMap {
    'unit-hover': CustomEvent<TokenGroup | null>;
    'unit-reveal': CustomEvent<number>;
  }
}
