import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { neutral, samplingRules, type SamplingRule } from '../../src/core/generation/spread';
import '../shared/explain';
import { formatBits, formatCount, formatProbability } from '../shared/format';
import { samplingNotes } from '../shared/samplingNotes';
import { baseStyles } from '../shared/styles';
import { ruleNames, ruleValue, type Chances } from './chances';
import { samplingLimits, type Sampling } from './viewState';

/** The settings of sampling, and what each does here. Fires `sampling-change` while a slider moves. */
@customElement('introspect-words-sampling')
export class SamplingElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
      }
      .slider {
        flex: 1;
        display: grid;
        grid-template-columns: 9.5em minmax(80px, 1fr) 3em;
        align-items: center;
        gap: 8px;
        max-width: 32em;
      }
      @media (max-width: 360px) {
        .slider {
          grid-template-columns: minmax(0, 1fr) 3em;
        }
        .slider > :first-child {
          grid-column: 1 / -1;
        }
      }
      output {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      input {
        width: 100%;
        margin: 0;
      }
      button {
        justify-self: start;
        padding: 0;
        border: 0;
        background: none;
        font: inherit;
        color: var(--vscode-textLink-foreground);
        cursor: pointer;
      }
      button:hover {
        text-decoration: underline;
      }
      table {
        border-collapse: collapse;
        margin-top: 4px;
      }
      th,
      td {
        padding: 1px 14px 1px 0;
        text-align: left;
        font-weight: normal;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        vertical-align: bottom;
      }
      .number {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) sampling: Sampling = neutral;
  @property({ attribute: false }) chances: Chances | null = null;

  protected override render() {
    const { chances, sampling } = this;
    const isSet = samplingRules.some((rule) => sampling[rule] !== neutral[rule]);
    return html`${samplingRules.map((rule) => this.#renderSlider(rule))}
    ${
      isSet
        ? html`<button type="button" @click=${() => this.#change(neutral)}>Back to the model’s own chances</button>`
        : html`<p class="secondary">Nothing is set: words are drawn by the model’s own chances.</p>`
    }
    ${chances?.isReshaped ? this.#renderSteps(chances) : nothing}`;
  }

  #renderSlider(rule: SamplingRule) {
    const { min, max, step } = samplingLimits[rule];
    const value = this.sampling[rule];
    const label = ruleNames[rule];
    const note = samplingNotes[rule];
    return html`<introspect-explain question=${note.question} term=${note.term}>
      <div class="slider" slot="subject">
        <label for=${rule}>${label}</label>
        <input
          id=${rule}
          type="range"
          min=${min}
          max=${max}
          step=${step}
          .value=${String(value)}
          aria-valuetext=${ruleValue(rule, value)}
          @input=${(e: Event) => {
            if (e.target instanceof HTMLInputElement) {
              this.#change({ ...this.sampling, [rule]: e.target.valueAsNumber });
            }
          }}
        />
        <output for=${rule}>${ruleValue(rule, value)}</output>
      </div>
      ${note.text}
    </introspect-explain>`;
  }

  #renderSteps({ reshaped, before }: Chances) {
    const { steps, cutMass, cutBy } = reshaped;
    const cut = cutBy.reduce((sum, rule) => sum + (rule > 0 ? 1 : 0), 0);
    return html`<table class="steps">
        <caption class="visuallyHidden">
          What each rule does, in the order in which they work
        </caption>
        <thead>
          <tr>
            <th scope="col">Rule, in order</th>
            <th scope="col" class="number">Words cut</th>
            <th scope="col" class="number">Chance cut</th>
            <th scope="col" class="number">Words left</th>
            <th scope="col" class="number">Entropy after</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">The model alone</th>
            <td></td>
            <td></td>
            <td class="number">${formatCount(before.possible)}</td>
            <td class="number">${formatBits(before.entropyBits)}</td>
          </tr>
          ${steps.map(
            ({ rule, cut: cutHere, cutMass: massHere, left, entropyBits }) =>
              html`<tr>
                <th scope="row">${ruleNames[rule]} ${ruleValue(rule, this.sampling[rule])}</th>
                <td class="number">${formatCount(cutHere)}</td>
                <td class="number">${formatProbability(massHere)}</td>
                <td class="number">${formatCount(left)}</td>
                <td class="number">${formatBits(entropyBits)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="cutSum" role="status">
        ${
          cut === 0
            ? 'No word is cut.'
            : `${formatCount(cut)} words are cut and can never be drawn; the model gave them ${formatProbability(cutMass)} of all chance.`
        }
      </p>`;
  }

  #change(detail: Sampling): void {
    this.dispatchEvent(new CustomEvent('sampling-change', { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words-sampling': SamplingElement;
  }
}
