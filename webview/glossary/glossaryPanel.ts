import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { GlossaryEntry } from '../../src/core/glossary/entry';
import { findEntry, glossary, searchGlossary } from '../../src/core/glossary/glossary';
import type { GlossaryFromPanel, GlossaryToPanel, GlossaryViewState } from '../../src/protocol/glossary';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { baseStyles } from '../shared/styles';
import { readViewState } from './viewState';

const host = new PanelHost<GlossaryToPanel, GlossaryFromPanel, GlossaryViewState>(readViewState);

/** The glossary: every word with the developer's and the clinician's word for it. */
@customElement('introspect-glossary')
export class GlossaryPanel extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      main {
        display: grid;
        gap: 10px;
        padding: 12px 20px 24px;
        max-width: 56rem;
      }
      h1 {
        font-size: 1.3em;
      }
      label {
        display: grid;
        gap: 2px;
        max-width: 24rem;
      }
      details {
        border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
        padding: 4px 0;
      }
      summary {
        cursor: pointer;
        padding: 2px;
      }
      summary strong {
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(9rem, max-content) 1fr;
        gap: 2px 14px;
        margin: 6px 0 8px 18px;
      }
      @media (max-width: 480px) {
        dl {
          grid-template-columns: 1fr;
        }
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        max-width: 65ch;
      }
      button {
        padding: 0;
        border: 0;
        background: none;
        color: var(--vscode-textLink-foreground);
        font: inherit;
        cursor: pointer;
        text-decoration: underline;
      }
    `,
  ];

  @state() private view: GlossaryViewState = host.getState();
  #toShow: string | null = null;

  constructor() {
    super();
    listen(this, host, ({ term }) => this.#open(term));
  }

  #save(change: Partial<GlossaryViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #open(term: string): void {
    const entry = findEntry(term);
    // A word that has no entry of its own may stand in one.
    if (!entry) return this.#save({ search: term, term: null });
    this.#toShow = entry.term;
    this.#save({ search: '', term: entry.term });
  }

  protected override updated(): void {
    if (this.#toShow === null) return;
    const summary = this.renderRoot.querySelector<HTMLElement>(`[data-term="${CSS.escape(this.#toShow)}"] summary`);
    this.#toShow = null;
    summary?.focus();
    summary?.scrollIntoView({ block: 'start' });
  }

  protected override render() {
    const { search, term } = this.view;
    const found = searchGlossary(search);
    return html`<main>
      <h1>Glossary</h1>
      <p>
        The same things have two names: one among those who build language models, one among those who work with people.
        Where there is no counterpart, the nearest is named.
      </p>
      <label
        >Search, in either language
        <input
          type="search"
          spellcheck="false"
          .value=${search}
          @input=${(event: Event) => this.#save({ search: (event.target as HTMLInputElement).value })}
      /></label>
      <p class="secondary" role="status">
        ${
          search.trim() === ''
            ? `${glossary.length} words`
            : found.length === 0
              ? 'No entry has this. Try a shorter word.'
              : `${found.length} of ${glossary.length} words`
        }
      </p>
      <div>
        ${repeat(
          found,
          (entry) => entry.term,
          (entry) => this.#entry(entry, entry.term === term || found.length === 1),
        )}
      </div>
    </main>`;
  }

  #entry(entry: GlossaryEntry, open: boolean) {
    const { term, developer, clinician, explanation, caveat, source, see } = entry;
    return html`<details
      data-term=${term}
      ?open=${open}
      @toggle=${(event: Event) => {
        const isOpen = (event.target as HTMLDetailsElement).open;
        if (isOpen !== (this.view.term === term)) this.#save({ term: isOpen ? term : null });
      }}
    >
      <summary><strong>${term}</strong> <span class="secondary">${clinician}</span></summary>
      <dl>
        <dt>In plain words</dt>
        <dd class="explanation">${explanation}</dd>
        <dt>Developers say</dt>
        <dd class="developer">${developer}</dd>
        <dt>Clinicians say</dt>
        <dd class="clinician">${clinician}</dd>
        <dt>Bear in mind</dt>
        <dd class="caveat">${caveat}</dd>
        <dt>Source</dt>
        <dd>${source}</dd>
        <dt>See also</dt>
        <dd>
          ${see.map(
            (other, i) =>
              html`${i > 0 ? ', ' : nothing}<button type="button" @click=${() => this.#open(other)}>${other}</button>`,
          )}
        </dd>
      </dl>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-glossary': GlossaryPanel;
  }
}
