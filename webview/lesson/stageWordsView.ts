import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StageWords } from '../../src/core/lesson/stageWords';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import { stages } from '../../src/core/models/stages';
import { formatBits, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { lessonStyles } from './lessonStyles';

/** The same words' chances of coming next under every stage. */
@customElement('introspect-stage-words')
export class StageWordsView extends LitElement {
  static override styles = [
    baseStyles,
    lessonStyles,
    css`
      table {
        width: 100%;
        table-layout: fixed;
        min-width: 34rem;
      }
      .text {
        white-space: pre;
      }
      .word {
        width: 7rem;
      }
    `,
  ];

  @property({ attribute: false }) words: StageWords | null = null;
  @property({ attribute: false }) texts: readonly string[] = [];

  protected override render() {
    const { words, texts } = this;
    if (!words) return nothing;
    const largest = Math.max(0.01, ...words.probabilities.flat());
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Next words by stage">
      <table>
        <caption class="visuallyHidden">
          The chance of the same next words under every stage
        </caption>
        <thead>
          <tr>
            <th scope="col" class="word">Next word</th>
            ${stages.map((stage) => html`<th scope="col">${stageTexts[stage].title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${words.ids.map(
            (_, i) =>
              html`<tr>
                <th scope="row" class="text" title=${spokenToken(texts[i] ?? '')}>${visibleToken(texts[i] ?? '')}</th>
                ${words.probabilities[i]!.map((p) => this.#cell(p, largest))}
              </tr>`,
          )}
          <tr class="secondary">
            <th scope="row">everything else</th>
            ${words.rest.map((p) => html`<td>${formatProbability(p)}</td>`)}
          </tr>
          <tr class="entropy">
            <th scope="row">Uncertainty</th>
            ${words.entropy.map((bits) => html`<td>${formatBits(bits)}</td>`)}
          </tr>
          <tr class="change">
            <th scope="row">Changed by this stage</th>
            ${words.change.map((bits) => html`<td>${bits === null ? '–' : `${bits.toFixed(2)}\u00a0bits`}</td>`)}
          </tr>
        </tbody>
      </table>
    </div>`;
  }

  #cell(p: number, largest: number) {
    return html`<td>
      <div class="bar" aria-hidden="true" .style=${`width: ${((p / largest) * 100).toFixed(1)}%`}></div>
      ${formatProbability(p)}
    </td>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-stage-words': StageWordsView;
  }
}
