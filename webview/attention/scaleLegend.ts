import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../shared/styles';
import { lineStroke } from './linesGeometry';
import { PaletteController, toCss } from './palette';
import { formatWeight } from './readout';

/** What shade, or what width of line, stands for what weight. */
@customElement('introspect-attention-legend')
export class ScaleLegend extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      .scale {
        flex: 0 1 16rem;
      }
      p {
        flex: 1 1 16rem;
      }
      svg {
        display: block;
        width: 100%;
        height: 12px;
      }
      .ramp {
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
      }
      #fade stop {
        stop-color: var(--vscode-charts-blue);
      }
      .numbers {
        display: flex;
        justify-content: space-between;
        font-variant-numeric: tabular-nums;
        font-size: 0.92em;
      }
    `,
  ];

  @property() view: 'matrix' | 'lines' | 'text' = 'matrix';
  @property({ attribute: false }) largest = 0;

  /** Whether a token is marked as the one at the editor's cursor. */
  @property({ type: Boolean }) cursor = false;

  readonly #palette = new PaletteController(this);

  protected override render() {
    const { view, largest } = this;
    return html`<div class="scale">
        ${view === 'lines' ? wedge() : this.#ramp()}
        <div class="numbers">
          <span>0</span><span>${formatWeight(largest / 2)}</span><span>${formatWeight(largest)}</span>
        </div>
      </div>
      <p class="secondary">
        ${{ matrix: 'Shade', lines: 'Width and opacity', text: 'Shade, and the mark under the word,' }[view]} from 0 to
        the largest weight shown, ${formatWeight(largest)}. Every ${view === 'text' ? 'choice' : 'head'} has its own
        scale. ${this.cursor ? 'Dashed: the token at the cursor in the editor.' : nothing}
      </p>`;
  }

  #ramp() {
    const { scale } = this.#palette.palette;
    const stops = Array.from({ length: 17 }, (_, i) => {
      const shade = scale[Math.round((i / 16) * (scale.length - 1))];
      return shade ? svg`<stop offset=${i / 16} stop-color=${toCss(shade)}></stop>` : null;
    });
    return html`<svg class="ramp" aria-hidden="true" preserveAspectRatio="none">
      <defs><linearGradient id="ramp">${stops}</linearGradient></defs>
      <rect width="100%" height="100%" fill="url(#ramp)"></rect>
    </svg>`;
  }
}

/** A line that grows as lines do from weight 0 to the largest. */
function wedge() {
  const thin = lineStroke(0, 1, 0.08);
  const thick = lineStroke(1, 1, 0.08);
  const points = `0,${6 - thin.width / 2} 100,${6 - thick.width / 2} 100,${6 + thick.width / 2} 0,${6 + thin.width / 2}`;
  return html`<svg aria-hidden="true" viewBox="0 0 100 12" preserveAspectRatio="none">
    <defs>
      <linearGradient id="fade">
        <stop offset="0" stop-opacity=${thin.opacity}></stop>
        <stop offset="1" stop-opacity=${thick.opacity}></stop>
      </linearGradient>
    </defs>
    <polygon points=${points} fill="url(#fade)"></polygon>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-attention-legend': ScaleLegend;
  }
}
