import '../shared/explain';
import { html, nothing, svg } from 'lit';
import { coefficientNotes, coefficientsOf, type CoefficientName } from '../../src/core/agreement/coefficients';
import { type Figure, isComputed } from '../../src/core/agreement/figure';
import type { AgreementChoices } from '../../src/core/agreement/agreementChoices';
import type { StudyAgreement } from '../../src/core/agreement/studyAgreement';
import {
  aboutSegments,
  coefficientLabel,
  describeUnits,
  figureNotes,
  formatInterval,
  formatValue,
  overallUnits,
  unitWords,
} from '../../src/core/agreement/wording';
import { axisScale } from '../../src/core/exchange/agreementSvg';
import type { StudyOffer } from '../../src/protocol/agreement';
import { formatCount } from '../shared/format';
import { swatch } from './choices';

/** All coefficients over all codes, each with its note. */
export function renderOverall({ overall, choices, codes }: StudyAgreement) {
  return html`<section>
    <h2>All codes together</h2>
    ${
      choices.scale === 'presence' && codes.length > 1
        ? html`<p class="secondary">
            Pooled over the codes: what chance gives is computed for each code by itself, so that knowing which codes
            are frequent counts for nothing.
          </p>`
        : nothing
    }
    <div class="scroll" tabindex="0" role="region" aria-label="All codes together">
      <table class="overall">
        <thead>
          <tr>
            <th scope="col">Coefficient</th>
            <th scope="col" class="numeric">Value</th>
            <th scope="col" class="numeric">95 % interval</th>
            <th scope="col">Over</th>
          </tr>
        </thead>
        <tbody>
          ${coefficientsOf(overall).map((name) => {
            const figure = overall[name]!;
            const { name: title, tells, misleads } = coefficientNotes[name];
            return html`<tr data-coefficient=${name}>
              <th scope="row">
                <introspect-explain question="What does ${title} say?"
                  ><span slot="subject">${coefficientLabel(name, choices)}</span>
                  <p>${tells}</p>
                  <p><strong>When it misleads:</strong> ${misleads}</p></introspect-explain
                >
              </th>
              ${
                isComputed(figure)
                  ? html`<td class="numeric strong">${formatValue(figure, name)}</td>
                      <td class="numeric">${formatInterval(figure, name)}</td>
                      <td>
                        <span class="nowrap">${formatCount(figure.n)} ${unitsOf(name, choices)}</span>
                        ${figureNotes(figure).map((note) => html`<span class="secondary note">${note}</span>`)}
                      </td>`
                  : html`<td colspan="3">Not computable: ${figure.notComputable}</td>`
              }
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** What `n` counts: segments for the coefficients that need no units. */
export function unitsOf(name: CoefficientName, choices: AgreementChoices): string {
  return aboutSegments(name) ? 'segments' : overallUnits(choices);
}

/** One coefficient of each code, with a picture of its interval. */
export function renderCodes(result: StudyAgreement, study: StudyOffer, name: CoefficientName) {
  const { codes, coders, choices, overall } = result;
  const scale = axisScale([overall[name], ...codes.map(({ figures }) => figures[name])]);
  const { many } = unitWords[choices.unit];
  const colours = new Map(study.codes.map(({ id, colour }) => [id, colour]));
  return html`<section>
    <h2>Code by code</h2>
    <p class="secondary">
      ${aboutSegments(name) ? 'Over the segments of each code' : describeUnits(result)}. The dot is the value, the line
      its 95 % interval; the scale runs from ${scale.lowest === 0 ? '0' : `−${Math.abs(scale.lowest)}`} to
      1${scale.lowest === 0 ? '' : ', with a mark at 0'}.
    </p>
    ${[...new Set(codes.flatMap(({ figures }) => figureNotes(computed(figures[name]))))].map(
      (note) => html`<p class="secondary">${note}</p>`,
    )}
    ${
      codes.some(({ warning }) => warning !== null)
        ? html`<p class="secondary">
            Where a code is <span class="badge">rare</span> (or nearly everywhere), alpha and kappa can be low although
            the coders seldom differ, and a few ${many} move them far: look at the counts, and at AC1, as well.
          </p>`
        : nothing
    }
    <div class="scroll" tabindex="0" role="region" aria-label="Code by code">
      <table class="codesTable">
        <thead>
          <tr>
            <th scope="col">Code</th>
            ${coders.map(
              (coder) =>
                html`<th scope="col" class="numeric">${coder.name}<br /><span class="secondary">${many}</span></th>`,
            )}
            ${name === 'percent' ? nothing : html`<th scope="col" class="numeric">Percent agreement</th>`}
            <th scope="col" class="numeric">${coefficientLabel(name, choices, 'oneCode')}</th>
            <th scope="col" class="numeric">95 % interval</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${codes.map(({ id, name: title, uses, figures, warning }) => {
            const figure = figures[name];
            return html`<tr data-code=${id}>
              <th scope="row">
                <span class="codeName"
                  >${swatch(colours.get(id) ?? '#888888')}<span
                    >${title}${warning === null ? nothing : html` <span class="badge" title=${warning}>${isRare(uses, comparedUnits(figures)) ? 'rare' : 'common'}</span>`}</span
                  ></span
                >
              </th>
              ${uses.map((n) => html`<td class="numeric">${formatCount(n)}</td>`)}
              ${
                name === 'percent' ? nothing : html`<td class="numeric">${formatValue(figures.percent, 'percent')}</td>`
              }
              ${
                figure === undefined || isComputed(figure)
                  ? html`<td class="numeric strong">${formatValue(figure, name)}</td>
                      <td class="numeric nowrap">${formatInterval(figure, name)}</td>
                      <td class="plot">${figure ? whisker(figure, scale) : nothing}</td>`
                  : html`<td colspan="3" class="why">
                      Not computable:
                      ${coders.length > 1 && uses.every((n) => n === 0) ? 'no coder gave this code.' : figure.notComputable}
                    </td>`
              }
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** Units with values by two coders, over which uses are counted. */
function comparedUnits({ percent }: StudyAgreement['overall']): number {
  return percent && isComputed(percent) ? percent.n : 0;
}

function isRare(uses: readonly number[], units: number): boolean {
  return uses.reduce((sum, n) => sum + n, 0) * 2 < units * uses.length;
}

function whisker(figure: Figure, { lowest, at }: ReturnType<typeof axisScale>) {
  if (!isComputed(figure)) return nothing;
  const x = (value: number) => 6 + 148 * at(value);
  const { value, low, high } = figure;
  return html`<svg viewBox="0 0 160 16" width="160" height="16" aria-hidden="true">
    ${svg`<line class="axis" x1="6" x2="154" y1="8" y2="8"></line>
      ${lowest < 0 ? svg`<line class="axis" x1=${x(0)} x2=${x(0)} y1="2" y2="14"></line>` : nothing}
      ${
        low === undefined || high === undefined
          ? nothing
          : svg`<path class="whisker" d="M${x(low)} 4V12M${x(low)} 8H${x(high)}M${x(high)} 4V12"></path>`
      }
      <circle cx=${x(value)} cy="8" r="4"></circle>`}
  </svg>`;
}

/** The chosen coefficient for every two coders. */
export function renderPairs({ pairs, coders, choices }: StudyAgreement, name: CoefficientName) {
  const figureOf = (a: string, b: string) =>
    pairs.find(({ coders: [first, second] }) => (first === a && second === b) || (first === b && second === a))
      ?.figures[name];
  return html`<section>
    <h2>Pairs of coders</h2>
    <p class="secondary">${coefficientLabel(name, choices)}, over ${unitsOf(name, choices)}, with its 95 % interval.</p>
    ${[...new Set(pairs.flatMap(({ figures }) => figureNotes(computed(figures[name]))))].map(
      (note) => html`<p class="secondary">${note}</p>`,
    )}
    <div class="scroll" tabindex="0" role="region" aria-label="Pairs of coders">
      <table class="pairs">
        <thead>
          <tr>
            <td></td>
            ${coders.map((coder) => html`<th scope="col" class="numeric">${coder.name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${coders.map(
            (row) =>
              html`<tr>
                <th scope="row">
                  ${row.name}${row.kind === 'model' ? html` <span class="badge">model</span>` : nothing}
                </th>
                ${coders.map((column) =>
                  row === column
                    ? html`<td class="numeric secondary" aria-label="the same coder">–</td>`
                    : html`<td class="numeric" title=${whyNot(figureOf(row.id, column.id))}>
                        ${formatValue(figureOf(row.id, column.id), name)} ${bounds(figureOf(row.id, column.id), name)}
                      </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The interval of a pair, below its value. */
function bounds(figure: Figure | undefined, name: CoefficientName) {
  if (!figure || !isComputed(figure) || figure.low === undefined) return nothing;
  return html`<br /><span class="secondary nowrap">${formatInterval(figure, name)}</span>`;
}

/** A figure's notes are shown above a table; why one is missing stands in its cell. */
function computed(figure: Figure | undefined): Figure | undefined {
  return figure && isComputed(figure) ? figure : undefined;
}

function whyNot(figure: Figure | undefined) {
  return figure && !isComputed(figure) ? figure.notComputable : nothing;
}
