import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { CoefficientName } from '../../src/core/agreement/coefficients';
import type { ErrorInfo } from '../../src/core/base/userError';
import type { LabResults } from '../../src/core/prompting/labResults';
import type { Sheet } from '../../src/core/prompting/sheet';
import { hasModel } from '../../src/core/prompting/sheetChanges';
import type {
  LabExample,
  LabFromPanel,
  LabOffer,
  LabReportPreview,
  LabToPanel,
  LabViewState,
} from '../../src/protocol/lab';
import { formSelectStyles, tabStyles } from '../shared/controlStyles';
import { shapeStyles } from '../shared/drawShapes';
import { PanelHost } from '../shared/host';
import { baseStyles } from '../shared/styles';
import { renderAnswers, type Detail } from './answersTab';
import { renderFigures } from './figuresTab';
import { askedTitle } from './modelTitle';
import { panelStyles } from './panelStyles';
import { renderPreview, type Preview } from './promptPreview';
import { renderReport } from './reportTab';
import { resultStyles } from './resultStyles';
import { followRuns, hasFailed, renderRunBar, type Progress, type Stopped } from './runBar';
import { renderSetup } from './setupTab';
import { readViewState } from './viewState';

const host = new PanelHost<LabToPanel, LabFromPanel, LabViewState>(readViewState);

const tabs: readonly (readonly [LabViewState['tab'], string])[] = [
  ['setup', 'Set up'],
  ['answers', 'Answers'],
  ['figures', 'Figures'],
  ['report', 'Report'],
];

/** The editor of a lab sheet: set up, run, compare. */
@customElement('introspect-lab')
export class LabPanel extends LitElement {
  static override styles = [baseStyles, tabStyles, formSelectStyles, shapeStyles, panelStyles, resultStyles];

