import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LossCurve } from '../../src/core/lesson/lossPoints';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import type { FromFile } from '../../src/protocol/lesson';
import { formatCount } from '../shared/format';
import { baseStyles } from '../shared/styles';
import { lessonStyles } from './lessonStyles';
import { lossGeometry, margin } from './lossGeometry';

/** The loss over the steps of training, as it was logged. */
@customElement('introspect-loss-chart')
export class LossChart extends LitElement {
  static override styles = [
    baseStyles,
    lessonStyles,
    css`
      svg {
        width: 100%;
        max-width: 720px;
        height: auto;
      }
      .axis {
        stroke: var(--vscode-charts-lines);
        stroke-width: 1;
      }
      text {
        fill: var(--vscode-foreground);
        font-size: 12px;
      }
      path {
        fill: none;
        stroke-width: 1.6;
      }
      .loss {
        stroke: var(--vscode-charts-blue);
        stroke-dasharray: 5 3;
      }
      .heldOut {
        stroke: var(--vscode-foreground);
      }
      circle {
        fill: var(--vscode-foreground);
      }
    `,
  ];

  @property({ attribute: false }) losses: FromFile<LossCurve> = { missing: '' };

  protected override render() {
    if ('missing' in this.losses) {
      return html`<p class="missing">The losses of training cannot be shown: ${this.losses.missing}</p>`;
    }
    const { points, notes } = this.losses.value;
    const { width, height, loss, heldOut, marks, yTicks, parts } = lossGeometry(points, 720, 260);
    const last = points.at(-1);
    return html`<svg
        viewBox=${`0 0 ${width} ${height}`}
        role="img"
        aria-label="Loss in nats per token over the steps of training; the table below has the numbers"
      >
        ${yTicks.map(
          ({ y, value }) =>
            svg`<line class="axis" x1=${margin.left} x2=${width - margin.right} y1=${y} y2=${y}></line>
            <text x=${margin.left - 8} y=${y + 4} text-anchor="end">${value}</text>`,
        )}
        ${parts.map(
          ({ stage, from, to }, i) =>
            svg`<line class="axis" x1=${from} x2=${from} y1=${margin.top} y2=${height - margin.bottom}></line>
            ${to - from > 90 || i === 0 ? svg`<text x=${from + 4} y=${height - 8}>${stageTexts[stage].title}</text>` : nothing}`,
        )}
        ${loss.map(({ path }) => svg`<path class="loss" d=${path}></path>`)}
        ${heldOut.map(({ path }) => svg`<path class="heldOut" d=${path}></path>`)}
        ${marks.map(({ x, y }) => svg`<circle cx=${x} cy=${y} r="1.8"></circle>`)}
      </svg>
      <p>
        Full line with dots: loss on two novels that no stage ever read. Broken line: loss on what was being learnt
        from. In nats per token, lower is better.
        ${
          last
            ? html`Upright lines: a new stage begins
              (${parts.map(({ stage }) => stageTexts[stage].title).join(', then ')}).`
            : nothing
        }
        Where the broken line jumps at a new stage, other texts are learnt from there.
      </p>
      ${notes.map(({ stage, note }) => html`<p class="secondary">${stageTexts[stage].title}: ${note}</p>`)}
      <details>
        <summary>The numbers</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Stage</th>
                <th scope="col" class="number">Step</th>
                <th scope="col" class="number">Loss in training</th>
                <th scope="col" class="number">Loss held out</th>
              </tr>
            </thead>
            <tbody>
              ${points.map(
                ({ stage, stageStep, loss: own, heldOut: held }) =>
                  html`<tr>
                    <th scope="row">${stageTexts[stage].title}</th>
                    <td class="number">${formatCount(stageStep)}</td>
                    <td class="number">${own.toFixed(3)}</td>
                    <td class="number">${held.toFixed(3)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-loss-chart': LossChart;
  }
}
