import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatProbability, visibleToken } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { type FirstKey, strongestSources, strongestTargets } from './headWeights';
import { aboutReadings, unitNames } from './readings';
import { describeSum, formatWeight, nameOf, placeOf, type ReadHead } from './readout';

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
  /** The one that the table is about. */
  @property({ attribute: false }) query = 0;
  /** What it looks at, or what looks at it. */
  @property() direction: 'from' | 'to' = 'from';

  protected override render() {
    const { head, firstKey, query, direction } = this;
    if (!head) return nothing;
    const strongest: readonly { readonly token: number; readonly weight: number }[] =
      direction === 'from'
        ? strongestTargets(head, query, firstKey, rows).map(({ key, weight }) => ({ token: key, weight }))
        : strongestSources(head, query, rows).map((source) => ({ token: source.query, weight: source.weight }));
    const { shareOf, mostVerb, verb } = aboutReadings[head.reading];
    const isShare = shareOf !== null;
    const longest = isShare ? 1 : Math.max(...strongest.map(({ weight }) => weight));
    const { one, label } = unitNames[head.unit];
    return html`<table>
        <caption>
          ${direction === 'to' ? `What ${verb} ` : nothing}${nameOf(head, query)}
          <span class="secondary">(${placeOf(head, query, null)})</span>
          ${direction === 'to' ? ' most' : mostVerb}
        </caption>
        <thead>
          <tr>
            <th scope="col">${label.slice(0, -1)}</th>
            <th scope="col" class="numeric">No.</th>
            <th scope="col" class="numeric">Weight</th>
            ${isShare ? html`<th scope="col" class="numeric">Share</th>` : nothing}
            <td class="bar"></td>
          </tr>
        </thead>
        <tbody>
          ${strongest.map(
            ({ token, weight }) =>
              html`<tr data-key=${token}>
                <td><span class="token" dir="auto">${visibleToken(head.tokens[token] ?? '')}</span></td>
                <td class="numeric">${head.numbers[token]}</td>
                <td class="numeric weight">${formatWeight(weight)}</td>
                ${isShare ? html`<td class="numeric">${formatProbability(weight)}</td>` : nothing}
                <td class="bar" aria-hidden="true">
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                    <rect width=${(100 * weight) / longest} height="8"></rect>
                  </svg>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="secondary sum">
        ${
          direction === 'from'
            ? describeSum(head, query, firstKey, rows)
            : `Each number is from the row of another ${one}; they do not sum to 1.`
        }
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-targets': TargetsTable;
  }
}
