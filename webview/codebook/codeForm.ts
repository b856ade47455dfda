import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ErrorInfo } from '../../src/core/base/userError';
import {
  codeFields,
  codeProblems,
  isBelow,
  type CodeField,
  type CodeFields,
  type CodeProblems,
} from '../../src/core/codebook/codeRules';
import type { CodebookViewState, FromCodebookPanel, ToCodebookPanel } from '../../src/protocol/codebook';
import { PanelHost } from '../shared/host';
import { listen } from '../shared/listening';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { renderExamples } from './examples';
import { formStyles } from './formStyles';
import { lookOf, renderLook } from './look';
import { fieldNames, renderGone, renderUnsavedElsewhere } from './unsaved';
import { readViewState } from './viewState';

const host = new PanelHost<ToCodebookPanel, FromCodebookPanel, CodebookViewState>(readViewState);

type Content = Extract<ToCodebookPanel, { type: 'code' }>;
type Gone = Extract<ToCodebookPanel, { type: 'gone' }>;
type TextField = 'definition' | 'whenToUse' | 'whenNotToUse';

/** The form of one code: what it means, and how it looks. */
@customElement('introspect-codebook')
export class CodeFormElement extends LitElement {
  static override styles = [baseStyles, formStyles];

  @state() private content: Content | null = null;
  /** What was typed here, over what the file says. */
  @state() private draft: Partial<CodeFields> = {};
  @state() private gone: Gone | null = null;
  @state() private error: ErrorInfo | null = null;

