import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../shared/explain';
import { baseStyles } from '../shared/styles';
import { changeSettings, defaultSettings, isReshaped, limits, type ExploreSettings } from './settings';

/** Temperature and top-p. Fires `settings-change` with the changed settings while a slider moves. */
@customElement('introspect-sampling-controls')
export class SamplingControlsElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
      }
      .slider {
        flex: 1;
        display: grid;
        grid-template-columns: 6.5em minmax(80px, 1fr) 2.6em;
        align-items: center;
        gap: 8px;
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
        justify-self: end;
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
    `,
  ];

  @property({ attribute: false }) settings: ExploreSettings = defaultSettings;

  protected override render() {
    return html`${this.#renderSlider(
      'temperature',
      'Temperature',
      html`<p>
        Below 1, likely words become likelier still; above 1, the differences shrink; at 0 only the first word is ever
        taken. It changes how words are drawn, not what the model has learnt.
      </p>`,
    )}
    ${this.#renderSlider(
      'topP',
      'Top-p',
      html`<p>
        Only the likeliest words are kept, as many as it takes for their chances to add up to this share; the others are
        cut off. At 1 nothing is cut.
      </p>`,
    )}
    ${
      isReshaped(this.settings)
        ? html`<button
            type="button"
            @click=${() =>
              changeSettings(this, { temperature: defaultSettings.temperature, topP: defaultSettings.topP })}
          >
            Back to the model’s own chances
          </button>`
        : nothing
    }`;
  }

  #renderSlider(name: 'temperature' | 'topP', label: string, note: TemplateResult) {
    const { min, max, step } = limits[name];
    const value = this.settings[name];
    return html`<introspect-explain question=${`What is ${label.toLowerCase()}?`} term=${label.toLowerCase()}>
      <div class="slider" slot="subject">
        <label for=${name}>${label}</label>
        <input
          id=${name}
          type="range"
          min=${min}
          max=${max}
          step=${step}
          .value=${String(value)}
          aria-valuetext=${value.toFixed(2)}
          @input=${(e: Event) => {
            if (e.target instanceof HTMLInputElement) changeSettings(this, { [name]: e.target.valueAsNumber });
          }}
        />
        <output for=${name}>${value.toFixed(2)}</output>
      </div>
      ${note}
    </introspect-explain>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-sampling-controls': SamplingControlsElement;
  }
}
