import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { toldShares } from '../../src/core/generation/spread';
import { formatCount } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { curvePoints, type Chances } from './chances';

export const curveSize = { width: 520, height: 230, left: 46, right: 14, top: 12, bottom: 38 } as const;

/** Places on the picture, in CSS pixels. */
export function curveScale(size: number): {
  readonly x: (rank: number) => number;
  readonly y: (share: number) => number;
} {
  const { width, height, left, right, top, bottom } = curveSize;
  const decades = Math.max(1, Math.log10(size));
  return {
    x: (rank) => left + (Math.log10(rank) / decades) * (width - left - right),
    y: (share) => top + (1 - share) * (height - top - bottom),
  };
}

/** The curve as the `d` of a path. */
export function curvePath(cumulative: Float64Array): string {
  const { x, y } = curveScale(cumulative.length);
  return curvePoints(cumulative)
    .map(({ rank, share }, i) => `${i === 0 ? 'M' : 'L'}${x(rank).toFixed(1)} ${y(share).toFixed(1)}`)
    .join('');
}

/** 1, 10, 100… up to the size of the vocabulary. */
export function rankTicks(size: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(Math.max(1, size))) + 1 }, (_, i) => 10 ** i);
}

/** How much of all chance the best words have together, by rank on a logarithmic axis. */
@customElement('introspect-words-curve')
export class CurveElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        max-width: 560px;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
      }
      text {
        fill: var(--vscode-foreground);
        font-size: 11px;
      }
      .grid {
        stroke: var(--vscode-charts-lines);
        stroke-width: 0.5;
        opacity: 0.5;
      }
      .own {
        fill: none;
        stroke: var(--vscode-foreground);
        stroke-width: 1.5;
      }
      .drawn {
        fill: none;
        stroke: var(--vscode-charts-blue);
        stroke-width: 3;
        stroke-dasharray: 7 3;
      }
      .mark {
        fill: var(--vscode-foreground);
      }
    `,
  ];

  @property({ attribute: false }) chances: Chances | null = null;

  protected override render() {
    const { chances } = this;
    if (!chances) return nothing;
    const { before, after, isReshaped } = chances;
    const size = before.cumulative.length;
    const { x, y } = curveScale(size);
    const { width, height, left, right, bottom } = curveSize;
    const told = toldShares.map((share, i) => `${share * 100} % in ${formatCount(before.needed[i]!)}`).join(', ');
    return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Sum of the chances by rank: ${told}">
        ${[0, 0.25, 0.5, 0.75, 1].map(
          (share) =>
            svg`<line class="grid" x1=${left} x2=${width - right} y1=${y(share)} y2=${y(share)}></line>
              <text x=${left - 6} y=${y(share) + 4} text-anchor="end">${share * 100} %</text>`,
        )}
        ${rankTicks(size).map(
          (rank) =>
            svg`<line class="grid" x1=${x(rank)} x2=${x(rank)} y1=${y(0)} y2=${y(1)}></line>
              <text x=${x(rank)} y=${height - bottom + 15} text-anchor="middle">${formatCount(rank)}</text>`,
        )}
        <text x=${(left + width - right) / 2} y=${height - 4} text-anchor="middle">
          the likeliest … words (each step ten times as many)
        </text>
        ${isReshaped ? svg`<path class="drawn" d=${curvePath(after.cumulative)}></path>` : nothing}
        <path class="own" d=${curvePath(before.cumulative)}></path>
        ${toldShares.map(
          (_, i) =>
            svg`<circle class="mark" cx=${x(before.needed[i]!)} cy=${y(before.cumulative[before.needed[i]! - 1]!)} r="3"></circle>`,
        )}
      </svg>
      <p class="secondary">
        Thin line: the model’s own chances, with dots at 50, 90 and 99
        %.${isReshaped ? ' Thick dashed line: with the settings.' : nothing}
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words-curve': CurveElement;
  }
}
