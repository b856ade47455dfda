import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TranscriptReading, WordsViewState } from '../../src/protocol/words';
import '../shared/explain';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import { hasTimes, lineOf, type SurprisalLine } from './linePoints';
import type { LookedText } from './lookedText';
import { points } from './notes';
import './surprisalLine';
import './surprisalTables';
import { describeWindows } from './wording';

/** Surprisal of the text that is looked at. Fires `token-choose` and `token-open` (index), and `look-change`. */
@customElement('introspect-surprisal')
export class SurprisalElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
      }
      fieldset {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin: 0 16px 0 0;
        padding: 0;
        border: 0;
      }
      legend {
        float: left;
        padding: 0 8px 0 0;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 5px;
      }
    `,
  ];

  @property({ attribute: false }) looked: LookedText | null = null;
  /** Of a whole transcript: how it was read. */
  @property({ attribute: false }) reading: TranscriptReading | null = null;
  @property({ attribute: false }) points: WordsViewState['points'] = 'turns';
  @property({ attribute: false }) along: WordsViewState['along'] = 'order';
  /** The token that is looked at. */
  @property({ type: Number }) selected = -1;
  #line: SurprisalLine | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('looked') && !changed.has('points') && !changed.has('along')) return;
    const { looked, along } = this;
    this.#line = looked ? lineOf(looked, { points: this.#kind(looked), along }) : null;
  }

  /** One turn has no line. */
  #kind({ summary }: LookedText): WordsViewState['points'] {
    return summary.parts.length > 1 ? this.points : 'tokens';
  }

  protected override render() {
    const [looked, line] = [this.looked, this.#line];
    if (!looked || !line) return nothing;
    const manyTurns = looked.summary.parts.length > 1;
    return html`${this.reading ? html`<p class="windows">${describeWindows(this.reading)}</p>` : nothing}
      <introspect-explain question="How do I read the line?" term="surprisal">
        <h2 slot="subject">Surprisal along the text</h2>
        <p>
          High where the model did not expect the words, low where it did. A point for each turn is the mean of its
          tokens; a short turn such as “Mm.” jumps more than a long one. A point for each token shows single words;
          where there are more tokens than dots across, the highest and the lowest of each dot are drawn, so that no
          peak is lost.
        </p>
      </introspect-explain>
      <div class="row">
        ${
          manyTurns
            ? noted(
                html`${this.#choice('Points', 'points', [
                  ['turns', 'turns'],
                  ['tokens', 'tokens'],
                ])}
                ${
                  hasTimes(looked) && line.kind === 'turns'
                    ? this.#choice('Along', 'along', [
                        ['order', 'order'],
                        ['time', 'time'],
                      ])
                    : nothing
                }`,
                points,
              )
            : nothing
        }
      </div>
      <introspect-surprisal-line
        .looked=${looked}
        .line=${line}
        .selected=${pointAt(line, this.selected)}
        @point-select=${({ detail }: CustomEvent<number>) => this.#fire('token-choose', line.points[detail]!.token)}
        @point-open=${({ detail }: CustomEvent<number>) => this.#fire('token-open', line.points[detail]!.token)}
      ></introspect-surprisal-line>
      <introspect-surprisal-tables
        .looked=${looked}
        @token-open=${({ detail }: CustomEvent<number>) => this.#fire('token-open', detail)}
      ></introspect-surprisal-tables>`;
  }

  #choice<N extends 'points' | 'along'>(
    label: string,
    name: N,
    options: readonly (readonly [value: WordsViewState[N], label: string])[],
  ) {
    const current: string = this[name];
    return html`<fieldset>
      <legend>${label}</legend>
      ${options.map(
        ([value, text]) =>
          html`<label
            ><input
              type="radio"
              name=${name}
              value=${value}
              .checked=${current === value}
              @change=${() => this.dispatchEvent(new CustomEvent('look-change', { detail: { [name]: value } }))}
            />${text}</label
          >`,
      )}
    </fieldset>`;
  }

  #fire(type: 'token-choose' | 'token-open', detail: number): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The point that a token belongs to. */
function pointAt({ points, kind }: SurprisalLine, token: number): number {
  if (kind === 'tokens') return token < points.length ? token : -1;
  return points.findLastIndex((point) => point.token <= token);
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-surprisal': SurprisalElement;
  }
}
