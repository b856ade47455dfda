import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../shared/explain';
import { html, nothing, type TemplateResult } from 'lit';
import { coefficientNotes, type CoefficientName } from '../../src/core/agreement/coefficients';
import { type Figure, isComputed } from '../../src/core/agreement/figure';
import { formatInterval, formatValue } from '../../src/core/agreement/wording';
import { acceptedWords, choiceWords, codedNote, repeatsNote } from '../../src/core/prompting/choiceWords';
import { confusionCounts } from '../../src/core/prompting/labCharts';
import type { LabResults } from '../../src/core/prompting/labResults';
import { leastTranscripts, type Measure } from '../../src/core/prompting/measure';
import type { TechniqueReport } from '../../src/core/prompting/report';
import type { Sheet } from '../../src/core/prompting/sheet';
import type { LabFromPanel } from '../../src/protocol/lab';
import { formatCount } from '../shared/format';
import { showChosen } from '../shared/showChosen';
import { renderAgreement, renderAnswerCounts, renderHeat, renderStabilityChart, renderTakeAway } from './charts';
import { renderPairs } from './pairsTable';
import { renderSelfAgreement } from './stabilityTable';
import { renderSuggest, renderSuggestNote } from './suggestWith';

const shownCoefficients: readonly CoefficientName[] = ['percent', 'cohenKappa', 'alpha', 'gwetAC1'];

/** What is looked at. */
export interface FiguresView {
  readonly technique: string | null;
  readonly coefficient: CoefficientName;
}

export interface FiguresActions {
  readonly choose: (technique: string) => void;
  readonly chooseCoefficient: (coefficient: CoefficientName) => void;
  readonly post: (message: LabFromPanel) => void;
  readonly failed: (why: string) => void;
}

/** How far every technique agrees with the coder, with itself, and the coders with each other. */
export function renderFigures(
  results: LabResults,
  names: ReadonlyMap<string, string>,
  sheet: Sheet,
  model: string,
  { technique: chosen, coefficient }: FiguresView,
  smallPrint: string,
  { choose, chooseCoefficient, post, failed }: FiguresActions,
) {
  const { report, part, coder } = results;
  // Coders gave codes: there is nothing of theirs to hold a rating or words against.
  const isCodes = sheet.task.kind === 'codes';
  const reference = isCodes ? sheet.reference : undefined;
  const measured = report.techniques.filter(({ measure }) => measure !== undefined && measure.n > 0);
  const shown = measured.find(({ id }) => id === chosen) ?? measured[0];
  return html`<div class="bar">
      <p>
        Figures of the
        <strong>${part === 'test' ? 'test part' : 'development part'}</strong>${
          reference === undefined || coder === null ? nothing : html`, held against <strong>${coder}</strong>’s codes`
        }${part === 'test' ? '.' : '. They are too good for prompts that were chosen on it: only the test part, opened once, says how good a prompt is on new text.'}
      </p>
      <span class="save row">
        ${renderTakeAway(results, names, smallPrint, post, failed)}
        <vscode-button secondary @click=${() => post({ type: 'save', what: 'figures' })}>Save as CSV…</vscode-button>
      </span>
    </div>
    ${renderOverview(results, names, sheet, reference, post)} ${renderReading(results, sheet)}
    ${renderPairs(report, names)} ${renderSuggestNote(results, sheet, model, post)}
    ${renderAgreement(results, names, coefficient, chooseCoefficient)}
    ${renderSelfAgreement(report, names, repeatsNote(sheet))} ${renderStabilityChart(results, names)}
    ${renderAnswerCounts(results, names)}
    ${
      !isCodes
        ? html`<p class="empty">
            ${sheet.task.kind === 'scale' ? 'Ratings' : 'Answers in words'} are not compared with your coders, who gave
            codes. Take the task “assign a code” for agreement, precision and recall.
          </p>`
        : reference === undefined
          ? html`<p class="empty">
              Choose a coder to compare with under “Set up” to see precision, recall and agreement.
            </p>`
          : shown?.measure
            ? renderMeasure(shown, shown.measure, coder, measured, names, choose)
            : html`<p class="empty">No segment with an answer was coded by this coder yet.</p>`
    }`;
}

