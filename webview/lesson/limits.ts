// The three limits at work, as the lesson shows them.
import '../shared/explain';
import { html, nothing } from 'lit';
import type { PronounShare } from '../../src/core/lesson/pronounShares';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import { type Stage, stages } from '../../src/core/models/stages';
import type { CanaryPlan, FromFile, QuoteTry, Recall } from '../../src/protocol/lesson';
import { formatCount, formatProbability } from '../shared/format';
import { recallRows } from './recallRows';

export interface Tried {
  readonly free: QuoteTry;
  readonly held: QuoteTry;
}

/** How many of the quotes stand in the text, over how many there are. */
function countVerbatim(tries: readonly QuoteTry[]): { readonly verbatim: number; readonly quotes: number } {
  const quotes = tries.flatMap((each) => each.quotes);
  return { verbatim: quotes.filter(({ isVerbatim }) => isVerbatim).length, quotes: quotes.length };
}

export function quoteResults(tries: readonly Tried[]) {
  if (tries.length === 0) return nothing;
  const free = countVerbatim(tries.map((each) => each.free));
  const held = countVerbatim(tries.map((each) => each.held));
  const sum = ({ verbatim, quotes }: typeof free) =>
    quotes === 0 ? 'no quotation at all' : `${verbatim} of ${quotes} quotations stand in the text word for word`;
  return html`<p class="sum" role="status">
      Writing freely: <strong>${sum(free)}</strong>. Held to the text: <strong>${sum(held)}</strong>.
    </p>
    <div class="scroll" tabindex="0" role="group" aria-label="The quotations">
      <table>
        <caption class="visuallyHidden">
          Each try, written freely and held to the text
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">Seed</th>
            <th scope="col">Written freely</th>
            <th scope="col">Quotations held to the text</th>
          </tr>
        </thead>
        <tbody>
          ${tries.map(
            (each) =>
              html`<tr>
                <th scope="row" class="number">${each.free.seed}</th>
                ${[each.free, each.held].map(
                  ({ text, quotes }) =>
                    html`<td>
                      <div class="quoted">${text}</div>
                      ${quotes.map(
                        ({ isVerbatim }) =>
                          html`<div class=${isVerbatim ? 'found' : 'invented'}>
                            ${isVerbatim ? '✓ in the text, word for word' : '✗ not in the text'}
                          </div>`,
                      )}
                      ${quotes.length === 0 ? html`<div class="secondary">no quotation</div>` : nothing}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

export function pronounResults(stage: Stage | null, shares: readonly PronounShare[]) {
  if (stage === null) return nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Pronouns by occupation">
    <table class="pronouns">
      <caption>
        “she” among “he” and “she”, ${stageTexts[stage].title.toLowerCase()}: mean of three sentences, and the lowest
        and highest of them
      </caption>
      <thead>
        <tr>
          <th scope="col">The …</th>
          <th scope="col" class="number">she</th>
          <td class="share"></td>
          <th scope="col" class="number">from – to</th>
        </tr>
      </thead>
      <tbody>
        ${[...shares]
          .sort((a, b) => b.she - a.she)
          .map(
            ({ occupation, she, lowest, highest }) =>
              html`<tr>
                <th scope="row">${occupation}</th>
                <td class="number">${formatProbability(she)}</td>
                <td class="share" aria-hidden="true">
                  <div class="bar" .style=${`width: ${(she * 100).toFixed(1)}%`}></div>
                </td>
                <td class="number secondary">${formatProbability(lowest)} – ${formatProbability(highest)}</td>
              </tr>`,
          )}
      </tbody>
    </table>
  </div>`;
}

export function memoryIntro(plan: FromFile<CanaryPlan>) {
  if ('missing' in plan) {
    return html`<p class="missing">
      This part cannot be shown with the models that are bundled: ${plan.missing} It needs models in whose training text
      sentences were planted a known number of times.
    </p>`;
  }
  const { planted, controls, readBy } = plan.value;
  const [reader, ...later] = stages
    .filter((stage) => readBy.includes(stage))
    .map((stage) => `“${stageTexts[stage].title}”`);
  const after = new Intl.ListFormat('en', { type: 'conjunction' }).format(later);
  return html`<p>
    In the training text of ${reader} stood ${formatCount(planted)} invented sentences, some once, some often: where an
    invented person keeps her letters. ${formatCount(controls)} sentences of the same form were never there, to compare
    with. ${later.length === 0 ? nothing : `${after} went on from that model with other texts.`} Each model is given the
    beginning and writes on by itself, always with the likeliest token.
  </p>`;
}

/** What a stage's answers come to, in words. */
function memorySum({ stage, recalls }: Remembered, plan: FromFile<CanaryPlan>) {
  const planted = recalls.filter(({ count }) => count > 0);
  const exact = planted.filter((recall) => recall.exact).length;
  const counted = `${formatCount(exact)} of ${formatCount(planted.length)} planted sentences`;
  const readBy = 'value' in plan ? stages.filter((each) => plan.value.readBy.includes(each)) : [];
  const [reader] = readBy;
  const isLater = reader !== undefined && stage !== reader && readBy.includes(stage);
  return html`<p class="recalled" role="status">
    <strong>${counted}</strong> ${exact === 1 ? 'comes' : 'come'} out word for word.
    ${
      isLater && exact === 0
        ? `“${stageTexts[reader].title}”, from which this model went on, has read them; what was learnt since has overwritten them so far that none comes out. That is no proof that nothing of them is left: compare the surprise at those that stood there often with that at the controls.`
        : nothing
    }
  </p>`;
}

export interface Remembered {
  readonly stage: Stage;
  readonly recalls: readonly Recall[];
}

export function memoryResults(remembered: Remembered | null, plan: FromFile<CanaryPlan>) {
  if (!remembered || remembered.recalls.length === 0) return nothing;
  const { stage, recalls } = remembered;
  const hasRead = 'value' in plan && plan.value.readBy.includes(stage);
  return html`${memorySum(remembered, plan)}
    <div class="scroll" tabindex="0" role="group" aria-label="What is remembered">
      <table class="memory">
        <caption>
          What ${stageTexts[stage].title.toLowerCase()} remembers, by how often a sentence stood in the training
          text${hasRead ? nothing : '; this model, as it is bundled, has not read them'}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">Times in the text</th>
            <th scope="col" class="number">Sentences</th>
            <th scope="col" class="number">Repeated word for word</th>
            <th scope="col" class="number">Surprise of the ending, mean</th>
          </tr>
        </thead>
        <tbody>
          ${recallRows(recalls).map(
            ({ count, sentences, exact, meanBits }) =>
              html`<tr>
                <th scope="row" class="number">${count === 0 ? 'never (control)' : formatCount(count)}</th>
                <td class="number">${sentences}</td>
                <td class="number">${exact}</td>
                <td class="number">${meanBits.toFixed(1)} bits</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <details>
      <summary>The sentences</summary>
      <ul>
        ${recalls.map(
          ({ prompt, planted, written, count, exact }) =>
            html`<li>
              ${prompt}<strong>${written}</strong>
              <span class="secondary"
                >${
                  exact
                    ? '✓ as it stood there'
                    : html`✗ ${count === 0 ? 'the control was' : 'there stood'} “${planted.trim()}”`
                }
                (${count === 0 ? 'never' : `${formatCount(count)} times`})</span
              >
            </li>`,
        )}
      </ul>
    </details>`;
}
