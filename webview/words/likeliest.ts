import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { surprisalBits } from '../../src/core/generation/probabilities';
import type { ScoredToken } from '../../src/protocol/modelHost';
import type { WordsToPanel } from '../../src/protocol/words';
import '../shared/explain';
import { formatBits, formatOrdinal, formatProbability, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { formatChance } from './treeModel';

export type LikeliestMessage = Extract<WordsToPanel, { type: 'likeliest' }>;
export const comparedSteps = 10;

/** The first choice at every step beside what was said. */
@customElement('introspect-words-likeliest')
export class LikeliestElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 1px 16px 1px 0;
        text-align: left;
        font-weight: normal;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      .number {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .text {
        white-space: pre;
      }
      .same .text {
        font-weight: 600;
      }
      tfoot td,
      tfoot th {
        border-top: 1px solid var(--vscode-charts-lines);
      }
    `,
  ];

  @property({ attribute: false }) likeliest: LikeliestMessage['result'] | null = null;
  /** The tokens that came next in the text. */
  @property({ attribute: false }) said: readonly ScoredToken[] = [];

  protected override render() {
    const { likeliest } = this;
    const said = this.said.slice(0, comparedSteps);
    const first = likeliest?.tokens ?? [];
    const steps = Math.max(first.length, said.length);
    const saidBits = said.every(({ logprob }) => logprob !== null)
      ? said.reduce((sum, { logprob }) => sum + surprisalBits(logprob!), 0)
      : null;
    const firstBits = first.reduce((sum, { logprob }) => sum + surprisalBits(logprob), 0);
    return html`<introspect-explain question="Is this the likeliest text of all?" term="greedy decoding">
        <h3 slot="subject">First choice at every step, and what was said</h3>
        <p>
          No: it takes the likeliest word, then the likeliest after that, and so on (greedy). Another path may be
          likelier as a whole, by beginning with a less likely word. And what a model finds likely is bland: people are
          seldom as predictable.
        </p>
      </introspect-explain>
      ${
        likeliest === null
          ? html`<p class="secondary" role="status">Asking the model…</p>`
          : html`<table>
                <caption class="visuallyHidden">
                  First choice and what was said, step by step
                </caption>
                <thead>
                  <tr>
                    <th scope="col" class="number">Step</th>
                    <th scope="col">First choice</th>
                    <th scope="col" class="number">Chance</th>
                    <th scope="col">Said</th>
                    <th scope="col" class="number">Chance</th>
                    <th scope="col">Its rank</th>
                  </tr>
                </thead>
                <tbody>
                  ${Array.from({ length: steps }, (_, i) => {
                    const [one, other] = [first[i], said[i]];
                    return html`<tr class=${one && one.id === other?.id ? 'same' : ''}>
                      <td class="number">${i + 1}</td>
                      <td class="text">${one ? visibleToken(one.text) || '⋯' : '–'}</td>
                      <td class="number">${one ? formatProbability(Math.exp(one.logprob)) : ''}</td>
                      <td class="text">${other ? visibleToken(other.text) : '–'}</td>
                      <td class="number">
                        ${other && other.logprob !== null ? formatProbability(Math.exp(other.logprob)) : ''}
                      </td>
                      <td>${other && other.rank !== null ? formatOrdinal(other.rank) : ''}</td>
                    </tr>`;
                  })}
                </tbody>
                <tfoot>
                  <tr>
                    <th scope="row">All</th>
                    <td>${first.length === 0 ? '–' : formatChance(2 ** -firstBits)}</td>
                    <td class="number">${first.length === 0 ? '' : formatBits(firstBits)}</td>
                    <td>${said.length === 0 || saidBits === null ? '–' : formatChance(2 ** -saidBits)}</td>
                    <td class="number">${said.length === 0 || saidBits === null ? '' : formatBits(saidBits)}</td>
                    <td></td>
                  </tr>
                </tfoot>
              </table>
              ${this.#renderEnd(likeliest, said.length)}`
      }`;
  }

  #renderEnd({ stopReason, tokens }: LikeliestMessage['result'], saidCount: number) {
    return html`${
        stopReason === 'endOfText'
          ? html`<p class="secondary">After ${tokens.length} tokens its first choice is to end the text.</p>`
          : stopReason === 'contextFull'
            ? html`<p class="secondary">The text is as long as the model can read.</p>`
            : nothing
      }
      <p class="secondary">
        ${saidCount === 0 ? 'The text ends here, so nothing was said to compare with. ' : nothing}Each word of the first
        choice is rated after the first choices before it, each word that was said after the words that were said.
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words-likeliest': LikeliestElement;
  }
}
