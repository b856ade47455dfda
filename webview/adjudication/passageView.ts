import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../shared/styles';
import { laneCount, laneStyles } from './lanes';
import type { PassageTurn, Piece, Stretch } from './passage';
import { formatTime } from './wording';

/**
 * The turns around a difference with each coder's marks. While `own` is set, its words are marked instead, and a click
 * on a word fires `word-pick` with the word's stretch as its detail.
 */
@customElement('introspect-passage')
export class PassageElement extends LitElement {
  static override styles = [
    baseStyles,
    laneStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      .turn {
        display: grid;
        grid-template-columns: 9em minmax(0, 1fr);
        gap: 0 12px;
      }
      .who {
        color: var(--vscode-descriptionForeground);
        line-height: 2.1;
        max-width: 9em;
        overflow-wrap: anywhere;
      }
      .words {
        line-height: 2.1;
        white-space: pre-line;
        overflow-wrap: anywhere;
        max-width: 75ch;
        font-size: 1.08em;
      }
      .neighbour .words,
      .neighbour .who {
        color: var(--vscode-descriptionForeground);
        line-height: 1.5;
        font-size: 1em;
      }
      .word {
        cursor: pointer;
      }
      .word:hover {
        outline: 1px dashed var(--vscode-focusBorder);
      }
      .chosen {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
      }
      @container (max-width: 420px) {
        .turn {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) passage: readonly PassageTurn[] = [];
  @property({ attribute: false }) own: Stretch | null = null;

  protected override render() {
    return this.passage.map(({ turn, neighbour, pieces }) => {
      const { own } = this;
      return html`<div class=${neighbour ? 'turn neighbour' : 'turn'}>
        <div class="who">
          ${turn.speaker}${turn.startMs === null ? nothing : html` <span>${formatTime(turn.startMs)}</span>`}
        </div>
        <div class="words">${own ? pieces.map((piece) => this.#renderWords(piece, own)) : pieces.map(renderPiece)}</div>
      </div>`;
    });
  }

  #renderWords({ start, text }: Piece, own: Stretch) {
    return [...text.matchAll(/\S+|\s+/g)].map(({ index, 0: part }) => {
      const stretch = { start: start + index, end: start + index + part.length };
      const chosen = stretch.start < own.end && own.start < stretch.end ? 'chosen' : '';
      if (part.trim() === '') return html`<span class=${chosen}>${part}</span>`;
      return html`<span
        class="word ${chosen}"
        @click=${() => this.dispatchEvent(new CustomEvent<Stretch>('word-pick', { detail: stretch }))}
        >${part}</span
      >`;
    });
  }
}

function renderPiece({ text, lanes }: Piece): string | TemplateResult {
  // A line runs through what it encloses, so the outermost is the lowest.
  return lanes.reduce<string | TemplateResult>(
    (inner, lane) => html`<span class="lane${lane % laneCount}">${inner}</span>`,
    text,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-passage': PassageElement;
  }
}
