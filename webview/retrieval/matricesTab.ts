import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { type CodeTable, type CoOccurrence, type MatrixKind, type Together } from '../../src/core/retrieval/matrices';
import {
  measureNames,
  measuresOf,
  viewMatrix,
  type MatrixView,
  type Measure,
} from '../../src/core/retrieval/matrixView';
import type { RetrievalStudy, RetrievalViewState } from '../../src/protocol/retrieval';
import { focusCell } from '../shared/focusCell';
import { codeOf, saveMenu, select, swatch } from './parts';

const kinds: readonly (readonly [MatrixKind, string])[] = [
  ['codes', 'Codes with codes'],
  ['transcripts', 'Codes by transcript'],
  ['speakers', 'Codes by speaker'],
];
const togetherLabels: readonly (readonly [Together, string])[] = [
  ['overlap', 'Segments that overlap'],
  ['turn', 'Codes in the same turn'],
];

export interface MatrixActions {
  readonly choose: (change: Partial<RetrievalViewState['matrix']>) => void;
  readonly save: (format: 'csv' | 'svg') => void;
  /** Lists the segments behind a cell. */
  readonly list: (row: number, column: number) => void;
}

/** Numbers of codes with shading; Enter or a click on a number lists the segments behind it. */
export function renderMatrices(
  study: RetrievalStudy,
  matrix: CoOccurrence | CodeTable | null,
  chosen: RetrievalViewState['matrix'],
  { choose, save, list }: MatrixActions,
) {
  const known = measuresOf(chosen.kind);
  const measure = known.includes(chosen.measure) ? chosen.measure : known[0]!;
  const isFresh = matrix?.kind === chosen.kind;
  return html`<div class="bar">
      ${select('Table', kinds, chosen.kind, (kind) => choose({ kind }))}
      ${chosen.kind === 'codes' ? select('Together means', togetherLabels, chosen.together, (together) => choose({ together })) : nothing}
      ${select(
        'Show',
        known.map((one): [Measure, string] => [one, measureNames[one]]),
        measure,
        (next) => choose({ measure: next }),
      )}
      ${
        isFresh && matrix.codes.length > 0
          ? saveMenu(
              [
                ['csv', 'Table (CSV)'],
                ['svg', 'Figure (SVG)'],
              ],
              save,
            )
          : nothing
      }
    </div>
    ${isFresh ? renderTable(study, matrix, measure, list) : nothing}`;
}

function renderTable(
  study: RetrievalStudy,
  matrix: CoOccurrence | CodeTable,
  measure: Measure,
  list: MatrixActions['list'],
) {
  if (matrix.codes.length === 0)
    return html`<p class="empty">
      No code is used in what is looked at. Choose more transcripts, speakers or coders above.
    </p>`;
  const view = viewMatrix(matrix, measure, (id) => codeOf(study, id).name);
  return html`<p class="secondary note">${view.note} Click a number, or press Enter on it, to list its segments.</p>
    <div class="scroll">
      ${keyed(`${view.rows.length} by ${view.columns.length}`, renderCells(study, matrix, view, list))}
    </div>`;
}

/** Made anew where it has another size: else the one cell that Tab reaches could be gone with its row or column. */
function renderCells(
  study: RetrievalStudy,
  matrix: CoOccurrence | CodeTable,
  view: MatrixView,
  list: MatrixActions['list'],
) {
  return html`<table role="grid" class="matrix" aria-label=${view.title} @keydown=${onKey}>
    <thead>
      <tr>
        <td></td>
        ${view.columns.map((name) => html`<th scope="col" title=${name}><span class="upright">${name}</span></th>`)}
      </tr>
    </thead>
    <tbody>
      ${view.rows.map(
        (name, i) =>
          html`<tr>
            <th scope="row">
              <span class="codeName">${swatch(codeOf(study, matrix.codes[i]!))}<span>${name}</span></span>
            </th>
            ${view.cells[i]!.map(
              ({ text, value, shade }, j) =>
                html`<td
                  class="cell ${value === 0 ? 'zero' : ''} ${matrix.kind === 'codes' && i === j ? 'diagonal' : ''}"
                  tabindex=${i === 0 && j === 0 ? '0' : '-1'}
                  title="${name}, ${view.columns[j]}: ${text}"
                  .style=${`--shade: ${Math.round(shade * 55)}%`}
                  @click=${() => list(i, j)}
                  @keydown=${(event: KeyboardEvent) => {
                    if (event.key === 'Enter') list(i, j);
                  }}
                >
                  ${text}
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The arrow keys go from number to number; Tab leaves the table. */
function onKey(event: KeyboardEvent): void {
  const cell = event.target as HTMLElement;
  const row = cell.closest('tr');
  const cells = [...(row?.querySelectorAll<HTMLElement>('.cell') ?? [])];
  const at = cells.indexOf(cell);
  if (!row || at < 0) return;
  const inRow = (other: Element | null) => other?.querySelectorAll<HTMLElement>('.cell')[at];
  const targets: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowLeft: cells[at - 1],
    ArrowRight: cells[at + 1],
    ArrowUp: inRow(row.previousElementSibling),
    ArrowDown: inRow(row.nextElementSibling),
    Home: cells[0],
    End: cells.at(-1),
  };
  const target = targets[event.key];
  if (!target) return;
  event.preventDefault();
  cell.tabIndex = -1;
  target.tabIndex = 0;
  focusCell(target);
}
