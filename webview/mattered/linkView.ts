import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatProbability } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { barsOf, type Link, type LinkRow } from './link';
import { figureTableStyles } from './tableStyles';
import { describeCoded, describePair, formatP, nameOfUnit } from './wording';

/** What coded words receive of attribution and attention: a sentence, bars, and the table. */
@customElement('introspect-mattered-link')
export class MatteredLinkElement extends LitElement {
  static override styles = [
    baseStyles,
    figureTableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
      }
      .scrolls {
        overflow-x: auto;
      }
      .sentence {
        max-width: 80ch;
      }
      .sentence:first-of-type {
        font-weight: 600;
      }
      svg {
        width: 100%;
        max-width: 36rem;
        height: auto;
      }
      text {
        fill: var(--vscode-foreground);
        font-size: 11px;
        font-family: inherit;
      }
      .coded {
        fill: var(--vscode-charts-blue);
      }
      .other {
        fill: none;
        stroke: var(--vscode-foreground);
      }
      .chance {
        stroke: var(--vscode-foreground);
        stroke-dasharray: 3 3;
      }
      td.why {
        text-align: left;
      }
    `,
  ];

  @property({ attribute: false }) link!: Link;

  protected override render() {
    const { link } = this;
    return html`${link.rows.map((row) => html`<p class="sentence">${sentence(row, link)}</p>`)} ${this.#bars()}
    ${
      link.rows.length > 0
        ? html`<div class="scrolls" role="region" aria-label="Coded parts in numbers" tabindex="0">
            ${link.other === null ? this.#codedTable() : this.#pairTable()}
          </div>`
        : nothing
    }`;
  }

  #bars() {
    const rows = this.link.rows
      .map((row) => ({ row, bars: barsOf(row, this.link) }))
      .filter(({ bars }) => bars.length > 0);
    if (rows.length === 0) return nothing;
    const largest = Math.max(1.5, ...rows.flatMap(({ bars }) => bars.map(({ times }) => times)));
    const [left, width, rowHeight] = [120, 340, 52];
    const x = (times: number): number => (times / largest) * width;
    const height = rows.length * rowHeight + 20;
    return html`<svg
      viewBox="0 0 520 ${height}"
      role="img"
      aria-label="What coded and other parts receive, as a multiple of the mean; the table has the numbers"
    >
      ${rows.map(
        ({ row, bars }, r) =>
          svg`<text x="0" y=${r * rowHeight + 11}>${row.measure}, per ${nameOfUnit(row.per)}</text>
        ${bars.map(
          ({ name, times }, i) =>
            svg`<text x=${left - 6} y=${r * rowHeight + 26 + i * 15} text-anchor="end">${short(name)}</text>
            <rect class=${i === 0 ? 'coded' : 'other'} x=${left} y=${r * rowHeight + 17 + i * 15} width=${x(times)} height="11"></rect>
            <text x=${left + x(times) + 5} y=${r * rowHeight + 26 + i * 15}>${times.toFixed(2)}</text>`,
        )}`,
      )}
      <line class="chance" x1=${left + x(1)} x2=${left + x(1)} y1="14" y2=${height - 16}></line>
      <text x=${left + x(1)} y=${height - 4} text-anchor="middle">1 = chance</text>
    </svg>`;
  }

  #codedTable() {
    return html`<table>
      <caption class="secondary">
        ${this.link.code}, by ${this.link.coders.join(', ')}: what the coded parts receive
      </caption>
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col">Coded</th>
          <th scope="col">Of</th>
          <th scope="col">Share by chance</th>
          <th scope="col">Share received</th>
          <th scope="col">Ratio</th>
          <th scope="col">AUROC</th>
          <th scope="col">p (shifts)</th>
        </tr>
      </thead>
      <tbody>
        ${this.link.rows.map(({ measure, per, result }) =>
          'notComputable' in result
            ? uncomputable(measure, result.notComputable)
            : 'meanCoded' in result
              ? html`<tr>
                  <th scope="row">${measure}</th>
                  <td>${result.coded}</td>
                  <td>${result.items} ${nameOfUnit(per, result.items)}</td>
                  <td>${formatProbability(result.chance)}</td>
                  <td>${formatProbability(result.share)}</td>
                  <td>${result.ratio.toFixed(2)}</td>
                  <td>${result.auroc.toFixed(2)}</td>
                  <td>${formatP(result.p).replace('= ', '')} (${result.shifts})</td>
                </tr>`
              : nothing,
        )}
      </tbody>
    </table>`;
  }

  #pairTable() {
    const { link } = this;
    return html`<table>
      <caption class="secondary">
        ${link.code} against ${link.other}, by ${link.coders.join(', ')}
      </caption>
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col">${link.code}</th>
          <th scope="col">${link.other}</th>
          <th scope="col">Both (left out)</th>
          <th scope="col">Ratio per part</th>
          <th scope="col">AUROC</th>
          <th scope="col">p (shifts)</th>
        </tr>
      </thead>
      <tbody>
        ${link.rows.map(({ measure, per, result }) =>
          'notComputable' in result
            ? uncomputable(measure, result.notComputable)
            : 'meanFirst' in result
              ? html`<tr>
                  <th scope="row">${measure}</th>
                  <td>${result.first} ${nameOfUnit(per, result.first)}</td>
                  <td>${result.second} ${nameOfUnit(per, result.second)}</td>
                  <td>${result.both}</td>
                  <td>${result.ratio === null ? 'not computable' : result.ratio.toFixed(2)}</td>
                  <td>${result.auroc.toFixed(2)}</td>
                  <td>${formatP(result.p).replace('= ', '')} (${result.shifts})</td>
                </tr>`
              : nothing,
        )}
      </tbody>
    </table>`;
  }
}

function uncomputable(measure: string, why: string) {
  return html`<tr>
    <th scope="row">${measure}</th>
    <td class="why" colspan="7">Not computable: ${why}</td>
  </tr>`;
}

function sentence({ measure, per, result }: LinkRow, { code, other }: Link): string {
  if ('notComputable' in result) return `${measure}: not computable. ${result.notComputable}`;
  return 'meanCoded' in result
    ? describeCoded(result, measure, per)
    : describePair(result, measure, per, [code, other ?? '']);
}

function short(name: string): string {
  const characters = [...name];
  return characters.length > 18 ? `${characters.slice(0, 17).join('')}…` : name;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered-link': MatteredLinkElement;
  }
}