  @state() private view: LabViewState = host.getState();
  @state() private sheet: Sheet | null = null;
  @state() private offer: LabOffer | null = null;
  @state() private invalid: ErrorInfo | null = null;
  @state() private results: LabResults | null = null;
  @state() private problem: ErrorInfo | null = null;
  @state() private missing: readonly ErrorInfo[] = [];
  @state() private examples: readonly LabExample[] | null = null;
  @state() private progress: Progress | null = null;
  @state() private stopped: Stopped | null = null;
  @state() private detail: Detail | null = null;
  @state() private preview: Preview | null = null;
  @state() private error: ErrorInfo | null = null;
  @state() private page = 0;
  @state() private chosen: string | null = null;
  @state() private coefficient: CoefficientName = 'percent';
  @state() private smallPrint = '';
  @state() private limits: readonly string[] = [];
  @state() private report: LabReportPreview | null = null;
  #isReportAsked = false;
  /** The keyboard was at the runs before this drawing. */
  #wasAtRuns = false;
  /** Edits sent; what the host says of the sheet before it has the last of them is older than what is shown. */
  #edits = 0;
  #isTyping = false;
  #asked: { readonly technique: string; readonly item: string } | null = null;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKey);
    this.#unsubscribe = host.onMessage((message) => this.#receive(message));
    host.post({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  #receive(message: LabToPanel): void {
    switch (message.type) {
      case 'sheet':
        if (message.edit === this.#edits) {
          // Undone, opened or changed elsewhere: how runs ended was about the sheet before.
          if (this.sheet && !isSame(this.sheet, message.sheet)) this.stopped = null;
          this.sheet = message.sheet;
        }
        this.offer = message.offer;
        this.invalid = null;
        this.error = null;
        break;
      case 'invalid':
        this.invalid = message.error;
        break;
      case 'results':
        this.results = message.results;
        this.problem = message.problem;
        this.missing = message.missing ?? [];
        this.smallPrint = message.smallPrint ?? '';
        this.limits = message.limits ?? [];
        // The last one stays readable until the next is there.
        this.#isReportAsked = false;
        break;
      case 'model':
        if (this.sheet && !hasModel(this.sheet, message.setting))
          this.#change({ models: [...(this.sheet.models ?? []), message.setting] });
        break;
      case 'report':
        this.report = message.preview;
        break;
      case 'progress':
        // What kept the runs from beginning is over.
        if (!this.progress) this.error = null;
        this.progress = message;
        this.stopped = null;
        break;
      case 'stopped':
        // Not where it is only told again, to a page that was not there.
        if (this.progress && !message.cancelled && !hasFailed(message) && this.view.tab === 'setup')
          this.#save({ tab: 'answers' });
        this.progress = null;
        this.stopped = message;
        break;
      case 'detail':
        if (this.#asked?.technique === message.technique) this.detail = { ...this.#asked, records: message.records };
        break;
      case 'preview':
        void this.#showPreview(message);
        break;
      case 'examples':
        this.examples = message.examples;
        break;
      case 'error':
        this.error = message.error;
        break;
    }
  }

  /** Below everything else: it is brought into view, and the keyboard goes to it. */
  async #showPreview(preview: Preview): Promise<void> {
    const isNew = this.preview?.technique !== preview.technique;
    this.preview = preview;
    if (!isNew) return;
    await this.updateComplete;
    const heading = this.renderRoot.querySelector<HTMLElement>('.preview h2');
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'start' });
  }

  #save(change: Partial<LabViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  readonly #post = (message: LabFromPanel): void => {
    if (message.type === 'detail') {
      const isOpen = this.detail?.technique === message.technique && this.detail.item === message.item;
      this.detail = null;
      this.#asked = isOpen ? null : message;
      if (isOpen) return;
    }
    host.post(message);
  };

  protected override willUpdate(): void {
    this.#wasAtRuns = Boolean(this.shadowRoot?.activeElement?.closest('.run .progress'));
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('progress') as Progress | null | undefined;
    if (this.#wasAtRuns && before !== undefined && (before === null) !== (this.progress === null))
      void followRuns(this.renderRoot, this.stopped);
    // Put together only when somebody looks: it reads the runs file and computes closer intervals.
    if (this.view.tab !== 'report' || this.#isReportAsked || !this.results || this.results.made === 0) return;
    this.#isReportAsked = true;
    host.post({ type: 'previewReport' });
  }

  protected override render() {
    const { invalid, sheet, offer, error, results, problem, missing, progress, stopped } = this;
    if (invalid) return this.#renderInvalid(invalid);
    if (!sheet || !offer)
      return html`<main aria-busy="true">
        <h1>Lab sheet</h1>
        <p class="secondary">Opening the sheet…</p>
      </main>`;
    return html`<main>
      <header>
        <h1>${sheet.title}</h1>
        <p class="secondary">A model’s answers are suggestions to look at, never data, and never care or triage.</p>
      </header>
      ${renderRunBar(sheet, offer, { results, problem, missing, progress, stopped }, this.#post)}
      ${error ? html`<div class="error" role="alert">${error.message} ${error.remedy}</div>` : nothing}
      <div class="tabs" role="tablist" aria-label="Parts of the sheet" @keydown=${this.#onTabKey}>
        ${tabs.map(
          ([tab, name]) =>
            html`<button
              type="button"
              role="tab"
              id=${`tab-${tab}`}
              aria-selected=${this.view.tab === tab}
              aria-controls="tabpanel"
              tabindex=${this.view.tab === tab ? 0 : -1}
              @click=${() => this.#save({ tab })}
            >
              ${name}
            </button>`,
        )}
      </div>
      <div class="tabpanel" role="tabpanel" id="tabpanel" aria-labelledby=${`tab-${this.view.tab}`}>
        ${this.#renderTab(sheet, offer)}
      </div>
      ${
        this.preview && this.view.tab === 'setup'
          ? renderPreview(this.preview, sheet, offer, () => (this.preview = null))
          : nothing
      }
    </main>`;
  }

  readonly #onTabKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex(([tab]) => tab === this.view.tab);
    const [tab] = tabs[(at + step + tabs.length) % tabs.length]!;
    this.#save({ tab });
    event.preventDefault();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus());
  };

  #renderTab(sheet: Sheet, offer: LabOffer) {
    const { results, view } = this;
    if (view.tab === 'setup') {
      return renderSetup(sheet, offer, this.missing, this.examples, {
        addModel: (id) => host.post({ type: 'addModel', id }),
        change: (change, isDone) => this.#change(change, isDone),
        openTest: () => host.post({ type: 'openTest' }),
        preview: (technique) => host.post({ type: 'preview', technique }),
      });
    }
    if (!results && this.problem)
      return html`<p class="empty">
        The sheet cannot be run at present: the reason stands above. Runs that were made are kept, and shown again once
        it can.
      </p>`;
    if (!results || results.made === 0) {
      return html`<p class="empty">
        ${this.progress ? 'What comes of the runs stands here once they are made.' : 'Nothing has been run yet. Choose what to ask under “Set up”, then press Run.'}
      </p>`;
    }
    const names = new Map(results.report.techniques.map(({ id, name }) => [id, name]));
    const limits = this.limits.map((limit) => html`<p class="warning reading" role="note">${limit}</p>`);
    if (view.tab === 'figures') {
      const shown = { technique: this.chosen, coefficient: this.coefficient };
      return html`${limits}${renderFigures(results, names, sheet, offer.model.name, shown, this.smallPrint, {
        choose: (id) => (this.chosen = id),
        chooseCoefficient: (coefficient) => (this.coefficient = coefficient),
        post: this.#post,
        failed: (message) => (this.error = { code: 'internal', message, remedy: '' }),
      })}`;
    }
    if (view.tab === 'report') return renderReport(this.report, this.#post);
    return html`${limits}${renderAnswers(results, names, view, this.page, this.detail, {
      filter: (change) => {
        this.page = 0;
        this.#save(change);
      },
      page: (page) => (this.page = page),
      compare: (compare) => this.#save({ compare }),
      post: this.#post,
      titleOf: (asked) => askedTitle(asked, sheet, offer),
    })}`;
  }

  #change(change: Partial<Sheet>, isDone = true): void {
    if (!this.sheet) return;
    const entries = Object.entries({ ...this.sheet, ...change }).filter(([, value]) => value !== undefined);
    this.sheet = Object.fromEntries(entries) as Sheet;
    this.detail = null;
    // What they tell is of the sheet as it was.
    this.preview = null;
    this.stopped = null;
    this.#isTyping = !isDone;
    host.post({ type: 'edit', sheet: this.sheet, edit: ++this.#edits, isDone });
  }

  /** The keys of VS Code's own commands, such as undo, save and close. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.#isTyping && (event.ctrlKey || event.metaKey) && !event.altKey) host.post({ type: 'keep' });
  };

  #renderInvalid({ message, remedy }: ErrorInfo) {
    return html`<main>
      <h1>Lab sheet</h1>
      <div class="error" role="alert">
        <p>${message} ${remedy}</p>
        <vscode-button @click=${() => host.post({ type: 'openAsText' })}>Open as Text</vscode-button>
      </div>
    </main>`;
  }
}

function isSame(a: Sheet, b: Sheet): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-lab': LabPanel;
  }
}
