import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ErrorInfo } from '../../src/core/base/userError';
import type { ImportFromPanel, ImportReview, ImportToPanel, ImportViewState } from '../../src/protocol/import';
import { formSelectStyles, linkStyles } from '../shared/controlStyles';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { scrollAbove } from '../shared/scrollAbove';
import { baseStyles } from '../shared/styles';
import { renderFile } from './fileCard';
import { many } from './labels';
import { renderOutcome } from './outcome';
import { panelStyles } from './panelStyles';
import { countRemarks, renderRemarks } from './remarks';
import { renderSpeakers } from './speakers';
import { readViewState } from './viewState';

const host = new PanelHost<ImportToPanel, ImportFromPanel, ImportViewState>(readViewState);
/** Of more files than these, the turns are shown on request. */
const shownAtOnce = 3;
/** Offered first when turns are merged: pauses within a thought are shorter. */
const usualGapSeconds = 30;

/** The Import Transcripts panel: look at files, decide, and only then write. */
@customElement('introspect-import')
export class ImportPanel extends LitElement {
  static override styles = [baseStyles, linkStyles, formSelectStyles, panelStyles];

  @state() private review: ImportReview | null = null;
  @state() private importing: Extract<ImportToPanel, { type: 'importing' }> | null = null;
  @state() private finished: Extract<ImportToPanel, { type: 'finished' }> | null = null;
  @state() private error: ErrorInfo | null = null;

  readonly #post = (message: ImportFromPanel) => {
    if (message.type === 'note') this.#moved = message.name;
    host.post(message);
  };
  /** A speaker that becomes a note, or the other way round: the keyboard goes along. */
  #moved: string | null = null;

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: ImportToPanel): void {
    switch (message.type) {
      case 'review':
        this.review = message.review;
        this.finished = null;
        this.importing = null;
        host.setState(message.saved);
        break;
      case 'importing':
        this.importing = message;
        this.error = null;
        break;
      case 'finished':
        this.finished = message;
        this.importing = null;
        break;
      case 'error':
        this.error = message.error;
        this.importing = null;
        break;
    }
  }

  /** The button that was pressed is gone: the keyboard goes to what came of it. */
  protected override updated(changed: PropertyValues): void {
    scrollAbove(this.renderRoot.querySelector('footer'));
    const isLost = document.hasFocus() && this.shadowRoot?.activeElement === null;
    if (changed.has('finished') && this.finished && isLost)
      this.renderRoot.querySelector<HTMLElement>('#outcome')?.focus();
    const moved = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-name]')].find(
      ({ dataset }) => dataset['name'] === this.#moved,
    );
    if (moved && isLost && changed.has('review') && this.review?.files.every(({ state }) => state !== 'reading')) {
      this.#moved = null;
      // A button can take it once it has been drawn.
      void Promise.resolve((moved as Partial<LitElement>).updateComplete).then(() => moved.focus());
    }
  }

  protected override render() {
    const { review, finished, importing, error } = this;
    return html`<main>
        <header>
          <h1>Import transcripts</h1>
          ${
            finished
              ? nothing
              : html`<p class="secondary">
                  ${review ? html`Into the study “${review.study}”. ` : nothing}Look through them first: nothing is
                  written until you press Import, and your own files stay as they are.
                </p>`
          }
        </header>
        ${
          error
            ? html`<div class="error" role="alert">
                <p><strong>${error.message}</strong></p>
                ${error.remedy ? html`<p>${error.remedy}</p>` : nothing}
              </div>`
            : nothing
        }
        ${
          finished
            ? renderOutcome(finished.outcomes, finished.wasStopped, this.#post)
            : review && !importing
              ? this.#renderReview(review)
              : nothing
        }
        ${importing ? this.#renderImporting(importing) : nothing}
      </main>
      ${review && !finished && !importing ? this.#renderFooter(review) : nothing}`;
  }

  #renderReview(review: ImportReview) {
    const { files, speakers, notes } = review;
    return html`<div class="files">
        ${repeat(
          files,
          ({ id }) => id,
          (file) => renderFile(file, files.length <= shownAtOnce, this.#post),
        )}
        <div>
          <vscode-button secondary @click=${() => host.post({ type: 'addFiles' })}>Add more files…</vscode-button>
        </div>
      </div>
      ${renderSpeakers(speakers, notes, files.filter(({ isIncluded }) => isIncluded).length, this.#post)}
      ${review.remarks ? renderRemarks(review.remarks, this.#post) : nothing}
      ${speakers.length > 0 ? this.#renderMerge(review) : nothing}`;
  }

  #renderMerge({ merge }: ImportReview) {
    const gap = merge?.gapSeconds ?? null;
    const choose = (gapSeconds: number | null) => host.post({ type: 'merge', merge: { gapSeconds } });
    return html`<section aria-labelledby="turns">
      <h2 id="turns">Turns</h2>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${merge !== null}
          @change=${(event: Event) =>
            host.post({
              type: 'merge',
              merge: (event.target as HTMLInputElement).checked ? { gapSeconds: null } : null,
            })}
        /><span>Make one turn of consecutive turns of the same speaker</span></label
      >
      <p class="secondary below">Subtitles and speech recognition often break one turn into many.</p>
      ${
        merge
          ? html`<div class="row below">
              <label class="check"
                ><input
                  type="checkbox"
                  .checked=${gap !== null}
                  @change=${(event: Event) =>
                    choose((event.target as HTMLInputElement).checked ? usualGapSeconds : null)}
                /><span>but not those that start more than</span></label
              >
              <label
                ><input
                  type="number"
                  min="0"
                  max="3600"
                  aria-label="Seconds between turns"
                  ?disabled=${gap === null}
                  .value=${String(gap ?? usualGapSeconds)}
                  @change=${(event: Event) => {
                    const seconds = (event.target as HTMLInputElement).valueAsNumber;
                    if (seconds >= 0) choose(seconds);
                  }}
                />
                seconds apart</label
              >
            </div>`
          : nothing
      }
    </section>`;
  }

  #renderFooter({ files, remarks, blocked }: ImportReview) {
    const ready = files.filter(({ isIncluded, state: now }) => isIncluded && now === 'ready');
    const transcripts = ready.reduce((sum, { documentCount }) => sum + documentCount, 0);
    const failed = files.filter(({ isIncluded, state: now }) => isIncluded && now === 'failed').length;
    const what =
      `${many(transcripts, 'transcript')} from ${many(ready.length, 'file')}` +
      (remarks && !remarks.isKept ? `; ${countRemarks(remarks)} left out` : '') +
      (failed > 0 ? `; ${many(failed, 'file')} cannot be read and will be left out` : '');
    return html`<footer>
      <p role="status">${blocked ?? `${what}.`}</p>
      <div class="row">
        <vscode-button ?disabled=${blocked !== null} @click=${() => host.post({ type: 'import' })}
          >Import</vscode-button
        >
        <vscode-button secondary @click=${() => host.post({ type: 'cancel' })}>Cancel</vscode-button>
      </div>
    </footer>`;
  }

  #renderImporting({ done, of, name }: NonNullable<typeof this.importing>) {
    return html`<section role="status" class="importing">
      <p>Importing ${name} (${done + 1} of ${of})…</p>
      <vscode-progress-bar
        aria-label="Importing"
        .value=${Math.round((100 * done) / of)}
        max="100"
      ></vscode-progress-bar>
      <div>
        <vscode-button secondary @click=${() => host.post({ type: 'stop' })}>Stop after this file</vscode-button>
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-import': ImportPanel;
  }
}
