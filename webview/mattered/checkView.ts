import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeletionCheck } from '../../src/core/attribution/deletion';
import type { UnitKind } from '../../src/core/attribution/units';
import { baseStyles } from '../shared/styles';
import { plotCurves, type DrawnCurve } from './curveGeometry';
import type { Measure } from './measure';
import { figureTableStyles } from './tableStyles';
import { describeTrust, nameOfUnit } from './wording';

export const curveNames: Readonly<Record<string, string>> = {
  attribution: 'by leave-one-out',
  attention: 'by attention',
  chance: 'by chance',
};

/** How far the picture can be trusted: verdicts in words, the curves, and the numbers behind them. */
@customElement('introspect-mattered-check')
export class MatteredCheckElement extends LitElement {
  static override styles = [
    baseStyles,
    figureTableStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .verdict {
        font-weight: 600;
        max-width: 75ch;
      }
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px 28px;
        align-items: start;
      }
      @media (min-width: 1150px) {
        .both {
          grid-template-columns: minmax(0, 30rem) minmax(0, 1fr);
        }
      }
      svg {
        width: 100%;
        max-width: 30rem;
        height: auto;
      }
      text {
        fill: var(--vscode-foreground);
        font-size: 11px;
        font-family: inherit;
      }
      .axis {
        stroke: var(--vscode-foreground);
        stroke-width: 1;
      }
      .band {
        fill: var(--vscode-foreground);
        fill-opacity: 0.13;
      }
      path {
        fill: none;
        stroke-width: 2;
      }
      .attribution {
        stroke: var(--vscode-charts-blue);
      }
      .attention {
        stroke: var(--vscode-charts-orange, var(--vscode-foreground));
        stroke-dasharray: 6 4;
      }
      .chance {
        stroke: var(--vscode-foreground);
        stroke-dasharray: 2 3;
      }
      circle.attribution {
        fill: var(--vscode-charts-blue);
      }
      rect.attention {
        fill: var(--vscode-charts-orange, var(--vscode-foreground));
        stroke-dasharray: none;
      }
      .tables {
        overflow-x: auto;
      }
      td,
      th {
        white-space: nowrap;
      }
      thead th {
        white-space: normal;
        vertical-align: bottom;
      }
    `,
  ];

  @property({ attribute: false }) check!: DeletionCheck;
  @property({ attribute: false }) unit: UnitKind = 'word';
  @property({ attribute: false }) measure!: Measure;

  protected override render() {
    const { check, unit, measure } = this;
    return html`${check.ranked.map((curve) => html`<p class="verdict">${describeTrust(curve, check, unit, measure)}</p>`)}
      <div class="both">
        ${this.#chart()}
        <div class="tables" role="region" aria-label="Deletion check in numbers" tabindex="0">${this.#table()}</div>
      </div>`;
  }

  #chart() {
    const { check, unit, measure } = this;
    const what = measure.isDistance ? 'How far the embedding moves' : 'How much the prediction loses';
    const plot = plotCurves(check);
    const [from, to] = [plot.left, plot.right];
    return html`<svg
      viewBox="0 0 ${plot.width} ${plot.height}"
      role="img"
      aria-label="${what} when 1 to ${check.most} ${nameOfUnit(unit, 2)} are taken out; the table has the numbers"
    >
      ${plot.yTicks.map(({ at, label }) => svg`<text x=${from - 6} y=${at + 4} text-anchor="end">${label}</text>`)}
      ${plot.xTicks.map(({ at, label }) => svg`<text x=${at} y=${plot.bottom + 16} text-anchor="middle">${label}</text>`)}
      <text x=${(from + to) / 2} y=${plot.height - 6} text-anchor="middle">${nameOfUnit(unit, 2)} taken out</text>
      <text
        x="12"
        y=${(plot.top + plot.bottom) / 2}
        text-anchor="middle"
        transform="rotate(-90 12 ${(plot.top + plot.bottom) / 2})"
      >
        ${measure.axis}
      </text>
      <line class="axis" x1=${from} x2=${to} y1=${plot.zero} y2=${plot.zero}></line>
      <line class="axis" x1=${from} x2=${from} y1=${plot.top} y2=${plot.bottom}></line>
      <path class="band" d=${plot.band}></path>
      <path class="chance" d=${plot.chance.d}></path>
      ${plot.curves.map((curve) => svg`<path class=${curve.name} d=${curve.d}></path>${marks(curve)}`)}
    </svg>`;
  }

  #table() {
    const { check, unit, measure } = this;
    const { chance, ranked, most } = check;
    const cell = (value: number | null | undefined) => (typeof value === 'number' ? measure.format(value, 3) : '–');
    return html`<table>
      <caption class="secondary">
        ${measure.caption} Solid with dots: by
        leave-one-out;${ranked.length > 1 ? ' dashes with squares: by attention;' : ''} dots: mean by chance; grey area:
        from the lowest to the highest of ${chance.draws} draws.
      </caption>
      <thead>
        <tr>
          <th scope="col">${nameOfUnit(unit, 2)} out</th>
          ${ranked.map(({ name }) => html`<th scope="col">${curveNames[name] ?? name}</th>`)}
          <th scope="col">by chance: mean</th>
          <th scope="col">SD</th>
          <th scope="col">lowest</th>
          <th scope="col">highest</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: most },
          (_, k) =>
            html`<tr>
              <th scope="row">${k + 1}</th>
              ${ranked.map(({ drops }) => html`<td>${cell(drops[k])}</td>`)}
              <td>${cell(chance.mean[k])}</td>
              <td>${chance.sd[k]?.toFixed(3) ?? '–'}</td>
              <td>${cell(chance.lowest[k])}</td>
              <td>${cell(chance.highest[k])}</td>
            </tr>`,
        )}
        <tr>
          <th scope="row">mean (area)</th>
          ${ranked.map(({ area }) => html`<td>${cell(area)}</td>`)}
          <td>${cell(chance.meanArea)}</td>
          <td></td>
          <td></td>
          <td></td>
        </tr>
      </tbody>
    </table>`;
  }
}

function marks({ name, points }: DrawnCurve) {
  return points.map(({ x, y }) =>
    name === 'attribution'
      ? svg`<circle class="attribution" cx=${x} cy=${y} r="3"></circle>`
      : name === 'attention'
        ? svg`<rect class="attention" x=${x - 3} y=${y - 3} width="6" height="6"></rect>`
        : nothing,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered-check': MatteredCheckElement;
  }
}
