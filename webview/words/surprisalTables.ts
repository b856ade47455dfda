import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { surprisalBits } from '../../src/core/generation/probabilities';
import { peaks } from '../../src/core/surprisal/line';
import {
  isOfWords,
  perUnit,
  quantile,
  standardDeviation,
  turnNumbers,
  type PartSurprisal,
  type SpeakerSurprisal,
} from '../../src/core/surprisal/summary';
import '../shared/explain';
import { formatCount, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import { selectStyles } from './selectStyles';
import { wordsBefore } from '../shared/tokenPieces';
import { firstWord } from './linePoints';
import { clock, firstWords, speakerName, type LookedText } from './lookedText';
import { turnOrder } from './notes';

const turnsPerPage = 25;
const mostPeaks = 10;
/** Of the little pictures of distributions, in CSS pixels. */
const box = { width: 150, height: 16 } as const;

/** Two decimals, or a dash where it is not computable. */
function bitsOrDash(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

/** Surprisal by speaker, by turn and at its highest points. Fires `token-open` (index) for words to go to. */
@customElement('introspect-surprisal-tables')
export class SurprisalTablesElement extends LitElement {
  static override styles = [
    baseStyles,
    selectStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 2px 14px 2px 0;
        text-align: left;
        font-weight: normal;
        vertical-align: middle;
      }
      thead th {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        line-height: 1.2;
        vertical-align: bottom;
      }
      tbody tr:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .number {
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .who {
        white-space: nowrap;
      }
      .said {
        max-width: 32em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .go {
        padding: 0;
        border: 0;
        background: none;
        font: inherit;
        text-align: left;
        color: var(--vscode-textLink-foreground);
        cursor: pointer;
      }
      .go:hover {
        text-decoration: underline;
      }
      svg {
        display: block;
      }
      .whisker {
        stroke: var(--vscode-foreground);
      }
      .box {
        fill: color-mix(in srgb, var(--vscode-charts-blue) 40%, transparent);
        stroke: var(--vscode-foreground);
      }
      .median {
        stroke: var(--vscode-foreground);
        stroke-width: 2;
      }
      .total > * {
        border-top: 1px solid var(--vscode-charts-lines);
      }
    `,
  ];

  @property({ attribute: false }) looked: LookedText | null = null;
  @state() private order: 'said' | 'bits' = 'said';
  @state() private first = 0;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('looked')) this.first = 0;
  }

  protected override render() {
    const { looked } = this;
    if (!looked) return nothing;
    return html`${this.#renderSpeakers(looked)} ${this.#renderTurns(looked)} ${this.#renderPeaks(looked)}`;
  }

  #renderSpeakers({ summary }: LookedText) {
    const { speakers, all, between } = summary;
    const end = Math.max(1, quantile(all.values, 0.95) ?? 1);
    return html`<section aria-labelledby="speakers">
      <introspect-explain question="Which figure can I compare?" term="perplexity">
        <h3 id="speakers" slot="subject">By speaker</h3>
        <p>
          Bits per token depend on how a model cuts words: two models, or two languages, are compared by bits per
          character or per word instead. Compare only texts read by the same model with the same window.
        </p>
        <p>
          The means are over all tokens of a speaker, so that long turns weigh more. The box holds the middle half of
          the tokens, the line in it is the median, and the whiskers reach from the 5th to the 95th percentile. Names,
          times and blank lines are read by the model but not counted (${formatCount(between)}
          ${between === 1 ? 'token' : 'tokens'}).
        </p>
        <p>
          A difference between two speakers says how well this model, with what it was trained on, could guess their
          words. It may come from topic, dialect, transcription or turn length, and it is no measure of health.
        </p>
      </introspect-explain>
      <table>
        <thead>
          <tr>
            <th scope="col">Speaker</th>
            <th scope="col" class="number">Turns</th>
            <th scope="col" class="number">Tokens (n)</th>
            <th scope="col" class="number">Bits per<br />token</th>
            <th scope="col" class="number">SD</th>
            <th scope="col" class="number">Median</th>
            <th scope="col" class="number">Bits per<br />character</th>
            <th scope="col" class="number">Bits per<br />word</th>
            <th scope="col">Tokens, 0 – ${end.toFixed(0)} bits</th>
          </tr>
        </thead>
        <tbody>
          ${speakers.map((speaker) => this.#renderSpeaker(speaker, speakerName(speaker.speaker), end))}
          ${speakers.length > 1 ? this.#renderSpeaker(all, 'Together', end, 'total') : nothing}
        </tbody>
      </table>
      ${
        all.unscored > 0
          ? html`<p class="secondary">
              ${formatCount(all.unscored)} ${all.unscored === 1 ? 'token has' : 'tokens have'} no score, as nothing
              stands before it, and is not counted.
            </p>`
          : nothing
      }
    </section>`;
  }

  #renderSpeaker(sums: SpeakerSurprisal, name: string, end: number, classes = '') {
    const { turns, tokens, bits, characters, words, values } = sums;
    return html`<tr class=${classes} data-speaker=${name}>
      <th scope="row">${name}</th>
      <td class="number">${formatCount(turns)}</td>
      <td class="number">${formatCount(tokens)}</td>
      <td class="number perToken">${bitsOrDash(perUnit(bits, tokens, tokens))}</td>
      <td class="number">${bitsOrDash(standardDeviation(values))}</td>
      <td class="number">${bitsOrDash(quantile(values, 0.5))}</td>
      <td class="number">${bitsOrDash(perUnit(bits, characters, tokens))}</td>
      <td class="number">${bitsOrDash(perUnit(bits, words, tokens))}</td>
      <td>${this.#renderBox(values, end)}</td>
    </tr>`;
  }

  #renderBox(values: Float64Array, end: number) {
    const marks = [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => quantile(values, share));
    const [p5, p25, p50, p75, p95] = marks;
    if (p5 === null || p5 === undefined) return html`–`;
    const x = (bits: number | null | undefined): number => Math.min(1, (bits ?? 0) / end) * (box.width - 2) + 1;
    const said = `5th percentile ${bitsOrDash(p5)}, quartiles ${bitsOrDash(p25!)} and ${bitsOrDash(p75!)}, median ${bitsOrDash(p50!)}, 95th percentile ${bitsOrDash(p95!)} bits`;
    const middle = box.height / 2;
    return html`<svg width=${box.width} height=${box.height} role="img" aria-label=${said}>
      <title>${said}</title>
      ${svg`<line class="whisker" x1=${x(p5)} x2=${x(p95)} y1=${middle} y2=${middle}></line>
        <rect class="box" x=${x(p25)} width=${Math.max(1, x(p75) - x(p25))} y="3" height=${box.height - 6}></rect>
        <line class="median" x1=${x(p50)} x2=${x(p50)} y1="1" y2=${box.height - 1}></line>`}
    </svg>`;
  }

  #renderTurns({ summary, text }: LookedText) {
    const numbers = turnNumbers(summary.parts);
    const rows = summary.parts.map((part, i) => ({
      part,
      at: i,
      turn: numbers[i] ?? null,
      mean: perUnit(part.bits, part.tokens, part.tokens),
    }));
    if (this.order === 'bits') rows.sort((a, b) => (b.mean ?? -1) - (a.mean ?? -1) || a.at - b.at);
    const shown = rows.slice(this.first, this.first + turnsPerPage);
    const button = (icon: string, label: string, first: number) =>
      html`<vscode-button
        secondary
        icon=${icon}
        icon-only
        title=${label}
        aria-label=${label}
        ?disabled=${first < 0 || first >= rows.length}
        @click=${() => (this.first = first)}
      ></vscode-button>`;
    return html`<section aria-labelledby="turns">
      <div class="row">
        <h3 id="turns">By turn</h3>
        ${noted(
          html`<label
            >Order
            <select
              @change=${(e: Event) => {
                this.order = (e.target as HTMLSelectElement).value === 'bits' ? 'bits' : 'said';
                this.first = 0;
              }}
            >
              <option value="said">as said</option>
              <option value="bits">most surprising first</option>
            </select></label
          >`,
          turnOrder,
        )}
        ${
          rows.length > turnsPerPage
            ? html`${button('chevron-left', 'Turns before', this.first - turnsPerPage)}
                ${button('chevron-right', 'More turns', this.first + turnsPerPage)}
                <span
                  >${formatCount(this.first + 1)}–${formatCount(this.first + shown.length)} of
                  ${formatCount(rows.length)}</span
                >`
            : nothing
        }
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">Turn</th>
            <th scope="col">Speaker</th>
            <th scope="col" class="number">Tokens (n)</th>
            <th scope="col" class="number">Bits per<br />token</th>
            <th scope="col" class="number">Bits per<br />character</th>
            <th scope="col" class="number">Bits per<br />word</th>
            <th scope="col">Words</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(({ part, turn, mean }) => this.#renderTurn(part, turn, mean, text))}
        </tbody>
      </table>
    </section>`;
  }

  #renderTurn(part: PartSurprisal, turn: number | null, mean: number | null, text: string) {
    const { tokens, bits, characters, words } = part;
    const time = part.part.startMs === null ? '' : `${clock(part.part.startMs)} `;
    return html`<tr>
      <td class="number">${turn === null ? '–' : formatCount(turn)}</td>
      <td class="who">${time}${speakerName(part.part.speaker)}</td>
      <td class="number">${formatCount(tokens)}</td>
      <td class="number">${bitsOrDash(mean)}</td>
      <td class="number">${bitsOrDash(perUnit(bits, characters, tokens))}</td>
      <td class="number">${bitsOrDash(perUnit(bits, words, tokens))}</td>
      <td class="said">${this.#renderGo(firstWord(this.looked!, part), firstWords(text, part.part) || '(nothing)')}</td>
    </tr>`;
  }

  #renderPeaks({ tokens, summary }: LookedText) {
    const bits = tokens.map((): number | null => null);
    for (const { part, from, to } of summary.parts) {
      for (let i = from; i < to; i++) {
        const { logprob } = tokens[i]!;
        if (logprob !== null && isOfWords(tokens[i]!, part)) bits[i] = surprisalBits(logprob);
      }
    }
    return html`<section aria-labelledby="peaks">
      <h3 id="peaks">The most surprising tokens of what was said</h3>
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">Bits</th>
            <th scope="col">Token</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          ${peaks(bits, mostPeaks).map(
            ({ index, value }) =>
              html`<tr>
                <td class="number">${value.toFixed(1)}</td>
                <td>${this.#renderGo(index, visibleToken(tokens[index]!.text))}</td>
                <td class="said">${wordsBefore(tokens, index - 1, 60)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #renderGo(token: number, label: string) {
    return html`<button
      type="button"
      class="go"
      @click=${() => this.dispatchEvent(new CustomEvent('token-open', { detail: token }))}
    >
      ${label}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-surprisal-tables': SurprisalTablesElement;
  }
}
