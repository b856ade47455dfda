import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { coefficientNotes, coefficientsOf, type CoefficientName } from '../../src/core/agreement/coefficients';
import { isComputed } from '../../src/core/agreement/figure';
import type { AgreementChoices } from '../../src/core/agreement/agreementChoices';
import type { StudyAgreement } from '../../src/core/agreement/studyAgreement';
import {
  coefficientLabel,
  coefficientOfCodes,
  describeComparison,
  describeIntervals,
  figureNotes,
  formatInterval,
  formatValue,
} from '../../src/core/agreement/wording';
import type { ErrorInfo } from '../../src/core/base/userError';
import type {
  AgreementFromPanel,
  AgreementSaveKind,
  AgreementToPanel,
  AgreementViewState,
  StudyOffer,
} from '../../src/protocol/agreement';
import { formSelectStyles, linkStyles } from '../shared/controlStyles';
import { formatCount } from '../shared/format';
import { PanelHost } from '../shared/host';
import { baseStyles } from '../shared/styles';
import { renderChoices } from './choices';
import { renderConfusion, renderDisputed } from './disagreements';
import { renderCodes, renderOverall, renderPairs, unitsOf } from './figures';
import { choiceStyles } from './choiceStyles';
import { panelStyles } from './panelStyles';
import { isCoefficient, readViewState } from './viewState';

const host = new PanelHost<AgreementToPanel, AgreementFromPanel, AgreementViewState>(readViewState);
const disputedPerPage = 20;

const outputs: Readonly<Record<AgreementSaveKind, string>> = {
  report: 'Report (HTML)',
  figure: 'Figure of codes (SVG)',
  codes: 'Codes (CSV)',
  pairs: 'Pairs (CSV)',
  confusion: 'Confusion (CSV)',
  disputed: 'Disputed units (CSV)',
};

/** The Compare Coders panel: how far coders agree, on which codes, and where they do not. */
@customElement('introspect-agreement')
export class AgreementPanel extends LitElement {
  static override styles = [baseStyles, linkStyles, formSelectStyles, choiceStyles, panelStyles];

  @state() private view: AgreementViewState = host.getState();
  @state() private study: StudyOffer | null = null;
  @state() private result: StudyAgreement | null = null;
  @state() private error: ErrorInfo | null = null;
  /** Share done of the computation that runs; null when none does. */
  @state() private progress: number | null = 0;
  @state() private wasCancelled = false;
  @state() private pair = 0;
  @state() private shown = disputedPerPage;
  @state() private opened: number | null = null;

