import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MatteredViewState } from '../../src/protocol/mattered';
import { formatProbability } from '../shared/format';
import { baseStyles } from '../shared/styles';
import type { Attribution, Part } from './parts';
import { measureOf } from './measure';
import { formatChance, formatOdds, shortNameOfPart } from './wording';

/** Rows before the person asks for all. */
const shownRows = 30;

/** Every part with its exact numbers and a bar for each; bars to the left speak against. */
@customElement('introspect-mattered-table')
export class MatteredTableElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .scrolls {
        container-type: inline-size;
        overflow-x: auto;
        position: relative;
      }
      table {
        border-collapse: collapse;
      }
      caption {
        text-align: left;
        padding-bottom: 4px;
      }
      th,
      td {
        padding: 2px 12px 2px 0;
        text-align: left;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        vertical-align: middle;
      }
      thead th {
        font-weight: 600;
        vertical-align: bottom;
      }
      tbody th {
        font-weight: normal;
        max-width: 24rem;
        overflow-wrap: break-word;
      }
      .n {
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      svg {
        display: block;
        width: 110px;
        height: 12px;
      }
      .for {
        fill: var(--vscode-charts-blue);
      }
      .against {
        fill: none;
        stroke: var(--vscode-charts-orange, var(--vscode-foreground));
        stroke-width: 1.5;
      }
      /* Beside a transcript there is room for the numbers, and none for their bars. */
      @container (max-width: 720px) {
        .bar {
          display: none;
        }
        thead .n {
          white-space: normal;
        }
      }
      .axis {
        stroke: var(--vscode-foreground);
        stroke-width: 1;
      }
      button {
        margin-top: 6px;
        border: 0;
        padding: 0;
        background: none;
        color: var(--vscode-textLink-foreground);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        text-decoration: underline;
      }
    `,
  ];

  @property({ attribute: false }) attribution!: Attribution;
  @property({ attribute: false }) parts: readonly Part[] = [];
  @property({ attribute: false }) order: MatteredViewState['order'] = 'size';
  @property({ attribute: false }) attentionName = '';
  @state() private all = false;

  protected override render() {
    const { ask } = this.attribution;
    const measure = measureOf(ask);
    const parts = sorted(this.parts, this.order);
    const rows = this.all ? parts : parts.slice(0, shownRows);
    const largest = Math.max(...parts.map(({ delta }) => Math.abs(delta ?? 0)), 1e-9);
    const most = Math.max(...parts.map(({ attention }) => attention ?? 0), 1e-9);
    const hasAttention = parts.some(({ attention }) => attention !== null);
    return html`<div class="scrolls" role="region" aria-label="Parts in numbers" tabindex="0">
        <table>
          <caption class="secondary">
            What leaving each part out
            changes${hasAttention ? `, beside the attention it receives (${this.attentionName})` : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col" class="n">${measure.head}</th>
              <th scope="col" class="bar"><span class="visuallyHidden">Bar of it</span></th>
              ${
                measure.isDistance
                  ? nothing
                  : html`<th scope="col" class="n">
                      ${ask.foil === null ? 'Probability without it' : 'Odds without it'}
                    </th>`
              }
              ${
                hasAttention
                  ? html`<th scope="col" class="n">Attention</th>
                      <th scope="col" class="bar"><span class="visuallyHidden">Bar of attention</span></th>`
                  : nothing
              }
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (part) =>
                html`<tr>
                  <th scope="row">${shortNameOfPart(part, this.attribution.parts)}</th>
                  <td class="n">${part.delta === null ? 'not computable' : measure.format(part.delta, 3)}</td>
                  <td class="bar">
                    ${measure.isDistance ? bar(part.delta ?? 0, largest) : signedBar(part.delta ?? 0, largest)}
                  </td>
                  ${measure.isDistance ? nothing : html`<td class="n">${without(part, ask.foil !== null)}</td>`}
                  ${
                    hasAttention
                      ? html`<td class="n">${part.attention === null ? '–' : formatProbability(part.attention)}</td>
                          <td class="bar">${bar(part.attention ?? 0, most)}</td>`
                      : nothing
                  }
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        parts.length > shownRows
          ? html`<button type="button" @click=${() => (this.all = !this.all)}>
              ${this.all ? `Show the first ${shownRows}` : `Show all ${parts.length}`}
            </button>`
          : nothing
      }`;
  }
}

function without({ p, rest }: Part, isContrast: boolean): string {
  if (isContrast) return rest === null ? '–' : formatOdds(rest);
  return p === null ? '–' : formatChance(p);
}

export function sorted(parts: readonly Part[], order: MatteredViewState['order']): Part[] {
  const bySize = (a: Part, b: Part): number => (b.delta ?? -Infinity) - (a.delta ?? -Infinity) || a.index - b.index;
  return order === 'size' ? [...parts].sort(bySize) : [...parts];
}

/** From the middle: to the right for, to the left against. */
function signedBar(value: number, largest: number) {
  const width = (Math.abs(value) / largest) * 54;
  return html`<svg viewBox="0 0 110 12" aria-hidden="true">
    ${
      value >= 0
        ? svg`<rect class="for" x="55" y="2" width=${width} height="8"></rect>`
        : svg`<rect class="against" x=${55 - width} y="2.5" width=${width} height="7"></rect>`
    }
    <line class="axis" x1="55" x2="55" y1="0" y2="12"></line>
  </svg>`;
}

function bar(value: number, largest: number) {
  return html`<svg viewBox="0 0 110 12" aria-hidden="true">
    <rect class="for" x="0" y="2" width=${(value / largest) * 108} height="8"></rect>
    <line class="axis" x1="0.5" x2="0.5" y1="0" y2="12"></line>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered-table': MatteredTableElement;
  }
}
