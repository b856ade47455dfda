import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { framePicture } from '../../src/core/figures/picture';
import { provenanceLine, type Provenance } from '../../src/core/figures/provenance';
import { methodsParagraph, tableCsv, viewHtml, type TakenView } from '../../src/core/figures/takeAway';
import type { SaveMessage, SubjectFromPanel, SubjectToPanel } from '../../src/protocol/panel';
import { type Note, noted } from './noted';
import { rasterise } from './rasterise';
import { baseStyles } from './styles';

interface Host {
  post(message: SubjectFromPanel): void;
  onMessage(listener: (message: SubjectToPanel) => void): () => void;
}

interface Choice {
  readonly label: string;
  readonly take: (view: TakenView, provenance: Provenance) => Promise<void> | void;
}

const takingAway: Note = {
  question: 'What can I take away?',
  term: 'provenance',
  text: html`<p>
      Pictures for a paper (SVG can be edited, PNG has print size), tables as CSV with all digits, or one HTML page with
      everything shown. Each says which model, which text (by its fingerprint) and which settings it comes from; the
      methods paragraph puts that into words.
    </p>
    <p>A picture and a page quote the transcript: handle them as you handle that.</p>`,
};

/**
 * A menu that takes away what a panel shows: each picture as SVG and PNG, each table as CSV, the whole view as HTML, and a
 * methods paragraph to the clipboard. `<introspect-take-away .host=${host} .subjectId=${id} .view=${() => view}>`
 */
@customElement('introspect-take-away')
export class TakeAwayElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      select {
        max-width: 16em;
        padding: 2px 4px;
        border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
        color: var(--vscode-dropdown-foreground);
        background: var(--vscode-dropdown-background);
        font: inherit;
      }
    `,
  ];

  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) subjectId = 0;
  /** What is shown now; null while there is nothing to take. Called when the menu is drawn and when something is taken. */
  @property({ attribute: false }) view: () => TakenView | null = () => null;
  @state() private failure: string | null = null;
  #choices: readonly Choice[] = [];
  #unsubscribe: (() => void) | undefined;
  #waiting: ((provenance: Provenance) => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.host.onMessage((message) => {
      if (message.type !== 'provenance' || message.subjectId !== this.subjectId) return;
      this.#waiting?.(message.provenance);
      this.#waiting = undefined;
    });
  }

  override disconnectedCallback(): void {
    this.#unsubscribe?.();
    super.disconnectedCallback();
  }

  protected override render() {
    const view = this.view();
    // While there is nothing to take for a moment, the menu only rests: to make its entries anew takes longer.
    if (view) this.#choices = choicesOf(view, this.host);
    const choices = this.#choices;
    return html`${noted(
      html`<select
        aria-label="Take away what is shown"
        ?disabled=${view === null}
        @change=${(event: Event) => this.#onChange(event.target as HTMLSelectElement, choices)}
      >
        <option value="">Take away…</option>
        ${choices.map(({ label }, i) => html`<option value=${i}>${label}</option>`)}
      </select>`,
      takingAway,
    )}
    ${this.failure === null ? nothing : html`<span role="alert">${this.failure}</span>`}`;
  }

  #onChange(select: HTMLSelectElement, choices: readonly Choice[]): void {
    const choice = choices[Number(select.value)];
    select.value = '';
    const view = this.view();
    if (!choice || !view) return;
    this.failure = null;
    // A question that nobody answered, as when the words changed meanwhile, is forgotten.
    this.#waiting = (provenance) => void this.#take(choice, view, provenance);
    this.host.post({ type: 'provenance', subjectId: this.subjectId });
  }

  async #take(choice: Choice, view: TakenView, provenance: Provenance): Promise<void> {
    try {
      await choice.take(view, provenance);
    } catch {
      this.failure = 'This picture could not be made. Take it as SVG instead.';
    }
  }
}

/** A file that can be made of what is shown. */
export interface FileChoice {
  readonly label: string;
  /** @param note small print under a picture */
  readonly make: (view: Shown, note: string) => Promise<SaveMessage> | SaveMessage;
}
type Shown = Pick<TakenView, 'name' | 'pictures' | 'tables'>;

/** Each picture as SVG and PNG, each table as CSV. */
export function fileChoices({ pictures, tables }: Shown): FileChoice[] {
  const svgOf = (index: number, { pictures: now }: Shown, note: string) =>
    framePicture({ ...now[index]!, notes: [...now[index]!.notes, note] });
  return [
    ...pictures.flatMap(({ title, name }, i): FileChoice[] => [
      {
        label: `${title}: picture (SVG)`,
        make: (now, note) => ({
          type: 'save',
          name: `${now.name}-${name}`,
          extension: 'svg',
          content: svgOf(i, now, note),
        }),
      },
      {
        label: `${title}: picture (PNG, print size)`,
        make: async (now, note) => ({
          type: 'save',
          name: `${now.name}-${name}`,
          extension: 'png',
          content: await rasterise(svgOf(i, now, note)),
        }),
      },
    ]),
    ...tables.map(({ title, name }, i): FileChoice => ({
      label: `${title}: table (CSV)`,
      make: (now) => ({
        type: 'save',
        name: `${now.name}-${name}`,
        extension: 'csv',
        content: tableCsv(now.tables[i]!),
      }),
    })),
  ];
}

function choicesOf(view: TakenView, host: Host): Choice[] {
  return [
    ...fileChoices(view).map(({ label, make }): Choice => ({
      label,
      take: async (now, provenance) => host.post(await make(now, provenanceLine(provenance, now.settings))),
    })),
    {
      label: 'Everything shown (HTML page)',
      take: (now, provenance) =>
        host.post({ type: 'save', name: now.name, extension: 'html', content: viewHtml(now, provenance) }),
    },
    {
      label: 'Copy as methods paragraph',
      take: (now, provenance) =>
        host.post({ type: 'copy', text: methodsParagraph(now, provenance), what: 'methods paragraph' }),
    },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-take-away': TakeAwayElement;
  }
}
