import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { StudyAgreement } from '../../src/core/agreement/studyAgreement';
import type { Confusion } from '../../src/core/agreement/studyTables';
import { unitWords } from '../../src/core/agreement/wording';
import { formatCount } from '../shared/format';
import { shortName } from './choices';

/** Which values two coders gave to the same units. */
export function renderConfusion(result: StudyAgreement, chosen: number, choose: (pair: number) => void) {
  const { pairs, choices, codes } = result;
  const index = Math.min(chosen, pairs.length - 1);
  const pair = pairs[index];
  if (!pair) return nothing;
  const [first = '', second = ''] = pair.coders.map((id) => nameOf(result, id));
  const { many } = unitWords[choices.unit];
  const [only] = pair.confusions;
  return html`<section>
    <h2>Where they confuse codes</h2>
    ${
      pairs.length === 1
        ? nothing
        : html`<label class="choice"
            ><span>Coders</span>
            <select
              .value=${String(index)}
              @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}
            >
              ${pairs.map(
                ({ coders }, i) =>
                  html`<option value=${i} ?selected=${i === index}>
                    ${coders.map((id) => nameOf(result, id)).join(' and ')}
                  </option>`,
              )}
            </select></label
          >`
    }
    <div class="scroll" tabindex="0" role="region" aria-label="Where they confuse codes">
      ${
        only?.code === null
          ? matrix(only, first, second, many)
          : html`<table class="confusion">
              <caption>
                Number of ${many} to which…
              </caption>
              <thead>
                <tr>
                  <th scope="col">Code</th>
                  <th scope="col" class="numeric">both gave it</th>
                  <th scope="col" class="numeric">only ${first}</th>
                  <th scope="col" class="numeric">only ${second}</th>
                  <th scope="col" class="numeric">neither</th>
                </tr>
              </thead>
              <tbody>
                ${pair.confusions.map(
                  ({ code, counts }) =>
                    html`<tr>
                      <th scope="row">${codes.find(({ id }) => id === code)?.name}</th>
                      ${fourfold(counts).map((n) => html`<td class="numeric">${formatCount(n)}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </div>
  </section>`;
}

/** Both, only the first, only the second, neither. */
function fourfold([absent, present]: Confusion['counts']): number[] {
  return [present?.[1], present?.[0], absent?.[1], absent?.[0]].map((n) => n ?? 0);
}

/** Values that neither coder gave are left out. */
function matrix({ labels, counts }: Confusion, first: string, second: string, many: string) {
  const used = labels
    .map((_, i) => i)
    .filter((i) => counts[i]!.some((n) => n > 0) || counts.some((row) => row[i]! > 0));
  return html`<table class="confusion">
    <caption>
      Number of ${many}: rows are the codes of ${first}, columns those of ${second}; codes that neither gave are left
      out
    </caption>
    <thead>
      <tr>
        <td></td>
        ${used.map((i) => html`<th scope="col" class="upright">${labels[i]}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${used.map(
        (i) =>
          html`<tr>
            <th scope="row">${labels[i]}</th>
            ${used.map((j) => {
              const n = counts[i]![j]!;
              return html`<td class="numeric ${i === j ? 'same' : n > 0 ? 'differ' : 'none'}">${formatCount(n)}</td>`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Units on which coders differ, with their text and who said what. */
export function renderDisputed(
  result: StudyAgreement,
  {
    shown,
    opened,
    more,
    open,
  }: { shown: number; opened: number | null; more: () => void; open: (index: number) => void },
) {
  const { disputed, choices } = result;
  const { one, many } = unitWords[choices.unit];
  if (disputed.length === 0) return nothing;
  return html`<section>
    <h2>Most disputed ${many}</h2>
    <p class="secondary">
      ${formatCount(disputed.length)} ${disputed.length === 1 ? `${one} is` : `${many} are`} in dispute, those with most
      differences first. Choose one to see it in the transcript, with what each coder marked.
    </p>
    <ol class="disputed">
      ${disputed.slice(0, shown).map(
        (unit, i) =>
          html`<li class=${i === opened ? 'opened' : ''}>
            <button type="button" class="unit" aria-pressed=${i === opened} @click=${() => open(i)}>
              <span class="place"
                >${shortName(unit.transcript)}, line
                ${unit.line}${unit.speaker === null ? '' : ` · ${unit.speaker}`}</span
              >
              <span class="words">${unit.text}</span>
            </button>
            <dl>
              ${unit.answers.map(
                ({ coder, codes }) =>
                  html`<div>
                    <dt>${nameOf(result, coder)}</dt>
                    <dd>
                      ${
                        codes === null
                          ? html`<span class="secondary">did not code this transcript</span>`
                          : codes.length === 0
                            ? html`<span class="secondary">no code</span>`
                            : codes.map(
                                (code) =>
                                  html`<span class="chip ${unit.disputedCodes.includes(code) ? 'inDispute' : ''}"
                                    >${code}</span
                                  >`,
                              )
                      }
                    </dd>
                  </div>`,
              )}
            </dl>
          </li>`,
      )}
    </ol>
    ${shown < disputed.length ? html`<vscode-button secondary @click=${more}>Show more</vscode-button>` : nothing}
  </section>`;
}

function nameOf({ coders }: StudyAgreement, id: string): string {
  return coders.find((coder) => coder.id === id)?.name ?? id;
}
