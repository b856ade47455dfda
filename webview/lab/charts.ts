import { html, nothing } from 'lit';
import type { CoefficientName } from '../../src/core/agreement/coefficients';
import { coefficientNotes } from '../../src/core/agreement/coefficients';
import type { TakenView } from '../../src/core/figures/takeAway';
import {
  agreementChart,
  answerCounts,
  answersOfMore,
  answersChart,
  confusionChart,
  pictureOf,
  shownCoefficients,
  stabilityChart,
  type Chart,
  type Counts,
} from '../../src/core/prompting/labCharts';
import type { LabResults } from '../../src/core/prompting/labResults';
import type { LabFromPanel } from '../../src/protocol/lab';
import { drawShapes } from '../shared/drawShapes';
import { fileChoices } from '../shared/takeAway';
import { select } from './fields';

type Names = ReadonlyMap<string, string>;

/** Everything of the tab that can be taken away: pictures, each with its numbers. */
function takenFigures(results: LabResults, names: Names): Pick<TakenView, 'name' | 'pictures' | 'tables'> {
  const nameOf = ({ id, name }: { readonly id: string; readonly name: string }) => names.get(id) ?? name;
  const charts = [
    ...shownCoefficients(results).map((coefficient) => agreementChart(results, coefficient, nameOf)),
    ...(['percent', 'alpha'] as const).map((coefficient) => stabilityChart(results, coefficient, nameOf)),
    answersChart(results, nameOf),
    ...results.report.techniques.map((technique) => confusionChart(technique, results.coder, nameOf)),
  ].filter((chart) => chart !== null);
  return { name: 'lab', pictures: charts.map(pictureOf), tables: charts.map(({ table }) => table) };
}

/** The menu that takes pictures and their numbers away. */
export function renderTakeAway(
  results: LabResults,
  names: Names,
  smallPrint: string,
  post: (message: LabFromPanel) => void,
  failed: (why: string) => void,
) {
  const taken = takenFigures(results, names);
  const choices = fileChoices(taken);
  const take = async (menu: HTMLSelectElement): Promise<void> => {
    const choice = choices[Number(menu.value)];
    menu.value = '';
    if (!choice) return;
    try {
      post({ type: 'saveShown', file: await choice.make(taken, smallPrint) });
    } catch {
      failed('This picture could not be made. Take it as SVG instead.');
    }
  };
  return html`<select
    class="takeAway"
    aria-label="Take away what is shown"
    ?disabled=${choices.length === 0}
    @change=${(event: Event) => void take(event.target as HTMLSelectElement)}
  >
    <option value="">Take away…</option>
    ${choices.map(({ label }, i) => html`<option value=${i}>${label}</option>`)}
  </select>`;
}

/** Agreement with the coder, technique by technique, beside the coders' own. */
export function renderAgreement(
  results: LabResults,
  names: Names,
  coefficient: CoefficientName,
  choose: (coefficient: CoefficientName) => void,
) {
  const shown = shownCoefficients(results);
  const at = shown.includes(coefficient) ? coefficient : shown[0]!;
  const chart = agreementChart(results, at, ({ id, name }) => names.get(id) ?? name);
  if (!chart) return nothing;
  const options = shown.map((name) => [name, coefficientNotes[name].name] as const);
  return html`<section>
    <div class="bar">
      <h2>Beside your coders</h2>
      ${select('Coefficient', options, at, choose)}
    </div>
    ${renderChart(chart)}
  </section>`;
}

export function renderStabilityChart(results: LabResults, names: Names) {
  const chart = stabilityChart(results, 'percent', ({ id, name }) => names.get(id) ?? name);
  if (!chart) return nothing;
  return html`<section>
    <h3>From seed to seed</h3>
    ${renderChart(chart)}
  </section>`;
}

export function renderAnswerCounts(results: LabResults, names: Names) {
  if (results.labels.length === 0) return nothing;
  const counts = answerCounts(results, ({ id, name }) => names.get(id) ?? name);
  return html`<section>
    <h2>Answers by code</h2>
    ${renderHeat('Answers by code', 'Code', counts, 'column')}
    <p class="secondary">
      Segments; of a technique, its first repeat. The darker, the larger the share of the column.
      ${answersOfMore(results)}
    </p>
  </section>`;
}

/** Counts as a table, shaded by their share of the row or the column; the numbers say the same without colour. */
export function renderHeat(label: string, corner: string, { rows, columns, counts }: Counts, by: 'row' | 'column') {
  const totals =
    by === 'row'
      ? counts.map((row) => row.reduce((a, b) => a + b, 0))
      : columns.map((_, j) => counts.reduce((total, row) => total + row[j]!, 0));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
    <table class="confusion">
      <thead>
        <tr>
          <th scope="col">${corner}</th>
          ${columns.map((column) => html`<th scope="col" class="numeric">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, i) =>
            html`<tr>
              <th scope="row">${row}</th>
              ${counts[i]!.map((count, j) => {
                const share = count / Math.max(1, totals[by === 'row' ? i : j]!);
                const isHit = by === 'row' && columns[j] === row;
                // Five steps: a style of its own for each cell is not allowed in a panel.
                return html`<td class="numeric shade${Math.ceil(share * 5)}${isHit ? ' hit' : ''}">${count}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function renderChart({ title, width, height, shapes, description, notes }: Chart) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`Chart: ${title}`}>
      <svg
        class="chart"
        role="img"
        aria-label=${description}
        width=${width}
        height=${height}
        viewBox="0 0 ${width} ${height}"
      >
        ${drawShapes(shapes)}
      </svg>
    </div>
    ${notes.map((note) => html`<p class="secondary">${note}</p>`)}`;
}
