import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ErrorInfo } from '../../src/core/base/userError';
import type {
  AddedWords,
  HitDecision,
  PrivacyChoices,
  PrivacyDraft,
  PrivacyFromPanel,
  PrivacySetup,
  PrivacySummary,
  PrivacyToPanel,
  SampleMark,
} from '../../src/protocol/privacy';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { scrollAbove } from '../shared/scrollAbove';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { findWords, renderAdder, type Where } from './adder';
import { renderGroups, type Found } from './groups';
import { panelStyles } from './panelStyles';
import { renderMessages } from './messagesView';
import { renderProposals } from './proposalsView';
import { renderRecall } from './recallView';
import { renderSetup } from './setupView';
import { renderSummary } from './summaryView';
import { renderText, selectedStretch } from './textPane';
import { readViewState, whole, type PrivacyViewState } from './viewState';
import { plural, shortName } from './wording';

const host = new PanelHost<PrivacyToPanel, PrivacyFromPanel, PrivacyViewState>(readViewState);

const noWords: AddedWords = { words: '', place: null };

/** The De-identify panel: what may point to a person, looked at hit by hit, then replaced. */
@customElement('introspect-privacy')
export class PrivacyPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @state() private view: PrivacyViewState = host.getState();
  @state() private setup: PrivacySetup | null = null;
  @state() private found: Found | null = null;
  @state() private decisions: readonly HitDecision[] = [];
  @state() private pseudonyms: readonly string[] = [];
  @state() private marks: readonly SampleMark[] = [];
  @state() private expanded: ReadonlySet<number> = new Set();
  @state() private working: 'finding' | 'applying' | null = null;
  @state() private summary: PrivacySummary | null = null;
  @state() private error: ErrorInfo | null = null;
  @state() private draft: PrivacyDraft = { text: noWords, sample: noWords, kind: 'name' };
  @state() private notThere = '';
  /** How much the model has read; null while it does not. */
  @state() private reading: number | null = null;
  @state() private proposed: { readonly model: string; readonly proposals: number } | null = null;

  /** Of what was found: indices of hits and groups mean nothing in another. */
  #version = 0;
  /** A hit to be brought into view once it is drawn. */
  #toShow: string | null = null;
  /** The same, of words that were added, and are a hit once the host says so. */
  #added: string | null = null;

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: PrivacyToPanel): void {
    this.error = null;
    switch (message.type) {
      case 'setup':
        this.setup = message.setup;
        if (message.saved.study !== this.view.study) this.#save(message.saved);
        break;
      case 'found':
        this.found = message;
        this.marks = message.marks;
        this.summary = null;
        this.working = null;
        this.#version = message.version;
        this.#toShow = this.#added ?? this.#toShow;
        this.#added = null;
        break;
      case 'review':
        this.decisions = message.decisions;
        this.pseudonyms = message.pseudonyms;
        break;
      case 'draft':
        this.draft = message.draft;
        break;
      case 'working':
        this.working = message.what;
        break;
      case 'reading':
        this.reading = message.done;
        break;
      case 'proposed':
        this.reading = null;
        this.proposed = message;
        break;
      case 'stopped':
        this.reading = null;
        break;
      case 'applied':
        this.summary = message.summary;
        this.found = null;
        this.working = null;
        this.expanded = new Set();
        break;
      case 'error':
        this.error = message.error;
        this.working = null;
        this.reading = null;
        break;
    }
  }

  #save(change: Partial<PrivacyViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #choose(change: Partial<PrivacyChoices>): void {
    if (!this.setup) return;
    this.setup = { ...this.setup, choices: { ...this.setup.choices, ...change } };
    host.post({ type: 'choose', change });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    scrollAbove(this.renderRoot.querySelector('footer'));
    if (this.#toShow === null) return;
    this.renderRoot.querySelector(this.#toShow)?.scrollIntoView({ block: 'center' });
    this.#toShow = null;
  }

  protected override render() {
    const { setup, found } = this;
    return html`<main>
        <header>
          <h1>De-identify transcripts</h1>
          ${setup ? html`<p class="secondary">${setup.title}</p>` : nothing}
        </header>
        ${renderMessages({
          error: this.error,
          working: this.working,
          unfinished: setup?.unfinished ?? false,
          finish: () => host.post({ type: 'finish' }),
        })}
        ${
          this.summary
            ? renderSummary(this.summary, setup?.originals ?? 0, {
                moveOriginals: () => host.post({ type: 'moveOriginals' }),
                lookAgain: () => host.post({ type: 'lookAgain' }),
              })
            : nothing
        }
        ${
          setup
            ? renderSetup(setup, (change) => this.#choose(change), {
                chooseKey: () => host.post({ type: 'chooseKey' }),
                find: () => host.post({ type: 'find' }),
              })
            : nothing
        }
        ${found ? this.#renderReview(found) : nothing}
        ${
          found
            ? renderRecall({
                ...found,
                ...this.view,
                marks: this.marks,
                draw: () => this.#save({ drawn: true, compared: false }),
                set: (change) => {
                  this.#save({
                    compared: false,
                    size: whole(change.size, this.view.size, 1, 1000),
                    seed: whole(change.seed, this.view.seed, 0, 0xffffffff),
                  });
                },
                unmark: (mark) => this.#mark(this.marks.filter((one) => one !== mark)),
                compare: () => this.#save({ compared: true }),
                add: (mark) => host.post({ type: 'add', ...mark }),
                adder: this.#renderAdder('sample', 'Mark'),
              })
            : nothing
        }
      </main>
      ${found ? this.#renderFooter() : nothing}`;
  }

  /** Index of the transcript that is read beside what was found. */
  get #shown(): number {
    return Math.min(this.view.shown, (this.found?.transcripts.length ?? 1) - 1);
  }

  #renderReview(found: Found) {
    const shown = this.#shown;
    const text = found.transcripts[shown];
    const hits = found.hits.map((hit, index) => ({ hit, index })).filter(({ hit }) => hit.transcript === shown);
    return html`<section>
      <h2>2 · Look at what was found</h2>
      <p class="secondary">
        Open a line to see every place. <em>Replace</em> puts the name at its right in the text; <em>Keep</em> leaves
        the words. A button for several places shows them first, and decides when it is pressed again. Read the
        transcripts too: no search finds everything.
      </p>
      ${renderProposals({
        model: this.setup?.model ?? null,
        reading: this.reading,
        proposed: this.proposed,
        ask: () => {
          this.proposed = null;
          host.post({ type: 'propose' });
        },
        stop: () => host.post({ type: 'stop' }),
      })}
      <div class="review">
        <div class="found">
          ${
            found.hits.length === 0
              ? html`<p>Nothing was found. Read the transcripts, and add what you see.</p>`
              : renderGroups({
                  ...found,
                  decisions: this.decisions,
                  pseudonyms: this.pseudonyms,
                  expanded: this.expanded,
                  toggle: (group) => this.#toggle(group),
                  decide: (which, decision) => this.#decide(which, decision),
                  rename: (group, pseudonym) => host.post({ type: 'rename', version: this.#version, group, pseudonym }),
                  show: (hit) => {
                    this.#toShow = `[data-mark="${hit}"]`;
                    this.#save({ shown: found.hits[hit]!.transcript });
                  },
                })
          }
        </div>
        <div class="reading">
          <label class="field"
            ><span>Transcript</span>
            <select
              @change=${(event: Event) => this.#save({ shown: (event.target as HTMLSelectElement).selectedIndex })}
            >
              ${found.transcripts.map(({ path }, i) => html`<option value=${i}>${shortName(path)}</option>`)}
              ${showChosen(shown)}
            </select></label
          >
          ${
            text
              ? html`<div
                  class="pane"
                  tabindex="0"
                  role="region"
                  aria-label="The transcript, with what was found"
                  data-transcript=${shown}
                  @mouseup=${() => this.#takeSelection('text')}
                >
                  ${renderText(text, hits, this.decisions, (hit) => this.#openHit(hit))}
                </div>`
              : nothing
          }
          ${this.#renderAdder('text', 'Add')}
        </div>
      </div>
    </section>`;
  }

  #renderAdder(where: Where, verb: string) {
    return renderAdder({
      ...{ where, verb, words: this.draft[where].words, kind: this.draft.kind, isNotThere: this.notThere === where },
      add: () => this.#add(where),
      type: (words) => this.#draft({ [where]: { ...this.draft[where], words } }),
      choose: (kind) => this.#draft({ kind }),
      takeSelection: () => this.#takeSelection(where),
    });
  }

  #draft(change: Partial<PrivacyDraft>): void {
    this.draft = { ...this.draft, ...change };
    host.post({ type: 'draft', draft: this.draft });
  }

  /** Puts the selected words into the field, with their place. */
  #takeSelection(where: Where): void {
    const stretch = this.shadowRoot ? selectedStretch(this.shadowRoot) : null;
    if (!stretch || stretch.pane.hasAttribute('data-sample') !== (where === 'sample')) return;
    const transcript = Number(stretch.pane.dataset['transcript']);
    const words = this.found?.transcripts[transcript]?.text.slice(stretch.start, stretch.end) ?? '';
    this.#draft({ [where]: { words, place: { transcript, start: stretch.start } } });
  }

  #add(where: Where): void {
    if (where === 'sample') this.#takeSelection(where);
    const { words: written, place } = this.draft[where];
    const words = written.trim();
    if (!this.found || words === '') return;
    const found = findWords(this.renderRoot, this.found.transcripts, words, place, where, this.#shown);
    this.notThere = found ? '' : where;
    if (!found) return;
    const mark = { ...found, kind: this.draft.kind };
    if (where === 'text') {
      // What is added is replaced: it is brought into view.
      this.#added = `.reading [data-start="${found.start}"]`;
      this.#save({ shown: found.transcript });
      host.post({ type: 'add', ...mark });
    } else this.#mark([...this.marks, mark]);
    this.#draft({ [where]: noWords });
    this.shadowRoot?.ownerDocument.getSelection()?.removeAllRanges();
  }

  #mark(marks: readonly SampleMark[]): void {
    this.marks = marks;
    this.#save({ compared: false });
    host.post({ type: 'mark', marks });
  }

  /** What has not been on screen is shown before it can be decided: nothing is decided unseen. */
  #decide(hits: readonly number[], decision: HitDecision): void {
    const groups = new Set(hits.map((hit) => this.found!.hits[hit]!.group));
    const unseen = [...groups].filter((group) => !this.expanded.has(group));
    if (hits.length > 1 && unseen.length > 0) this.expanded = new Set([...this.expanded, ...unseen]);
    else host.post({ type: 'decide', version: this.#version, hits, decision });
  }

  #toggle(group: number): void {
    const expanded = new Set(this.expanded);
    if (!expanded.delete(group)) expanded.add(group);
    this.expanded = expanded;
  }

  /** Opens the line of a hit that was clicked in the text. */
  #openHit(hit: number): void {
    const group = this.found?.hits[hit]?.group;
    if (group === undefined) return;
    this.expanded = new Set([...this.expanded, group]);
    this.#toShow = `[data-hit="${hit}"]`;
  }

  #renderFooter() {
    const open = this.decisions.filter((decision) => decision === 'open').length;
    const replace = this.decisions.filter((decision) => decision === 'replace').length;
    const why = this.setup?.unfinished
      ? 'Finish the interrupted run first (above).'
      : open > 0
        ? `${plural(open, 'hit')} not looked at yet: replace or keep each.`
        : replace === 0
          ? 'Nothing is to be replaced.'
          : this.setup?.key === null
            ? 'Choose a key file first (above).'
            : `${plural(replace, 'stretch', 'stretches')} will be replaced. Every coder’s codes go along; notes, the codebook, originals, lab runs and conversations stay, and those that hold the words are listed afterwards.`;
    const ready =
      open === 0 && replace > 0 && this.setup?.key !== null && !this.setup?.unfinished && this.working === null;
    return html`<footer>
      <span role="status">${why}</span>
      <vscode-button ?disabled=${!ready} @click=${() => host.post({ type: 'apply' })}
        >${open > 0 ? `Apply (${open} not looked at)` : 'Apply'}</vscode-button
      >
    </footer>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-privacy': PrivacyPanel;
  }
}