  #unsubscribe: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = host.onMessage((message) => this.#receive(message));
    host.post({ type: 'ready', choices: this.view.choices });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  #receive(message: AgreementToPanel): void {
    switch (message.type) {
      case 'study':
        this.study = message.study;
        this.error = null;
        this.progress = 0;
        this.#save({ folder: message.folder, choices: message.choices });
        break;
      case 'progress':
        this.progress = message.share;
        break;
      case 'result':
        this.result = message.result;
        this.error = null;
        this.progress = null;
        this.wasCancelled = false;
        this.opened = null;
        this.shown = disputedPerPage;
        break;
      case 'cancelled':
        this.progress = null;
        this.wasCancelled = true;
        break;
      case 'error':
        this.progress = null;
        this.error = message.error;
        break;
    }
  }

  #save(change: Partial<AgreementViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #computeAgain(): void {
    this.progress = 0;
    this.wasCancelled = false;
    host.post({ type: 'reload' });
  }

  #choose(change: Partial<AgreementChoices>): void {
    const { choices } = this.view;
    if (!choices) return;
    const next = { ...choices, ...change };
    this.#save({ choices: next });
    this.progress = 0;
    this.wasCancelled = false;
    host.post({ type: 'choose', choices: next });
  }

  protected override render() {
    const { study, result, error, view } = this;
    return html`<main>
      <header>
        <h1>Compare coders</h1>
        ${study ? html`<p class="secondary">${study.title}</p>` : nothing}
      </header>
      ${
        error
          ? html`<div class="error" role="alert">
              <p><strong>${error.message}</strong></p>
              <p>${error.remedy}</p>
              <vscode-button @click=${() => host.post({ type: 'reload' })}>Read the study again</vscode-button>
            </div>`
          : nothing
      }
      ${study && view.choices ? renderChoices(study, view.choices, (change) => this.#choose(change)) : nothing}
      ${this.#renderProgress()} ${study && result ? this.#renderResult(study, result) : nothing}
    </main>`;
  }

  #renderProgress() {
    const { progress, wasCancelled } = this;
    if (wasCancelled)
      return html`<div class="row" role="status">
        <span>Cancelled.${this.result ? ' The figures below are of the choices before.' : ''}</span>
        <vscode-button secondary @click=${() => this.#computeAgain()}>Compute again</vscode-button>
      </div>`;
    if (progress === null) return html`<div class="progress"></div>`;
    return html`<div class="progress working">
      <vscode-progress-bar
        aria-label="Comparing the coders"
        .value=${Math.round(100 * progress)}
        max="100"
      ></vscode-progress-bar>
      <vscode-button secondary @click=${() => host.post({ type: 'cancel' })}>Cancel</vscode-button>
    </div>`;
  }

  #renderResult(study: StudyOffer, result: StudyAgreement) {
    const names = coefficientsOf(result.overall);
    const coefficient = names.includes(this.view.coefficient) ? this.view.coefficient : 'alpha';
    const ofCodes = coefficientOfCodes(result, coefficient);
    return html`<div class="result" aria-busy=${this.progress !== null}>
      ${this.#renderHeadline(result, coefficient)} ${this.#renderMessages(result)}
      ${this.#renderToolbar(names, coefficient)} ${renderOverall(result)} ${renderCodes(result, study, ofCodes)}
      ${
        result.coders.length > 1
          ? html`${renderPairs(result, coefficient)} ${renderConfusion(result, this.pair, (pair) => (this.pair = pair))}
            ${renderDisputed(result, {
              shown: this.shown,
              opened: this.opened,
              more: () => (this.shown += disputedPerPage),
              open: (index) => this.#open(index),
            })}`
          : nothing
      }
    </div>`;
  }

  #renderHeadline(result: StudyAgreement, name: CoefficientName) {
    const figure = result.overall[name];
    if (!figure) return nothing;
    const interval = formatInterval(figure, name);
    return html`<div class="headline">
      <p class="big">
        <span class="value">${formatValue(figure, name)}</span>
        <span
          >${coefficientLabel(name, result.choices)}${interval === '–' ? '' : `, 95 % interval ${interval}`}<br /><span
            class="secondary"
            >${isComputed(figure) ? `over ${formatCount(figure.n)} ${unitsOf(name, result.choices)}` : figure.notComputable}</span
          ></span
        >
      </p>
      ${isComputed(figure) ? figureNotes(figure).map((note) => html`<p>${note}</p>`) : nothing}
      <p class="secondary">${describeComparison(result)} ${describeIntervals(result)}</p>
    </div>`;
  }

  #renderMessages({ messages }: StudyAgreement) {
    if (messages.length === 0) return nothing;
    return html`<ul class="messages" aria-label="To know beside the figures">
      ${messages.map(
        ({ level, text, advice }) =>
          html`<li class=${level}>
            <vscode-icon name=${level === 'warning' ? 'warning' : 'info'}></vscode-icon
            ><span>${text}${advice === undefined ? nothing : ` ${advice}`}</span>
          </li>`,
      )}
    </ul>`;
  }

  #renderToolbar(names: readonly CoefficientName[], coefficient: CoefficientName) {
    return html`<div class="row toolbar">
      <label class="choice inline"
        ><span>Show</span>
        <select
          .value=${coefficient}
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            if (isCoefficient(value)) this.#save({ coefficient: value });
          }}
        >
          ${names.map(
            (name) =>
              html`<option value=${name} ?selected=${name === coefficient}>${coefficientNotes[name].name}</option>`,
          )}
        </select></label
      >
      <label class="choice inline"
        ><span>Save</span>
        <select
          .value=${''}
          @change=${(event: Event) => {
            const select = event.target as HTMLSelectElement;
            const what = (Object.keys(outputs) as AgreementSaveKind[]).find((kind) => kind === select.value);
            select.value = '';
            if (what) host.post({ type: 'save', what, coefficient });
          }}
        >
          <option value="" selected>Choose what…</option>
          ${Object.entries(outputs).map(([kind, label]) => html`<option value=${kind}>${label}</option>`)}
        </select></label
      >
    </div>`;
  }

  #open(index: number): void {
    this.opened = index;
    host.post({ type: 'open', disputed: index });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-agreement': AgreementPanel;
  }
}
