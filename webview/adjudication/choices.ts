import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Difference } from '../../src/core/adjudication/differences';
import type { Decision, RecordedSettlement } from '../../src/core/adjudication/decision';
import type { AdjudicationContent } from '../../src/protocol/adjudication';
import '../shared/explain';
import { baseStyles } from '../shared/styles';
import './codeLabel';
import { laneCount, laneStyles } from './lanes';
import { quote } from './passage';
import { wordingOf } from './wording';

/** A way to settle a difference, with its key. `own` opens the editor. */
export interface Choice {
  readonly key: string;
  readonly decision: Exclude<Decision, { kind: 'own' }> | { readonly kind: 'own' };
}

/** What can be chosen, in the order of the screen. */
export function choicesOf({ kind, sides }: Difference): Choice[] {
  const coders = sides.map(({ coder }) => coder);
  const one = coders.slice(0, 9).map((coder, i): Choice => {
    return { key: String(i + 1), decision: { kind: 'take', coders: [coder] } };
  });
  // Where one coder left the words alone, to take that coder's side is to take neither.
  const together: Choice[] =
    kind === 'missing'
      ? []
      : [
          { key: 'b', decision: { kind: 'take', coders } },
          { key: '0', decision: { kind: 'neither' } },
        ];
  return [...one, ...together, { key: 'o', decision: { kind: 'own' } }, { key: 'd', decision: { kind: 'discuss' } }];
}

/** The ways to settle the difference in view. Fires `choose` with a `Choice` as its detail. */
@customElement('introspect-choices')
export class ChoicesElement extends LitElement {
  static override styles = [
    baseStyles,
    laneStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
        gap: 8px;
      }
      .side {
        display: grid;
        grid-template-rows: auto 1fr;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
        border-radius: 4px;
      }
      .side.chosen {
        border-color: var(--vscode-focusBorder);
        outline: 1px solid var(--vscode-focusBorder);
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        padding: 5px 10px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
        border-radius: 4px;
        background: none;
        color: inherit;
        font: inherit;
        text-align: left;
        cursor: pointer;
      }
      .side button {
        min-height: 36px;
        border-width: 0 0 1px;
        border-radius: 4px 4px 0 0;
        font-weight: 600;
      }
      button:hover {
        background: var(--vscode-list-hoverBackground);
      }
      button:focus-visible {
        outline-offset: -2px;
        outline-width: 2px;
      }
      button[aria-pressed='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        border-color: var(--vscode-focusBorder);
      }
      kbd {
        flex: none;
        min-width: 1.7em;
        padding: 0 4px;
        border: 1px solid currentcolor;
        border-radius: 3px;
        font-family: inherit;
        font-weight: normal;
        font-size: 0.92em;
        text-align: center;
      }
      .sample {
        margin-left: auto;
        white-space: pre;
        padding-bottom: 8px;
      }
      .sample[class*='lane'] {
        text-underline-offset: 2px;
      }
      ul {
        margin: 0;
        padding: 8px 10px;
        list-style: none;
        display: grid;
        align-content: start;
        gap: 8px;
      }
      blockquote {
        margin: 2px 0 0;
        overflow-wrap: anywhere;
      }
      .nothing {
        padding: 8px 10px;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];

  @property({ attribute: false }) content: AdjudicationContent | null = null;
  @property({ attribute: false }) difference: Difference | null = null;
  @property({ attribute: false }) settlement: RecordedSettlement | undefined;
  @property({ type: Boolean }) shortcuts = true;

  protected override render() {
    const { content, difference } = this;
    if (!content || !difference) return nothing;
    const wording = wordingOf(content);
    const choices = choicesOf(difference);
    const sides = difference.sides.map((side, i) => ({ ...side, choice: choices[i]!, lane: i }));
    const label: { readonly [K in 'take' | 'neither' | 'own' | 'discuss' | 'noted']: string } = {
      take: wording.all,
      neither: wording.neither,
      own: wording.own,
      discuss: wording.discuss,
      noted: '',
    };
    return html`<h3 id="question">${wording.question}</h3>
      <div class="sides" role="group" aria-labelledby="question">
        ${sides.map((side) => this.#renderSide(side, content, difference))}
      </div>
      <div class="row" role="group" aria-labelledby="question">
        ${choices
          .slice(difference.sides.length)
          .map((choice) => this.#renderButton(choice, html`${label[choice.decision.kind]}`))}
      </div>`;
  }

  #renderSide(
    {
      coder,
      stretches,
      choice,
      lane,
    }: Difference['sides'][number] & { readonly choice: Choice; readonly lane: number },
    content: AdjudicationContent,
    difference: Difference,
  ) {
    const wording = wordingOf(content);
    const view = content.coders.find(({ id }) => id === coder);
    const name = view?.name ?? coder;
    const sample = html`<span class="sample lane${lane % laneCount}" aria-hidden="true">${'\u00a0'.repeat(8)}</span>`;
    const marks = stretches.length > 0 ? sample : nothing;
    return html`<div class="side ${this.#isChosen(choice) ? 'chosen' : ''}">
      ${this.#renderButton(choice, html`${wording.take(name)}${view?.isModel ? ' (a model)' : ''} ${marks}`)}
      ${
        stretches.length === 0
          ? html`<p class="nothing">
              ${wording.nothing}${difference.kind === 'missing' ? html`: leave these words uncoded` : nothing}
            </p>`
          : html`<ul>
              ${stretches.map(({ code, range }) => {
                const known = content.codes.find(({ id }) => id === code);
                return html`<li>
                  <introspect-explain question=${`When to use ${known?.name ?? 'this code'}?`}>
                    <introspect-code-label slot="subject" .code=${known}></introspect-code-label>
                    <p>${known?.whenToUse ? known.whenToUse : 'The codebook does not say.'}</p>
                    ${known?.whenNotToUse ? html`<p>Not: ${known.whenNotToUse}</p>` : nothing}
                  </introspect-explain>
                  <p class="secondary">${known?.definition}</p>
                  <blockquote>“${quote(content.turns, range)}”</blockquote>
                </li>`;
              })}
            </ul>`
      }
    </div>`;
  }

  #renderButton(choice: Choice, label: TemplateResult) {
    return html`<button
      type="button"
      data-choice
      aria-pressed=${this.#isChosen(choice)}
      aria-keyshortcuts=${this.shortcuts ? choice.key : nothing}
      @click=${({ detail }: MouseEvent) => {
        // The second click of a double click falls on the next difference, which nobody has looked at.
        if (detail < 2) this.dispatchEvent(new CustomEvent<Choice>('choose', { detail: choice }));
      }}
    >
      ${this.shortcuts ? html`<kbd aria-hidden="true">${choice.key.toUpperCase()}</kbd>` : nothing}${label}
    </button>`;
  }

  #isChosen({ decision }: Choice): boolean {
    const chosen = this.settlement?.decision;
    if (this.settlement?.contradictory || chosen?.kind !== decision.kind) return false;
    return chosen.kind !== 'take' || decision.kind !== 'take' || chosen.coders.join() === decision.coders.join();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-choices': ChoicesElement;
  }
}
