import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { neutral, toldShares } from '../../src/core/generation/spread';
import '../shared/explain';
import { formatBits, formatCount } from '../shared/format';
import { baseStyles } from '../shared/styles';
import './bars';
import type { Chances } from './chances';
import './curve';
import './sampling';
import type { Sampling } from './viewState';

/** The distribution of the next word, and what sampling does to it. Fires `sampling-change` and `texts-needed`. */
@customElement('introspect-chances')
export class ChancesElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
      }
      h2 {
        overflow-wrap: anywhere;
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 1px 18px 1px 0;
        text-align: left;
        font-weight: normal;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      td {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .walked {
        border-bottom: 2px dashed var(--vscode-contrastBorder, var(--vscode-charts-purple));
        white-space: pre-wrap;
      }
    `,
  ];

  @property({ attribute: false }) chances: Chances | null = null;
  @property({ attribute: false }) sampling: Sampling = neutral;
  @property({ attribute: false }) texts: ReadonlyMap<number, string> = new Map();
  /** The last words of the text, and what was walked to after them. */
  @property() given = '';
  @property() walked = '';
  @property({ type: Boolean }) waiting = false;

  protected override render() {
    const { chances, waiting } = this;
    return html`<section aria-labelledby="next" aria-busy=${waiting}>
        <introspect-explain question="What is next-token prediction?" term="probability">
          <h2 id="next" slot="subject">
            After
            “${this.given}${
              this.walked === ''
                ? nothing
                : html`<span class="visuallyHidden"> and from the tree </span
                    ><span class="walked">${this.walked}</span>`
            }”
            the model expects
          </h2>
          <p>
            It is all that the model does: from the tokens so far it gives every token of its
            list${chances ? html` (${formatCount(chances.ranked.length)})` : nothing} a chance of coming next, and the
            chances add up to 100 %. To write, it draws one of them, adds it to the text, and asks again.
          </p>
        </introspect-explain>
        ${waiting ? html`<vscode-progress-bar aria-label="Asking the model"></vscode-progress-bar>` : nothing}
        ${chances ? this.#renderSpread(chances) : nothing}
      </section>
      ${
        chances
          ? html`<section aria-labelledby="sampling">
                <introspect-explain question="What is sampling?" term="sampling">
                  <h2 id="sampling" slot="subject">What sampling does to it</h2>
                  <p>
                    A program that writes with a model seldom draws by the model’s own chances: these settings sharpen
                    or flatten them and cut words off, in the order in which they stand here. The same code draws the
                    words when Introspect writes.
                  </p>
                </introspect-explain>
                <introspect-words-sampling .sampling=${this.sampling} .chances=${chances}></introspect-words-sampling>
              </section>
              <section aria-labelledby="bars">
                <h2 id="bars">Every word of the list</h2>
                <introspect-words-bars .chances=${chances} .texts=${this.texts}></introspect-words-bars>
              </section>
              <section aria-labelledby="curve">
                <introspect-explain question="How do I read the curve?" term="probability">
                  <h2 id="curve" slot="subject">How the chances add up</h2>
                  <p>
                    From left to right more and more words are taken together, the likeliest first. A curve that is high
                    on the left means that a few words have nearly all the chance; one that rises late, that very many
                    words are possible.
                  </p>
                </introspect-explain>
                <introspect-words-curve .chances=${chances}></introspect-words-curve>
              </section>`
          : nothing
      }`;
  }

  #renderSpread({ before, after, isReshaped }: Chances) {
    const row = (label: string, own: string, drawn: string) =>
      html`<tr>
        <th scope="row">${label}</th>
        <td>${own}</td>
        ${isReshaped ? html`<td>${drawn}</td>` : nothing}
      </tr>`;
    const tokens = (n: number): string => (n === 1 ? '1 token' : `${formatCount(n)} tokens`);
    const choices = (n: number): string => (n < 10 ? `${n.toFixed(1)} tokens` : tokens(Math.round(n)));
    return html`<introspect-explain question="What is entropy?" term="entropy">
      <table slot="subject" class="spread">
        <caption class="visuallyHidden">
          How the chances are spread
        </caption>
        <thead>
          <tr>
            <td></td>
            <th scope="col">The model’s own</th>
            ${isReshaped ? html`<th scope="col">With the settings</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${row('Entropy', formatBits(before.entropyBits), formatBits(after.entropyBits))}
          ${row('As unsure as a fair draw among', choices(before.effectiveChoices), choices(after.effectiveChoices))}
          ${toldShares.map((share, i) =>
            row(`${share * 100} % of the chance is in`, tokens(before.needed[i]!), tokens(after.needed[i]!)),
          )}
          ${row('Can come at all', tokens(before.possible), tokens(after.possible))}
        </tbody>
      </table>
      <p>
        How unsure the model is before it sees the next word: 0 bits when only one word can come, 1 bit when two are
        equally likely, 10 bits when 1,024 are. Surprisal is about the word that came; entropy about all that could.
      </p>
    </introspect-explain>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-chances': ChancesElement;
  }
}
