import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ErrorInfo } from '../../src/core/base/userError';
import { identifierKinds, type IdentifierKind } from '../../src/core/privacy/identifiers';
import type {
  HitDecision,
  PrivacyChoices,
  PrivacyFromPanel,
  PrivacySetup,
  PrivacySummary,
  PrivacyToPanel,
  SampleMark,
} from '../../src/protocol/privacy';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { renderGroups, type Found } from './groups';
import { panelStyles } from './panelStyles';
import { renderMessages } from './messagesView';
import { renderProposals } from './proposalsView';
import { renderRecall } from './recallView';
import { renderSetup } from './setupView';
import { renderSummary } from './summaryView';
import { renderText, selectedStretch } from './textPane';
import { readViewState, whole, type PrivacyViewState } from './viewState';
import { kindNames, plural, shortName } from './wording';

const host = new PanelHost<PrivacyToPanel, PrivacyFromPanel, PrivacyViewState>(readViewState);

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
  @state() private drawn = false;
  @state() private compared = false;
  @state() private kind: IdentifierKind = 'name';
  @state() private notThere = '';
  /** How much the model has read; null while it does not. */
  @state() private reading: number | null = null;
  @state() private proposed: { readonly model: string; readonly proposals: number } | null = null;

  /** Of what was found: indices of hits and groups mean nothing in another. */
  #version = 0;
  /** A hit to be brought into view once it is drawn. */
  #toShow: string | null = null;

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
        break;
      case 'review':
        this.decisions = message.decisions;
        this.pseudonyms = message.pseudonyms;
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
    const choices = { ...this.setup.choices, ...change };
    this.setup = { ...this.setup, choices };
    host.post({ type: 'choose', choices });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
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
                drawn: this.drawn,
                compared: this.compared,
                draw: () => {
                  this.drawn = true;
                  this.compared = false;
                },
                set: (change) => {
                  this.compared = false;
                  this.#save({
                    size: whole(change.size, this.view.size, 1, 1000),
                    seed: whole(change.seed, this.view.seed, 0, 0xffffffff),
                  });
                },
                unmark: (mark) => this.#mark(this.marks.filter((one) => one !== mark)),
                compare: () => (this.compared = true),
                add: (mark) => host.post({ type: 'add', ...mark }),
                adder: this.#renderAdder('sample', 'Mark'),
              })
            : nothing
        }
      </main>
      ${found ? this.#renderFooter() : nothing}`;
  }

  #renderReview(found: Found) {
    const shown = Math.min(this.view.shown, found.transcripts.length - 1);
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

  /** To name what is missing: by selecting it in the text, or by typing it. */
  #renderAdder(where: 'text' | 'sample', verb: string) {
    return html`<form
      class="row adder"
      data-adder=${where}
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#add(where);
      }}
    >
      <label class="field"
        ><span>${where === 'text' ? 'Something missed? Select or type it' : 'An identifier: select or type it'}</span>
        <input name="words" autocomplete="off" />
      </label>
      <label class="field"
        ><span>What it is</span>
        <select
          @focus=${() => this.#takeSelection(where)}
          @change=${(event: Event) => {
            const chosen = identifierKinds.find((kind) => kind === (event.target as HTMLSelectElement).value);
            if (chosen) this.kind = chosen;
          }}
        >
          ${identifierKinds.map((kind) => html`<option value=${kind}>${kindNames[kind]}</option>`)}
          ${showChosen(this.kind)}
        </select></label
      >
      <button type="submit" class="choice">${verb}</button>
      ${this.notThere === where ? html`<span role="alert">These words are not there.</span>` : nothing}
    </form>`;
  }

  #input(where: 'text' | 'sample'): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`[data-adder=${where}] input`);
  }

  /** Puts the selected words into the field, with their place. */
  #takeSelection(where: 'text' | 'sample'): void {
    const input = this.#input(where);
    const stretch = this.shadowRoot ? selectedStretch(this.shadowRoot) : null;
    if (!input || !stretch || stretch.pane.hasAttribute('data-sample') !== (where === 'sample')) return;
    const transcript = Number(stretch.pane.dataset['transcript']);
    input.value = this.found?.transcripts[transcript]?.text.slice(stretch.start, stretch.end) ?? '';
    input.dataset['place'] = `${transcript} ${stretch.start}`;
  }

  #add(where: 'text' | 'sample'): void {
    if (where === 'sample') this.#takeSelection(where);
    const input = this.#input(where);
    const words = input?.value.trim() ?? '';
    if (!input || !this.found || words === '') return;
    const place = this.#find(words, input.dataset['place'], where);
    this.notThere = place ? '' : where;
    if (!place) return;
    const mark = { ...place, end: place.start + words.length, kind: this.kind };
    if (where === 'text') host.post({ type: 'add', ...mark });
    else this.#mark([...this.marks, mark]);
    input.value = '';
    delete input.dataset['place'];
    this.shadowRoot?.ownerDocument.getSelection()?.removeAllRanges();
  }

  /** Where words stand: at the place selected, else first in what is shown. */
  #find(words: string, selected: string | undefined, where: 'text' | 'sample') {
    const [transcript = this.view.shown, from = 0] = selected?.split(' ').map(Number) ?? [];
    const exact = this.found?.transcripts[transcript]?.text.indexOf(words, from) ?? -1;
    if (selected !== undefined && exact >= 0) return { transcript, start: exact };
    const selector = where === 'sample' ? '[data-sample] [data-start]' : '.reading [data-start]';
    for (const piece of this.renderRoot.querySelectorAll<HTMLElement>(selector)) {
      const at = piece.textContent.indexOf(words);
      const pane = piece.closest<HTMLElement>('[data-transcript]');
      if (at >= 0 && pane) {
        return { transcript: Number(pane.dataset['transcript']), start: Number(piece.dataset['start']) + at };
      }
    }
    return null;
  }

  #mark(marks: readonly SampleMark[]): void {
    this.marks = marks;
    this.compared = false;
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
