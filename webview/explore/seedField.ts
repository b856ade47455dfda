import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../shared/explain';
import { baseStyles } from '../shared/styles';
import { changeSettings, defaultSettings, isSeed, limits } from './settings';

/** The number that drawing starts from. Fires `settings-change`. */
@customElement('introspect-seed-field')
export class SeedFieldElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
      }
      input {
        width: 9em;
        font-variant-numeric: tabular-nums;
      }
      .invalid {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  @property({ type: Number }) seed = defaultSettings.seed;
  /** What can be promised of whoever draws. */
  @property() promise = 'The same text, settings and seed always give the same words.';
  @state() private invalid = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('seed')) this.invalid = false;
  }

  protected override render() {
    const { min, max, step } = limits.seed;
    return html`<introspect-explain question="What is a seed?" term="seed">
        <div class="row" slot="subject">
          <label for="seed">Seed</label>
          <input
            id="seed"
            type="number"
            min=${min}
            max=${max}
            step=${step}
            .value=${String(this.seed)}
            aria-invalid=${this.invalid}
            aria-describedby="rule"
            @input=${this.#onInput}
          />
          <vscode-button secondary @click=${this.#renew}>New seed</vscode-button>
        </div>
        <p>
          Drawing by chance needs random numbers, and the seed is where their list begins. Note it down with your
          settings, and anyone with the same model can get the same words again.
        </p>
      </introspect-explain>
      <p id="rule" class=${this.invalid ? 'invalid' : 'secondary'}>
        ${this.invalid ? `A seed is a whole number from ${min} to ${max}; ${this.seed} is still in use.` : this.promise}
      </p>`;
  }

  readonly #onInput = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const seed = event.target.valueAsNumber;
    this.invalid = !isSeed(seed);
    if (!this.invalid) changeSettings(this, { seed });
  };

  readonly #renew = (): void => {
    const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
    // Short enough to write down, and never the same twice in a row.
    changeSettings(this, { seed: (this.seed + 1 + (random % 9998)) % 10_000 });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-seed-field': SeedFieldElement;
  }
}
