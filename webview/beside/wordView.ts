import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BesideToPanel, Both, WordScore } from '../../src/protocol/beside';
import { formatOrdinal, formatProbability, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import { typed } from '../shared/typed';
import { oneWord } from './notes';
import { sides } from './wording';

export type WordMessage = Extract<BesideToPanel, { type: 'word' }>;

/** One word that the person chose: the logit and the chance that each model gives it. Fires `word` with a new one, `typed` at every letter. */
@customElement('introspect-word-view')
export class WordView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      table {
        border-collapse: collapse;
        margin-top: 6px;
      }
      th,
      td {
        padding: 2px 16px 2px 0;
        text-align: start;
        font-weight: 400;
        vertical-align: top;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
      }
      .number {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .pieces {
        white-space: pre-wrap;
      }
    `,
  ];

  @property({ attribute: false }) names: Both<string> = { left: '', right: '' };
  @property({ attribute: false }) answer: WordMessage | null = null;
  @property() word = '';

  protected override render() {
    const { answer } = this;
    return html`${noted(
      html`<form
        class="row"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const word = this.renderRoot.querySelector('input')!.value;
          if (word !== '') this.dispatchEvent(new CustomEvent<string>('word', { detail: word }));
        }}
      >
        <label
          >The word that might come next, as it would stand in the text
          <input
            type="text"
            spellcheck="false"
            maxlength="200"
            placeholder=" sleep"
            ${typed(this.word, (words) => this.dispatchEvent(new CustomEvent<string>('typed', { detail: words })))}
        /></label>
        <vscode-button type="submit" secondary>Look at this word</vscode-button>
      </form>`,
      oneWord,
    )}
    ${
      answer === null
        ? nothing
        : html`<table>
            <caption class="visuallyHidden">
              The word as each model rates it
            </caption>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Read as</th>
                <th scope="col" class="number">Logit</th>
                <th scope="col" class="number">Chance of the word</th>
                <th scope="col" class="number">Choice</th>
              </tr>
            </thead>
            <tbody>
              ${sides.map((side) => this.#row(this.names[side], answer.scores[side]))}
            </tbody>
          </table>`
    }`;
  }

  #row(name: string, score: WordScore) {
    if ('notComputable' in score) {
      return html`<tr>
        <th scope="row">${name}</th>
        <td colspan="4">not computable: ${score.notComputable}</td>
      </tr>`;
    }
    const ofFirst = score.pieces.length > 1 ? ' (first piece)' : '';
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="pieces">${score.pieces.map(visibleToken).join(' | ')}</td>
      <td class="number logit">${score.logit === null ? 'not told' : `${score.logit.toFixed(2)}${ofFirst}`}</td>
      <td class="number">${formatProbability(Math.exp(score.logprob))}</td>
      <td class="number">${score.rank === null ? 'not told' : `${formatOrdinal(score.rank)}${ofFirst}`}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-word-view': WordView;
  }
}
