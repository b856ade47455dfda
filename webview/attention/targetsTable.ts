import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatProbability, spokenToken, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { type FirstKey, strongestTargets } from './headWeights';
import { describeSum, formatWeight, type ReadHead } from './readout';

const rows = 10;

/** The tokens that one token attends to most, in exact numbers: the picture's alternative in words. */
@customElement('introspect-attention-targets')
export class TargetsTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
      }
      caption {
        text-align: start;
        font-weight: 600;
        padding-bottom: 4px;
      }
      th {
        font-weight: 400;
        color: var(--vscode-descriptionForeground);
        text-align: start;
      }
      th,
      td {
        padding: 2px 8px 2px 0;
        border-bottom: 1px solid var(--vscode-widget-border, transparent);
        white-space: nowrap;
      }
      .numeric {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .token {
        display: inline-block;
        max-width: 9rem;
        vertical-align: bottom;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
      }
      .bar {
        width: 30%;
        padding-right: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: 8px;
      }
      rect {
        fill: var(--vscode-charts-blue);
      }
      p {
        margin-top: 6px;
      }
    `,
  ];

  @property({ attribute: false }) head: ReadHead | null = null;
  @property({ attribute: false }) firstKey: FirstKey = 0;
  @property({ attribute: false }) query = 0;

  protected override render() {
    const { head, firstKey, query } = this;
    if (!head) return nothing;
    const targets = strongestTargets(head, query, firstKey, rows);
    return html`<table>
        <caption>
          ${spokenToken(head.tokens[query] ?? '')}
          <span class="secondary">(token ${query + 1})</span>
          looks most at
        </caption>
        <thead>
          <tr>
            <th scope="col">Token</th>
            <th scope="col" class="numeric">No.</th>
            <th scope="col" class="numeric">Weight</th>
            <th scope="col" class="numeric">Share</th>
            <td class="bar"></td>
          </tr>
        </thead>
        <tbody>
          ${targets.map(
            ({ key, weight }) =>
              html`<tr data-key=${key}>
                <td><span class="token">${visibleToken(head.tokens[key] ?? '')}</span></td>
                <td class="numeric">${key + 1}</td>
                <td class="numeric weight">${formatWeight(weight)}</td>
                <td class="numeric">${formatProbability(weight)}</td>
                <td class="bar" aria-hidden="true">
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                    <rect width=${100 * weight} height="8"></rect>
                  </svg>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="secondary sum">${describeSum(head, query, firstKey, rows)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-targets': TargetsTable;
  }
}
