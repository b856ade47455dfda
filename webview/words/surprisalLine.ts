import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { drawLine, lineSize, markPath, type DrawnLine } from './lineDrawing';
import { describePoint, type SurprisalLine } from './linePoints';
import { speakerName, type LookedText } from './lookedText';

/** CSS pixels of the drawing within which the highest point is meant. */
const reach = 5;
/** With more points than this, marks would hide the line. */
const mostMarks = 400;

/** Surprisal along a text. Fires `point-select` (index of the point; by keyboard) and `point-open` (clicked, or Enter). */
@customElement('introspect-surprisal-line')
export class SurprisalLineElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        cursor: pointer;
      }
      [role='slider']:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
      }
      text {
        fill: var(--vscode-foreground);
        font-size: 12px;
      }
      .grid {
        stroke: var(--vscode-charts-lines);
        stroke-width: 0.5;
        opacity: 0.5;
      }
      .line {
        fill: none;
        stroke: var(--vscode-charts-blue);
        stroke-width: 1.5;
        stroke-linejoin: round;
      }
      .mark {
        fill: var(--vscode-editor-background);
        stroke: var(--vscode-foreground);
        stroke-width: 1.2;
      }
      .mark.s1,
      .mark.s3 {
        fill: var(--vscode-foreground);
      }
      .here {
        stroke: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
        stroke-width: 2;
        stroke-dasharray: 3 2;
      }
      .readout {
        min-height: 1.5em;
        overflow-wrap: anywhere;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .legend svg {
        display: inline-block;
        width: 14px;
        height: 14px;
        vertical-align: -2px;
        cursor: default;
      }
    `,
  ];

  @property({ attribute: false }) looked: LookedText | null = null;
  @property({ attribute: false }) line: SurprisalLine | null = null;
  /** Index of the point that is looked at; −1 for none. */
  @property({ type: Number }) selected = -1;
  #drawn: DrawnLine | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('line')) this.#drawn = this.line ? drawLine(this.line) : null;
  }

  protected override render() {
    const [looked, line, drawn] = [this.looked, this.line, this.#drawn];
    if (!looked || !line || !drawn) return nothing;
    if (drawn.drawn.length === 0) {
      return html`<p>
        Not computable: no token of this text has a score, because nothing stands before the first one.
      </p>`;
    }
    const { width, height, left, right, top, bottom } = lineSize;
    const unit = line.kind === 'turns' ? 'bits per token' : 'bits';
    const here = line.points[this.selected];
    const hereX = here ? left + here.x * (width - left - right) : null;
    const marks = line.kind === 'turns' && drawn.drawn.length <= mostMarks ? drawn.drawn : [];
    return html`<div
        role="slider"
        tabindex="0"
        aria-label="Surprisal along the text, ${unit}"
        aria-valuemin="1"
        aria-valuemax=${line.points.length}
        aria-valuenow=${Math.max(0, this.selected) + 1}
        aria-valuetext=${this.selected < 0 ? 'no point chosen' : describePoint(looked, line, this.selected)}
        @keydown=${this.#onKeyDown}
        @click=${this.#onClick}
      >
        <svg viewBox="0 0 ${width} ${height}" aria-hidden="true">
          ${drawn.yTicks.map(
            ({ y, label }) =>
              svg`<line class="grid" x1=${left} x2=${width - right} y1=${y} y2=${y}></line>
                <text x=${left - 6} y=${y + 4} text-anchor="end">${label}</text>`,
          )}
          ${drawn.xTicks.map(
            ({ x, label }) => svg`<text x=${x} y=${height - bottom + 16} text-anchor="middle">${label}</text>`,
          )}
          <text x=${(left + width - right) / 2} y=${height - 6} text-anchor="middle">${line.axis}</text>
          <text
            x="12"
            y=${(top + height - bottom) / 2}
            text-anchor="middle"
            transform="rotate(-90 12 ${(top + height - bottom) / 2})"
          >
            ${unit}
          </text>
          <path class="line" d=${drawn.path}></path>
          ${marks.map(({ x, y, index }) => {
            const speaker = line.points[index]!.speaker ?? 0;
            return svg`<path class="mark s${speaker % 4}" d=${markPath(speaker, x, y, marks.length > 150 ? 2 : 3.5)}></path>`;
          })}
          ${hereX === null ? nothing : svg`<line class="here" x1=${hereX} x2=${hereX} y1=${top} y2=${height - bottom}></line>`}
        </svg>
      </div>
      <p class="readout" aria-hidden="true">
        ${
          this.selected < 0
            ? html`<span class="secondary"
                >Click a peak to go to its words in the transcript; ← → moves along the line, Home to the first, M to
                the highest point, Enter goes there.</span
              >`
            : describePoint(looked, line, this.selected)
        }
      </p>
      ${marks.length > 0 && looked.summary.speakers.length > 1 ? this.#renderLegend(looked) : nothing}`;
  }

  #renderLegend({ summary }: LookedText) {
    return html`<ul class="legend" aria-label="Marks of the speakers">
      ${summary.speakers.map(
        ({ speaker, turns }, i) =>
          html`<li>
            <svg viewBox="0 0 14 14" aria-hidden="true">
              ${svg`<path class="mark s${i % 4}" d=${markPath(i, 7, 7, 4.5)}></path>`}
            </svg>
            ${speakerName(speaker)} (${formatCount(turns)})
          </li>`,
      )}
    </ul>`;
  }

  readonly #onClick = (event: MouseEvent): void => {
    const svgElement = this.renderRoot.querySelector('svg');
    if (!svgElement || !this.#drawn) return;
    const box = svgElement.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * lineSize.width;
    const near = this.#drawn.drawn.filter((point) => Math.abs(point.x - x) <= reach);
    const found =
      near.length > 0
        ? near.reduce((best, point) => (point.value > best.value ? point : best))
        : this.#drawn.drawn.reduce((best, point) => (Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best));
    this.#fire('point-open', found.index);
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.line || !this.#drawn) return;
    const last = this.line.points.length - 1;
    const at = Math.max(0, this.selected);
    const page = Math.max(1, Math.round(last / 20));
    const to = (): number | null => {
      switch (event.key) {
        case 'ArrowRight':
        case 'ArrowUp':
          return this.selected < 0 ? 0 : at + 1;
        case 'ArrowLeft':
        case 'ArrowDown':
          return at - 1;
        case 'PageUp':
          return at + page;
        case 'PageDown':
          return at - page;
        case 'Home':
          return 0;
        case 'End':
          return last;
        case 'm':
        case 'M':
          return this.#drawn!.drawn.reduce((best, point) => (point.value > best.value ? point : best)).index;
        default:
          return null;
      }
    };
    if (event.key === 'Enter' && this.selected >= 0) this.#fire('point-open', this.selected);
    else {
      const index = to();
      if (index === null) return;
      this.#fire('point-select', Math.max(0, Math.min(index, last)));
    }
    event.preventDefault();
  };

  #fire(type: 'point-select' | 'point-open', detail: number): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-surprisal-line': SurprisalLineElement;
  }
}