  #edits = 0;
  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: ToCodebookPanel): void {
    switch (message.type) {
      case 'code': {
        const { form, folder } = message;
        const isOther = form.id !== this.content?.form.id;
        // An answer to what was typed a moment ago must not take away what was typed since.
        if (isOther || form.edits >= this.#edits) this.draft = form.draft;
        this.content = message;
        this.gone = null;
        if (Object.keys(form.draft).length + message.unsavedElsewhere.length === 0) this.error = null;
        host.setState({ folder, code: form.id });
        break;
      }
      case 'gone':
        this.gone = message;
        break;
      case 'failed':
        this.error = message.error;
        break;
    }
  }

  protected override render() {
    if (this.gone) return renderGone(this.gone, (message) => host.post(message));
    const { content } = this;
    if (!content) return html`<main><p role="status">Reading the codebook…</p></main>`;
    const { form, codes } = content;
    const fields: CodeFields = { ...form.saved, ...this.draft };
    const problems = codeProblems(form.id, this.draft, codes);
    const disabled = content.readOnly !== null;
    return html`<main>
      <header>
        <h1>${lookOf({ id: form.id, ...fields })}<span>${form.saved.name}</span></h1>
        <p class="secondary">
          ${this.#renderPath(form.saved.parent)}${content.segments ? `Segments: ${content.segments}` : 'No segments yet'}${
            content.memos > 0 ? ` · ${content.memos} ${content.memos === 1 ? 'memo' : 'memos'}` : ''
          }
          ${
            content.canFindSegments && content.segments
              ? html`<button
                  type="button"
                  class="link"
                  @click=${() => host.post({ type: 'findSegments', code: form.id })}
                >
                  Show them
                </button>`
              : nothing
          }
        </p>
      </header>
      ${disabled ? html`<p class="notice" role="status">${content.readOnly}</p>` : nothing}
      ${
        this.error
          ? html`<div class="notice error" role="alert">
              <p><strong>${this.error.message}</strong></p>
              <p>${this.error.remedy}</p>
            </div>`
          : nothing
      }
      ${renderUnsavedElsewhere(content.unsavedElsewhere, (message) => host.post(message))}
      ${this.#renderName(fields, problems, disabled)}
      ${this.#renderText('definition', 'What it is, in a sentence or two.', fields, disabled)}
      ${this.#renderText('whenToUse', 'What must be there for the code to fit.', fields, disabled)}
      ${this.#renderText('whenNotToUse', 'What looks like it and is not, with the code to take instead.', fields, disabled)}
      ${renderExamples(fields.examples, disabled, {
        typed: (examples) => this.#edit({ examples }),
        left: () => this.#save(),
        added: () => void this.#addExample(fields.examples),
        removed: (index) => this.#choose({ examples: fields.examples.filter((_, i) => i !== index) }),
      })}
      ${this.#renderConflict('examples')}
      ${renderLook(form.id, fields, codes, disabled, (change) => this.#choose(change))}
      ${this.#renderConflict('colour')}${this.#renderConflict('pattern')}
      <div class="pair">
        ${this.#renderShortcut(fields, problems, disabled)} ${this.#renderParent(fields, problems, disabled)}
      </div>
      ${disabled ? nothing : this.#renderFoot(problems)}
    </main>`;
  }

  #renderPath(parent: string | null) {
    const names: string[] = [];
    const byId = new Map(this.content?.codes.map((code) => [code.id, code]));
    for (let at = byId.get(parent ?? ''); at; at = byId.get(at.parent ?? '')) names.unshift(at.name);
    return names.length > 0 ? `${names.join(' › ')} · ` : '';
  }

  #renderName(fields: CodeFields, problems: CodeProblems, disabled: boolean) {
    return html`<div class="field">
      <label for="name">Name</label>
      <input
        id="name"
        type="text"
        .value=${live(fields.name)}
        ?disabled=${disabled}
        aria-invalid=${problems.name !== undefined}
        aria-describedby="name-problem"
        @input=${(event: Event) => this.#edit({ name: (event.target as HTMLInputElement).value })}
        @change=${() => this.#save()}
      />
      ${problem('name', problems)} ${this.#renderConflict('name')}
    </div>`;
  }

  #renderText(field: TextField, hint: string, fields: CodeFields, disabled: boolean) {
    return html`<div class="field">
      <label for=${field}>${fieldNames[field]}</label>
      <textarea
        id=${field}
        rows="2"
        placeholder=${hint}
        .value=${live(fields[field])}
        ?disabled=${disabled}
        @input=${(event: Event) => this.#edit({ [field]: (event.target as HTMLTextAreaElement).value })}
        @change=${() => this.#save()}
      ></textarea>
      ${this.#renderConflict(field)}
    </div>`;
  }

  #renderShortcut(fields: CodeFields, problems: CodeProblems, disabled: boolean) {
    return html`<div class="field">
      <label for="shortcut">Key</label>
      <input
        id="shortcut"
        class="key"
        type="text"
        maxlength="1"
        autocomplete="off"
        .value=${live(fields.shortcut ?? '')}
        ?disabled=${disabled}
        aria-invalid=${problems.shortcut !== undefined}
        aria-describedby="shortcut-problem shortcut-hint"
        @input=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          this.#edit({ shortcut: value === '' ? null : value });
        }}
        @change=${() => this.#save()}
      />
      <p class="hint" id="shortcut-hint">Typed on selected words, then Enter: gives them this code.</p>
      ${problem('shortcut', problems)} ${this.#renderConflict('shortcut')}
    </div>`;
  }

  #renderParent(fields: CodeFields, problems: CodeProblems, disabled: boolean) {
    const { content } = this;
    if (!content) return nothing;
    const { id } = content.form;
    const possible = content.codes.filter((code) => code.id !== id && !isBelow(code.id, id, content.codes));
    return html`<div class="field">
      <label for="parent">Stands below</label>
      <select
        id="parent"
        ?disabled=${disabled}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.#choose({ parent: value === '' ? null : value });
        }}
      >
        <option value="">No code (top of the tree)</option>
        ${possible.map((code) => html`<option value=${code.id}>${'\u2003'.repeat(code.depth)}${code.name}</option>`)}
        ${showChosen(fields.parent ?? '')}
      </select>
      ${problem('parent', problems)} ${this.#renderConflict('parent')}
    </div>`;
  }

  #renderConflict(field: CodeField) {
    const { content } = this;
    if (!content?.form.conflicts.includes(field) || this.draft[field] === undefined) return nothing;
    const theirs = content.form.saved[field];
    const shown = Array.isArray(theirs) ? theirs.join(' / ') : (theirs ?? '');
    const settle = (keep: 'mine' | 'theirs') => {
      if (keep === 'theirs') this.draft = without(this.draft, field);
      host.post({ type: 'settle', code: content.form.id, field, keep });
    };
    return html`<div class="notice conflict" role="alert">
      <p>
        <strong>${fieldNames[field]} was changed in the file while you were typing.</strong> It now says:
        <q>${field === 'parent' ? this.#nameOf(theirs) : shown === '' ? 'nothing' : shown}</q>
      </p>
      <div class="row">
        <vscode-button @click=${() => settle('mine')}>Save mine</vscode-button>
        <vscode-button secondary @click=${() => settle('theirs')}>Take the file’s</vscode-button>
      </div>
    </div>`;
  }

  #nameOf(id: unknown): string {
    return this.content?.codes.find((code) => code.id === id)?.name ?? 'no code';
  }

  #renderFoot(problems: CodeProblems) {
    const unsaved = codeFields.filter((field) => this.draft[field] !== undefined);
    const stuck = unsaved.filter((field) => problems[field] !== undefined);
    const status =
      stuck.length > 0
        ? `Not saved yet: ${stuck.map((field) => fieldNames[field].toLowerCase()).join(', ')}`
        : unsaved.length > 0
          ? 'Not saved yet'
          : this.content?.unsavedElsewhere.length
            ? 'All changes to this code are saved'
            : 'All changes are saved';
    return html`<footer class="row">
      <vscode-button ?disabled=${unsaved.length === 0} @click=${() => this.#save()}>Save</vscode-button>
      <span role="status" class="secondary">${status}</span>
    </footer>`;
  }

  async #addExample(examples: readonly string[]): Promise<void> {
    this.#edit({ examples: [...examples, ''] });
    await this.updateComplete;
    const fields = this.renderRoot.querySelectorAll<HTMLTextAreaElement>('.example textarea');
    fields[fields.length - 1]?.focus();
  }

  /** Typed so far; saved when the field is left. */
  #edit(change: Partial<CodeFields>): void {
    const { content } = this;
    if (!content) return;
    this.draft = unsavedOf({ ...this.draft, ...change }, content.form.saved);
    this.#edits++;
    host.post({ type: 'edit', code: content.form.id, change });
  }

  /** Chosen, not typed: saved at once. */
  #choose(change: Partial<CodeFields>): void {
    this.#edit(change);
    this.#save();
  }

  #save(): void {
    const { content } = this;
    if (!content) return;
    // A field that was added and left empty is no example.
    const { examples } = this.draft;
    if (examples?.some((example) => example.trim() === ''))
      this.#edit({ examples: examples.filter((example) => example.trim() !== '') });
    host.post({ type: 'save', code: content.form.id });
  }
}

function problem(field: CodeField, problems: CodeProblems) {
  return html`<p class="problem" id="${field}-problem" role="alert" ?hidden=${problems[field] === undefined}>
    ${problems[field] ?? ''}
  </p>`;
}

function unsavedOf(draft: Partial<CodeFields>, saved: CodeFields): Partial<CodeFields> {
  const differs = (field: CodeField) => JSON.stringify(draft[field]) !== JSON.stringify(saved[field]);
  return Object.fromEntries(Object.entries(draft).filter(([field]) => differs(field as CodeField)));
}

function without(draft: Partial<CodeFields>, field: CodeField): Partial<CodeFields> {
  return Object.fromEntries(Object.entries(draft).filter(([key]) => key !== field));
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-codebook': CodeFormElement;
  }
}
