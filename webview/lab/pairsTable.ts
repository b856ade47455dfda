import '../shared/explain';
import { html, nothing } from 'lit';
import { isComputed } from '../../src/core/agreement/figure';
import { differenceWords, pairsNote, pWords } from '../../src/core/prompting/pairWords';
import type { SheetReport } from '../../src/core/prompting/report';
import { formatCount } from '../shared/format';

/** Whether two techniques differ, on the same segments; nothing where there are no two to compare. */
export function renderPairs({ pairs }: SheetReport, names: ReadonlyMap<string, string>) {
  if (!pairs) return nothing;
  return html`<section>
    <introspect-explain question="How do I tell whether one is better?"
      ><h2 slot="subject">Two by two</h2>
      <p>
        Two techniques with overlapping intervals above may still differ: both were asked about the same segments. What
        counts is where only one of them gave the coder’s code. An interval of the difference without 0 in it, and a
        small p, say that the one was better on segments like these.
      </p>
      <p>${pairsNote(pairs)}</p>
      <p>
        Neither says how much a difference matters, nor that it holds on new text: prompts that were chosen on these
        segments look too good.
      </p></introspect-explain
    >
    <div class="scroll" tabindex="0" role="region" aria-label="Two by two">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Techniques</th>
            <th scope="col" class="numeric">Segments</th>
            <th scope="col" class="numeric">First alone as the coder</th>
            <th scope="col" class="numeric">Second alone</th>
            <th scope="col">First minus second, points</th>
            <th scope="col">p${pairs.length > 1 ? ' (Holm)' : ''}</th>
          </tr>
        </thead>
        <tbody>
          ${pairs.map(
            ({ first, second, n, onlyFirst, onlySecond, difference, adjustedP }) =>
              html`<tr data-pair=${`${first} ${second}`}>
                <th scope="row">${names.get(first) ?? first} and ${names.get(second) ?? second}</th>
                <td class="numeric">${formatCount(n)}</td>
                <td class="numeric">${formatCount(onlyFirst)}</td>
                <td class="numeric">${formatCount(onlySecond)}</td>
                <td title=${(isComputed(difference) ? difference.noInterval : undefined) ?? nothing}>
                  ${differenceWords(difference)}
                </td>
                <td class="nowrap">${pWords(adjustedP)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
