import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../shared/explain';
import { formatOrdinal, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { showChosen } from '../shared/showChosen';
import { baseStyles } from '../shared/styles';
import { selectStyles } from './selectStyles';
import { emptyTree, formatChance, keyOf, treeRows, wordsOnPath, type Tree, type TreeRow } from './treeModel';
import { breadths } from './viewState';

/**
 * The likely continuations as a tree. Fires `tree-expand` and `tree-collapse` (path), `tree-walk` (path) and
 * `breadth-change`.
 */
@customElement('introspect-words-tree')
export class TreeElement extends LitElement {
  static override styles = [
    baseStyles,
    selectStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
      }
      .soFar {
        padding: 6px 10px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 3px;
        overflow-wrap: anywhere;
      }
      .walked {
        padding: 0 2px;
        border-bottom: 2px dashed var(--vscode-contrastBorder, var(--vscode-charts-purple));
        white-space: pre-wrap;
      }
      [role='tree'] {
        display: grid;
        max-height: 60vh;
        overflow: auto;
        padding: 2px;
      }
      [role='treeitem'] {
        position: relative;
        display: grid;
        grid-template-columns: minmax(100px, 300px) minmax(50px, 1fr) 65px 115px;
        align-items: center;
        gap: 0 10px;
        padding: 1px 4px;
        border-radius: 3px;
        cursor: pointer;
      }
      [role='treeitem']:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='treeitem']:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: -2px;
      }
      [role='treeitem'][aria-selected='true'] .text {
        font-weight: 600;
        text-decoration: underline;
      }
      .word {
        display: flex;
        align-items: center;
        gap: 4px;
        min-width: 0;
        padding-left: calc(var(--level) * 16px);
      }
      .text {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
      }
      .badge {
        flex: none;
        padding: 0 4px;
        border: 1px solid currentColor;
        border-radius: 3px;
        font-size: 10px;
        line-height: 1.4;
      }
      .track {
        height: 12px;
        border-left: 1px solid var(--vscode-charts-lines);
      }
      .fill {
        height: 100%;
        border-radius: 0 2px 2px 0;
        background: var(--vscode-charts-blue);
      }
      .number {
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .head {
        display: grid;
        grid-template-columns: minmax(100px, 300px) minmax(50px, 1fr) 65px 115px;
        gap: 0 10px;
        padding: 0 6px;
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      .failed {
        padding-left: calc(var(--level) * 16px + 24px);
        color: var(--vscode-errorForeground);
      }
      vscode-icon {
        flex: none;
      }
      @media (max-width: 620px) {
        [role='treeitem'],
        .head {
          grid-template-columns: minmax(70px, 1fr) 65px 90px;
        }
        .track,
        .head .bar {
          display: none;
        }
      }
    `,
  ];

  /** The last words of the text before the tree. */
  @property() given = '';
  @property({ attribute: false }) tree: Tree = emptyTree;
  /** Ids that came next in the text. */
  @property({ attribute: false }) saidIds: readonly number[] = [];
  @property({ attribute: false }) walked: readonly number[] = [];
  @property({ type: Number }) breadth = 5;
  /** The one row that Tab reaches. */
  @state() private focusKey = '';
  #moveFocus = false;

  protected override updated(): void {
    if (!this.#moveFocus) return;
    this.#moveFocus = false;
    this.renderRoot.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus();
  }

  protected override render() {
    const { tree, breadth, saidIds } = this;
    const rows = treeRows(tree, breadth, saidIds);
    const root = tree.branches.get('');
    return html`<h2>Where the text could go</h2>
      ${this.#renderSoFar()}
      <div class="row">
        <introspect-explain question="How do I read the tree?" term="probability">
          <label slot="subject"
            >Words at each step
            <select
              @change=${(e: Event) => this.#fire('breadth-change', Number((e.target as HTMLSelectElement).value))}
            >
              ${breadths.map((n) => html`<option value=${n}>${n}</option>`)} ${showChosen(breadth)}
            </select></label
          >
          <p>
            Each line is a word that may come next, with its chance after the words above it. Opening it shows what may
            come after that. The chance of the path is that of all its words one after the other: the chances along it
            multiplied.
          </p>
          <p>
            A likely path is what this model finds likely. It is not what this person will say, and not what people like
            this person say.
          </p>
        </introspect-explain>
      </div>
      <div class="head" aria-hidden="true">
        <span>Next word</span><span class="bar"></span><span class="number">Chance</span
        ><span class="number">Whole path</span>
      </div>
      <div
        role="tree"
        aria-label="Likely continuations"
        aria-describedby="treeKeys"
        aria-busy=${root === undefined || root.kind === 'waiting'}
        @keydown=${(e: KeyboardEvent) => this.#onKeyDown(e, rows)}
      >
        ${rows.map((row) => this.#renderRow(row, rows))}
      </div>
      ${root?.kind === 'failed' ? html`<p class="failed" role="alert">${root.message}</p>` : nothing}
      <p id="treeKeys" class="secondary">
        → opens a word, ← closes it, Enter walks there: the text so far and the chances follow.
      </p>`;
  }

  #renderSoFar() {
    const { walked, given } = this;
    const words = wordsOnPath(this.tree, walked);
    const chance = words.reduce((product, { p }) => product * p, 1);
    return html`<div class="soFar" role="status">
        <span class="given">${given}</span>${
          words.length === 0
            ? nothing
            : html`<span class="visuallyHidden"> then, from the tree, said by no person: </span
                ><span class="walked">${words.map(({ text }) => text).join('')}</span>`
        }
        ${
          words.length === 0
            ? nothing
            : html`<p class="secondary">
                Underlined with dashes: the path you walked,
                ${words.length === 1 ? '1 token' : `${words.length} tokens`} that the model may write, chance
                ${formatChance(chance)}. No person said it.
              </p>`
        }
      </div>
      <div class="row">
        <vscode-button
          secondary
          icon="arrow-left"
          ?disabled=${walked.length === 0}
          @click=${() => this.#fire('tree-walk', walked.slice(0, -1))}
          >One step back</vscode-button
        >
        <vscode-button
          secondary
          icon="discard"
          ?disabled=${walked.length === 0}
          @click=${() => this.#fire('tree-walk', [])}
          >Back to the text</vscode-button
        >
      </div>`;
  }

  #renderRow(row: TreeRow, rows: readonly TreeRow[]) {
    const { key, level, text, p, pathP, rank, isSaid, isExpanded, branch } = row;
    const hasFocus = key === this.focusKey || (row === rows[0] && !rows.some((r) => r.key === this.focusKey));
    const said = isSaid ? ', came next in the text' : '';
    const icon = isExpanded ? (branch?.kind === 'waiting' ? 'loading' : 'chevron-down') : 'chevron-right';
    return html`<div
        role="treeitem"
        data-key=${key}
        aria-level=${level}
        aria-setsize=${row.setSize}
        aria-posinset=${row.posInSet}
        aria-expanded=${isExpanded}
        aria-selected=${key === keyOf(this.walked)}
        tabindex=${hasFocus ? 0 : -1}
        .style=${`--level: ${level - 1}`}
        @click=${(e: MouseEvent) => this.#onClick(e, row)}
        @focus=${() => (this.focusKey = key)}
      >
        <span class="visuallyHidden"
          >${spokenToken(text)}, ${formatOrdinal(rank)} choice, ${formatProbability(p)}, whole path
          ${formatChance(pathP)}${said}</span
        >
        <span class="word" aria-hidden="true"
          ><vscode-icon class="twist" name=${icon}></vscode-icon
          ><span class="text">${visibleToken(text) || '(end or no text)'}</span>${
            isSaid ? html`<span class="badge">said: ${formatOrdinal(rank)}</span>` : nothing
          }</span
        >
        <span class="track" aria-hidden="true"
          ><span class="fill" .style=${`display: block; width: ${(p * 100).toFixed(2)}%`}></span
        ></span>
        <span class="number p" aria-hidden="true">${formatProbability(p)}</span>
        <span class="number pathP" aria-hidden="true">${formatChance(pathP)}</span>
      </div>
      ${
        isExpanded && branch?.kind === 'failed'
          ? html`<p class="failed" role="presentation" .style=${`--level: ${level}`}>${branch.message}</p>`
          : nothing
      }`;
  }

  #onClick(event: MouseEvent, row: TreeRow): void {
    this.focusKey = row.key;
    const onTwist = event.composedPath().some((t) => t instanceof Element && t.classList.contains('twist'));
    if (onTwist) this.#fire(row.isExpanded ? 'tree-collapse' : 'tree-expand', row.path);
    else this.#fire('tree-walk', row.path);
  }

  #onKeyDown(event: KeyboardEvent, rows: readonly TreeRow[]): void {
    if (event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) return;
    const at = Math.max(
      0,
      rows.findIndex(({ key }) => key === this.focusKey),
    );
    const row = rows[at]!;
    const focus = (index: number): void => {
      this.focusKey = rows[Math.max(0, Math.min(index, rows.length - 1))]!.key;
      this.#moveFocus = true;
    };
    switch (event.key) {
      case 'ArrowDown':
        focus(at + 1);
        break;
      case 'ArrowUp':
        focus(at - 1);
        break;
      case 'Home':
        focus(0);
        break;
      case 'End':
        focus(rows.length - 1);
        break;
      case 'ArrowRight':
        if (!row.isExpanded) this.#fire('tree-expand', row.path);
        else if ((rows[at + 1]?.level ?? 0) > row.level) focus(at + 1);
        break;
      case 'ArrowLeft':
        if (row.isExpanded) this.#fire('tree-collapse', row.path);
        else if (row.level > 1) focus(rows.findLastIndex((r, i) => i < at && r.level < row.level));
        break;
      case 'Enter':
      case ' ':
        this.focusKey = row.key;
        this.#fire('tree-walk', row.path);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #fire(
    type: 'tree-expand' | 'tree-collapse' | 'tree-walk' | 'breadth-change',
    detail: readonly number[] | number,
  ): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-words-tree': TreeElement;
  }
}
