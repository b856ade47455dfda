import '../shared/explain';
import { html, nothing } from 'lit';
import type { AgreementReport } from '../../src/core/agreement/agreementReport';
import type { CoefficientName } from '../../src/core/agreement/coefficients';
import { type Figure, isComputed } from '../../src/core/agreement/figure';
import { formatInterval, formatValue } from '../../src/core/agreement/wording';
import type { SheetReport } from '../../src/core/prompting/report';

const coefficients = [
  ['percent', 'same answer'],
  ['alpha', 'alpha'],
] as const satisfies readonly (readonly [CoefficientName, string])[];

/** How far every technique agrees with itself, by what was changed between its runs; nothing where nothing was. */
export function renderSelfAgreement(
  { techniques }: SheetReport,
  names: ReadonlyMap<string, string>,
  note: string | null,
) {
  const kinds = (
    [
      ['Other seeds', ({ stability }) => stability],
      ['Other orders of the codes', ({ stabilityOfOrders }) => stabilityOfOrders],
      ['Other wordings', ({ stabilityOfWordings }) => stabilityOfWordings],
    ] as const satisfies readonly (readonly [string, (one: SheetReport['techniques'][number]) => unknown])[]
  ).filter(([, of]) => techniques.some((one) => of(one) !== undefined));
  if (kinds.length === 0) return nothing;
  return html`<section>
    <introspect-explain question="What does agreement with itself say?"
      ><h2 slot="subject">Agreement with itself</h2>
      <p>
        The same segments were asked again with one thing changed. An answer that turns on the seed, on the order in
        which the codes are listed, or on words that mean the same says little about the text.
      </p>
      <p>
        “Same answer” is the mean share of pairs of runs that agree; alpha is Krippendorff’s, which takes chance out. A
        technique can be stable and wrong.
      </p></introspect-explain
    >
    <div class="scroll" tabindex="0" role="region" aria-label="Agreement with itself">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col" rowspan="2">Technique</th>
            ${kinds.map(([what]) => html`<th scope="colgroup" colspan=${coefficients.length}>${what}</th>`)}
          </tr>
          <tr>
            ${kinds.flatMap(() => coefficients.map(([, short]) => html`<th scope="col">${short}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${techniques.map(
            (one) =>
              html`<tr>
                <th scope="row">${names.get(one.id) ?? one.id}</th>
                ${kinds.flatMap(([, of]) => coefficients.map(([name]) => html`<td>${cell(of(one), name)}</td>`))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${note === null ? nothing : html`<p class="warning reading" role="note">${note}</p>`}
  </section>`;
}

function cell(report: AgreementReport | undefined, name: 'percent' | 'alpha') {
  const value: Figure | undefined = report?.[name];
  if (value === undefined) return '–';
  if (!isComputed(value)) return html`<span class="secondary" title=${value.notComputable}>not computable</span>`;
  const interval = formatInterval(value, name);
  return html`<span class="nowrap">${formatValue(value, name)}</span
    >${interval === '–' ? nothing : html`<span class="secondary interval" title=${value.noInterval ?? nothing}>${interval === 'not computable' ? 'no interval' : interval}</span>`}`;
}