function renderOverview(
  { report: { techniques, people }, suggesters }: LabResults,
  names: ReadonlyMap<string, string>,
  sheet: Sheet,
  reference: string | undefined,
  post: FiguresActions['post'],
) {
  const suggests = suggesters.length > 0;
  const repeated = techniques.some(({ stability }) => stability !== undefined);
  return html`<section>
    <introspect-explain question="How do I read these figures?"
      ><h2 slot="subject">Technique by technique</h2>
      <p>
        Each row holds a technique’s answers against the coder’s codes. An answer without a code counts as an answer of
        its own, which agrees with nobody. The last row is how far your coders agree with each other on those of the
        segments that two of them coded: a model cannot be expected to agree with one of them more than they do among
        themselves.
      </p>
      ${
        reference === undefined
          ? nothing
          : html`<p>
                <strong>Macro F1</strong>: the mean of the codes’ F1, which is explained under “Code by code”; a rare
                code counts as much as a frequent one.
              </p>
              ${shownCoefficients.map((name) => {
                const { tells, misleads, name: title } = coefficientNotes[name];
                return html`<p><strong>${title}</strong>: ${tells} ${misleads}</p>`;
              })}`
      }
      <p>
        Intervals are 95 % bootstrap intervals (1,000 samples, as in the report). From ${leastTranscripts} transcripts
        on, whole transcripts are drawn, since segments of one person are alike; with fewer, single segments are drawn,
        and the intervals may be too narrow. Fewer than ${leastTranscripts} segments give none, and neither do answers
        that all agree, or none: every sample then says the same. Percent agreement has Wilson’s interval in its place,
        as the figures under “Code by code” have; the others have none.
      </p></introspect-explain
    >
    <div class="scroll" tabindex="0" role="region" aria-label="Technique by technique">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Technique</th>
            <th scope="col" class="numeric">Answers</th>
            <th scope="col" class="numeric">
              Without ${sheet.task.kind === 'scale' ? 'a rating' : sheet.task.kind === 'codes' ? 'a code' : 'words'}
            </th>
            ${
              reference === undefined
                ? nothing
                : html`<th scope="col">Macro F1</th>
                    ${shownCoefficients.map((name) => html`<th scope="col">${coefficientNotes[name].name}</th>`)}`
            }
            ${repeated ? html`<th scope="col">Agrees with itself (alpha)</th>` : nothing}
            ${suggests ? html`<th scope="col">Put to use</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${techniques.map((technique) =>
            renderTechnique(
              technique,
              names,
              reference,
              repeated,
              suggests ? renderSuggest(technique.id, suggesters, names, post) : nothing,
            ),
          )}
          ${
            people && reference !== undefined
              ? html`<tr class="people">
                  <th scope="row">Your coders with each other</th>
                  <td></td>
                  <td></td>
                  <td></td>
                  ${shownCoefficients.map((name) => html`<td>${figure(people[name], name)}</td>`)}
                  ${repeated ? html`<td></td>` : nothing} ${suggests ? html`<td></td>` : nothing}
                </tr>`
              : nothing
          }
        </tbody>
      </table>
    </div>
  </section>`;
}

/** What has to be known before a figure above is quoted. */
function renderReading({ chosen, accepted }: LabResults, sheet: Sheet) {
  const words = [chosen === null ? null : choiceWords(chosen), codedNote(sheet)].filter((text) => text !== null);
  return html`${words.map((text) => html`<p class="secondary reading">${text}</p>`)}
  ${
    chosen && accepted.segments > 0
      ? html`<p class="warning reading" role="note">${acceptedWords(accepted, chosen.labelled)}</p>`
      : nothing
  }`;
}

function renderTechnique(
  { id, answers, measure, stability }: TechniqueReport,
  names: ReadonlyMap<string, string>,
  reference: string | undefined,
  repeated: boolean,
  suggest: TemplateResult | typeof nothing,
) {
  const all = Object.values(answers).reduce((sum, n) => sum + n, 0);
  const without = all - (answers['label'] ?? 0) - (answers['text'] ?? 0);
  return html`<tr data-technique=${id}>
    <th scope="row">${names.get(id) ?? id}</th>
    <td class="numeric">${formatCount(all)}</td>
    <td class="numeric">${formatCount(without)}</td>
    ${
      reference === undefined
        ? nothing
        : html`<td>${measure ? figure(measure.macroF1, 'alpha') : '–'}</td>
            ${shownCoefficients.map((name) => html`<td>${measure ? figure(measure.agreement[name], name) : '–'}</td>`)}`
    }
    ${repeated ? html`<td>${stability ? figure(stability.alpha, 'alpha') : '–'}</td>` : nothing}${suggest}
  </tr>`;
}

function renderMeasure(
  technique: TechniqueReport,
  { labels, n }: Measure,
  coder: string | null,
  measured: readonly TechniqueReport[],
  names: ReadonlyMap<string, string>,
  choose: (technique: string) => void,
) {
  const name = names.get(technique.id) ?? technique.id;
  const used = labels.filter(({ given, predicted }) => given + predicted > 0);
  return html`<section>
    <introspect-explain question="Precision? Recall? F1?"
      ><h2 slot="subject">Code by code</h2>
      <p>Precision: of the segments that the model gave a code, the share to which the coder gave it too.</p>
      <p>Recall: of the segments that the coder gave the code, the share that the model found.</p>
      <p>F1: one number for both, their harmonic mean. Each is not computable where there is nothing to divide by.</p>
      <p>
        Small numbers are 95 % intervals (Wilson’s score interval; F1’s from the share of hits among the segments that
        either gave the code). Where transcripts differ from one another, segments count for less and the interval
        widens. A code with few segments has a wide one: do not rank codes whose intervals overlap.
      </p></introspect-explain
    >
    <label class="field"
      ><span>Technique</span>
      <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${measured.map(({ id }) => html`<option value=${id}>${names.get(id) ?? id}</option>`)}
        ${showChosen(technique.id)}
      </select></label
    >
    <div class="scroll" tabindex="0" role="region" aria-label="Code by code">
      <table class="figures">
        <caption>
          ${name}, ${formatCount(n)} segments
        </caption>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col" class="numeric">By ${coder ?? 'the coder'}</th>
            <th scope="col" class="numeric">By the model</th>
            <th scope="col">Precision</th>
            <th scope="col">Recall</th>
            <th scope="col">F1</th>
          </tr>
        </thead>
        <tbody>
          ${used.map(
            (label) =>
              html`<tr>
                <th scope="row">${label.name}</th>
                <td class="numeric">${label.given}</td>
                <td class="numeric">${label.predicted}</td>
                <td>${figure(label.precision, 'alpha')}</td>
                <td>${figure(label.recall, 'alpha')}</td>
                <td>${figure(label.f1, 'alpha')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h3>What was taken for what</h3>
    ${renderHeat('Confusion matrix', `${coder ?? 'Coder'} ↓ model →`, confusionCounts(technique)!, 'row')}
  </section>`;
}

function figure(value: Figure | undefined, name: CoefficientName) {
  if (value !== undefined && !isComputed(value))
    return html`<span class="secondary" title=${value.notComputable}>not computable</span>`;
  const interval = formatInterval(value, name);
  return html`<span class="nowrap">${formatValue(value, name)}</span
    >${interval === '–' ? nothing : html`<span class="secondary interval" title=${value?.noInterval ?? nothing}>${interval === 'not computable' ? 'no interval' : interval}</span>`}`;
}
